import { flip } from '@banyan/strangler-proxy';
import {
  generateTraffic,
  isReviewsRoute,
  mixWithReviewShare,
  type TrafficReport,
} from 'legacy-monolith/contract';
import { expect, it } from 'vitest';
import { type RunningSystem, startInTemporaryFolder } from './running-system.ts';

const flips = 50;
/** Answers between two flips: so many visitors are under way that each flip meets requests of both sides. */
const answersBetween = 100;
/** Every kind of step: up, down, all, none, and the shadow in which the service is asked beside the monolith. */
const steps = ['50%', 'live', '10%', '75%', 'off', 'live', 'shadow', '60%', '40%', 'live'];

it(`loses no request over ${flips} flips under traffic`, { timeout: 240_000 }, async () => {
  const system = await startInTemporaryFolder({ reach: { stage: 'off' } });
  const report = await flipUnderTraffic(system).finally(() => system.stop());
  const slice = onSlice(report);
  console.log(
    `${flips} flips: ${report.requests} requests, on the slice ${slice.monolith} by the monolith, ${slice.service} by the service`,
  );
  expect(report.unexpected).toEqual([]);
  expect(slice.monolith + slice.service).toBeGreaterThanOrEqual(0.3 * report.requests);
  expect(slice.monolith).toBeGreaterThanOrEqual(1_000);
  expect(slice.service).toBeGreaterThanOrEqual(1_000);
});

async function flipUnderTraffic({ proxy, configPath }: RunningSystem): Promise<TrafficReport> {
  const over = new AbortController();
  const answers = new AnswerCount();
  const traffic = generateTraffic({
    baseUrl: proxy.url,
    requestsPerSecond: 250,
    mix: mixWithReviewShare(0.6),
    signal: over.signal,
    durationMs: 300_000,
    progressEveryMs: 50,
    onProgress: ({ requests }) => answers.reached(requests),
  });
  for (let done = 0; done < flips; done += 1) {
    await Promise.race([answers.next(answersBetween), traffic]);
    const to = steps[done % steps.length] ?? 'off';
    await flip({ configPath, slice: 'reviews', to, why: 'flips under traffic' });
  }
  await Promise.race([answers.next(answersBetween), traffic]);
  over.abort();
  return traffic;
}

/** Lets somebody wait until so many more answers came. */
class AnswerCount {
  #count = 0;
  #waiting: { from: number; wake: () => void } | undefined;

  reached(count: number): void {
    this.#count = count;
    if (this.#waiting === undefined || count < this.#waiting.from) return;
    this.#waiting.wake();
    this.#waiting = undefined;
  }

  next(more: number): Promise<void> {
    const from = this.#count + more;
    return new Promise((wake) => {
      this.#waiting = { from, wake };
    });
  }
}

function onSlice({ countsByRouteAndSide }: TrafficReport): { monolith: number; service: number } {
  const sum = { monolith: 0, service: 0 };
  for (const [route, sides] of Object.entries(countsByRouteAndSide)) {
    if (!isReviewsRoute(route)) continue;
    sum.monolith += sides['monolith'] ?? 0;
    sum.service += sides['service'] ?? 0;
  }
  return sum;
}
