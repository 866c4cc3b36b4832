import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Boundaries } from '../../src/boundaries/index.ts';
import { parseBoundariesFile, suggestBoundaries, writeBoundariesFile } from '../../src/boundaries/index.ts';
import { readFacts } from '../../src/graph/index.ts';
import { callEdge, moduleFacts, shopFacts } from './support.ts';

const NAME = 'boundaries.yaml';

function suggestWith(yaml: string): Boundaries {
  return suggestBoundaries(shopFacts(), { config: { parsed: parseBoundariesFile(yaml, NAME), name: NAME } });
}

function serviceOf(boundaries: Boundaries, path: string): string | undefined {
  return boundaries.services.find(({ modules }) => modules.some((module) => module.path === path))?.name;
}

describe('a suggestion without a boundaries.yaml', () => {
  it('finds the three areas and names them', () => {
    const { services, tableOwners } = suggestBoundaries(shopFacts());
    expect(services.map(({ name, modules }) => [name, modules.length]).sort()).toEqual([
      ['orders', 5],
      ['products', 5],
      ['reviews', 5],
    ]);
    expect([...tableOwners]).toEqual([
      ['orders', 'orders'],
      ['products', 'products'],
      ['reviews', 'reviews'],
    ]);
  });

  it('prices the transaction that writes two services above the plain call', () => {
    const { seams } = suggestBoundaries(shopFacts());
    const between = seams.filter(({ from, to }) => from === 'orders' && to === 'products');
    expect(between.map(({ kind, cost }) => [kind, cost])).toEqual([
      ['transaction', 13],
      ['table-write', 8],
      ['call', 1],
      ['import', 0.5],
    ]);
  });

  it('ranks the service with the cheapest seams first and says why', () => {
    const [first] = suggestBoundaries(shopFacts()).services;
    expect(first?.name).toBe('reviews');
    expect(first?.why).toContain('nobody else writes its table; breaks no transaction');
  });
});

describe('boundaries.yaml', () => {
  it('pins modules and takes their cluster’s name, moving nothing else', () => {
    const before = suggestBoundaries(shopFacts());
    const after = suggestWith(
      'version: 1\nservices:\n  checkout:\n    modules: [src/rules/orders.ts, src/mails/reviews.ts]\n',
    );
    expect(serviceOf(after, 'src/mails/reviews.ts')).toBe('checkout');
    expect(serviceOf(after, 'src/routes/orders.ts')).toBe('checkout');
    expect(after.decisions?.moves).toEqual([
      { path: 'src/mails/reviews.ts', from: 'reviews', to: 'checkout', because: 'pinned' },
    ]);
    expect(after.decisions?.cost).toBeGreaterThan(after.decisions?.costWithout ?? Number.POSITIVE_INFINITY);
    expect(after.services).toHaveLength(before.services.length);
  });

  it('keeps groups together, and apart, and the shared kernel outside', () => {
    const together = suggestWith('version: 1\ntogether:\n  - modules: [src/mails/*.ts]\n');
    expect(
      new Set(['orders', 'products', 'reviews'].map((area) => serviceOf(together, `src/mails/${area}.ts`)))
        .size,
    ).toBe(1);
    const apart = suggestWith(
      'version: 1\napart:\n  - modules: [src/rules/orders.ts, src/prices/orders.ts]\n',
    );
    expect(serviceOf(apart, 'src/rules/orders.ts')).not.toBe(serviceOf(apart, 'src/prices/orders.ts'));
    const shared = suggestWith('version: 1\nshared: [src/mails/**]\n');
    expect(serviceOf(shared, 'src/mails/orders.ts')).toBeUndefined();
    expect(shared.shared.get('src/mails/orders.ts')).toBe('shared-kernel');
  });

  it.each([1, 2, 3])('gives exactly %i services when asked', (count) => {
    expect(suggestWith(`version: 1\ncount: ${count}\n`).services).toHaveLength(count);
  });

  it('refuses more services than can be told apart, and says how many can', () => {
    expect(() => suggestWith('version: 1\ncount: 900\n')).toThrow(
      /count: 900 services cannot be told apart here; ask for \d+ or fewer/,
    );
  });

  it('lists what it names and is gone, and goes on', () => {
    const { decisions } = suggestWith(
      'version: 1\nservices:\n  order:\n    modules: [src/gone.ts]\n    tables: [lost]\n',
    );
    expect(decisions?.gone).toEqual([
      { line: 4, value: 'src/gone.ts' },
      { line: 5, value: 'lost' },
    ]);
  });

  it.each([
    [
      'a module in two services',
      'services:\n  a: { modules: [src/mails/orders.ts] }\n  b: { modules: [src/mails/orders.ts] }\n',
      /services\.b\.modules\[0\]: "src\/mails\/orders\.ts" is pinned to a too/,
    ],
    [
      'a table in two services',
      'services:\n  a: { tables: [orders] }\n  b: { tables: [orders] }\n',
      /table "orders" is a's too/,
    ],
    [
      'a pin in the shared kernel',
      'services:\n  a: { modules: [src/mails/orders.ts] }\nshared: [src/mails/**]\n',
      /is in shared too/,
    ],
    [
      'together across two pins',
      'services:\n  a: { modules: [src/mails/orders.ts] }\n  b: { modules: [src/mails/reviews.ts] }\ntogether:\n  - modules: [src/mails/*]\n',
      /together\[0\]: its modules are pinned to a and b/,
    ],
    [
      'apart within one pin',
      'services:\n  a: { modules: [src/mails/*] }\napart:\n  - modules: [src/mails/orders.ts, src/mails/reviews.ts]\n',
      /apart\[0\]: .* are both pinned to a/,
    ],
    [
      'apart and together',
      'together:\n  - modules: [src/mails/*]\napart:\n  - modules: [src/mails/orders.ts, src/mails/reviews.ts]\n',
      /must share a service by together\[0\]/,
    ],
  ])('names the contradiction: %s', (_, yaml, message) => {
    expect(() => suggestWith(`version: 1\n${yaml}`)).toThrow(message);
  });
});

