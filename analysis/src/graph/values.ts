/** Small questions about values that several linkers ask. */
import type { Value } from '../read/value.ts';
import { makingOf } from './makings.ts';
import type { Entity, FunctionRef, Program } from './program.ts';

/** A value with the file in whose terms it is written. */
export interface PlacedValue {
  readonly path: string;
  readonly value: Value;
}

const MAX_DEPTH = 12;

/** Stands in a spelled text for a part that only the running program knows. */
export const OPEN_PART = '‹…›';

/** The literal behind a value, looked up through names and files; the value itself where it is none. */
export function literalOf(program: Program, path: string, value: Value): PlacedValue {
  if (value.kind === 'object' || value.kind === 'array' || value.kind === 'string') return { path, value };
  const entity = program.evaluate(path, value);
  return entity.kind === 'value' ? { path: entity.path, value: entity.value } : { path, value };
}

/** The expression behind a name: its initialiser, here or in the file it is imported from. Stops at the first that is no name. */
export function originOf(program: Program, path: string, value: Value, depth = 0): PlacedValue {
  const here = { path, value };
  if (value.kind !== 'name' || value.binding < 0 || depth > MAX_DEPTH) return here;
  const binding = program.file(path).bindings[value.binding];
  if (binding === undefined) return here;
  if (binding.kind === 'import') {
    const resolved = program.resolveImport(path, binding.specifier);
    return (
      (resolved.kind === 'file'
        ? exportedValue(program, resolved.path, binding.imported, depth + 1)
        : null) ?? here
    );
  }
  const isFixed = binding.kind === 'const' || binding.kind === 'let' || binding.kind === 'var';
  return isFixed && binding.value !== null ? originOf(program, path, binding.value, depth + 1) : here;
}

/** The expression that a module exports under a name, its own or through others. */
export function exportedValue(
  program: Program,
  path: string,
  name: string,
  depth: number,
): PlacedValue | null {
  if (depth > MAX_DEPTH) return null;
  for (const one of program.file(path).exports) {
    if (one.kind === 'local' && (one.name === name || (one.name === 'export=' && name === 'default')))
      return originOf(program, path, one.value, depth + 1);
    const isThrough = one.kind === 'all' ? name !== 'default' : one.kind === 'from' && one.name === name;
    const resolved = isThrough && one.kind !== 'local' ? program.resolveImport(path, one.specifier) : null;
    const found =
      resolved?.kind === 'file'
        ? exportedValue(program, resolved.path, one.kind === 'from' ? one.imported : name, depth + 1)
        : null;
    if (found !== null) return found;
  }
  return null;
}

/** `options.key` of an object literal, spreads included; null where the object or key is not known. */
export function entryOf(
  program: Program,
  path: string,
  value: Value,
  key: string,
  depth = 0,
): PlacedValue | null {
  const found = literalOf(program, path, value);
  if (found.value.kind !== 'object' || depth > MAX_DEPTH) return null;
  const entry = found.value.entries.findLast((candidate) => candidate.key === key);
  if (entry !== undefined) return { path: found.path, value: entry.value };
  for (const spread of found.value.spreads) {
    const inner = entryOf(program, found.path, spread, key, depth + 1);
    if (inner !== null) return inner;
  }
  return null;
}

/** Items of an array literal, nested arrays and spreads opened; the value alone where it is no array. */
export function itemsOf(program: Program, path: string, value: Value, depth = 0): PlacedValue[] {
  if (depth > MAX_DEPTH) return [];
  const inner = value.kind === 'spread' ? value.of : value;
  const found = literalOf(program, path, inner);
  if (found.value.kind !== 'array') return [{ path, value: inner }];
  return found.value.items.flatMap((item) => itemsOf(program, found.path, item, depth + 1));
}

/** What a text spells, holes written as `OPEN_PART`; empty where the value is no text. `isWhole` tells if nothing is missing. */
export function spellings(
  program: Program,
  path: string,
  value: Value,
): { text: string; isWhole: boolean }[] {
  const plain = program.strings(path, value);
  if (plain.length > 0) return plain.map((text) => ({ text, isWhole: true }));
  const folded = program.text(path, value);
  if (folded === null || folded.texts.every((text) => text === '')) return [];
  const text = folded.texts.reduce((all, next, index) => all + (index > 0 ? OPEN_PART : '') + next, '');
  return [{ text, isWhole: folded.holes.length === 0 }];
}

