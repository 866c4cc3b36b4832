/** @fastify/autoload: every file below a folder is a plugin, and the folders between are its prefix. */
import type { Value } from '../../read/value.ts';
import type { CallSite } from '../call-index.ts';
import type { FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { entryOf, functionsIn, originOf, type PlacedValue, stringOf, wayOf } from '../values.ts';
import { joinPaths } from './router-graph.ts';

export interface LoadedPlugin {
  readonly plugin: FunctionRef;
  readonly prefix: string;
}

export function isAutoload(program: Program, path: string, value: Value): boolean {
  return /^(?:@fastify\/|fastify-)autoload$/.test(wayOf(program.evaluate(path, value))?.package ?? '');
}

/** The plugins that `register(autoload, { dir, options: { prefix } })` finds; empty where the folder is not written down. */
export function autoloadedPlugins(program: Program, site: CallSite): LoadedPlugin[] {
  const options = site.call.args[1];
  const dir = options === undefined ? null : entryOf(program, site.path, options, 'dir');
  const folder = dir === null ? null : folderOf(program, dir);
  if (options === undefined || folder === null) return [];
  const outer = prefixOf(program, site.path, options);
  const named = entryOf(program, site.path, options, 'dirNameRoutePrefix')?.value;
  const isNamed = !(named?.kind === 'boolean' && !named.value);
  return program.paths
    .filter((path) => path.startsWith(`${folder}/`) && !isTestPath(path))
    .flatMap((path) => {
      const [exported] = defaultFunctions(program, path);
      if (exported === undefined) return [];
      const between = isNamed
        ? path
            .slice(folder.length + 1)
            .split('/')
            .slice(0, -1)
        : [];
      const own = program.exported(path, 'autoPrefix');
      const auto = own.kind === 'value' && own.value.kind === 'string' ? own.value.text : '';
      const segments = auto === '' ? between.map((segment) => segment.replace(/^_/, ':')) : [auto];
      return [{ plugin: exported, prefix: joinPaths(outer, ...segments) }];
    });
}

function prefixOf(program: Program, path: string, options: Value): string {
  const inner = entryOf(program, path, options, 'options');
  const prefix = inner === null ? null : entryOf(program, inner.path, inner.value, 'prefix');
  return prefix === null ? '' : (stringOf(program, prefix.path, prefix.value) ?? '');
}

function defaultFunctions(program: Program, path: string): FunctionRef[] {
  for (const one of program.file(path).exports) {
    if (one.kind === 'local' && (one.name === 'default' || one.name === 'export='))
      return functionsIn(program, path, one.value);
  }
  return [];
}

/** `join(__dirname, 'routes')`, `` `${here}/routes` ``: the literal end, taken from the file's own folder. */
function folderOf(program: Program, dir: PlacedValue): string | null {
  const { path, value } = originOf(program, dir.path, dir.value);
  const call = value.kind === 'call' ? program.file(path).calls[value.call] : undefined;
  const pieces =
    call === undefined ? literalEnd(value) : call.args.slice(1).map((arg) => stringOf(program, path, arg));
  if (pieces.length === 0 || pieces.some((piece) => piece === null)) return null;
  const segments = path.split('/').slice(0, -1);
  for (const segment of pieces.join('/').split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}

function literalEnd(value: Value): (string | null)[] {
  if (value.kind === 'template') return [value.texts.at(-1) ?? null];
  if (value.kind !== 'concat') return [];
  const last = value.parts.at(-1);
  return [last?.kind === 'string' ? last.text : null];
}
