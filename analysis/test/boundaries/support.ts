import { emptyDraft } from '../../src/graph/draft.ts';
import type { EdgeFacts, Facts, ModuleFacts } from '../../src/graph/facts.ts';

export const noFacts: Facts = emptyDraft();

export function moduleFacts(path: string, over: Partial<ModuleFacts> = {}): ModuleFacts {
  return {
    path,
    lines: 100,
    role: 'domain',
    because: 'has functions of its own',
    words: [],
    exports: [],
    authors: 0,
    ...over,
  };
}

/** One call of `symbol`, on line 1. */
export function callEdge(from: string, to: string, symbol = 'use'): EdgeFacts {
  return { from, to, kinds: { import: 1, call: 1 }, places: [{ line: 1, kind: 'call', symbol }] };
}

/**
 * Three areas of a shop, five modules each, every module calling the next two of its area; orders call products once and
 * reviews call products once. Each area writes one table of its own; orders also write products' stock in one transaction.
 */
export function shopFacts(): Facts {
  const areas = ['orders', 'products', 'reviews'];
  const parts = ['routes', 'rules', 'queries', 'prices', 'mails'];
  const path = (area: string, part: number): string => `src/${parts[part % parts.length]}/${area}.ts`;
  const edges = areas.flatMap((area) =>
    parts.flatMap((_, i) => [
      callEdge(path(area, i), path(area, i + 1)),
      callEdge(path(area, i), path(area, i + 2)),
    ]),
  );
  const write = (area: string, table: string, line: number) =>
    ({ module: path(area, 2), function: 'save', line, table, mode: 'W', columns: [] }) as const;
  return {
    ...noFacts,
    modules: areas.flatMap((area) => parts.map((_, i) => moduleFacts(path(area, i)))).sort(byPath),
    edges: [
      ...edges,
      callEdge(path('orders', 1), path('products', 1), 'priceOf'),
      callEdge(path('reviews', 1), path('products', 1), 'titleOf'),
    ],
    tables: areas.map((name) => ({ name, columns: ['id'], definedAt: null, foreignKeys: [] })),
    access: [...areas.map((area) => write(area, area, 3)), write('orders', 'products', 9)],
    transactions: [
      {
        module: path('orders', 2),
        line: 8,
        function: 'save',
        steps: [
          ['orders', 'W'],
          ['products', 'W'],
        ],
      },
    ],
  };
}

function byPath(a: ModuleFacts, b: ModuleFacts): number {
  return a.path < b.path ? -1 : 1;
}
