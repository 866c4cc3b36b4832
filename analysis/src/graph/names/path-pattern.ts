/** Paths that code puts together at run time, as patterns over the files of the tree. */
import type { Value } from '../../read/value.ts';
import { dirname, joinPath } from '../paths.ts';
import type { Program } from '../program.ts';

const maxDepth = 8;
/** Stands for a part that is only known at run time. */
const hole = '\u0000';

/**
 * The pattern that a path expression spells, relative to the root, with `*` for unknown parts; null when nothing of
 * it is known. `isModule`: a bare `a/b` is a package, not a folder.
 */
export function pathPattern(program: Program, path: string, value: Value, isModule = false): string | null {
  const text = spell(program, path, value, 0);
  if (text === null) return null;
  const isRelative = /^\.{1,2}\//.test(text);
  const isRooted = text.startsWith('/');
  if (isModule && !isRelative && !isRooted) return null;
  if (!isRelative && !isRooted && text.startsWith(hole)) return null;
  const whole = isRooted
    ? joinPath('', text)
    : isRelative
      ? joinPath(dirname(path), text)
      : joinPath('', text);
  if (whole.startsWith('..')) return null;
  return whole.replaceAll(hole, '*');
}

/** Rooted paths start with `/`, which stands for the root of the tree. */
function spell(program: Program, path: string, value: Value, depth: number): string | null {
  if (depth > maxDepth) return null;
  const inner = (part: Value): string => spell(program, path, part, depth + 1) ?? hole;
  switch (value.kind) {
    case 'string':
      return value.text;
    case 'template':
      return value.texts
        .map((text, at) => text + (at < value.holes.length ? inner(value.holes[at] as Value) : ''))
        .join('');
    case 'concat':
      return value.parts.map(inner).join('');
    case 'name':
      if (value.binding < 0) return value.name === '__dirname' ? `/${dirname(path)}` : null;
      return spellBinding(program, path, value.binding, depth);
    case 'member':
      return value.name === 'dirname' && value.of.kind === 'name' && value.of.name === 'import.meta'
        ? `/${dirname(path)}`
        : null;
    case 'call':
      return spellCall(program, path, value.call, depth);
    default:
      return null;
  }
}

function spellBinding(program: Program, path: string, index: number, depth: number): string | null {
  const binding = program.file(path).bindings[index];
  if (binding === undefined) return null;
  if (binding.kind !== 'import' && binding.value !== null)
    return spell(program, path, binding.value, depth + 1);
  const entity = program.evaluate(path, { kind: 'name', name: binding.name, binding: index });
  return entity.kind === 'value' ? spell(program, entity.path, entity.value, depth + 1) : null;
}

/** `path.join(…)`, `path.resolve(…)`, `process.cwd()`, `dirname(fileURLToPath(import.meta.url))`, `fileURLToPath(new URL(…))`. */
function spellCall(program: Program, path: string, index: number, depth: number): string | null {
  const call = program.file(path).calls[index];
  if (call === undefined) return null;
  const entity = program.evaluate(path, call.callee);
  if (entity.kind !== 'external') return null;
  const method = entity.way.at(-1) ?? '';
  if (entity.package === 'global' && entity.way.join('.') === 'process.cwd') return '/';
  if (/^node:path/.test(entity.package)) {
    const parts = call.args.map((arg) => spell(program, path, arg, depth + 1) ?? hole);
    if (method === 'join' || method === 'resolve') return joinParts(parts, method === 'resolve');
    const [first] = parts;
    if (method === 'dirname' && first !== undefined)
      return first === hole ? null : `/${dirname(first.replace(/^\//, ''))}`;
    return null;
  }
  if (entity.package === 'node:url' && method === 'fileURLToPath') {
    const [first] = call.args;
    const isOwn =
      first?.kind === 'member' &&
      first.name === 'url' &&
      first.of.kind === 'name' &&
      first.of.name === 'import.meta';
    return isOwn ? `/${path}` : null;
  }
  return null;
}

/** A first part of `./` would mean the working folder, which is taken for the root. */
function joinParts(parts: readonly string[], isResolve: boolean): string {
  const start = parts.findLastIndex((part, at) => (isResolve || at === 0) && part.startsWith('/'));
  const rooted = start >= 0;
  const joined = parts
    .slice(Math.max(start, 0))
    .map((part) => part.replace(/^\.\//, ''))
    .join('/');
  return rooted || joined.startsWith(hole) ? joined : `/${joined}`;
}

/** Files that match a pattern of `*`, `**` and `{a,b}`, other than `self`. */
export function filesMatching(paths: readonly string[], pattern: string, self: string): string[] {
  const expression = toExpression(pattern);
  const found = expression === null ? [] : paths.filter((path) => path !== self && expression.test(path));
  return found;
}

function toExpression(pattern: string): RegExp | null {
  if (pattern.length > 500) return null;
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? '';
    if (pattern.startsWith('**/', at)) {
      source += '(?:[^/]+/)*';
      at += 2;
    } else if (pattern.startsWith('**', at)) {
      source += '.*';
      at += 1;
    } else if (character === '*') {
      source += '[^/]*';
    } else if (character === '?') {
      source += '[^/]';
    } else if (character === '{') {
      const end = pattern.indexOf('}', at);
      if (end < 0) return null;
      source += `(?:${pattern
        .slice(at + 1, end)
        .split(',')
        .map(escapeText)
        .join('|')})`;
      at = end;
    } else {
      source += escapeText(character);
    }
  }
  // Written for what is built (`*.js`) as well as for sources; `require` may leave the extension out.
  const loose = source.replace(/\\\.[cm]?[jt]s$/, '');
  return new RegExp(`^${loose}(?:\\.[cm]?[jt]sx?|/index\\.[cm]?[jt]sx?)?$`);
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
