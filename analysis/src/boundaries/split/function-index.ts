/** The functions of a code base by where they stand and by who calls them. */
import type { FunctionFacts } from '../../graph/facts.ts';

export class FunctionIndex {
  /** All of them; a function's number is its place here. */
  readonly functions: readonly FunctionFacts[];
  /** Of one module, in line order; without what loading the file does. */
  readonly byModule: ReadonlyMap<string, readonly FunctionFacts[]>;
  /** By number: the numbers of those that it calls, in its own order, and of those that call it, in theirs. */
  readonly callees: readonly (readonly number[])[];
  readonly callers: readonly (readonly number[])[];
  readonly #named = new Map<string, Map<string, number>>();

  constructor(functions: readonly FunctionFacts[]) {
    this.functions = functions;
    this.byModule = Map.groupBy(
      functions.filter(({ name }) => name !== ''),
      ({ module }) => module,
    );
    functions.forEach(({ module, name }, number) => {
      const names = this.#named.get(module);
      if (names) names.set(name, number);
      else this.#named.set(module, new Map([[name, number]]));
    });
    const callers: number[][] = functions.map(() => []);
    this.callees = functions.map(({ calls }, caller) => {
      const callees: number[] = [];
      for (const [module, name] of calls) {
        const callee = this.number(module, name);
        if (callee === undefined) continue;
        callees.push(callee);
        callers[callee]?.push(caller);
      }
      return callees;
    });
    this.callers = callers;
  }

  number(module: string, name: string): number | undefined {
    return this.#named.get(module)?.get(name);
  }

  /** The function that holds a line; the inner one where a frame holds functions. */
  at(module: string, line: number): FunctionFacts | undefined {
    return this.byModule.get(module)?.findLast((own) => own.line <= line && line <= own.endLine);
  }

  calleesOf(caller: FunctionFacts): readonly FunctionFacts[] {
    return this.#among(this.callees, caller);
  }

  callersOf(callee: FunctionFacts): readonly FunctionFacts[] {
    return this.#among(this.callers, callee);
  }

  #among(neighbours: readonly (readonly number[])[], { module, name }: FunctionFacts): FunctionFacts[] {
    const numbers = neighbours[this.number(module, name) ?? -1] ?? [];
    return numbers.flatMap((number) => this.functions[number] ?? []);
  }
}
