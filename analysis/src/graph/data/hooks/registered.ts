import { type CallSite, callIndexOf } from '../../call-index.ts';
import type { Program } from '../../program.ts';

/**
 * Whether a call that registers a hook is ever made: not where it stands in a function that nobody calls and whose name stands in no
 * other file. Methods and default exports may be called by a framework.
 *
 *     export function addMiddleware(client) { client.$use(…) } // left over, and used nowhere
 */
export function isRegistered(program: Program, { path, call }: CallSite): boolean {
  const { functions, exports } = program.file(path);
  for (let index = call.within; index > 0; index = functions[index]?.parent ?? -1) {
    const fact = functions[index];
    if (fact === undefined || fact.class >= 0) return true;
    const name = fact.name.split('.').at(-1) ?? '';
    if (name === '' || callIndexOf(program).callersOf({ path, function: index }).length > 0) continue;
    const isHeldElsewhere = program.paths.some((other) => other !== path && program.mentions(other, name));
    const isExported = exports.some((one) => one.kind === 'local' && one.name === name);
    if (isExported && !isHeldElsewhere) return false;
  }
  return true;
}