/** The one string a value is, or null. */
export function stringOf(program: Program, path: string, value: Value | undefined): string | null {
  if (value === undefined) return null;
  return program.strings(path, value)[0] ?? null;
}

/**
 * The functions that run when a value is used as a handler: itself, members of an array, what a wrapper such as `asyncHandler(f)` or
 * `f.bind(x)` hands on. In order of running.
 */
export function functionsIn(program: Program, path: string, value: Value, depth = 0): FunctionRef[] {
  if (depth > MAX_DEPTH) return [];
  if (value.kind === 'array' || value.kind === 'spread') {
    return itemsOf(program, path, value).flatMap((item) =>
      functionsIn(program, item.path, item.value, depth + 1),
    );
  }
  if (value.kind === 'either') {
    return uniqueFunctions(value.options.flatMap((option) => functionsIn(program, path, option, depth + 1)));
  }
  const entity = program.evaluate(path, value);
  if (entity.kind === 'function') return uniqueFunctions([entity, ...wrapped(program, path, value, depth)]);
  if (entity.kind === 'value') {
    if (entity.value.kind === 'array') return functionsIn(program, entity.path, entity.value, depth + 1);
    if (entity.value.kind === 'call' && entity.path !== path)
      return functionsIn(program, entity.path, entity.value, depth + 1);
  }
  return wrapped(program, path, value, depth);
}

/** Handlers among the arguments of a call, and those of its receiver for `f.bind(x)`. */
function wrapped(program: Program, path: string, value: Value, depth: number): FunctionRef[] {
  const origin = makingOf(program, path, value);
  if (origin.value.kind !== 'call') return [];
  const call = program.file(origin.path).calls[origin.value.call];
  if (call === undefined) return [];
  const { callee } = call;
  if (callee.kind === 'member' && callee.name === 'bind')
    return functionsIn(program, origin.path, callee.of, depth + 1);
  return uniqueFunctions(call.args.flatMap((arg) => functionsIn(program, origin.path, arg, depth + 1)));
}

/**
 * Methods of own objects that a value hands to a package which will call them: the store in `session({ store: new TableStore() })`.
 * Only classes that extend one of a package's, since those are made to be called from there.
 */
export function methodsHandedOut(program: Program, path: string, value: Value): FunctionRef[] {
  const origin = originOf(program, path, value);
  const call = origin.value.kind === 'call' ? program.file(origin.path).calls[origin.value.call] : undefined;
  if (call === undefined || program.evaluate(origin.path, call.callee).kind !== 'external') return [];
  const given = call.args.flatMap((arg) =>
    arg.kind === 'object' ? arg.entries.map((entry) => entry.value) : [arg],
  );
  return given.flatMap((one) => {
    const entity = program.evaluate(origin.path, one);
    if (entity.kind !== 'instance') return [];
    const fact = program.classOf(entity);
    const isMadeForPackage = fact.extends !== null && program.baseOf(entity) === null;
    if (!isMadeForPackage) return [];
    return fact.members
      .filter(({ kind, function: index }) => kind === 'method' && index >= 0)
      .map((member) => ({ path: entity.path, function: member.function }));
  });
}

export function uniqueFunctions(refs: readonly FunctionRef[]): FunctionRef[] {
  if (refs.length < 2) return [...refs];
  const seen = new Map<string, FunctionRef>();
  for (const { path, function: index } of refs) {
    const key = `${path}#${index}`;
    if (!seen.has(key)) seen.set(key, { path, function: index });
  }
  return [...seen.values()];
}

/** A value as a person would read it: `ctrl.list`, `auth()`. */
export function describeValue(value: Value): string {
  switch (value.kind) {
    case 'name':
      return value.name;
    case 'member':
      return value.of.kind === 'this' ? value.name : `${describeValue(value.of)}.${value.name}`;
    case 'call':
      return '';
    default:
      return '';
  }
}

/** Package-made things with `default` and `*` left out of the way: `express().Router()` and `Router()` look alike. */
export function wayOf(entity: Entity): { package: string; way: string } | null {
  if (entity.kind !== 'external') return null;
  return {
    package: entity.package,
    way: entity.way.filter((step) => step !== 'default' && step !== '*').join('.'),
  };
}
