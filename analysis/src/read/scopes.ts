/** Which declaration a name refers to, while the walk goes through a file. */

interface Scope {
  readonly names: Map<string, number>;
  readonly outer: Scope | null;
  /** `var` goes to the nearest of these. */
  readonly isFunction: boolean;
}

export class Scopes {
  #current: Scope = { names: new Map(), outer: null, isFunction: true };

  push(isFunction: boolean): void {
    this.#current = { names: new Map(), outer: this.#current, isFunction };
  }

  pop(): void {
    if (this.#current.outer !== null) this.#current = this.#current.outer;
  }

  /** Declares in the innermost scope (`var`: in the innermost function's), unless the name stands there already. */
  declare(name: string, isVar: boolean, create: () => number): number {
    let scope = this.#current;
    while (isVar && !scope.isFunction && scope.outer !== null) scope = scope.outer;
    const existing = scope.names.get(name);
    if (existing !== undefined) return existing;
    const index = create();
    scope.names.set(name, index);
    return index;
  }

  /** Index of the binding, or -1 for a global. */
  lookup(name: string): number {
    for (let scope: Scope | null = this.#current; scope !== null; scope = scope.outer) {
      const found = scope.names.get(name);
      if (found !== undefined) return found;
    }
    return -1;
  }
}
