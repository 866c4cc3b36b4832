/** The sides of many callers, each at the lower or the higher of two shares of its own; as a script, on stdout. */
import { bucketOf } from '../../../strangler-proxy/src/routing/bucket.ts';
import { chooseSide } from '../../../strangler-proxy/src/routing/choose-side.ts';

/** One byte a pair: 1 where the service answers. The same in every process. */
export function sidesAt(which: 'lower' | 'higher', pairs: number): Buffer {
  const sides = Buffer.alloc(pairs);
  for (let pair = 0; pair < pairs; pair += 1) {
    const bucket = bucketOf('reviews', `caller-${pair}`);
    // Two numbers that share no factor with 10 001, so that every pair of shares comes up.
    const [one, other] = [(pair * 7_919) % 10_001, (pair * 104_729 + 13) % 10_001];
    const share = which === 'lower' ? Math.min(one, other) : Math.max(one, other);
    const served = { stage: 'ramp', share } as const;
    sides[pair] =
      chooseSide({ served, home: 'monolith', bucket, isServiceDown: false }).side === 'service' ? 1 : 0;
  }
  return sides;
}

if (import.meta.main) {
  const [, , which, pairs] = process.argv;
  process.stdout.write(sidesAt(which === 'lower' ? 'lower' : 'higher', Number(pairs)));
}
