#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { describeCounts } from './suite/side-counts.ts';
import { generateTraffic, type TrafficReport } from './traffic/generate.ts';
import { mixes } from './traffic/sessions.ts';

const usage = `Sends made-up visitors through a shop and reports every answer that is not as promised.

  node contract/traffic.ts --base-url URL [--rate N] [--seconds N | --requests N] [--mix everyday|reviews] [--seed N] [--json]

  --rate      requests a second (50)
  --seconds   how long (10)
  --requests  how many, instead
  --mix       what the visitors come for (everyday)
  --seed      the same seed sends the same visitors (1)

Exit code: 0 every answer was as promised, 1 some were not, 2 bad usage.`;

const { values } = parseArgs({
  options: {
    'base-url': { type: 'string' },
    rate: { type: 'string', default: '50' },
    seconds: { type: 'string' },
    requests: { type: 'string' },
    mix: { type: 'string', default: 'everyday' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const { 'base-url': baseUrl, json, help } = values;
const [requestsPerSecond, seed] = [Number(values.rate), Number(values.seed)];
const mix = Object.entries(mixes).find(([name]) => name === values.mix)?.[1];
const limit =
  values.requests === undefined
    ? { durationMs: Number(values.seconds ?? 10) * 1_000 }
    : { requests: Number(values.requests) };
const numbersHold =
  [requestsPerSecond, ...Object.values(limit)].every((number) => number > 0) && Number.isInteger(seed);
if (help) {
  console.log(usage);
} else if (baseUrl === undefined || !URL.canParse(baseUrl) || mix === undefined || !numbersHold) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const report = await generateTraffic({
    baseUrl,
    seed,
    requestsPerSecond,
    mix,
    ...limit,
    signal: stop.signal,
  });
  console.log(json ? JSON.stringify(report, null, 2) : describe(report));
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
  return [
    ...describeCounts(countsByRouteAndSide),
    ...latencies,
    ...unexpected.map(({ route, side, problem, count }) => `✗ ${count}× ${route} (${side}): ${problem}`),
    `${requests} requests in ${(tookMs / 1000).toFixed(1)} s, ${unexpected.reduce((sum, { count }) => sum + count, 0)} unexpected answers`,
  ].join('\n');
}
