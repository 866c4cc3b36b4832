import { murmur2 } from './murmur2.ts';
import { ALL } from './share.ts';

const MAX_HASH = 0xffff_ffff;

/**
 * A caller's place in a slice's ramp, 0–9999: the service answers it iff `bucket < share`. Each slice has its own salt,
 * so that not the same callers go first everywhere. Agrees with nginx's `split_clients` to the last hash value:
 * nginx compares `hash < floor(share * 0xffffffff / 10000)`.
 *
 * @example bucketOf('reviews', 'caller-1') < 2500 // answered by the service at 25%
 */
export function bucketOf(salt: string, key: string): number {
  return bucketOfHash(murmur2(`${salt}:${key}`));
}

/** The smallest share that takes a hash value in, less one. The products stay below 2^53, so the division is exact enough. */
export function bucketOfHash(hash: number): number {
  return Math.min(ALL - 1, Math.ceil(((hash + 1) * ALL) / MAX_HASH) - 1);
}
