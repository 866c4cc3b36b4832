/**
 * What a proxy adds to an answer's time: at half of what our proxy can take, loads straight to the upstream and through each
 * proxy, in turns. nginx and HAProxy stand beside ours where they are installed.
 *
 *   node bench/proxy/latency.ts [--rounds 10] [--seconds 1.5] [--most RATE]
 *
 * Needs wrk. Proxy, upstream and sender share the machine, so half of what the proxy can take is half of what it takes there under wrk. Exits with 1 when
 * the median difference of our 99th percentiles is beyond 1.5 times the bar.
 */
import { parseArgs } from 'node:util';
import { quantile } from '../compare/through-proxy/kit.ts';
import { type Contender, isInstalled, startHaproxy, startNginx, startScript } from './contenders.ts';
import { loadWithWrk, median } from './measure.ts';
import { sendAtRate } from './send-at-rate.ts';

const barMs = 1;
const slack = 1.5;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '1.5' },
    most: { type: 'string', default: '1000000' },
  },
});
const upstream = await startScript('straight', 'upstream.ts');
const proxies: Contender[] = [await startScript('banyan', 'contenders/banyan.ts', upstream.url)];
if (isInstalled('nginx')) proxies.push(await startNginx(upstream.url));
if (isInstalled('haproxy')) proxies.push(await startHaproxy(upstream.url));
const [banyan] = proxies as [Contender];
try {
  const { requestsPerSecond } = await loadWithWrk(banyan, '/items/17', 32, 2);
  const rate = Math.min(Number(values.most), Math.round(requestsPerSecond / 2));
  const percentiles = async ({ url }: Contender) => {
    const latenciesMs = await sendAtRate(new URL('/items/17', url), rate, Number(values.seconds));
    return { middle: quantile(latenciesMs, 0.5), slow: quantile(latenciesMs, 0.99) };
  };
  for (const one of [upstream, ...proxies]) await percentiles(one);
  const straight: Awaited<ReturnType<typeof percentiles>>[] = [];
  const added = new Map(proxies.map((one) => [one, { middle: [] as number[], slow: [] as number[] }]));
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const direct = await percentiles(upstream);
    straight.push(direct);
    for (const [proxy, { middle, slow }] of added) {
      const through = await percentiles(proxy);
      middle.push(through.middle - direct.middle);
      slow.push(through.slow - direct.slow);
    }
  }
  console.log(
    `at ${rate} requests a second (banyan takes ${requestsPerSecond.toFixed(0)}), straight: median ${median(straight.map(({ middle }) => middle)).toFixed(2)} ms, p99 ${median(straight.map(({ slow }) => slow)).toFixed(2)} ms`,
  );
  for (const [{ name }, { middle, slow }] of added)
    console.log(`${name}: median + ${median(middle).toFixed(2)} ms, p99 + ${median(slow).toFixed(2)} ms`);
  const addedMs = median(added.get(banyan)?.slow ?? []);
  console.log(`bar: banyan adds ${barMs} ms to the p99`);
  process.exitCode = addedMs > barMs * slack ? 1 : 0;
} finally {
  for (const part of [...proxies, upstream]) await part.stop();
}
