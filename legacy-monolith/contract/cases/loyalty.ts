import { expectJson, expectThat } from '../expect/answers.ts';
import { filled, instant, matching, positive } from '../expect/shape.ts';
import { domain } from '../suite/case.ts';
import { as, buy, join } from './people.ts';
import * as shapes from './shapes.ts';

const unauthenticated = shapes.failure('UNAUTHENTICATED');

export const loyalty = domain('loyalty', {
  'shows points, tier and the way to the next': async (context) => {
    const { visitor } = await join(context);
    const answer = await visitor.get('/api/loyalty');
    const start = { points: 0, lifetimePoints: 0, tier: 'green', multiplier: '1.00' };
    expectJson(answer, 200, { ...start, nextTier: { name: 'silver', pointsMissing: 500 } });
    expectJson(await context.visitor().get('/api/loyalty'), 401, unauthenticated);
  },
  'shows that gold is the highest tier': async (context) => {
    const ada = await as(context, 'ada');
    const gold = {
      points: positive,
      lifetimePoints: positive,
      tier: 'gold',
      multiplier: '1.50',
      nextTier: null,
    };
    expectJson(await ada.get('/api/loyalty'), 200, gold);
  },
  'gives points for an order and says why': async (context) => {
    const shopper = await join(context);
    const order = await buy(shopper, { variantId: 2, quantity: 2 });
    const history = await shopper.visitor.get('/api/loyalty/history');
    type History = { items: { points: number; orderId: number }[] };
    const entry = {
      id: positive,
      points: positive,
      reason: filled,
      orderId: order.id,
      reviewId: null,
      at: instant,
    };
    const { items } = expectJson<History>(history, 200, { ...shapes.pageOf(entry), total: 1 });
    const { points } = expectJson<{ points: number }>(
      await shopper.visitor.get('/api/account'),
      200,
      shapes.customer,
    );
    expectThat(
      items[0]?.points === points,
      `${items[0]?.points} points in the history, ${points} in the account`,
    );
    expectJson(await context.visitor().get('/api/loyalty/history'), 401, unauthenticated);
  },
  'turns points into a coupon': async (context) => {
    const shopper = await join(context);
    await buy(shopper, { variantId: 2, quantity: 3 });
    const before = expectJson<{ points: number }>(
      await shopper.visitor.get('/api/account'),
      200,
      shapes.customer,
    );
    const redeemed = await shopper.visitor.post('/api/loyalty/redeem', { json: { points: 100 } });
    const coupon = { code: matching(/^LOYAL-\d{6}$/), value: '1.00', points: before.points - 100 };
    const { code } = expectJson<{ code: string }>(redeemed, 201, coupon);
    const checked = await shopper.visitor.post('/api/coupons/check', { json: { code, subtotal: '30.00' } });
    expectJson(checked, 200, { code, kind: 'fixed', discount: '1.00', valid: true });
    const stolen = await context.visitor().post('/api/coupons/check', { json: { code, subtotal: '30.00' } });
    expectJson(stolen, 422, shapes.failure('COUPON_INVALID', { reason: 'unknown' }));
  },
  'redeems only whole hundreds that are there': async (context) => {
    const { visitor } = await join(context);
    const redeem = (points: unknown) => visitor.post('/api/loyalty/redeem', { json: { points } });
    expectJson(await redeem(100), 422, shapes.failure('NOT_ENOUGH_POINTS'));
    expectJson(await redeem(150), 422, shapes.invalid('points'));
    expectJson(await redeem(0), 422, shapes.invalid('points'));
    expectJson(
      await context.visitor().post('/api/loyalty/redeem', { json: { points: 100 } }),
      401,
      unauthenticated,
    );
  },
});
