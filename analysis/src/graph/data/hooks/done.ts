/** What a call of a data library does to rows, by the names of its methods. */
import type { CallSite } from '../../call-index.ts';
import type { AccessMode } from '../../facts.ts';
import type { Program } from '../../program.ts';
import { callsAfter, namesOf } from '../chains.ts';
import { CHANGES, type Done, type Verb } from './hook.ts';

/** Of methods, by parts of their names. */
const DOES: readonly (readonly [pattern: RegExp, verbs: readonly Verb[]])[] = [
  [/soft|restore|recover/i, ['update']],
  [/delete|destroy|remove|truncate|trash|^clear$|^del$/i, ['delete']],
  [/save|upsert|persist|store|bulkWrite|merge|or(?:update|insert|create)/i, ['insert', 'update']],
  [/update|patch|increment|decrement|replace|^edit$/i, ['update']],
  [/insert|create(?!QueryBuilder)|^add$/i, ['insert']],
];

const verbsOf = (name: string): readonly Verb[] => DOES.find(([pattern]) => pattern.test(name))?.[1] ?? [];

/** Where the method only begins a query, those after it tell; any change where no name does. */
export function doneAt(program: Program, { path, index, call }: CallSite, mode: AccessMode): Done {
  if (mode === 'R') return { methods: [call.name], verbs: ['find'] };
  const isTold = verbsOf(call.name).length > 0;
  const methods = isTold ? [call.name] : [...namesOf(callsAfter(program, path, index))];
  const verbs = new Set(methods.flatMap(verbsOf));
  return { methods, verbs: verbs.size === 0 ? CHANGES : [...verbs] };
}
