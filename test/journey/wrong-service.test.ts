import { flip } from '@banyan/strangler-proxy';
import { generateTraffic, isReviewsRoute, mixWithReviewShare, runContract } from 'legacy-monolith/contract';
import { describe, expect, it } from 'vitest';
import { type RunningSystem, startInTemporaryFolder } from './running-system.ts';

const isFull = process.env['BANYAN_TEST_FULL'] === '1';
const faults = ['author-dropped', 'rating-off-by-one', 'total-as-text'];

describe('a service that answers wrongly', () => {
  it.each(isFull ? faults : faults.slice(0, 1))(
    'is noticed by suite and shoppers as soon as it answers (%s)',
    { timeout: 180_000 },
    async (serviceFault) => {
      const system = await startInTemporaryFolder({ reach: { stage: 'off' }, serviceFault });
      try {
        expect(await brokenPromises(system)).toEqual([]);
        await moveTo(system, 'live');
        expect(await brokenPromises(system)).not.toEqual([]);
        await moveTo(system, '50%');
        await expectShoppersToBlame(system, 'service');
      } finally {
        await system.stop();
      }
    },
  );
});

const moveTo = ({ configPath }: RunningSystem, to: string) =>
  flip({ configPath, slice: 'reviews', to, why: 'a wrong service' });

async function brokenPromises({ proxy }: RunningSystem): Promise<string[]> {
  const { results } = await runContract({ baseUrl: proxy.url, only: (name) => name.startsWith('reviews: ') });
  return results.filter(({ passed }) => !passed).map(({ name }) => name);
}

async function expectShoppersToBlame({ proxy }: RunningSystem, side: string): Promise<void> {
  const { unexpected } = await generateTraffic({
    baseUrl: proxy.url,
    requestsPerSecond: 250,
    requests: 500,
    mix: mixWithReviewShare(0.6),
  });
  expect(unexpected.length).toBeGreaterThan(0);
  expect(unexpected.filter((found) => found.side !== side || !isReviewsRoute(found.route))).toEqual([]);
}
