/**
 * Modules that put the application together: `main.ts`, `app.module.ts`, `server.ts`. They import every feature and nobody of
 * the application imports them, so they belong to none; each service gets a start of its own.
 */

/**
 * A root reaches this share of what the furthest-reaching one does: a script or one feature's module does not. Who mounts
 * routers is measured by the root that mounts it: `server.ts` → `app.ts` → `routes/index.ts`, where each step leaves behind
 * what the one above sets up itself.
 */
const NEAR_ALL = 0.9;
/** And at least this share of the application, or nothing is put together. */
const MOST = 0.5;

/**
 * More starts than this never put one application together: what they all reach are circles in its middle, which lead everywhere.
 * Then only those count that reach clearly more than most of them.
 */
const MOST_ROOTS = 10;

/**
 * @param paths modules of the application: no tests, no pages.
 * @param imports who imports whom at run time, both among `paths`.
 * @param works modules with tables, routes or jobs of their own; these are never roots,
 *   unless all they do is mount routers (`mounts`).
 * @returns how many modules each root reaches.
 */
export function compositionRoots(
  paths: readonly string[],
  imports: readonly (readonly [from: string, to: string])[],
  works: { has(path: string): boolean },
  mounts: { has(path: string): boolean } = new Set(),
): Map<string, number> {
  const numbers = new Map(paths.map((path, i) => [path, i]));
  const imported: number[][] = paths.map(() => []);
  const importers: number[][] = paths.map(() => []);
  for (const [from, to] of imports) {
    const [a, b] = [numbers.get(from), numbers.get(to)];
    if (a === undefined || b === undefined || a === b) continue;
    imported[a]?.push(b);
    importers[b]?.push(a);
  }
  const reach = reachIn(imported);
  const starts = [...paths.keys().filter((i) => importers[i]?.length === 0)];
  const reaches = starts.map(reach).sort((a, b) => a - b);
  const furthest = reaches.at(-1) ?? 0;
  const least = leastReach(reaches, furthest);
  const roots = new Map<string, number>();
  if (furthest < MOST * (paths.length - 1)) return roots;
  for (let i = starts.pop(); i !== undefined; i = starts.pop()) {
    const path = paths[i] as string;
    const isMounting = mounts.has(path);
    if (roots.has(path) || (works.has(path) && !isMounting)) continue;
    const above = importers[i]?.map((one) => roots.get(paths[one] as string) ?? 0) ?? [];
    if (above.includes(0)) continue;
    const reached = reach(i);
    if (reached < (isMounting && above.length > 0 ? NEAR_ALL * Math.max(...above) : least)) continue;
    roots.set(path, reached);
    starts.push(...(imported[i] as number[]));
  }
  return roots;
}

/** @param reaches of all starts, ascending. */
function leastReach(reaches: readonly number[], furthest: number): number {
  const nearAll = Math.max(1, NEAR_ALL * furthest);
  const near = reaches.filter((reached) => reached >= nearAll);
  if (near.length <= MOST_ROOTS) return nearAll;
  const middle = near[Math.floor(near.length / 2)] as number;
  return Math.max(middle + 1, (middle + furthest) / 2);
}

/** Counts the modules that one leads to, itself not among them. */
function reachIn(imported: readonly (readonly number[])[]): (from: number) => number {
  const seenIn = new Int32Array(imported.length);
  let search = 0;
  return (from) => {
    search += 1;
    seenIn[from] = search;
    const open = [from];
    let reached = 0;
    for (let at = open.pop(); at !== undefined; at = open.pop())
      for (const to of imported[at] as readonly number[]) {
        if (seenIn[to] === search) continue;
        seenIn[to] = search;
        reached += 1;
        open.push(to);
      }
    return reached;
  };
}
