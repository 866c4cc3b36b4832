/**
 * Shares are exact and callers keep their side: on the wire, each request of a new caller, at shares from 0 to 100 %; and
 * pairs of a caller and two shares, the lower one asked in this process and the higher in another.
 *
 *   node bench/proxy-promises/shares.ts [--requests 100000] [--pairs 1000000]
 *
 * Exits with 1 if a share is off by more than 3 sigma, or a caller who was with the service at the lower share isn't at the higher.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { flip, formatShare } from '@banyan/strangler-proxy';
import { startLoad } from '../../strangler-proxy/test/kit/load.ts';
import { reviewsConfig, startTestProxy } from '../../strangler-proxy/test/kit/proxy.ts';
import { httpUpstream } from '../../strangler-proxy/test/kit/upstream.ts';
import { sidesAt } from './shares/sides-at.ts';

const shares = [0, 1, 100, 2_500, 5_000, 9_999, 10_000];
const sigmas = 3;

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    pairs: { type: 'string', default: '1000000' },
  },
});
const perShare = Math.floor(Number(values.requests) / shares.length);
let missed = await countOnTheWire();
missed = countMovedBack(Number(values.pairs)) > 0 || missed;
process.exitCode = missed ? 1 : 0;

async function countOnTheWire(): Promise<boolean> {
  const monolith = await httpUpstream('monolith');
  const service = await httpUpstream('service');
  const proxy = await startTestProxy(
    reviewsConfig({ monolith: monolith.origin, service: service.origin, stage: 'off' }),
  );
  let isOff = false;
  for (const share of shares) {
    const to = share === 0 ? 'off' : share === 10_000 ? 'live' : formatShare(share);
    await flip({ configPath: proxy.configPath, slice: 'reviews', to });
    const load = startLoad(proxy.url, 32, () => ({ method: 'GET', path: '/api/reviews' }));
    while (load.answers.length < perShare) await new Promise((resolve) => setImmediate(resolve));
    await load.stop();
    for (const side of [monolith, service]) side.seen.length = 0;
    const count = load.answers.length;
    const onService = load.answers.filter(
      ({ answer }) => 'side' in answer && answer.side === 'service',
    ).length;
    const p = share / 10_000;
    const sigma = Math.sqrt(count * p * (1 - p));
    const isMissed = Math.abs(onService - count * p) > sigmas * sigma;
    isOff ||= isMissed;
    console.log(
      `${to.padEnd(7)} ${onService} of ${count} with the service, ${(count * p).toFixed(1)} expected, sigma ${sigma.toFixed(1)}${isMissed ? '  MISSED' : ''}`,
    );
  }
  await proxy.end();
  await monolith.close();
  await service.close();
  return isOff;
}

/** How many of the pairs move a caller back to the monolith although the share rose. */
function countMovedBack(pairs: number): number {
  const low = sidesAt('lower', pairs);
  const other = fileURLToPath(new URL('shares/sides-at.ts', import.meta.url));
  const high = execFileSync(process.execPath, [other, 'higher', String(pairs)], { maxBuffer: pairs + 1 });
  let movedBack = 0;
  for (let pair = 0; pair < pairs; pair += 1) if (low[pair] === 1 && high[pair] !== 1) movedBack += 1;
  console.log(`${pairs} pairs of rising shares over two processes: ${movedBack} callers moved back`);
  return movedBack;
}
