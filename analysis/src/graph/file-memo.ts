/** Answers about one file that were given once; dropped as a whole when what they rest on has grown. */
import type { Entity, FunctionRef } from './program.ts';

export class FileMemo {
  /** By binding. */
  readonly bindings: (Entity | undefined)[] = [];
  /** What calls give, what they run, what is called, which functions they are handed: by call. */
  readonly results: (Entity | undefined)[] = [];
  readonly callees: (readonly FunctionRef[] | undefined)[] = [];
  readonly called: (Entity | undefined)[] = [];
  readonly callbacks: (readonly Callback[] | undefined)[] = [];
  /** By exported name. */
  readonly exported = new Map<string, Entity>();
  readonly #members: (Map<string, Entity> | undefined)[] = [];

  /** Members of a class by name; static ones apart. */
  membersOf(index: number, isStatic: boolean): Map<string, Entity> {
    const place = index * 2 + (isStatic ? 1 : 0);
    const known = this.#members[place];
    if (known !== undefined) return known;
    const made = new Map<string, Entity>();
    this.#members[place] = made;
    return made;
  }
}

export interface Callback {
  readonly position: number;
  readonly ref: FunctionRef;
}
