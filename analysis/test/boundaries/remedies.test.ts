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
});
