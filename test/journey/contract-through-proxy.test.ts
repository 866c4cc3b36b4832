import { flip } from '@banyan/strangler-proxy';
import {
  addCounts,
  describeCounts,
  isReviewsRoute,
  routes,
  runContract,
  type SideCounts,
} from 'legacy-monolith/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningSystem, startInTemporaryFolder } from './running-system.ts';

const isFull = process.env['BANYAN_TEST_FULL'] === '1';
const sliceRoutes = routes.filter(isReviewsRoute);
/** A route that one visitor a round asks misses a side in all of them once in 2^19 runs. */
const maxRounds = 20;

type Outcome = { failures: unknown[]; counts: SideCounts };

/** The whole suite once, then the slice's cases with new callers until `isEnough`. */
async function askThrough(
  baseUrl: string,
  isEnough: (counts: SideCounts) => boolean = () => true,
): Promise<Outcome> {
  const reports = [await runContract({ baseUrl })];
  const sofar = (): Outcome => ({
    failures: reports.flatMap(({ results }) => results.filter(({ passed }) => !passed)),
    counts: addCounts(...reports.map(({ countsByRouteAndSide }) => countsByRouteAndSide)),
  });
  while (!isEnough(sofar().counts) && reports.length <= maxRounds) {
    reports.push(await runContract({ baseUrl, only: (name) => name.startsWith('reviews: ') }));
  }
  return sofar();
}

const bothSides = 'monolith and service';
const sidesOf = (counts: SideCounts, route: string): string =>
  Object.keys(counts[route] ?? {})
    .sort()
    .join(' and ');
const sidesByRoute = (counts: SideCounts) =>
  Object.fromEntries(sliceRoutes.map((route) => [route, sidesOf(counts, route)]));
const everyRouteBy = (sides: string) => Object.fromEntries(sliceRoutes.map((route) => [route, sides]));

function print(title: string, counts: SideCounts): void {
  console.log([title, ...describeCounts(counts, isReviewsRoute)].join('\n  '));
}

describe.each(['undici', 'http-proxy-middleware'])(
  'the contract of Fig & Fern through the proxy (%s)',
  (engine) => {
    // Both engines stand behind one conformance suite of their own; here the second one shows its hardest stage.
    const inFull = it.skipIf(engine !== 'undici' && !isFull);
    let system: RunningSystem;
    beforeAll(async () => {
      system = await startInTemporaryFolder({
        reach: { stage: 'shadow' },
        moreConfig: [`engine: ${engine}`],
      });
    });
    afterAll(() => system?.stop());

    const moveTo = (to: string) =>
      flip({ configPath: system.configPath, slice: 'reviews', to, why: 'the contract through the proxy' });

    inFull('holds while the slice is off, answered by the monolith alone', async () => {
      await moveTo('off');
      const { failures, counts } = await askThrough(system.proxy.url);
      print(`off, ${engine}`, counts);
      expect(failures).toEqual([]);
      expect(sidesByRoute(counts)).toEqual(everyRouteBy('monolith'));
    });

    it('holds at 50 %, with each route of the slice answered by both sides', async () => {
      await moveTo('50%');
      const { failures, counts } = await askThrough(system.proxy.url, (sofar) =>
        sliceRoutes.every((route) => sidesOf(sofar, route) === bothSides),
      );
      print(`50 %, ${engine}`, counts);
      expect(failures).toEqual([]);
      expect(sidesByRoute(counts)).toEqual(everyRouteBy(bothSides));
    });

    inFull('holds while the slice is live, answered by the service alone', async () => {
      await moveTo('live');
      const { failures, counts } = await askThrough(system.proxy.url);
      print(`live, ${engine}`, counts);
      expect(failures).toEqual([]);
      expect(sidesByRoute(counts)).toEqual(everyRouteBy('service'));
    });
  },
);
