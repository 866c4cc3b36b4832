/** Registrations in loops over literal lists: one round for each item. */
import type { CallFact } from '../../read/file-facts.ts';
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, receiverOf } from '../call-index.ts';
import type { Frame } from '../frames.ts';
import type { Program } from '../program.ts';
import { itemsOf, literalOf, originOf, type PlacedValue } from '../values.ts';

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
  const list = listBehind(program, site.path, loop.of);
  if (list === null) return [frame];
  const items = itemsOf(program, list.path, list.value).slice(0, MAX_ROUNDS);
  return items.map((item) => {
    if (loop.kind === 'for') return { ...frame, round: { of: loop.of, item } };
    return {
      callee: { path: site.path, function: loop.function },
      site: { path: item.path, index: -1, call: calledWith(site.call, item.value) },
      self: frame.self,
      outer: frame,
      round: { of: loop.of, item },
    };
  });
}

/** Part by part: a call is a view of memory, and a spread copy of it would be empty. */
function calledWith(
  { kind, name, callee, typeArgs, line, within, isAwaited, isOutside }: CallFact,
  arg: Value,
): CallFact {
  return { kind, name, callee, args: [arg], typeArgs, line, within, isAwaited, isOutside };
}

/** The literal list that is looped over; where a function makes it (`for (const router of createRouters(deps))`) the one that it returns. */
function listBehind(program: Program, path: string, of: Value): PlacedValue | null {
  const list = literalOf(program, path, of);
  if (list.value.kind === 'array') return list;
  const origin = originOf(program, path, of);
  if (origin.value.kind !== 'call') return null;
  const returned = program
    .callees(origin.path, origin.value.call)
    .flatMap((ref) => program.functionOf(ref).returns.map((value) => literalOf(program, ref.path, value)));
  return returned.find(({ value }) => value.kind === 'array') ?? null;
}

/** The loop that the receiver, the callee or an argument depends on. */
function loopOf(program: Program, site: CallSite): Loop | null {
  const { callee, args } = site.call;
  const receiver = receiverOf(site.call);
  const isLoopVariable =
    receiver?.kind === 'name' &&
    receiver.binding >= 0 &&
    program.file(site.path).bindings[receiver.binding]?.value?.kind === 'element';
  const own = isLoopVariable ? [receiver] : callee.kind === 'index' ? [callee.key] : [];
  for (const value of [...own, ...args]) {
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
    case 'call': {
      // `router.routes()` of each router.
      const receiver = receiverOf(program.file(path).calls[value.call] as CallSite['call']);
      return receiver === null ? null : loopBehind(program, path, receiver, depth + 1);
    }
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
