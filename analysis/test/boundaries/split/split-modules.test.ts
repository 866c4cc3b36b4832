import { describe, expect, it } from 'vitest';
import {
  parseBoundariesFile,
  suggestBoundaries,
  writeBoundariesFile,
} from '../../../src/boundaries/index.ts';
import { splitModules } from '../../../src/boundaries/split/split-modules.ts';
import type { Facts } from '../../../src/graph/facts.ts';
import { fatStoreFacts, STORE } from './fat-store.ts';

/** Every area's modules in its service; the store in `home`. */
function split(facts: Facts, home: string | null, isShared = false) {
  return splitModules({
    facts,
    serviceOf: (path) => (path === STORE ? home : (/(\w+)\.ts$/.exec(path)?.[1] ?? null)),
    isShared: (path) => isShared && path === STORE,
  });
}

const withStore = (change: (facts: Facts) => Partial<Facts>): Facts => {
  const facts = fatStoreFacts();
  return { ...facts, ...change(facts) };
};

describe('splitModules', () => {
  it('gives each service the methods that it calls with the tables that only they touch', () => {
    const [found, ...others] = split(fatStoreFacts(), 'orders');
    expect(others).toEqual([]);
    expect(found).toMatchObject({ module: STORE, home: 'orders' });
    expect(found?.parts.map(({ service, functions }) => [service, [...functions]])).toEqual([
      ['products', ['Store.insertProduct', 'Store.productById', 'Store.priceHistory']],
      ['reviews', ['Store.insertReview', 'Store.reviewsOf', 'Store.removeReview']],
    ]);
    expect(found?.saves).toBeGreaterThan(0);
  });

  it('leaves a module alone that works for one service', () => {
    const facts = withStore(({ functions }) => ({
      functions: functions.filter(({ module }) => module === STORE || module.endsWith('orders.ts')),
      access: [],
    }));
    expect(split(facts, 'orders')).toEqual([]);
  });

  it('leaves a module of few functions alone', () => {
    const few = new Set(['Store.insertOrder', 'Store.orderById', 'Store.insertReview', 'Store.reviewsOf']);
    const facts = withStore(({ functions }) => ({
      functions: functions.filter(({ module, name }) => module !== STORE || few.has(name)),
    }));
    expect(split(facts, 'orders')).toEqual([]);
  });

  it('keeps at home what two services use alike', () => {
    const facts = withStore(({ functions, access }) => ({
      access: access.filter((one) => one.function !== 'Store.reviewsOf'),
      functions: functions.map((own) =>
        own.module.endsWith('orders.ts') && own.module !== STORE
          ? { ...own, calls: [...own.calls, [STORE, 'Store.reviewsOf', 30]] }
          : own,
      ),
    }));
    const [found] = split(facts, 'orders');
    const moved = found?.parts.flatMap(({ functions }) => [...functions]);
    expect(moved).toContain('Store.insertReview');
    expect(moved).not.toContain('Store.reviewsOf');
  });

  it('leaves a class whole that everybody shares, and takes free functions to their only user', () => {
    expect(split(fatStoreFacts(), null, true)).toEqual([]);
    const rename = (name: string) => name.replace('Store.', '');
    const facts = withStore(({ functions, edges }) => ({
      access: [],
      functions: functions.map((own) => ({
        ...own,
        name: rename(own.name),
        calls: own.calls.map(([module, name, line]) => [module, rename(name), line] as const),
      })),
      edges: edges.map((edge) => ({
        ...edge,
        places: edge.places.map((place) => ({ ...place, symbol: rename(place.symbol) })),
      })),
    }));
    const [found] = split(facts, null, true);
    expect(found?.parts.map(({ service }) => service)).toEqual(['orders', 'products', 'reviews']);
  });

  it('tells a part from a file that is called like it', () => {
    const facts = withStore(({ modules }) => ({
      modules: [...modules, { ...(modules[0] as Facts['modules'][number]), path: `${STORE}#reviews` }],
    }));
    const paths = split(facts, 'orders')[0]?.parts.map(({ path }) => path);
    expect(paths).toEqual([`${STORE}#products`, `${STORE}#reviews#`]);
  });
});

