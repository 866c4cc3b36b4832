/** The functions of a code base by where they stand and by who calls them. */
import type { FunctionFacts } from '../../graph/facts.ts';

export class FunctionIndex {
  /** Of one module, in line order; without what loading the file does. */
  readonly byModule: ReadonlyMap<string, readonly FunctionFacts[]>;
  readonly #named = new Map<string, Map<string, FunctionFacts>>();
  readonly #callees = new Map<FunctionFacts, readonly FunctionFacts[]>();
  readonly #callers = new Map<FunctionFacts, FunctionFacts[]>();

  constructor(functions: readonly FunctionFacts[]) {
    this.byModule = Map.groupBy(
      functions.filter(({ name }) => name !== ''),
      ({ module }) => module,
    );
    for (const own of functions) {
      const names = this.#named.get(own.module) ?? new Map<string, FunctionFacts>();
      this.#named.set(own.module, names.set(own.name, own));
    }
    for (const caller of functions) {
      const callees = caller.calls.flatMap(([module, name]) => this.named(module, name) ?? []);
      this.#callees.set(caller, callees);
      for (const callee of callees) {
        const known = this.#callers.get(callee);
        if (known) known.push(caller);
        else this.#callers.set(callee, [caller]);
      }
    }
  }

  named(module: string, name: string): FunctionFacts | undefined {
    return this.#named.get(module)?.get(name);
  }

  /** The function that holds a line; the inner one where a frame holds functions. */
  at(module: string, line: number): FunctionFacts | undefined {
    return this.byModule.get(module)?.findLast((own) => own.line <= line && line <= own.endLine);
  }

  calleesOf(caller: FunctionFacts): readonly FunctionFacts[] {
    return this.#callees.get(caller) ?? [];
  }

  callersOf(callee: FunctionFacts): readonly FunctionFacts[] {
    return this.#callers.get(callee) ?? [];
  }
}
