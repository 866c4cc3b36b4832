/** Modules that are loaded by folder: computed `require`, globs, autoloaders. */
import type { CallFact } from '../../read/file-facts.ts';
import type { Value } from '../../read/value.ts';
import { callIndexOf } from '../call-index.ts';
import type { Program } from '../program.ts';
import { usesAnyPackage } from '../used-packages.ts';
import { filesMatching, pathPattern } from './path-pattern.ts';

export interface DirectoryLoad {
  readonly path: string;
  readonly line: number;
  readonly pattern: string;
  readonly files: readonly string[];
}

/** Loads of more files than this are of the whole tree, not of a registry. */
const maxFiles = 400;
const globPackages = new Set([
  'glob',
  'fast-glob',
  'globby',
  'tiny-glob',
  'tinyglobby',
  'require-all',
  'require-dir',
  'include-all',
  'fs-extra',
]);

const loadingNames = new Set(['loadModules', 'loadControllers', 'glob', 'register']);

/** Everything that files load by folder, in order of path and line. */
export function directoryLoads(program: Program): DirectoryLoad[] {
  const loads: DirectoryLoad[] = [];
  // Packages may load under any name.
  const loading = usesAnyPackage(program, globPackages)
    ? null
    : Map.groupBy(callIndexOf(program).namedAnywhere(loadingNames), ({ path }) => path);
  for (const path of program.paths) {
    const facts = program.file(path);
    const add = (line: number, pattern: string | null): void => {
      if (pattern === null || pattern === '' || !/\w/.test(pattern)) return;
      const files = filesMatching(program.paths, pattern, path);
      if (files.length > 0 && files.length <= maxFiles) loads.push({ path, line, pattern, files });
    };
    for (const one of facts.imports) {
      if (one.computed === null) continue;
      const pattern = pathPattern(program, path, one.computed, true);
      add(one.line, pattern?.includes('*') === true ? pattern : null);
    }
    for (const { index, call } of loading === null ? program.sitesOf(path) : (loading.get(path) ?? [])) {
      for (const value of loadedBy(program, path, index, call))
        add(call.line, patternOfFolder(program, path, value));
    }
  }
  return loads;
}

/** Arguments of a call that name files to load. */
function loadedBy(program: Program, path: string, index: number, call: CallFact): readonly Value[] {
  const method = call.name;
  const [first, second] = call.args;
  if (method === 'loadModules' || method === 'loadControllers') return flat(first);
  // Vite's and webpack's own forms.
  if (
    method === 'glob' &&
    call.callee.kind === 'member' &&
    call.callee.of.kind === 'name' &&
    call.callee.of.name === 'import.meta'
  )
    return flat(first);
  if (first === undefined) return [];
  const entity = program.called(path, index);
  // Of `fs-extra` only listing a folder may lead to loads; copying one or making it does not.
  if (entity.kind === 'external' && globPackages.has(entity.package))
    return entity.package !== 'fs-extra' || /^readdir/.test(method) ? flat(first) : [];
  if (method !== 'register' || second?.kind !== 'object') return [];
  const plugin = program.evaluate(path, first);
  if (plugin.kind !== 'external' || !/autoload/.test(plugin.package)) return [];
  return second.entries.filter((entry) => entry.key === 'dir').map((entry) => entry.value);
}

function flat(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  if (value.kind === 'array')
    return value.items.flatMap((item) => (item.kind === 'array' ? item.items.slice(0, 1) : [item]));
  return [value];
}

/** A folder without a pattern means all files in it. */
function patternOfFolder(program: Program, path: string, value: Value): string | null {
  const pattern = pathPattern(program, path, value);
  if (pattern === null || /\*|\.[cm]?[jt]sx?$/.test(pattern)) return pattern;
  return `${pattern}/**/*`;
}
