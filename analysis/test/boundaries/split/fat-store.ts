/** The shop with one store for the tables of all areas: the god object of these tests. */
import type { EdgeFacts, Facts, FunctionFacts } from '../../../src/graph/facts.ts';
import { moduleFacts, shopFacts } from '../support.ts';

export const STORE = 'src/data/store.ts';

/** Methods of the store, ten lines each, by the area that they work for. */
const METHODS = {
  orders: ['insertOrder', 'orderById', 'ordersOf', 'cancelOrder'],
  products: ['insertProduct', 'productById', 'priceHistory'],
  reviews: ['insertReview', 'reviewsOf', 'removeReview'],
} as const;

export function fatStoreFacts(): Facts {
  const shop = shopFacts();
  const methods = Object.entries(METHODS).flatMap(([area, names]) => names.map((name) => ({ area, name })));
  const lineOf = (name: string): number => 1 + 10 * methods.findIndex((method) => method.name === name);
  const functions = methods.map(
    ({ name }): FunctionFacts => ({
      module: STORE,
      name: `Store.${name}`,
      line: lineOf(name),
      endLine: lineOf(name) + 9,
      calls: [],
    }),
  );
  const callers = Object.entries(METHODS).flatMap(([area, names]) =>
    ['rules', 'queries'].map(
      (part): FunctionFacts => ({
        module: `src/${part}/${area}.ts`,
        name: 'run',
        line: 1,
        endLine: 40,
        calls: names.map((name, i) => [STORE, `Store.${name}`, 5 + i]),
      }),
    ),
  );
  const edges = callers.map(
    ({ module, calls }): EdgeFacts => ({
      from: module,
      to: STORE,
      kinds: { import: 1, call: calls.length },
      places: [
        { line: 1, kind: 'import', symbol: 'Store' },
        ...calls.map(([, symbol, line]) => ({ line, kind: 'call', symbol }) as const),
      ],
    }),
  );
  return {
    ...shop,
    modules: [...shop.modules, moduleFacts(STORE, { lines: 120, role: 'data-access' })].sort((a, b) =>
      a.path < b.path ? -1 : 1,
    ),
    edges: [...shop.edges, ...edges].sort((a, b) => (a.from + a.to < b.from + b.to ? -1 : 1)),
    access: methods.map(({ area, name }) => ({
      module: STORE,
      function: `Store.${name}`,
      line: lineOf(name) + 2,
      table: area,
      mode: name.startsWith('insert') ? 'W' : 'R',
      columns: [],
    })),
    transactions: [],
    functions: [...callers, ...functions],
  };
}
