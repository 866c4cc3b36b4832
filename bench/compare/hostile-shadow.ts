/**
 * Does a hostile service in shadow reach the caller? It hangs, resets, trickles, sends 1 GiB or bombs (200 MiB in a
 * small gzip, JSON 200 000 deep) while callers come at a fixed rate; each run is paired with one where nothing is shadowed.
 *
 *   node bench/compare/hostile-shadow.ts [--pairs 4] [--seconds 2] [--rate 100] [--act gibibyte]
 *
 * `--pairs` counts for each of the five acts. Exits with 1 beyond 1.5 times the bar, at a failed request, or when
 * resident memory rises above the calm proxy's by more than the settings allow.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { loadAtRate, quantile, startProxyProcess, startUpstream } from './through-proxy/kit.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '2' },
    rate: { type: 'string', default: '100' },
    act: { type: 'string' },
  },
});
const [pairs, seconds, rate] = [Number(values.pairs), Number(values.seconds), Number(values.rate)];
const acts = values.act === undefined ? ['hang', 'reset', 'trickle', 'gibibyte', 'bomb'] : [values.act];
const bar = { ms: 1, share: 0.05, slack: 1.5 };
/** `limits.shadowBytes`, what may wait for the comparison, and the heap of its worker. */
const settingsMiB = 64 + 32 + 256;
/** What a run leaves behind (a bomb that is being read) is not charged to the next one. */
const settleMs = 300;

const monolith = await startUpstream('page');
const service = await startUpstream('hostile');
const sides = { monolith: monolith.origin, service: service.origin };
const calm = await startProxyProcess(sides, 'off');
const shadowed = await startProxyProcess(sides, 'shadow');

for (const proxy of [calm, shadowed]) await loadAtRate(`${proxy.url}/api/reviews/page`, rate, 2);
const differences: { ms: number; share: number }[] = [];
let failures = 0;
for (const act of acts) {
  const ofAct: { calm: number; shadowed: number }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const p99 = { calm: 0, shadowed: 0 };
    for (const name of pair % 2 === 0 ? (['calm', 'shadowed'] as const) : (['shadowed', 'calm'] as const)) {
      const proxy = name === 'calm' ? calm : shadowed;
      const load = await loadAtRate(`${proxy.url}/api/reviews/${act}`, rate, seconds);
      failures += load.failures;
      p99[name] = quantile(load.latenciesMs, 0.99);
      await pause(settleMs);
    }
    ofAct.push(p99);
    differences.push({ ms: p99.shadowed - p99.calm, share: p99.shadowed / p99.calm - 1 });
  }
  const median = (name: 'calm' | 'shadowed') =>
    quantile(
      ofAct.map((p99) => p99[name]),
      0.5,
    ).toFixed(1);
  console.log(`${act}: median p99 ${median('calm')} ms calm, ${median('shadowed')} ms shadowed`);
}
const peaksMiB = { calm: peakMiB(calm.pid), shadowed: peakMiB(shadowed.pid) };
await Promise.all([calm.end(), shadowed.end(), monolith.end(), service.end()]);

const medianOf = (name: 'ms' | 'share') =>
  quantile(
    differences.map((difference) => difference[name]),
    0.5,
  );
const [ms, share] = [medianOf('ms'), medianOf('share')];
const grownMiB = peaksMiB.shadowed - peaksMiB.calm;
console.log(
  `${differences.length} pairs of ${seconds} s at ${rate}/s: median difference of the caller's p99 ${ms.toFixed(2)} ms (${(share * 100).toFixed(1)} %), ${failures} failures`,
);
console.log(
  `peak memory: ${peaksMiB.calm.toFixed(0)} MiB calm, ${peaksMiB.shadowed.toFixed(0)} MiB shadowed; the settings allow ${settingsMiB} MiB more`,
);
const isFar = ms > bar.ms * bar.slack && share > bar.share * bar.slack;
process.exitCode = isFar || failures > 0 || grownMiB > settingsMiB ? 1 : 0;

function peakMiB(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}
