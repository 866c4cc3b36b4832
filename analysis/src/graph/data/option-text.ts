/** Small questions about the options objects of data libraries. */
import type { Value } from '../../read/value.ts';
import type { Program } from '../program.ts';
import { entryOf, stringOf } from '../values.ts';

/** The text under a key of an options object; null where there is none. */
export function optionText(
  program: Program,
  path: string,
  options: Value | undefined,
  key: string,
): string | null {
  const entry = options === undefined ? null : entryOf(program, path, options, key);
  return entry === null ? null : stringOf(program, entry.path, entry.value);
}

export function keysOf(value: Value): string[] {
  return value.kind === 'object' ? value.entries.map(({ key }) => key).filter((key) => key !== '') : [];
}

export const lowerFirst = (name: string): string => name.slice(0, 1).toLowerCase() + name.slice(1);
