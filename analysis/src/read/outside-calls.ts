/** Calls of what the language itself brings, told from one file alone: linkers need not look for a function of the tree. */
import type { CallFact } from './file-facts.ts';
import type { Value } from './value.ts';

/** Methods by which a container is asked for something of the tree, whoever the container is. */
export const containerMethods: ReadonlySet<string> = new Set([
  'resolve',
  'resolveAsync',
  'get',
  'getAsync',
  'getInstance',
  'inject',
  'make',
  'create',
]);
/** `Object.freeze(x)`, `Promise.all(xs)`: what comes back is what went in. `getRepository(X)` is one of X. */
const passingMethods = new Set(['freeze', 'assign', 'seal', 'all', 'getRepository']);
/** Names of CommonJS that stand for modules of the tree. */
const moduleNames = new Set(['exports', 'module', 'require']);

/** True for `String(x)`, `'a'.trim()`, `new Date().toISOString()`: whatever other files say, nothing of the tree runs but callbacks. */
export function isOutsideCallee(callee: Value, calls: readonly CallFact[]): boolean {
  switch (callee.kind) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'regexp':
    case 'template':
    case 'concat':
    case 'other':
      return true;
    case 'name':
      return callee.binding < 0 && !moduleNames.has(callee.name);
    case 'member':
      // `[a, b][0]` is a.
      return callee.of.kind === 'array' ? !/^\d+$/.test(callee.name) : isOutsideCallee(callee.of, calls);
    case 'call': {
      const call = calls[callee.call];
      return call?.isOutside === true && !containerMethods.has(call.name) && !passingMethods.has(call.name);
    }
    default:
      return false;
  }
}
