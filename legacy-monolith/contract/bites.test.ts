import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { biteAll } from './bites/bite.ts';
import type { Fault } from './bites/faults.ts';
import { type RunningShop, startShop } from './suite/start-shop.ts';

const isFull = process.env['BANYAN_TEST_FULL'] === '1';

describe('the contract suite', () => {
  let shop: RunningShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(() => shop.stop());

  it(
    'fails with each handler broken in turn',
    async () => {
      const { neverAsked, missed, bites, handlers } = await biteAll({
        shop,
        choose: isFull ? () => true : sampled,
      });
      expect(neverAsked).toEqual([]);
      expect(missed).toEqual([]);
      expect(bites.length).toBeGreaterThanOrEqual(handlers);
    },
    30 * 60_000,
  );
});

/** Every handler fails once, and loses one field, text or status: the one that its route's name happens to choose. */
function sampled(route: string, fault: Fault): boolean {
  return fault.kind === 'fails' || (fault.kind === 'wrong-status' && route.length % 4 === 0);
}
