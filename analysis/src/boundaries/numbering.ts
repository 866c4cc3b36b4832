/** Node number of each module and table: modules first, then tables; names of the two may overlap. */
export class Numbering {
  readonly #modules: ReadonlyMap<string, number>;
  readonly #tables: ReadonlyMap<string, number>;

  constructor(modules: readonly string[], tables: readonly string[]) {
    this.#modules = new Map(modules.map((name, i) => [name, i]));
    this.#tables = new Map(tables.map((name, i) => [name, i + modules.length]));
  }

  module(name: string): number | undefined {
    return this.#modules.get(name);
  }

  table(name: string): number | undefined {
    return this.#tables.get(name);
  }

  modules(names: readonly string[]): number[] {
    return names.flatMap((name) => this.#modules.get(name) ?? []);
  }

  tables(names: readonly string[]): number[] {
    return names.flatMap((name) => this.#tables.get(name) ?? []);
  }
}
