/**
 * Values seen from one particular call: what a parameter holds when this caller calls. It is how facts get through a code base's own
 * wrappers (`get(path, handler)` of a base controller, `findById(table, id)` of a base repository).
 */
import type { Value } from '../read/value.ts';
import { argumentAt } from './arguments.ts';
import type { CallSite } from './call-index.ts';
import type { ClassRef, FunctionRef, Program } from './program.ts';
import {
  entryOf,
  functionsIn,
  itemsOf,
  OPEN_PART,
  type PlacedValue,
  stringOf,
  uniqueFunctions,
} from './values.ts';

/** One call on the way down, and what `this` is in the called function. */
export interface Frame {
  readonly callee: FunctionRef;
  readonly site: CallSite;
  readonly self: ClassRef | null;
  readonly outer: Frame | null;
  /** In a loop over a literal list: the item of this round. */
  readonly round?: Round;
}

export interface Round {
  /** The list as written in the loop. */
  readonly of: Value;
  readonly item: PlacedValue;
}

/** A value with the frame that explains its parameters. */
export interface FramedValue extends PlacedValue {
  readonly frame: Frame | null;
}

const MAX_DEPTH = 16;

/** The value with parameters replaced by what the frame's caller passes; itself where nothing is to replace. */
export function throughFrame(
  program: Program,
  frame: Frame | null,
  path: string,
  value: Value,
  depth = 0,
): PlacedValue {
  const here = { path, value };
  if (depth > MAX_DEPTH) return here;
  switch (value.kind) {
    case 'name': {
      const binding = value.binding >= 0 ? program.file(path).bindings[value.binding] : undefined;
      if (binding === undefined || binding.value === null) return here;
      const isPlain = binding.kind === 'parameter' || binding.kind === 'const';
      const next = isPlain ? throughFrame(program, frame, path, binding.value, depth + 1) : here;
      const isSame = next.value === binding.value;
      return isSame && binding.value.kind !== 'parameter' ? here : next;
    }
    case 'parameter': {
      if (frame === null || frame.callee.path !== path || frame.callee.function !== value.function)
        return here;
      const arg = argumentAt(program, frame.site.path, frame.site.call, value.position);
      return arg === undefined ? here : throughFrame(program, frame.outer, frame.site.path, arg, depth + 1);
    }
    case 'either': {
      // A parameter with a default is what the caller passes, or else the default.
      const given = value.options.find(({ kind }) => kind === 'parameter');
      if (given === undefined || frame === null) return here;
      const passed = throughFrame(program, frame, path, given, depth + 1);
      if (passed.value !== given) return passed;
      const isOwn = given.kind === 'parameter' && given.function === frame.callee.function;
      const other = value.options.find((option) => option !== given);
      return isOwn && path === frame.callee.path && frame.site.index >= 0 && other !== undefined
        ? throughFrame(program, frame, path, other, depth + 1)
        : here;
    }
    case 'element': {
      for (let at = frame; at !== null; at = at.outer) if (at.round?.of === value.of) return at.round.item;
      return here;
    }
    case 'member': {
      const of = throughFrame(program, frame, path, value.of, depth + 1);
      if (of.value === value.of) return here;
      const entry = entryOf(program, of.path, of.value, value.name);
      if (entry === null) return { path: of.path, value: { kind: 'member', of: of.value, name: value.name } };
      return throughOuterFrames(program, frame, entry, depth);
    }
    default:
      return here;
  }
}

/** What an object that a caller passed holds is written in the caller's terms, or in those of a caller further out. */
function throughOuterFrames(
  program: Program,
  frame: Frame | null,
  place: PlacedValue,
  depth: number,
): PlacedValue {
  for (let at = frame?.outer ?? null; at !== null; at = at.outer) {
    const next = throughFrame(program, at, place.path, place.value, depth + 1);
    if (next.value !== place.value) return next;
  }
  return place;
}

/** The parameter a value stands for or is taken out of, or null: what a caller would have to tell. */
export function parameterBehind(program: Program, path: string, value: Value, depth = 0): FunctionRef | null {
  if (depth > MAX_DEPTH) return null;
  switch (value.kind) {
    case 'parameter':
      return { path, function: value.function };
    case 'name': {
      const binding = value.binding >= 0 ? program.file(path).bindings[value.binding] : undefined;
      const isPlain = binding?.kind === 'parameter' || binding?.kind === 'const';
      return isPlain && binding.value !== null
        ? parameterBehind(program, path, binding.value, depth + 1)
        : null;
    }
    case 'member':
    case 'element':
      return parameterBehind(program, path, value.of, depth + 1);
    case 'index':
      return (
        parameterBehind(program, path, value.of, depth + 1) ??
        parameterBehind(program, path, value.key, depth + 1)
      );
    case 'template':
      return firstParameter(program, path, value.holes, depth);
    case 'concat':
      return firstParameter(program, path, value.parts, depth);
    default:
      return null;
  }
}

