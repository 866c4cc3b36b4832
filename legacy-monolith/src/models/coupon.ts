import { type Conn, db } from '../db/connection.ts';

export interface CouponRow {
  id: number;
  code: string;
  kind: 'percent' | 'fixed' | 'shipping';
  value: string;
  min_subtotal: string;
  customer_id: number | null;
  usage_limit: number | null;
  used_count: number;
  starts_at: string;
  ends_at: string;
}

export function findCoupon(code: string): Promise<CouponRow | undefined> {
  return db.get<CouponRow>('SELECT * FROM coupons WHERE code = ?', [code]);
}

export function findCouponById(id: number, conn: Conn = db): Promise<CouponRow | undefined> {
  return conn.get<CouponRow>('SELECT * FROM coupons WHERE id = ?', [id]);
}

export async function timesRedeemedBy(couponId: number, customerId: number, conn: Conn = db): Promise<number> {
  const row = await conn.get<{ n: number }>('SELECT COUNT(*) AS n FROM coupon_redemptions WHERE coupon_id = ? AND customer_id = ?', [
    couponId,
    customerId,
  ]);
  return row?.n ?? 0;
}

export async function insertCoupon(coupon: Omit<CouponRow, 'id' | 'used_count'>, conn: Conn = db): Promise<number> {
  const { lastId } = await conn.run(
    `INSERT INTO coupons (code, kind, value, min_subtotal, customer_id, usage_limit, starts_at, ends_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      coupon.code,
      coupon.kind,
      coupon.value,
      coupon.min_subtotal,
      coupon.customer_id,
      coupon.usage_limit,
      coupon.starts_at,
      coupon.ends_at,
    ],
  );
  return lastId;
}

export function listCoupons(limit: number, offset: number): Promise<CouponRow[]> {
  return db.all<CouponRow>('SELECT * FROM coupons WHERE customer_id IS NULL ORDER BY id LIMIT ? OFFSET ?', [limit, offset]);
}

export async function countCoupons(): Promise<number> {
  return (await db.get<{ n: number }>('SELECT COUNT(*) AS n FROM coupons WHERE customer_id IS NULL'))?.n ?? 0;
}

export async function redeemCoupon(couponId: number, customerId: number, orderId: number, discount: string, at: string, conn: Conn): Promise<void> {
  await conn.run('UPDATE coupons SET used_count = used_count + 1 WHERE id = ?', [couponId]);
  await conn.run('INSERT INTO coupon_redemptions (coupon_id, customer_id, order_id, discount, at) VALUES (?, ?, ?, ?, ?)', [
    couponId,
    customerId,
    orderId,
    discount,
    at,
  ]);
}

export async function giveCouponBack(orderId: number, conn: Conn): Promise<void> {
  await conn.run(
    'UPDATE coupons SET used_count = MAX(0, used_count - 1) WHERE id IN (SELECT coupon_id FROM coupon_redemptions WHERE order_id = ?)',
    [orderId],
  );
  await conn.run('DELETE FROM coupon_redemptions WHERE order_id = ?', [orderId]);
}
