#!/usr/bin/env node
import { numberAbove0, runCommand, UsageError, urlOf } from './command-line.ts';
import { describeCounts } from './suite/side-counts.ts';
import { generateTraffic, type TrafficReport } from './traffic/generate.ts';
import { everyday, type Mix, mixWithReviewShare } from './traffic/mix.ts';

const usage = `Sends made-up visitors through a shop and reports every answer that is not as promised.

  node contract/traffic.ts --base-url URL [--rate N] [--duration SECONDS] [--requests N]
                           [--review-share 0..1] [--seed N] [--json-lines]

  --rate          requests a second (50)
  --duration      seconds (until interrupted, unless --requests is given)
  --requests      how many at most
  --review-share  share of the requests that ask for reviews (that of a usual day)
  --seed          the same seed sends the same visitors (1)
  --json-lines    a line {"started":true}, the tally so far every 250 ms, and a last line with "done":true

Exit code: 0 every answer was as promised, 1 some were not, 2 bad usage.`;

const progressEveryMs = 250;

const options = {
  'base-url': { type: 'string' },
  rate: { type: 'string', default: '50' },
  duration: { type: 'string', default: 'Infinity' },
  requests: { type: 'string', default: 'Infinity' },
  'review-share': { type: 'string' },
  seed: { type: 'string', default: '1' },
  'json-lines': { type: 'boolean', default: false },
} as const;

await runCommand(usage, options, async (values) => {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const jsonLines = values['json-lines'];
  const settings = {
    baseUrl: urlOf(values['base-url']),
    seed: numberAbove0('seed', values.seed),
    requestsPerSecond: numberAbove0('rate', values.rate),
    requests: numberAbove0('requests', values.requests),
    durationMs: numberAbove0('duration', values.duration) * 1_000,
    mix: mixOf(values['review-share']),
    ...(jsonLines ? { onProgress: printLine, progressEveryMs } : {}),
  };
  if (jsonLines) printLine({ started: true });
  const report = await generateTraffic({ ...settings, signal: stop.signal });
  if (jsonLines) printLine({ ...report, done: true });
  else console.log(describe(report));
  return report.unexpected.length === 0 ? 0 : 1;
});

function printLine(line: object): void {
  console.log(JSON.stringify(line));
}

function mixOf(reviewShare: string | undefined): Mix {
  if (reviewShare === undefined) return everyday;
  try {
    return mixWithReviewShare(numberAbove0('review-share', reviewShare));
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(`--review-share: ${error.message}`) : error;
  }
}

function describe({
  requests,
  tookMs,
  countsByRouteAndSide,
  latencyMsBySide,
  unexpected,
}: TrafficReport): string {
  const latencies = Object.entries(latencyMsBySide).map(([side, { p50, p90, p99, max }]) => {
    const figures = [p50, p90, p99, max].map((ms) => ms.toFixed(1));
    return `${side}: median ${figures[0]} ms, 90 % ${figures[1]} ms, 99 % ${figures[2]} ms, longest ${figures[3]} ms`;
  });
  const strange = unexpected.reduce((sum, { count }) => sum + count, 0);
  return [
    ...describeCounts(countsByRouteAndSide),
    ...latencies,
    ...unexpected.map(({ route, side, problem, count }) => `✗ ${count}× ${route} (${side}): ${problem}`),
    `${requests} requests in ${(tookMs / 1000).toFixed(1)} s, ${strange} unexpected answers`,
  ].join('\n');
}
