import {
  allPromotions,
  activePromotions,
  countCoupons,
  findCoupon,
  insertCoupon,
  insertPromotion,
  listCoupons,
  productsOfPromotion,
  timesRedeemedBy,
  type CouponRow,
} from '../models/index.ts';
import { type CachedPromotion, CouponError, Decimal, cache, conflict, money, now, nowIso } from '../lib/index.ts';

export interface EffectivePrice {
  price: Decimal;
  regular: Decimal;
  promotion: { id: number; name: string; percent: number } | null;
}

/** Puts all promotions into the shared cache; `effectivePrice` reads nothing else. */
export async function loadPromotions(): Promise<void> {
  cache.promotionsByProduct.clear();
  for (const row of await allPromotions()) {
    const promotion: CachedPromotion = {
      id: row.id,
      name: row.name,
      percent: row.percent,
      startsAt: new Date(row.starts_at),
      endsAt: new Date(row.ends_at),
    };
    const list = cache.promotionsByProduct.get(row.product_id) ?? [];
    list.push(promotion);
    cache.promotionsByProduct.set(row.product_id, list);
  }
}

/**
 * What a price is worth today. Synchronous, and called from everywhere: catalog, search, cart, checkout, reports and
 * the views all count on an answer at once.
 */
export function effectivePrice(productId: number, regularPrice: string): EffectivePrice {
  const regular = money(regularPrice);
  const at = now();
  let best: CachedPromotion | null = null;
  for (const promotion of cache.promotionsByProduct.get(productId) ?? []) {
    if (promotion.startsAt > at || promotion.endsAt <= at) continue;
    if (!best || promotion.percent > best.percent) best = promotion;
  }
  if (!best) return { price: regular, regular, promotion: null };
  const { id, name, percent } = best;
  return { price: regular.minus(regular.percent(percent)), regular, promotion: { id, name, percent } };
}

/** What the coupon takes off a subtotal; throws a CouponError with the reason when it may not be used. */
export async function couponDiscount(coupon: CouponRow, subtotal: Decimal, customerId: number | null): Promise<Decimal> {
  const at = nowIso();
  if (coupon.customer_id !== null && coupon.customer_id !== customerId) throw new CouponError('unknown');
  if (coupon.starts_at > at) throw new CouponError('not-yet-valid');
  if (coupon.ends_at <= at) throw new CouponError('expired');
  if (coupon.usage_limit !== null && coupon.used_count >= coupon.usage_limit) throw new CouponError('used-up');
  if (subtotal.lessThan(money(coupon.min_subtotal))) throw new CouponError('below-minimum');
  if (coupon.kind === 'percent' && customerId !== null && (await timesRedeemedBy(coupon.id, customerId)) > 0) {
    throw new CouponError('already-used');
  }
  if (coupon.kind === 'percent') return subtotal.percent(Number(coupon.value));
  if (coupon.kind === 'fixed') return money(coupon.value).atMost(subtotal);
  return Decimal.zero;
}

export async function couponByCode(code: string): Promise<CouponRow> {
  const coupon = await findCoupon(code);
  if (!coupon) throw new CouponError('unknown');
  return coupon;
}

export async function checkCoupon(code: string, subtotal: Decimal, customerId: number | null) {
  const coupon = await couponByCode(code);
  const discount = await couponDiscount(coupon, subtotal, customerId);
  return { code: coupon.code, kind: coupon.kind, discount: discount.toString(), valid: true };
}

export async function currentPromotions() {
  const items = [];
  for (const row of await activePromotions(nowIso())) items.push(await promotionView(row));
  return items;
}

async function promotionView(row: { id: number; name: string; percent: number; starts_at: string; ends_at: string }) {
  return {
    id: row.id,
    name: row.name,
    percent: row.percent,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    productIds: await productsOfPromotion(row.id),
  };
}

export async function createPromotion(name: string, percent: number, startsAt: Date, endsAt: Date, productIds: number[]) {
  const row = { name, percent, starts_at: startsAt.toISOString(), ends_at: endsAt.toISOString() };
  const id = await insertPromotion(row, productIds);
  await loadPromotions();
  return promotionView({ id, ...row });
}

export function couponView(row: CouponRow) {
  return {
    id: row.id,
    code: row.code,
    kind: row.kind,
    value: row.value,
    minSubtotal: row.min_subtotal,
    usageLimit: row.usage_limit,
    usedCount: row.used_count,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
  };
}

export async function couponPage(limit: number, offset: number) {
  return { items: (await listCoupons(limit, offset)).map(couponView), total: await countCoupons() };
}

export async function createCoupon(coupon: Omit<CouponRow, 'id' | 'used_count'>) {
  if (await findCoupon(coupon.code)) throw conflict('CODE_TAKEN', `Coupon ${coupon.code} exists already.`);
  const id = await insertCoupon(coupon);
  return couponView({ ...coupon, id, used_count: 0 });
}
