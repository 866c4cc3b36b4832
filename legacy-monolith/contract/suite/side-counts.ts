import type { Route } from './match-route.ts';

/** Requests by route, then by the side that answered (`direct` where no proxy says one). */
export type SideCounts = Record<Route, Record<string, number>>;

export function countRequest(counts: SideCounts, route: Route, side: string, more = 1): void {
  const bySide = counts[route] ?? {};
  bySide[side] = (bySide[side] ?? 0) + more;
  counts[route] = bySide;
}

/** The counts of several runs together. */
export function addCounts(...all: readonly SideCounts[]): SideCounts {
  const sum: SideCounts = {};
  for (const counts of all) {
    for (const [route, sides] of Object.entries(counts)) {
      for (const [side, count] of Object.entries(sides)) countRequest(sum, route, side, count);
    }
  }
  return sum;
}

/** One line a route that passes, sides in order of name: `GET /api/reviews/:id  monolith 12  service 9`. */
export function describeCounts(counts: SideCounts, only: (route: Route) => boolean = () => true): string[] {
  const chosen = Object.entries(counts).filter(([route]) => only(route));
  const width = Math.max(0, ...chosen.map(([route]) => route.length));
  return chosen.map(([route, bySide]) => {
    const sides = Object.entries(bySide).sort(([a], [b]) => (a < b ? -1 : 1));
    return `${route.padEnd(width)}  ${sides.map(([side, count]) => `${side} ${count}`).join('  ')}`;
  });
}
