import { describe, expect, it } from 'vitest';
import type { SeamKind } from '../../src/boundaries/boundaries.ts';
import { findSeams } from '../../src/boundaries/migration-cost.ts';
import type { EdgeKind, Facts } from '../../src/graph/facts.ts';
import { noFacts } from './support.ts';

/** Remedies between orders and stock, by kind. */
function remediesOf(facts: Partial<Facts>): Map<SeamKind, string> {
  const seams = findSeams(
    { ...noFacts, ...facts },
    (path) => path,
    () => 'stock',
  );
  return new Map(seams.map(({ kind, remedy }) => [kind, remedy]));
}

function uses(...places: [kind: EdgeKind, symbol: string][]): Partial<Facts> {
  const kinds = Object.fromEntries(places.map(([kind]) => [kind, 1]));
  return {
    edges: [
      {
        from: 'orders',
        to: 'stock',
        kinds,
        places: places.map(([kind, symbol], line) => ({ line, kind, symbol })),
      },
    ],
  };
}

describe('remedies of the seams between two services', () => {
  it('ask nothing more for what is imported to be called', () => {
    expect(remediesOf(uses(['import', 'reserve'], ['call', 'reserve'])).get('import')).toMatch(
      /^Goes with the calls/,
    );
    expect(remediesOf(uses(['import', 'Stock'], ['call', 'Stock.reserve'])).get('import')).toMatch(
      /^Goes with the calls/,
    );
    expect(remediesOf(uses(['import', '*'], ['call', 'reserve'])).get('import')).toMatch(
      /^Goes with the calls/,
    );
  });

  it('ask to move or duplicate only what is not called', () => {
    expect(
      remediesOf(uses(['import', 'FOREVER'], ['import', 'reserve'], ['call', 'reserve'])).get('import'),
    ).toMatch(/^What is called goes with the calls; move the rest/);
    expect(remediesOf(uses(['import', 'FOREVER'], ['call', 'reserve'])).get('import')).toMatch(
      /^Move the imported helper/,
    );
  });

  it('read a joined table as its join is mended', () => {
    const read = { module: 'orders', function: 'list', line: 3, mode: 'R', columns: [] } as const;
    const access = [{ ...read, table: 'variants' }];
    const joins = [{ module: 'orders', line: 3, tables: ['variants'] }];
    expect(remediesOf({ access, joins }).get('table-read')).toMatch(/^As for the joins/);
    expect(remediesOf({ access }).get('table-read')).toMatch(/^Read through the owner/);
    expect(
      remediesOf({ access: [...access, { ...read, table: 'warehouses' }], joins }).get('table-read'),
    ).toMatch(/^Read through the owner/);
  });

  it('share code that reaches no table, and name it where other calls need a request', () => {
    const call = (symbol: string, touchesNoTable?: boolean) => ({
      line: 1,
      kind: 'call' as const,
      symbol,
      ...(touchesNoTable ? { touchesNoTable } : {}),
    });
    const calling = (...places: ReturnType<typeof call>[]) =>
      remediesOf({ edges: [{ from: 'orders', to: 'stock', kinds: { call: places.length }, places }] }).get(
        'call',
      );
    expect(calling(call('formatDate', true))).toMatch(/^Reaches no table: move the code to a shared package/);
    expect(calling(call('reserve'), call('formatDate', true), call('toCents', true))).toBe(
      'Turn the calls into requests to the service’s API; formatDate and toCents reach no table: share their code instead.',
    );
    expect(calling(call('reserve'), call('formatDate', true))).toMatch(
      /formatDate reaches no table: share its code/,
    );
    expect(calling(call('reserve'), ...['a', 'b', 'c', 'd', 'e'].map((name) => call(name, true)))).toMatch(
      /; a, b, c and 2 more reach no table/,
    );
    // Another function of the same name does reach one.
    expect(calling(call('get', true), call('get'))).toBe(
      'Turn the call into a request to the service’s API.',
    );
  });

  it('leave a model with the owner of its table', () => {
    const facts = {
      ...uses(['import', 'default']),
      tables: [{ name: 'stocks', columns: [], definedAt: { path: 'stock', line: 1 }, foreignKeys: [] }],
    };
    const access = [
      { module: 'orders', function: 'list', line: 3, mode: 'R', columns: [], table: 'stocks' } as const,
    ];
    expect(remediesOf({ ...facts, access }).get('import')).toMatch(/^Goes with the reads and writes/);
    expect(remediesOf(facts).get('import')).toMatch(/^Move the imported helper/);
  });

  it('see that what is imported as a whole is more than the calls of another file', () => {
    const edges = [
      {
        from: 'orders',
        to: 'stock',
        kinds: { call: 1 },
        places: [{ line: 2, kind: 'call', symbol: 'reserve' }],
      },
      {
        from: 'orders',
        to: 'stock',
        kinds: { import: 1 },
        places: [{ line: 1, kind: 'import', symbol: '*' }],
      },
    ] as const;
    expect(remediesOf({ edges }).get('import')).toMatch(/^What is called goes with the calls; move the rest/);
  });

  it('let each service load its own files where a pattern loads those of both', () => {
    expect(remediesOf(uses(['name', 'src/routes/*'])).get('name')).toMatch(/^A pattern of paths/);
    expect(remediesOf(uses(['name', 'stock'])).get('name')).toMatch(/^Replace the lookup/);
  });

  it('tear no transaction apart that writes for one owner alone', () => {
    const transaction: Facts['transactions'][number] = {
      module: 'orders',
      line: 4,
      function: 'place',
      steps: [
        ['stocks', 'W'],
        ['shelves', 'W'],
      ],
    };
    const kinds = (ownerOf: (table: string) => string) =>
      findSeams({ ...noFacts, transactions: [transaction] }, (path) => path, ownerOf);
    expect(kinds(() => 'stock')).toEqual([]);
    expect(kinds((table) => table).map(({ kind, to }) => [kind, to])).toEqual([
      ['transaction', 'shelves'],
      ['transaction', 'stocks'],
    ]);
  });
});