describe('a suggestion with a split module', () => {
  const facts = fatStoreFacts();
  const boundaries = suggestBoundaries(facts);
  const whole = suggestBoundaries({ ...facts, functions: [] });
  const costOf = ({ seams }: typeof boundaries) => seams.reduce((sum, { cost }) => sum + cost, 0);

  it('has the module in one service only, and its functions where they work', () => {
    const homes = boundaries.services.filter(({ modules }) => modules.some(({ path }) => path === STORE));
    expect(homes).toHaveLength(1);
    const [split] = boundaries.splits;
    expect(split?.home).toBe(homes[0]?.name);
    expect(new Set(split?.functions.map(({ service }) => service))).toEqual(
      new Set(['orders', 'products', 'reviews']),
    );
  });

  it('owns tables by function: each area its own', () => {
    expect([...boundaries.tableOwners]).toEqual([
      ['orders', 'orders'],
      ['products', 'products'],
      ['reviews', 'reviews'],
    ]);
    expect(new Set(whole.tableOwners.values()).size).toBe(1);
  });

  it('counts no seam between a function and its own service, and costs less', () => {
    expect(costOf(boundaries)).toBeLessThan(costOf(whole));
    expect(boundaries.seams.some(({ what }) => what.includes('Store.insertReview'))).toBe(false);
    const needs = boundaries.services.flatMap(({ needs: names }) => names);
    expect(needs.filter((name) => name.startsWith('Store.'))).toEqual([]);
    expect(whole.services.flatMap(({ needs: names }) => names)).toContain('Store.insertReview');
  });

  it('names files in evidence, never parts', () => {
    const paths = new Set(facts.modules.map(({ path }) => path));
    const places = boundaries.seams.flatMap(({ evidence }) => evidence);
    expect(places.filter(({ path }) => !paths.has(path))).toEqual([]);
  });

  it('counts the lines of a function where it goes', () => {
    const lines = boundaries.services.reduce((sum, { metrics }) => sum + metrics.lines, 0);
    expect(lines).toBe(facts.modules.reduce((sum, module) => sum + module.lines, 0));
  });
});

describe('functions in boundaries.yaml', () => {
  const suggestWith = (text: string) =>
    suggestBoundaries(fatStoreFacts(), {
      config: { parsed: parseBoundariesFile(text, 'b.yaml'), name: 'b.yaml' },
    });

  it('decide which functions leave a file, and no others do', () => {
    const { splits } = suggestWith(
      `version: 1\nservices:\n  reviews:\n    functions: ['${STORE}#Store.removeReview']\n`,
    );
    expect(splits.map(({ parts }) => parts.map(({ service, functions }) => [service, functions]))).toEqual([
      [['reviews', ['Store.removeReview']]],
    ]);
  });

  it('keep functions with their file that would be shared out, and so does a file that is shared or named', () => {
    const [found] = split(fatStoreFacts(), 'orders');
    const names = found?.parts.flatMap(({ functions }) => [...functions]) ?? [];
    const { splits, services } = suggestBoundaries(fatStoreFacts());
    const home = splits[0]?.home ?? '';
    expect(services.map(({ name }) => name)).toContain(home);
    const stay = names.map((name) => `'${STORE}#${name}'`).join(', ');
    const kept = `version: 1\nservices:\n  ${home}: { modules: [${STORE}], functions: [${stay}] }\n`;
    expect(suggestWith(kept).splits).toEqual([]);
    expect(suggestWith(`version: 1\nshared: [${STORE}]\n`).splits).toEqual([]);
    const pinned = (pattern: string) => `version: 1\nservices:\n  ${home}: { modules: ["${pattern}"] }\n`;
    expect(suggestWith(pinned(STORE)).splits).toEqual([]);
    expect(suggestWith(pinned('src/data/*.ts')).splits).toHaveLength(1);
  });

  it('that are gone are told with their line; one in two services is refused', () => {
    const gone = `version: 1\nservices:\n  reviews:\n    functions: ['${STORE}#Store.nothing']\n`;
    expect(suggestWith(gone).decisions?.gone).toEqual([{ line: 4, value: `${STORE}#Store.nothing` }]);
    const both = ['orders', 'reviews'].map(
      (name) => `  ${name}: { functions: ['${STORE}#Store.reviewsOf'] }\n`,
    );
    expect(() => suggestWith(`version: 1\nservices:\n${both.join('')}`)).toThrow(
      `b.yaml:4 services.reviews.functions[0]: function "${STORE}#Store.reviewsOf" is orders's too`,
    );
    expect(() => suggestWith('version: 1\nservices:\n  a: { functions: [reviewsOf] }\n')).toThrow(
      'b.yaml:3 services.a.functions[0]: "reviewsOf": write file#function',
    );
  });

  it('are written with the suggestion, which a run with the file then repeats', () => {
    const suggested = suggestBoundaries(fatStoreFacts());
    const text = writeBoundariesFile(suggested);
    expect(text).toContain(`- ${STORE}#Store.insertReview`);
    expect(suggestWith(text).splits).toEqual(
      suggested.splits.map((split) => ({ ...split, saves: expect.any(Number) })),
    );
    expect(writeBoundariesFile(suggestWith(text), text)).toBe(text);
  });
});
