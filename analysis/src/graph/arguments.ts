/** What stands at a position of a call, also where arguments are handed on whole: `register(...args)`, `register(...[router, stores])`. */
import type { CallFact } from '../read/file-facts.ts';
import type { Value } from '../read/value.ts';
import type { Program } from './program.ts';

/** Undefined where nothing stands there, or where only the running program knows what does. */
export function argumentAt(
  program: Program,
  path: string,
  { args }: CallFact,
  position: number,
): Value | undefined {
  let at = 0;
  for (const arg of args) {
    if (arg.kind !== 'spread') {
      if (at === position) return arg;
      at += 1;
      continue;
    }
    if (arg.of.kind !== 'array' || arg.of.items.some(({ kind }) => kind === 'spread'))
      return ofRest(program, path, arg.of, position - at);
    const item = arg.of.items[position - at];
    if (item !== undefined) return item;
    at += arg.of.items.length;
  }
  return undefined;
}

/** An argument of the function around, whose rest parameter is handed on. */
function ofRest(program: Program, path: string, value: Value, offset: number): Value | undefined {
  const held =
    value.kind === 'name' && value.binding >= 0 ? program.file(path).bindings[value.binding] : undefined;
  if (held?.kind !== 'parameter' || held.value?.kind !== 'parameter') return undefined;
  const { function: index, position } = held.value;
  return program.functionOf({ path, function: index }).parameters[position]?.isRest === true
    ? { kind: 'parameter', function: index, position: position + offset }
    : undefined;
}
