/**
 * A linker turns the facts of many files into facts of the whole: routes, tables, events, effects.
 *
 * Linkers run in the order of `linkers.ts`, over one shared `Program`, and add to one draft. They only read the
 * program; what they can't resolve they say in `draft.unresolved`. Sorting and freezing happen once, at the end.
 */
import type { Facts } from './facts.ts';
import type { Program } from './program.ts';

/** Facts under construction: the same lists, open for `push`. */
export type FactsDraft = {
  -readonly [K in keyof Facts]: Facts[K] extends readonly (infer T)[] ? T[] : Facts[K];
};

export interface Linker {
  /** Shown in timings. */
  readonly name: string;
  link(program: Program, draft: FactsDraft): void | Promise<void>;
}
