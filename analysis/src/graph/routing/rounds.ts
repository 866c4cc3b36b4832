/** Registrations in loops over literal lists: one round for each item. */
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, receiverOf } from '../call-index.ts';
import type { Frame } from '../frames.ts';
import type { Program } from '../program.ts';
import { itemsOf, literalOf } from '../values.ts';

const ITERATING = new Set(['forEach', 'map', 'flatMap']);
/** A longer literal list is data, not a table of routes. */
const MAX_ROUNDS = 500;
const MAX_DEPTH = 6;

type Loop =
  | { readonly kind: 'for'; readonly of: Value }
  | { readonly kind: 'callback'; readonly function: number; readonly of: Value };

/** The frames in which a call runs: one for each item of the list it is in a loop over, else only the given one. */
export function roundsOf(program: Program, site: CallSite, frame: Frame): Frame[] {
  const loop = loopOf(program, site);
  if (loop === null || frame.round?.of === loop.of) return [frame];
  const list = literalOf(program, site.path, loop.of);
  if (list.value.kind !== 'array') return [frame];
  const items = itemsOf(program, list.path, list.value).slice(0, MAX_ROUNDS);
  return items.map((item) => {
    if (loop.kind === 'for') return { ...frame, round: { of: loop.of, item } };
    const call = { ...site.call, args: [item.value] };
    return {
      callee: { path: site.path, function: loop.function },
      site: { path: item.path, index: -1, call },
      self: frame.self,
      outer: frame,
      round: { of: loop.of, item },
    };
  });
}

/** The loop that the callee or a path argument depends on. */
function loopOf(program: Program, site: CallSite): Loop | null {
  const { callee, args } = site.call;
  for (const value of [...(callee.kind === 'index' ? [callee.key] : []), ...args]) {
    const loop = loopBehind(program, site.path, value, 0);
    if (loop !== null) return loop;
  }
  return null;
}

function loopBehind(program: Program, path: string, value: Value, depth: number): Loop | null {
  if (depth > MAX_DEPTH) return null;
  const first = (values: readonly Value[]): Loop | null =>
    values.map((inner) => loopBehind(program, path, inner, depth + 1)).find((loop) => loop !== null) ?? null;
  switch (value.kind) {
    case 'name': {
      const held = value.binding < 0 ? null : (program.file(path).bindings[value.binding]?.value ?? null);
      return held === null ? null : loopBehind(program, path, held, depth + 1);
    }
    case 'element':
      return { kind: 'for', of: value.of };
    case 'parameter':
      return value.position === 0 ? callbackLoop(program, path, value.function) : null;
    case 'member':
      return loopBehind(program, path, value.of, depth + 1);
    case 'template':
      return first(value.holes);
    case 'concat':
      return first(value.parts);
    case 'index':
      return first([value.of, value.key]);
    default:
      return null;
  }
}

/** `list.forEach((item) => …)`: the list, for the callback's first parameter. */
function callbackLoop(program: Program, path: string, index: number): Loop | null {
  for (const call of program.file(path).calls) {
    const receiver = receiverOf(call);
    if (receiver === null || !ITERATING.has(calledName(call))) continue;
    if (call.args.some((arg) => arg.kind === 'function' && arg.function === index))
      return { kind: 'callback', function: index, of: receiver };
  }
  return null;
}
