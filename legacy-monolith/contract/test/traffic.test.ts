import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isReviewsRoute } from '../suite/routes.ts';
import { type RunningShop, startShop } from '../suite/start-shop.ts';
import { generateTraffic } from '../traffic/generate.ts';
import { Latencies } from '../traffic/latencies.ts';
import { everyday, mixWithReviewShare } from '../traffic/mix.ts';
import { pace } from '../traffic/pace.ts';
import { seededRandom } from '../traffic/random.ts';

describe('generateTraffic', () => {
  it('finds every answer of the shop as promised', async () => {
    await withShop(async ({ url }) => {
      const { requests, unexpected, countsByRouteAndSide, sessions } = await generateTraffic({
        baseUrl: url,
        requestsPerSecond: 1_000,
        requests: 1_500,
        mix: mixWithReviewShare(0.4),
      });
      expect(unexpected).toEqual([]);
      expect(requests).toBe(1_500);
      expect(Object.values(sessions).every((count) => count > 0)).toBe(true);
      const ofReviews = Object.entries(countsByRouteAndSide).filter(([route]) => isReviewsRoute(route));
      const asked = ofReviews.reduce((sum, [, { direct = 0 }]) => sum + direct, 0);
      expect(asked / requests).toBeGreaterThan(0.3);
    });
  });

  it('reports answers that are not as promised, by route', async () => {
    const server = createServer((_, response) => response.writeHead(500).end('broken'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { unexpected, requests } = await generateTraffic({
      baseUrl,
      requestsPerSecond: 1_000,
      requests: 40,
    });
    server.close();
    expect(unexpected.reduce((sum, { count }) => sum + count, 0)).toBe(requests);
    expect(unexpected.map(({ problem }) => problem)).toContain('status 500, wanted 200: broken');
  });

  it('reports a shop that is not there', async () => {
    const { unexpected, requests } = await generateTraffic({ baseUrl: 'http://127.0.0.1:1', requests: 5 });
    expect([requests, unexpected.every(({ side }) => side === 'none')]).toEqual([0, true]);
    expect(unexpected.reduce((sum, { count }) => sum + count, 0)).toBe(5);
  });
});

async function withShop(use: (shop: RunningShop) => Promise<void>): Promise<void> {
  const shop = await startShop();
  try {
    await use(shop);
  } finally {
    await shop.stop();
  }
}

describe('pace', () => {
  it('lets no more through than it may', async () => {
    const turns = pace({ requestsPerSecond: 10_000, requests: 3, durationMs: 1_000 });
    const granted = await Promise.all([1, 2, 3, 4].map(() => turns.next()));
    expect(granted).toEqual([true, true, true, false]);
    expect(turns.isOver()).toBe(true);
  });

  it('ends with its signal', async () => {
    const stop = new AbortController();
    const turns = pace({ requestsPerSecond: 1_000, requests: 9, durationMs: 1_000, signal: stop.signal });
    stop.abort();
    expect(await turns.next()).toBe(false);
  });
});

describe('seededRandom', () => {
  it('chooses alike for the same seed and otherwise for another', () => {
    const draw = (seed: number): number[] => Array.from({ length: 20 }, seededRandom(seed).next);
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7).every((number) => number >= 0 && number < 1)).toBe(true);
  });

  it('never chooses what has no weight', () => {
    const random = seededRandom(1);
    const chosen = new Set(
      Array.from({ length: 1_000 }, () => random.weighted({ never: 0, seldom: 1, often: 9 })),
    );
    expect([...chosen].sort()).toEqual(['often', 'seldom']);
  });
});

describe('mixWithReviewShare', () => {
  it('asks for more reviews with more reviewers', () => {
    expect(mixWithReviewShare(0.6).review).toBeGreaterThan(mixWithReviewShare(0.4).review);
    expect(mixWithReviewShare(0.4)).toMatchObject({ browse: everyday.browse, buy: everyday.buy });
  });

  it.each([0.01, 0.99])('refuses a share of %d, which no number of reviewers makes', (share) => {
    expect(() => mixWithReviewShare(share)).toThrow(
      /is out of reach: visitors of this shop ask for reviews with 0\.\d\d to 0\.\d\d/,
    );
  });
});

describe('Latencies', () => {
  it('tells percentiles within 1 %, and the longest exactly', () => {
    const latencies = new Latencies();
    for (let ms = 100; ms >= 1; ms -= 1) latencies.add(ms);
    const { p50, p90, p99, max } = latencies.percentiles();
    for (const [told, wanted] of [
      [p50, 50],
      [p90, 90],
      [p99, 99],
    ] as const) {
      expect(Math.abs(told / wanted - 1)).toBeLessThanOrEqual(0.01);
    }
    expect(max).toBe(100);
  });

  it('is never above the longest, and 0 without any', () => {
    const latencies = new Latencies();
    expect(latencies.percentiles()).toEqual({ p50: 0, p90: 0, p99: 0, max: 0 });
    latencies.add(3.333);
    expect(latencies.percentiles().p99).toBeLessThanOrEqual(3.333);
    latencies.add(0);
    expect(latencies.percentiles().p50).toBeLessThanOrEqual(0.01);
  });
});
