import {
  allTiers,
  bookPoints,
  countEntries,
  entriesOf,
  findLoyalty,
  hasReviewPoints,
  insertCoupon,
  openLoyalty,
} from '../models/index.ts';
import { inTransaction } from '../db/connection.ts';
import { Decimal, ShopError, addDays, bus, cache, now, nowIso } from '../lib/index.ts';

export const POINTS_PER_EURO_OFF = 100;
const REVIEW_POINTS = 20;

export async function loadTiers(): Promise<void> {
  cache.tiers = (await allTiers()).map((row) => ({ name: row.name, minPoints: row.min_points, multiplier: row.multiplier }));
}

export function valueOfPoints(points: number): Decimal {
  return new Decimal(Math.floor((points * 100) / POINTS_PER_EURO_OFF));
}

/** Whole euros times the tier's multiplier. */
export function pointsFor(total: Decimal, tier: string): number {
  const multiplier = Decimal.parse(cache.tiers.find((one) => one.name === tier)?.multiplier ?? '1.00');
  return Math.floor((Math.floor(total.cents / 100) * multiplier.cents) / 100);
}

export async function loyaltyOf(customerId: number) {
  const row = await findLoyalty(customerId);
  const lifetimePoints = row?.lifetime_points ?? 0;
  const tier = row?.tier ?? 'green';
  const next = cache.tiers.find((one) => one.minPoints > lifetimePoints);
  return {
    points: row?.points ?? 0,
    lifetimePoints,
    tier,
    multiplier: cache.tiers.find((one) => one.name === tier)?.multiplier ?? '1.00',
    nextTier: next ? { name: next.name, pointsMissing: next.minPoints - lifetimePoints } : null,
  };
}

export async function loyaltyHistory(customerId: number, limit: number, offset: number) {
  const items = (await entriesOf(customerId, limit, offset)).map((row) => ({
    id: row.id,
    points: row.points,
    reason: row.reason,
    orderId: row.order_id,
    reviewId: row.review_id,
    at: row.at,
  }));
  return { items, total: await countEntries(customerId) };
}

/** Turns points into a coupon of the customer's own: loyalty and pricing in one transaction. */
export async function redeemPoints(customerId: number, points: number) {
  return inTransaction(async (tx) => {
    const account = await findLoyalty(customerId, tx);
    if (!account || account.points < points) {
      throw new ShopError(422, 'NOT_ENOUGH_POINTS', `You have ${account?.points ?? 0} points.`);
    }
    const entryId = await bookPoints(customerId, -points, 'redeemed', {}, nowIso(), tx);
    const code = `LOYAL-${String(entryId).padStart(6, '0')}`;
    const value = valueOfPoints(points).toString();
    await insertCoupon(
      {
        code,
        kind: 'fixed',
        value,
        min_subtotal: '0.00',
        customer_id: customerId,
        usage_limit: 1,
        starts_at: nowIso(),
        ends_at: addDays(now(), 365).toISOString(),
      },
      tx,
    );
    return { code, value, points: account.points - points };
  });
}

bus.on('customer.registered', ({ customerId }) => openLoyalty(customerId));

bus.on('order.paid', async ({ orderId, customerId, total }) => {
  const account = await findLoyalty(customerId);
  const points = pointsFor(total, account?.tier ?? 'green');
  if (account && points > 0) {
    await inTransaction((tx) => bookPoints(customerId, points, 'order', { orderId }, nowIso(), tx));
  }
});

bus.on('review.published', async ({ reviewId, customerId }) => {
  await inTransaction(async (tx) => {
    if (await hasReviewPoints(reviewId, tx)) return;
    await bookPoints(customerId, REVIEW_POINTS, 'review', { reviewId }, nowIso(), tx);
  });
});
