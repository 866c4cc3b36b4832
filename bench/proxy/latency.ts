/**
 * What the proxy adds to an answer's time: pairs of loads at half of what the proxy can take, one straight to the upstream
 * and one through it, in turns.
 *
 *   node bench/proxy/latency.ts [--pairs 20] [--seconds 1.5] [--most 1000]
 *
 * Needs wrk. The sender is a Node process on the same machine, so it sends no more than `--most` a second. Exits with 1 when
 * the median difference of the 99th percentiles is beyond 1.5 times the bar.
 */
import { parseArgs } from 'node:util';
import { loadAtRate, quantile } from '../compare/through-proxy/kit.ts';
import { startScript } from './contenders.ts';
import { loadWithWrk, median } from './measure.ts';

const barMs = 1;
const slack = 1.5;

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '1.5' },
    most: { type: 'string', default: '1000' },
  },
});
const upstream = await startScript('upstream', 'upstream.ts');
const proxy = await startScript('banyan', 'contenders/banyan.ts', upstream.url);
try {
  const { requestsPerSecond } = await loadWithWrk(proxy, '/items/17', 32, 2);
  const rate = Math.min(Number(values.most), Math.round(requestsPerSecond / 2));
  const percentile = async (url: string) => {
    const { latenciesMs, failures } = await loadAtRate(`${url}/items/17`, rate, Number(values.seconds));
    if (failures > 0) throw new Error(`${failures} requests failed`);
    return { middle: quantile(latenciesMs, 0.5), slow: quantile(latenciesMs, 0.99) };
  };
  await percentile(upstream.url);
  await percentile(proxy.url);
  const pairs: {
    direct: Awaited<ReturnType<typeof percentile>>;
    through: Awaited<ReturnType<typeof percentile>>;
  }[] = [];
  for (let pair = 0; pair < Number(values.pairs); pair += 1)
    pairs.push({ direct: await percentile(upstream.url), through: await percentile(proxy.url) });
  const addedMs = median(pairs.map(({ direct, through }) => through.slow - direct.slow));
  const addedInTheMiddleMs = median(pairs.map(({ direct, through }) => through.middle - direct.middle));
  console.log(
    `at ${rate} requests a second (it takes ${requestsPerSecond.toFixed(0)}): p99 + ${addedMs.toFixed(2)} ms (bar ${barMs} ms; straight ${median(pairs.map(({ direct }) => direct.slow)).toFixed(2)} ms), median + ${addedInTheMiddleMs.toFixed(2)} ms`,
  );
  process.exitCode = addedMs > barMs * slack ? 1 : 0;
} finally {
  for (const part of [proxy, upstream]) await part.stop();
}
