/** Functions of the application that a data library runs by itself around what is done to the rows of a model. */
import type { ClassRef, FunctionRef } from '../../program.ts';

/** What is done to rows. */
export type Verb = 'find' | 'insert' | 'update' | 'delete';

/** An access by a library: the methods that make it, and what they do to rows. */
export interface Done {
  readonly methods: readonly string[];
  readonly verbs: readonly Verb[];
}

export interface Hook {
  /** Of whose rows; null for all models of the library. */
  readonly table: string | null;
  hears(done: Done): boolean;
  readonly functions: readonly FunctionRef[];
  /** What `this` is in them, where they are methods of a class. */
  readonly self: ClassRef | null;
}

export const CHANGES: readonly Verb[] = ['insert', 'update', 'delete'];

/** Of a word after `before`, `after` or `on`: when it runs. Words that are not here (`Sync`, `Connect`) say nothing about rows. */
const HEARD: readonly (readonly [pattern: RegExp, verbs: readonly Verb[]])[] = [
  [/^(?:bulk)?(?:insert|create)$/, ['insert']],
  [/^(?:bulk)?update$|^patch$|^soft(?:remove|delete)$|^re(?:cover|store)$/, ['update']],
  [/^(?:bulk)?(?:remove|delete|destroy)$/, ['delete']],
  [/^(?:save|upsert|validate)$/, ['insert', 'update']],
  [/^(?:load|init|find\w*|fetch|count|paginate)$/, ['find']],
  [/^flush$/, CHANGES],
];

/** `beforeInsert`, `$afterFind`, `AfterLoad`, `onFlush`: what it hears; null where that is nothing about rows. */
export function verbsHeard(name: string): readonly Verb[] | null {
  const [, word = ''] = /^\$?(?:before|after|on)(\w+)$/i.exec(name) ?? [];
  return HEARD.find(([pattern]) => pattern.test(word.toLowerCase()))?.[1] ?? null;
}

export const hearing =
  (verbs: readonly Verb[]) =>
  (done: Done): boolean =>
    done.verbs.some((verb) => verbs.includes(verb));
