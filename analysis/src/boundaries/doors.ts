/**
 * Barrels and generated files have nothing of their own to cluster by, but most have a home: a barrel that only opens modules of
 * *orders* is a door of *orders* and leaves with it. What opens several services is of none of them.
 */
import type { Facts } from '../graph/facts.ts';

/** Label of a module; negative: in no service. */
export type LabelOf = (module: string) => number;
/** Label of each door that has a home, from the labels of all other modules. */
export type Doors = (labelOf: LabelOf) => ReadonlyMap<string, number>;

interface Door {
  readonly path: string;
  readonly opens: string[];
  readonly users: string[];
}

/**
 * @param isDoor modules whose place follows from that of others.
 * @example doorsOf(facts, (path) => path.endsWith('/index.ts'))((path) => labels.get(path) ?? -1).get('orders/index.ts')
 */
export function doorsOf(
  { modules, edges }: Pick<Facts, 'modules' | 'edges'>,
  isDoor: (module: string) => boolean,
): Doors {
  const doors = new Map<string, Door>();
  for (const { path } of modules) if (isDoor(path)) doors.set(path, { path, opens: [], users: [] });
  for (const { from, to } of edges) {
    doors.get(from)?.opens.push(to);
    doors.get(to)?.users.push(from);
  }
  return (labelOf) => {
    const homes = new Map<string, number>();
    let closed = [...doors.values()];
    // Doors open onto doors: those that wait for others are asked again until none finds a home.
    for (let found: (readonly [string, number])[] = []; ; ) {
      const isClosed = new Set(closed.map(({ path }) => path));
      const known = (path: string): number | null =>
        isClosed.has(path) ? null : (homes.get(path) ?? labelOf(path));
      found = closed.flatMap(({ path, opens, users }) => {
        const home = homeOf(opens.map(known), users.map(known));
        return home === null ? [] : [[path, home] as const];
      });
      if (found.length === 0) return homes;
      for (const [path, home] of found) homes.set(path, home);
      closed = closed.filter(({ path }) => !homes.has(path));
    }
  };
}

/** Where all that it opens is, or all that use it where it opens nothing of any service; `null` elements are not known yet. */
function homeOf(opened: readonly (number | null)[], users: readonly (number | null)[]): number | null {
  const inServices = (labels: readonly (number | null)[]) =>
    new Set(labels.filter((label) => label === null || label >= 0));
  const homes = inServices(opened);
  const [home = null, ...others] = homes.size > 0 ? homes : inServices(users);
  return others.length === 0 ? home : null;
}
