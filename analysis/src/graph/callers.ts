/** Who calls each function, by file and function. */
import type { CallSite } from './call-index.ts';
import type { FunctionRef } from './program.ts';

export class Callers {
  readonly #files = new Map<string, (CallSite[] | undefined)[]>();

  add(callee: FunctionRef, caller: CallSite): void {
    let functions = this.#files.get(callee.path);
    if (functions === undefined) {
      functions = [];
      this.#files.set(callee.path, functions);
    }
    const known = functions[callee.function];
    if (known === undefined) functions[callee.function] = [caller];
    else known.push(caller);
  }

  /** Undefined where nobody is known to call. */
  of(callee: FunctionRef): readonly CallSite[] | undefined {
    return this.#files.get(callee.path)?.[callee.function];
  }
}
