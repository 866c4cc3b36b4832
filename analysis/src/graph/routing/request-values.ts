/** What a value has to do with the request that a function is given. */
import type { Value } from '../../read/value.ts';
import type { Program } from '../program.ts';

const URL_NAME = /url|path|uri|route|href|endpoint/i;
const MAX_DEPTH = 8;

/** True of `req.url`, `url.pathname.split('?')[0]`, `headers[':path']` and variables that hold such a thing. */
export function isUrl(program: Program, path: string, value: Value, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  if ((value.kind === 'name' || value.kind === 'member') && URL_NAME.test(value.name)) return true;
  return partsOf(program, path, value).some((part) => isUrl(program, path, part, depth + 1));
}

/** True of what comes out of a parameter of the function around, whichever way. */
export function isOfParameter(program: Program, path: string, value: Value, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  if (value.kind === 'parameter') return true;
  return partsOf(program, path, value).some((part) => isOfParameter(program, path, part, depth + 1));
}

/** What a value is made of: what its variable holds, the receiver and arguments of the call that gave it. */
function partsOf(program: Program, path: string, value: Value): readonly Value[] {
  switch (value.kind) {
    case 'name': {
      const held = value.binding < 0 ? null : program.file(path).bindings[value.binding]?.value;
      return held === null || held === undefined ? [] : [held];
    }
    case 'member':
    case 'element':
    case 'spread':
      return [value.of];
    case 'index':
      return [value.of, value.key];
    case 'template':
      return value.holes;
    case 'concat':
      return value.parts;
    case 'either':
      return value.options;
    case 'array':
      return value.items;
    case 'object':
      return [...value.entries.map((entry) => entry.value), ...value.spreads];
    case 'call': {
      const call = program.file(path).calls[value.call];
      return call === undefined ? [] : [call.callee, ...call.args];
    }
    default:
      return [];
  }
}
