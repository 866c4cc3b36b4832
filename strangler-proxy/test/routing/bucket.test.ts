import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, bucketOfHash } from '../../src/routing/bucket.ts';
import { chooseSide } from '../../src/routing/choose-side.ts';
import { murmur2 } from '../../src/routing/murmur2.ts';

/** Made with nginx 1.22: `split_clients "reviews:<key>"` took the key in at exactly the shares above the bucket (3 000 random keys at six shares: no difference). */
const vectors: [string, number, number][] = [
  ['a', 3636898627, 8467],
  ['ab', 1920178416, 4470],
  ['abc', 2199596063, 5121],
  ['abcd', 4016441114, 9351],
  ['abcde', 434337779, 1011],
  ['caller-1', 866255781, 2016],
  ['x', 3114694394, 7251],
  ['0123456789abcdef', 1048674369, 2441],
  ['wepvtRzxU-Q4', 2862041489, 6663],
  ['userexample.org', 1909410840, 4445],
  ['-', 3175768095, 7394],
  ['ZZZZ', 3536835366, 8234],
];

const sideAt = (share: number, bucket: number) =>
  chooseSide({ served: { stage: 'ramp', share }, home: 'monolith', bucket, isServiceDown: false }).side;

describe('bucketOf', () => {
  it.each(vectors)('puts %s where nginx puts it', (key, hash, bucket) => {
    expect(murmur2(`reviews:${key}`)).toBe(hash);
    expect(bucketOf('reviews', key)).toBe(bucket);
  });

  it('agrees with nginx’s threshold at every share, on both sides of its edge', () => {
    for (let share = 1; share <= 10_000; share++) {
      const threshold = Math.floor((share * 0xffffffff) / 10_000);
      expect(bucketOfHash(threshold - 1)).toBeLessThan(share);
      if (share < 10_000) expect(bucketOfHash(threshold)).toBeGreaterThanOrEqual(share);
    }
  });

  it.each([0, 1, 100, 2_500, 5_000, 9_999, 10_000])(
    'gives %i basis points of 100 000 callers to the service, within 3 sigma',
    (share) => {
      const count = 100_000;
      let onService = 0;
      for (let caller = 0; caller < count; caller++) {
        if (sideAt(share, bucketOf('reviews', `caller-${caller}`)) === 'service') onService += 1;
      }
      const p = share / 10_000;
      expect(Math.abs(onService - count * p)).toBeLessThanOrEqual(3 * Math.sqrt(count * p * (1 - p)));
    },
  );

  it('never moves a caller back while the share only rises', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(10_000), fc.nat(10_000), (key, a, b) => {
        const bucket = bucketOf('reviews', key);
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        return sideAt(low, bucket) !== 'service' || sideAt(high, bucket) === 'service';
      }),
      { numRuns: 10_000 },
    );
  });

  it('does not always put the same callers first', () => {
    const first = (slice: string) =>
      Array.from({ length: 1_000 }, (_, caller) => bucketOf(slice, `${caller}`) < 1_000);
    const [reviews, orders] = [first('reviews'), first('orders')];
    const both = reviews.filter((isFirst, caller) => isFirst && orders[caller]).length;
    expect(both).toBeLessThan(30);
  });
});

describe('chooseSide', () => {
  const base = { home: 'monolith', bucket: 0, isServiceDown: false } as const;
  it.each([
    [{ ...base, served: { stage: 'off', share: 0 } }, 'monolith', 'off'],
    [{ ...base, served: { stage: 'shadow', share: 0 } }, 'monolith', 'shadow'],
    [{ ...base, served: { stage: 'ramp', share: 1 } }, 'service', 'share'],
    [{ ...base, served: { stage: 'ramp', share: 0 } }, 'monolith', 'share'],
    [{ ...base, served: { stage: 'live', share: 10_000 } }, 'service', 'live'],
    [{ ...base, served: { stage: 'graduated', share: 10_000 } }, 'service', 'graduated'],
    [{ ...base, served: { stage: 'live', share: 10_000 }, isServiceDown: true }, 'monolith', 'fuse'],
    [
      { ...base, home: 'service', served: { stage: 'live', share: 10_000 }, isServiceDown: true },
      'service',
      'live',
    ],
    [
      { ...base, served: { stage: 'ramp', share: 0 }, cohort: { name: 'staff', share: 10_000 } },
      'service',
      'cohort',
    ],
    [
      { ...base, served: { stage: 'off', share: 0 }, cohort: { name: 'staff', share: 10_000 } },
      'monolith',
      'off',
    ],
    [{ ...base, served: { stage: 'shadow', share: 0 }, override: 'service' }, 'service', 'override'],
    [{ ...base, served: { stage: 'live', share: 10_000 }, override: 'monolith' }, 'monolith', 'override'],
    [{ ...base, served: { stage: 'off', share: 0 }, override: 'service' }, 'monolith', 'off'],
    [
      { ...base, served: { stage: 'shadow', share: 0 }, override: 'service', isServiceDown: true },
      'monolith',
      'fuse',
    ],
  ] as const)('%j goes to the %s because of %s', (facts, side, because) => {
    expect(chooseSide(facts)).toMatchObject({ side, because });
  });
});
