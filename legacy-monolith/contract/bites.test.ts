import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { biteAll } from './bites/bite.ts';
import { describeFault, type Fault } from './bites/faults.ts';
import { routes } from './suite/routes.ts';
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
      const {
        routes: found,
        neverAsked,
        missed,
        bites,
        handlers,
      } = await biteAll({
        shop,
        choose: isFull ? () => true : isSampled,
      });
      expect(neverAsked).toEqual([]);
      // Files are no handlers: Express serves them from their folder.
      expect(found.toSorted()).toEqual(routes.filter((route) => route !== 'GET /uploads/:file').toSorted());
      expect(missed).toEqual([]);
      expect(bites.length).toBeGreaterThanOrEqual(handlers);
    },
    30 * 60_000,
  );
});

/** Every handler fails once; of what else may be wrong with it, one in 32 is tried, always the same. */
function isSampled(route: string, fault: Fault): boolean {
  if (fault.kind === 'fails') return true;
  const digest = createHash('sha256')
    .update(`${route} ${describeFault(fault)}`)
    .digest();
  return digest.readUInt8(0) % 32 === 0;
}
