import { compareText } from '../report/order.ts';

interface Arrow {
  readonly from: string;
  readonly to: string;
}

/**
 * The arrows that lie on a circle, each with the shortest way round through it.
 *
 * @example findCircularArrows([{ from: 'a', to: 'b' }, { from: 'b', to: 'a' }])[0].way // ['a', 'b']
 */
export function findCircularArrows<A extends Arrow>(
  arrows: readonly A[],
): { readonly arrow: A; readonly way: readonly string[] }[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of arrows) next.set(from, [...(next.get(from) ?? []), to].sort(compareText));
  return arrows.flatMap((arrow) => {
    const back = shortestWay(arrow.to, arrow.from, next);
    return back ? [{ arrow, way: [arrow.from, ...back.slice(0, -1)] }] : [];
  });
}

function shortestWay(
  start: string,
  goal: string,
  next: ReadonlyMap<string, readonly string[]>,
): string[] | null {
  const cameFrom = new Map<string, string | null>([[start, null]]);
  for (const name of cameFrom.keys()) {
    if (name === goal) return wayTo(name, cameFrom);
    for (const neighbour of next.get(name) ?? []) if (!cameFrom.has(neighbour)) cameFrom.set(neighbour, name);
  }
  return null;
}

function wayTo(goal: string, cameFrom: ReadonlyMap<string, string | null>): string[] {
  const way: string[] = [];
  for (let name: string | null = goal; name !== null; name = cameFrom.get(name) ?? null) way.unshift(name);
  return way;
}
