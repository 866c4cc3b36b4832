/** Which declaration a name refers to, while the walk goes through a file. */

interface Scope {
  /** Made with the first name: most scopes have none. */
  names: Map<string, number> | null;
  readonly outer: Scope | null;
  /** `var` goes to the nearest of these. */
  readonly isFunction: boolean;
}

export class Scopes {
  #current: Scope = { names: null, outer: null, isFunction: true };

  push(isFunction: boolean): void {
    this.#current = { names: null, outer: this.#current, isFunction };
  }

  pop(): void {
    if (this.#current.outer !== null) this.#current = this.#current.outer;
  }

  /** What a declaration here finds declared already: the binding in the innermost scope (`var`: in the innermost function's). */
  declared(name: string, isVar: boolean): number | undefined {
    return this.#place(isVar).names?.get(name);
  }

  declare(name: string, isVar: boolean, binding: number): void {
    const place = this.#place(isVar);
    place.names ??= new Map();
    place.names.set(name, binding);
  }

  /** Index of the binding, or -1 for a global. */
  lookup(name: string): number {
    for (let scope: Scope | null = this.#current; scope !== null; scope = scope.outer) {
      const found = scope.names?.get(name);
      if (found !== undefined) return found;
    }
    return -1;
  }

  #place(isVar: boolean): Scope {
    let scope = this.#current;
    while (isVar && !scope.isFunction && scope.outer !== null) scope = scope.outer;
    return scope;
  }
}
