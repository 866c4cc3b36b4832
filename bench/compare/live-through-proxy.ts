/**
 * Live comparison of every read at a fixed rate through the running proxy: how many are compared, and what a comparison
 * costs in CPU beside the proxy's own work. Both sides answer 4 KB, half of the answers alike byte by byte.
 *
 *   node bench/compare/live-through-proxy.ts [--rate 500] [--seconds 5] [--rounds 3]
 *
 * Each round runs three proxies in turn: nothing asked in shadow; asked but not compared; compared. Exits with 1 below
 * 90 % compared or at a failed request.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readComparison } from '@banyan/strangler-proxy';
import { loadAtRate, quantile, startProxyProcess, startUpstream } from './through-proxy/kit.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
  },
});
const [rate, seconds, rounds] = [Number(values.rate), Number(values.seconds), Number(values.rounds)];
const bar = 0.9;
/** The queue is empty well before: it holds at most a second of work. */
const settleMs = 1_500;

const monolith = await startUpstream('page');
const service = await startUpstream('page');
const sides = { monolith: monolith.origin, service: service.origin };
const off = await startProxyProcess(sides, 'off');
const asked = await startProxyProcess(sides, 'shadow', 'ignored');
const compared = await startProxyProcess(sides, 'shadow');
const proxies = { off, asked, compared };
const names = ['off', 'asked', 'compared'] as const;
const microsOf: Record<(typeof names)[number], number[]> = { off: [], asked: [], compared: [] };
let failures = 0;

for (const name of names) await run(name, 2);
const before = await countCompared();
for (let round = 0; round < rounds; round += 1) {
  for (const name of round % 2 === 0 ? names : names.toReversed())
    microsOf[name].push(await run(name, seconds));
}
const share = ((await countCompared()) - before) / (rate * seconds * rounds);
await Promise.all([off.end(), asked.end(), compared.end(), monolith.end(), service.end()]);

const medianOf = (micros: readonly number[]) => quantile(micros, 0.5);
const paired = (more: (typeof names)[number], less: (typeof names)[number]) =>
  medianOf(microsOf[more].map((micros, round) => micros - (microsOf[less][round] ?? Number.NaN)));
console.log(
  `${rate * seconds * rounds} requests at ${rate}/s: ${(share * 100).toFixed(1)} % compared, ${failures} failures`,
);
console.log(
  `CPU a request, medians of ${rounds} rounds: the proxy alone ${medianOf(microsOf.off).toFixed(0)} µs, asking the other side ${paired('asked', 'off').toFixed(0)} µs more, comparing ${paired('compared', 'asked').toFixed(0)} µs more (${(paired('compared', 'asked') / medianOf(microsOf.off)).toFixed(2)} of the proxy alone)`,
);
process.exitCode = share >= bar && failures === 0 ? 0 : 1;

/** @returns CPU time of the proxy's process for each request, in microseconds. */
async function run(name: (typeof names)[number], forSeconds: number): Promise<number> {
  const from = await proxies[name].cpuMs();
  const load = await loadAtRate(`${proxies[name].url}/api/reviews/page`, rate, forSeconds);
  await pause(settleMs);
  failures += load.failures;
  return (((await proxies[name].cpuMs()) - from) * 1_000) / (rate * forSeconds);
}

async function countCompared(): Promise<number> {
  return (await readComparison({ configPath: compared.configPath }))?.requests ?? 0;
}
