/** The facts that one module takes part in: all others cost the same wherever its functions go. */
import type { Facts } from '../../graph/facts.ts';

export class TouchedFacts {
  readonly #facts: Facts;
  readonly #edges = new Map<string, Facts['edges'][number][]>();
  readonly #tablesOf = new Map<string, Set<string>>();
  readonly #access: ReadonlyMap<string, Facts['access'][number][]>;
  readonly #joins = new Map<string, Set<Facts['joins'][number]>>();
  readonly #transactions = new Map<string, Set<Facts['transactions'][number]>>();

  constructor(facts: Facts) {
    this.#facts = facts;
    for (const edge of facts.edges)
      for (const end of new Set([edge.from, edge.to])) push(this.#edges, end, edge);
    this.#access = Map.groupBy(facts.access, ({ table }) => table);
    for (const { module, table } of facts.access) add(this.#tablesOf, module, table);
    for (const join of facts.joins) for (const table of join.tables) add(this.#joins, table, join);
    for (const transaction of facts.transactions)
      for (const [table] of transaction.steps) add(this.#transactions, table, transaction);
  }

  /** Only who uses a module. What shared code needs itself it needs wherever it stands, though no seam shows it there. */
  usesOf(module: string): Facts {
    const edges = (this.#edges.get(module) ?? []).filter(({ to }) => to === module);
    return {
      ...this.#facts,
      modules: [],
      edges,
      access: [],
      joins: [],
      transactions: [],
      tables: [],
      sharedState: [],
      routes: [],
      entries: [],
      events: [],
    };
  }

  by(module: string): Facts {
    const tables = [...(this.#tablesOf.get(module) ?? [])];
    const touches = new Set(tables);
    const facts = this.#facts;
    return {
      ...facts,
      modules: facts.modules.filter(({ path }) => path === module),
      edges: this.#edges.get(module) ?? [],
      // A table costs a service once and may change its owner, so all its users count.
      access: tables.flatMap((table) => this.#access.get(table) ?? []),
      joins: [...new Set(tables.flatMap((table) => [...(this.#joins.get(table) ?? [])]))],
      transactions: [...new Set(tables.flatMap((table) => [...(this.#transactions.get(table) ?? [])]))],
      tables: facts.tables.filter(
        ({ name, foreignKeys }) =>
          touches.has(name) || foreignKeys.some(({ references }) => touches.has(references)),
      ),
      sharedState: [],
      routes: [],
      entries: [],
      events: [],
    };
  }
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function add<T>(sets: Map<string, Set<T>>, key: string, value: T): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}