describe('writeBoundariesFile', () => {
  it('writes a file that, read back, gives the same services', () => {
    const first = suggestBoundaries(shopFacts());
    const again = suggestWith(writeBoundariesFile(first));
    expect(again.services).toEqual(first.services);
    expect(again.decisions?.moves).toEqual([]);
  });

  it('changes and costs nothing as it was written, where refinement or a door placed modules', async () => {
    const shop = fileURLToPath(new URL('../../../legacy-monolith', import.meta.url));
    const { facts } = await readFacts(shop, { useGit: false });
    const first = suggestBoundaries(facts);
    expect(first.refinement.moves.length).toBeGreaterThan(0);
    const parsed = parseBoundariesFile(writeBoundariesFile(first), 'b.yaml');
    const { decisions } = suggestBoundaries(facts, { config: { parsed, name: 'b.yaml' } });
    const { cost } = first.refinement;
    expect(decisions).toEqual({ moves: [], left: [], costWithout: cost, cost, gone: [] });
  });

  it('keeps a person’s comments, keys and decisions when the file is brought up to date', () => {
    const edited =
      'version: 1\nservices:\n  # agreed in March\n  checkout:\n    modules: [src/rules/orders.ts] # core\n    tables: [orders]\ngranularity: 1.5\n';
    const text = writeBoundariesFile(suggestWith(edited), edited);
    expect(text).toContain('# agreed in March');
    expect(text).toContain('# core');
    expect(text).toContain('granularity: 1.5');
    expect(serviceOf(suggestWith(text), 'src/rules/orders.ts')).toBe('checkout');
    expect(text.match(/src\/rules\/orders\.ts/g)).toHaveLength(1);
  });

  it('lists nothing again that a pattern places, and leaves a file that places all to the byte', () => {
    const edited = `version: 1
services:
  # agreed in March
  purchases: { modules: [ "src/*/orders.ts" ],   tables: [orders] }


  goods:
    modules:
    - src/*/products.ts       # and no other
    tables:
        - products
  reviews: {modules: [src/*/reviews.ts], tables: [ reviews ]}
`;
    expect(writeBoundariesFile(suggestWith(edited), edited)).toBe(edited);
  });
});

describe('hold: soft', () => {
  const held = (text: string) => suggestWith(text.replace('version: 1', 'version: 1\nhold: soft'));

  it('keeps an earlier suggestion with its names where the code agrees, and pins nothing', () => {
    const text = writeBoundariesFile(suggestBoundaries(shopFacts())).replace('  reviews:', '  ratings:');
    const again = held(text);
    expect(again.services.map(({ name }) => name).sort()).toEqual(['orders', 'products', 'ratings']);
    expect(again.decisions).toMatchObject({ moves: [], left: [], gone: [] });
  });

  it('tells what the code argues away from where it was', () => {
    const text = 'version: 1\nservices:\n  orders: { modules: [src/*/orders.ts, src/mails/reviews.ts] }\n';
    const again = held(text);
    expect(serviceOf(again, 'src/mails/reviews.ts')).toBe('reviews');
    expect(again.decisions?.left).toEqual([{ path: 'src/mails/reviews.ts', from: 'orders', to: 'reviews' }]);
  });

  it('decides where the code does not say', () => {
    const facts = shopFacts();
    const between = 'src/rules/between.ts';
    const torn = {
      ...facts,
      modules: [...facts.modules, moduleFacts(between)].sort((a, b) => (a.path < b.path ? -1 : 1)),
      edges: [
        ...facts.edges,
        callEdge(between, 'src/rules/orders.ts'),
        callEdge(between, 'src/queries/orders.ts'),
        callEdge(between, 'src/rules/reviews.ts'),
        callEdge(between, 'src/queries/reviews.ts'),
      ],
    };
    for (const service of ['orders', 'reviews']) {
      const text = `version: 1\nhold: soft\nservices:\n  ${service}: { modules: [src/*/${service}.ts, ${between}] }\n`;
      const config = { parsed: parseBoundariesFile(text, NAME), name: NAME };
      expect(serviceOf(suggestBoundaries(torn, { config }), between)).toBe(service);
    }
  });
});