function firstParameter(
  program: Program,
  path: string,
  values: readonly Value[],
  depth: number,
): FunctionRef | null {
  for (const value of values) {
    const found = parameterBehind(program, path, value, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** As `parameterBehind`, but only what these frames leave open: null where a caller has told already. */
export function openParameter(
  program: Program,
  frame: Frame | null,
  path: string,
  value: Value,
  depth = 0,
): FunctionRef | null {
  if (depth > MAX_DEPTH) return null;
  const firstOf = (values: readonly Value[]): FunctionRef | null => {
    for (const inner of values) {
      const found = openParameter(program, frame, path, inner, depth + 1);
      if (found !== null) return found;
    }
    return null;
  };
  switch (value.kind) {
    case 'parameter': {
      for (let at = frame; at !== null; at = at.outer) {
        const isTold = at.site.index >= 0 || at.site.call.args.length > 0;
        if (!isTold || at.callee.path !== path || at.callee.function !== value.function) continue;
        const arg = argumentAt(program, at.site.path, at.site.call, value.position);
        return arg === undefined ? null : openParameter(program, at.outer, at.site.path, arg, depth + 1);
      }
      return { path, function: value.function };
    }
    case 'name': {
      const binding = value.binding >= 0 ? program.file(path).bindings[value.binding] : undefined;
      const isPlain = binding?.kind === 'parameter' || binding?.kind === 'const';
      return isPlain && binding.value !== null ? firstOf([binding.value]) : null;
    }
    case 'element': {
      for (let at = frame; at !== null; at = at.outer) if (at.round?.of === value.of) return null;
      return firstOf([value.of]);
    }
    case 'either':
      return firstOf(value.options.filter(({ kind }) => kind === 'parameter'));
    case 'member': {
      // What the object that a caller passes holds may be a parameter of the caller.
      const seen = throughFrame(program, frame, path, value, depth + 1);
      return seen.value === value
        ? firstOf([value.of])
        : openParameter(program, frame, seen.path, seen.value, depth + 1);
    }
    case 'index':
      return firstOf([value.of, value.key]);
    case 'template':
      return firstOf(value.holes);
    case 'concat':
      return firstOf(value.parts);
    default:
      return null;
  }
}

/** What a text spells for this caller; holes that stay open are written as `OPEN_PART`. */
export function textThroughFrame(
  program: Program,
  frame: Frame | null,
  path: string,
  value: Value,
): string | null {
  const found = throughFrame(program, frame, path, value);
  const inner = found.value;
  if (inner.kind === 'template' || inner.kind === 'concat') {
    const pieces =
      inner.kind === 'concat'
        ? inner.parts.map((part) => pieceText(program, frame, found.path, part))
        : inner.texts.flatMap((text, index) => {
            const hole = inner.holes[index];
            return hole === undefined ? [text] : [text, pieceText(program, frame, found.path, hole)];
          });
    return pieces.every((piece) => piece === OPEN_PART) ? null : pieces.join('');
  }
  return stringOf(program, found.path, inner);
}

function pieceText(program: Program, frame: Frame | null, path: string, value: Value): string {
  return textThroughFrame(program, frame, path, value) ?? OPEN_PART;
}

/** All texts of a value that may be an array of texts. */
export function textsThroughFrame(
  program: Program,
  frame: Frame | null,
  path: string,
  value: Value,
): string[] {
  const found = throughFrame(program, frame, path, value);
  return itemsOf(program, found.path, found.value).flatMap((item) => {
    // What the frame closes comes first: without it a text over a loop's variable or a parameter is every round's or caller's at once.
    const text = textThroughFrame(program, frame, item.path, item.value);
    const isPutTogether = item.value.kind === 'template' || item.value.kind === 'concat';
    const isTold = frame !== null && (frame.round !== undefined || (frame.site.index >= 0 && isPutTogether));
    if (text !== null && isTold && !text.includes(OPEN_PART)) return [text];
    const several = program.strings(item.path, item.value);
    if (several.length > 0) return several;
    return text === null ? [] : [text];
  });
}

/** The handlers behind a value (see `functionsIn`), where wrappers such as `this.guard(options.handler.bind(this))` are seen through too. */
export function functionsThroughFrame(
  program: Program,
  { path, value, frame }: FramedValue,
  depth = 0,
): FunctionRef[] {
  if (depth > MAX_DEPTH) return [];
  const again = (inner: Value, at: string): FunctionRef[] =>
    functionsThroughFrame(program, { path: at, value: inner, frame }, depth + 1);
  const seen = throughFrame(program, frame, path, value);
  if (seen.value.kind === 'array') return seen.value.items.flatMap((item) => again(item, seen.path));
  if (seen.value.kind === 'spread') return again(seen.value.of, seen.path);
  const call = seen.value.kind === 'call' ? program.file(seen.path).calls[seen.value.call] : undefined;
  const known = functionsIn(program, seen.path, seen.value);
  if (call === undefined) return known;
  const { callee } = call;
  const inner =
    callee.kind === 'member' && callee.name === 'bind'
      ? again(callee.of, seen.path)
      : call.args.flatMap((arg) => again(arg, seen.path));
  return uniqueFunctions([...known, ...inner]);
}
