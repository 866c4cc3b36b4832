/**
 * Server actions: functions that begin with `'use server'`, and what modules export that begin so. Browsers call them with a POST to the
 * page that they are on, so they have no path of their own.
 */
import { callsBeforeAnywhere } from '../data/chains.ts';
import type { FoundOther } from '../entry-index.ts';
import type { FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { exportedValue, functionsIn, uniqueFunctions } from '../values.ts';
import { foldersNaming } from './manifest-folders.ts';
import type { RouteReading } from './route-readers.ts';

/** Whose compilers know the directive; pages may use them without importing anything. */
const HAVE_ACTIONS = /"(?:next|react|solid-js|waku)"\s*:/;

export function readServerActions(program: Program): RouteReading {
  const others: FoundOther[] = [];
  for (const path of foldersNaming(program, HAVE_ACTIONS).size > 0 ? program.paths : []) {
    if (isTestPath(path)) continue;
    const { functions } = program.file(path);
    if (functions[0]?.isServerAction === true) others.push(...exportedActions(program, path));
    else
      for (const [index, fact] of functions.entries()) {
        if (!fact.isServerAction) continue;
        const ref = { path, function: index };
        others.push(action(path, program.nameOf(ref), fact.line, [ref]));
      }
  }
  return { routes: [], others, unread: [] };
}

function exportedActions(program: Program, path: string): FoundOther[] {
  return program
    .file(path)
    .exports.flatMap((one) =>
      one.kind === 'all' || one.isTypeOnly
        ? []
        : [action(path, one.name, one.line, functionsOf(program, path, one.name))],
    );
}

/** The function itself; where a client made it (`client.use(authorise).action(save)`) what stands before it, too. */
function functionsOf(program: Program, path: string, name: string): FunctionRef[] {
  const written = exportedValue(program, path, name, 0);
  if (written === null) return [];
  const { value } = written;
  const answering = functionsIn(program, written.path, value);
  const call = value.kind === 'call' ? program.file(written.path).calls[value.call] : undefined;
  if (call === undefined || value.kind !== 'call') return answering;
  const before = callsBeforeAnywhere(program, { path: written.path, index: value.call, call })
    .filter((one) => one.call.name === 'use')
    .flatMap((one) => one.call.args.flatMap((arg) => functionsIn(program, one.path, arg)));
  return uniqueFunctions([...before, ...answering]);
}

const action = (
  module: string,
  name: string,
  line: number,
  functions: readonly FunctionRef[],
): FoundOther => ({ kind: 'action', name, module, line, functions });
