#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { describeCounts } from './suite/side-counts.ts';
import { generateTraffic, type TrafficReport } from './traffic/generate.ts';
import { everyday, mixWithReviewShare } from './traffic/mix.ts';

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

const { values } = parseArgs({
  options: {
    'base-url': { type: 'string' },
    rate: { type: 'string', default: '50' },
    duration: { type: 'string', default: 'Infinity' },
    requests: { type: 'string', default: 'Infinity' },
    'review-share': { type: 'string' },
    seed: { type: 'string', default: '1' },
    'json-lines': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const { 'base-url': baseUrl, 'review-share': reviewShare, 'json-lines': jsonLines, help } = values;
const [requestsPerSecond, seconds, requests] = [values.rate, values.duration, values.requests].map(Number);
const seed = Number(values.seed);
const numbersHold =
  [requestsPerSecond, seconds, requests].every((number) => number > 0) && Number.isInteger(seed);
if (help) {
  console.log(usage);
} else if (baseUrl === undefined || !URL.canParse(baseUrl) || !numbersHold) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const printLine = (line: object): void => console.log(JSON.stringify(line));
  if (jsonLines) printLine({ started: true });
  const report = await generateTraffic({
    baseUrl,
    seed,
    requestsPerSecond,
    requests,
    durationMs: seconds * 1_000,
    mix: reviewShare === undefined ? everyday : mixWithReviewShare(Number(reviewShare)),
    signal: stop.signal,
    progressEveryMs,
    ...(jsonLines ? { onProgress: printLine } : {}),
  });
  if (jsonLines) printLine({ ...report, done: true });
  else console.log(describe(report));
  process.exitCode = report.unexpected.length === 0 ? 0 : 1;
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
