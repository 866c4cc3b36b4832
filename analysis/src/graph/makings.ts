/** Functions that other functions made: `create = asyncHandler(async (req, res) => …)`, wherever the result is kept. */

import type { Value } from '../read/value.ts';
import type { CallSite } from './call-index.ts';
import type { FunctionRef, Program } from './program.ts';
import {
  entryOf,
  exportedValue,
  functionsIn,
  originOf,
  type PlacedValue,
  uniqueFunctions,
} from './values.ts';

/** Names and members in a row; real ones stay below 6. */
const MAX_STEPS = 12;

/** The expression behind a name or a member (`controller.create`, `this.create`), in whatever file it is written. */
export function makingOf(program: Program, path: string, value: Value, steps = 0): PlacedValue {
  const origin = originOf(program, path, value);
  if (origin.value.kind !== 'member' || steps > MAX_STEPS) return origin;
  const held = heldBy(program, origin.path, origin.value);
  return held === null ? origin : makingOf(program, held.path, held.value, steps + 1);
}

/** What a module, an object literal or a class with initialised properties keeps under a name. */
function heldBy(
  program: Program,
  path: string,
  { of, name }: Extract<Value, { kind: 'member' }>,
): PlacedValue | null {
  const holder = program.evaluate(path, of);
  switch (holder.kind) {
    case 'module':
      return exportedValue(program, holder.path, name, 0) ?? inWholeExport(program, holder.path, name);
    case 'value':
      return entryOf(program, holder.path, holder.value, name);
    case 'class':
    case 'instance': {
      const found = program.findMember(holder, name, holder.kind === 'class');
      const value = found === null ? null : program.classOf(found.owner).members[found.member]?.value;
      return found === null || !value ? null : { path: found.owner.path, value };
    }
    default:
      return null;
  }
}

/** `module.exports = { create }`. */
function inWholeExport(program: Program, path: string, name: string): PlacedValue | null {
  const whole = program.file(path).exports.findLast((one) => one.kind === 'local' && one.name === 'export=');
  return whole?.kind === 'local' ? entryOf(program, path, whole.value, name) : null;
}

/**
 * What was handed to the maker of a called function, for it is what the function is about: `const load = cache(async (id) => …)`
 * and then `load(id)`. Nothing for functions that are declared.
 */
export function wrappedInCallee(program: Program, { path, index, call }: CallSite): FunctionRef[] {
  const { callee } = call;
  if (callee.kind !== 'name' && callee.kind !== 'member') return [];
  const called = program.called(path, index);
  const isMade =
    called.kind === 'function'
      ? isInnerFunction(program, called)
      : called.kind === 'external'
        ? called.way.at(-1) === '()'
        : called.kind === 'unknown';
  if (!isMade) return [];
  const { path: madeIn, value } = makingOf(program, path, callee);
  if (value.kind !== 'call') return [];
  const making = program.file(madeIn).calls[value.call];
  if (making === undefined || making.kind !== 'call') return [];
  return uniqueFunctions(
    making.args
      .filter(({ kind }) => kind !== 'string' && kind !== 'object')
      .flatMap((arg) => functionsIn(program, madeIn, arg)),
  );
}

function isInnerFunction(program: Program, ref: FunctionRef): boolean {
  const { parent, class: owner } = program.functionOf(ref);
  return parent > 0 && owner < 0;
}
