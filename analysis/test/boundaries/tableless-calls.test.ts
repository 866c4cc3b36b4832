import { describe, expect, it } from 'vitest';
import { withTablelessCalls } from '../../src/boundaries/tableless-calls.ts';
import type { Facts } from '../../src/graph/facts.ts';
import { noFacts } from './support.ts';

const fn = (module: string, name: string, line: number, calls: [string, string, number][] = []) => ({
  module,
  name,
  line,
  endLine: line + 4,
  calls,
});

/** orders calls three functions of stock: one reads a table, one leads to it, one only computes. */
function facts(tablesOfRoute: [string, 'R'][] = [['stocks', 'R']]): Facts {
  const route = { tables: tablesOfRoute } as unknown as Facts['routes'][number];
  return {
    ...noFacts,
    routes: [route],
    functions: [
      fn('stock.ts', 'find', 1),
      fn('stock.ts', 'reserve', 10, [['stock.ts', 'find', 11]]),
      fn('stock.ts', 'toPieces', 20),
    ],
    access: [{ module: 'stock.ts', function: 'find', line: 2, table: 'stocks', mode: 'R', columns: [] }],
    edges: [
      {
        from: 'orders.ts',
        to: 'stock.ts',
        kinds: { call: 4 },
        places: ['find', 'reserve', 'toPieces', 'unknown'].map((symbol, line) => ({
          line,
          kind: 'call',
          symbol,
        })),
      },
    ],
  };
}

const marked = (some: Facts) =>
  withTablelessCalls(some).edges.flatMap(({ places }) =>
    places.filter(({ touchesNoTable }) => touchesNoTable).map(({ symbol }) => symbol),
  );

describe('withTablelessCalls', () => {
  it('marks calls of functions that neither touch a table nor lead to one that does', () => {
    expect(marked(facts())).toEqual(['toPieces']);
  });

  it('takes functions that emit events, or stand beside shared state, for more than code', () => {
    const event = { name: 'packed', emitters: [{ path: 'stock.ts', line: 21 }], listeners: [] };
    expect(marked({ ...facts(), events: [event] })).toEqual([]);
    const state = { module: 'stock.ts', line: 1, name: 'cache', writers: [], readers: [] };
    expect(marked({ ...facts(), sharedState: [state] })).toEqual([]);
  });

  it('marks nothing where most of what clients ask is not seen to reach a table', () => {
    expect(marked(facts([]))).toEqual([]);
  });

  it('takes making an instance for more than code where a method of it reaches a table', () => {
    const making = (name: string): Facts => ({
      ...facts(),
      functions: [fn('stock.ts', 'Shelf.constructor', 10), fn('stock.ts', name, 1)],
      edges: [
        {
          from: 'orders.ts',
          to: 'stock.ts',
          kinds: { call: 1 },
          places: [{ line: 3, kind: 'call', symbol: 'Shelf.constructor' }],
        },
      ],
    });
    expect(marked(making('Shelf.find'))).toEqual([]);
    expect(marked(making('Stock.find'))).toEqual(['Shelf.constructor']);
  });

  it('counts making a table as touching it', () => {
    const stocks = {
      name: 'stocks',
      columns: [],
      definedAt: { path: 'stock.ts', line: 22 },
      foreignKeys: [],
    };
    expect(marked({ ...facts(), tables: [stocks] })).toEqual([]);
  });
});
