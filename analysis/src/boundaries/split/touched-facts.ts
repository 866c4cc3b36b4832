/** The facts that one module takes part in: all others cost the same wherever its functions go. */
import type { Facts } from '../../graph/facts.ts';

export class TouchedFacts {
  readonly #facts: Facts;
  readonly #edges = new Map<string, Facts['edges'][number][]>();
  readonly #modules: ReadonlyMap<string, Facts['modules'][number]>;
  readonly #tablesOf = new Map<string, Set<string>>();
  /** Places in the list of tables of those that a table is or is referred to by. */
  readonly #tablesAround = new Map<string, Set<number>>();
  readonly #access: ReadonlyMap<string, Facts['access'][number][]>;
  readonly #joins = new Map<string, Set<Facts['joins'][number]>>();
  readonly #transactions = new Map<string, Set<Facts['transactions'][number]>>();

  constructor(facts: Facts) {
    this.#facts = facts;
    for (const edge of facts.edges)
      for (const end of new Set([edge.from, edge.to])) push(this.#edges, end, edge);
    this.#modules = new Map(facts.modules.map((module) => [module.path, module]));
    facts.tables.forEach(({ name, foreignKeys }, at) => {
      add(this.#tablesAround, name, at);
      for (const { references } of foreignKeys) add(this.#tablesAround, references, at);
    });
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
    const around = new Set(tables.flatMap((table) => [...(this.#tablesAround.get(table) ?? [])]));
    const own = this.#modules.get(module);
    return {
      ...this.#facts,
      modules: own ? [own] : [],
      edges: this.#edges.get(module) ?? [],
      // A table costs a service once and may change its owner, so all its users count.
      access: tables.flatMap((table) => this.#access.get(table) ?? []),
      joins: [...new Set(tables.flatMap((table) => [...(this.#joins.get(table) ?? [])]))],
      transactions: [...new Set(tables.flatMap((table) => [...(this.#transactions.get(table) ?? [])]))],
      tables: [...around].sort((a, b) => a - b).flatMap((at) => this.#facts.tables[at] ?? []),
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
