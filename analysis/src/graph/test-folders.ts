/**
 * Folders that only serve tests, told by who uses them rather than by their name: contract suites, harnesses, generators.
 *
 * Such a folder holds test files; answers no route and touches no table; is no package of its own; nothing outside imports
 * from it but tests; and at least half of its other modules are reached from its tests. (A folder of scripts that has a test
 * or two is none.)
 */
import { isTestPath } from './test-paths.ts';

export interface TreeUse {
  readonly paths: readonly string[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** Modules that register routes, define or touch tables: the application itself. */
  readonly working: ReadonlySet<string>;
  /** Folders with a package.json. */
  readonly packages: ReadonlySet<string>;
}

/** The widest such folders, sorted; empty where no application stands beside them. */
export function testFolders(use: TreeUse): string[] {
  const found: string[] = [];
  for (const folder of foldersWithTests(use.paths)) {
    if (found.some((wider) => isWithin(folder, wider))) continue;
    if (servesTestsOnly(folder, use)) found.push(folder);
  }
  return found;
}

export const isWithin = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

/** Wider folders first. The root is none: it would be the whole tree. */
function foldersWithTests(paths: readonly string[]): string[] {
  const folders = paths.filter(isTestPath).map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  return [...new Set(folders)].filter((folder) => folder !== '').sort();
}

function servesTestsOnly(folder: string, { paths, edges, working, packages }: TreeUse): boolean {
  const inside = (path: string) => isWithin(path, folder);
  if (packages.has(folder) || [...packages].some(inside)) return false;
  if (working.size === 0 || [...working].some(inside)) return false;
  if (edges.some(({ from, to }) => inside(to) && !inside(from) && !isTestPath(from))) return false;
  const helpers = paths.filter((path) => inside(path) && !isTestPath(path));
  const reached = reachedFrom(
    paths.filter((path) => inside(path) && isTestPath(path)),
    edges.filter(({ from, to }) => inside(from) && inside(to)),
  );
  return helpers.length > 0 && helpers.filter((path) => reached.has(path)).length * 2 >= helpers.length;
}

function reachedFrom(starts: readonly string[], edges: TreeUse['edges']): Set<string> {
  const targets = Map.groupBy(edges, ({ from }) => from);
  const reached = new Set(starts);
  for (const path of reached) for (const { to } of targets.get(path) ?? []) reached.add(to);
  return reached;
}
