import {
  addCounts,
  describeCounts,
  isReviewsRoute,
  routes,
  runContract,
  type SideCounts,
} from 'legacy-monolith/contract';

const sliceRoutes = routes.filter(isReviewsRoute);
/** A route that one visitor a round asks misses a side in all of them once in 2^19 runs. */
const maxRounds = 20;

export const bothSides = 'monolith and service';

/** The whole suite once, then the slice's cases with new callers until each route of the slice was answered by `sides`. */
export async function askThrough(
  baseUrl: string,
  sides: string,
): Promise<{ failures: unknown[]; counts: SideCounts }> {
  const reports = [await runContract({ baseUrl })];
  const counts = () => addCounts(...reports.map(({ countsByRouteAndSide }) => countsByRouteAndSide));
  const isEnough = () => Object.values(sidesByRoute(counts())).every((found) => found === sides);
  while (sides === bothSides && !isEnough() && reports.length <= maxRounds) {
    reports.push(await runContract({ baseUrl, only: (name) => name.startsWith('reviews: ') }));
  }
  const failures = reports.flatMap(({ results }) => results.filter(({ passed }) => !passed));
  return { failures, counts: counts() };
}

/** Who answered each route of the slice: `monolith and service`. */
export function sidesByRoute(counts: SideCounts): Record<string, string> {
  const sidesOf = (route: string) => Object.keys(counts[route] ?? {}).sort();
  return Object.fromEntries(sliceRoutes.map((route) => [route, sidesOf(route).join(' and ')]));
}

export const everyRouteBy = (sides: string): Record<string, string> =>
  Object.fromEntries(sliceRoutes.map((route) => [route, sides]));

export function print(title: string, counts: SideCounts): void {
  console.log([title, ...describeCounts(counts, isReviewsRoute)].join('\n  '));
}
