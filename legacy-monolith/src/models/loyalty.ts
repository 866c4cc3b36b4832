import { type Conn, db } from '../db/connection.ts';

export interface LoyaltyRow {
  customer_id: number;
  points: number;
  lifetime_points: number;
  tier: string;
}

export interface LoyaltyEntryRow {
  id: number;
  points: number;
  reason: string;
  order_id: number | null;
  review_id: number | null;
  at: string;
}

export function findLoyalty(customerId: number, conn: Conn = db): Promise<LoyaltyRow | undefined> {
  return conn.get<LoyaltyRow>('SELECT * FROM loyalty_accounts WHERE customer_id = ?', [customerId]);
}

export async function openLoyalty(customerId: number): Promise<void> {
  await db.run("INSERT OR IGNORE INTO loyalty_accounts (customer_id, points, lifetime_points, tier) VALUES (?, 0, 0, 'green')", [customerId]);
}

export function allTiers(): Promise<{ name: string; min_points: number; multiplier: string }[]> {
  return db.all('SELECT name, min_points, multiplier FROM loyalty_tiers ORDER BY min_points');
}

/** Books points and moves the tier with them. `points` may be negative; the balance never falls below nothing. */
export async function bookPoints(
  customerId: number,
  points: number,
  reason: string,
  link: { orderId?: number; reviewId?: number },
  at: string,
  conn: Conn,
): Promise<number> {
  await conn.run(
    'UPDATE loyalty_accounts SET points = MAX(0, points + ?), lifetime_points = lifetime_points + MAX(0, ?) WHERE customer_id = ?',
    [points, points, customerId],
  );
  await conn.run(
    `UPDATE loyalty_accounts SET tier = (SELECT t.name FROM loyalty_tiers t WHERE t.min_points <= lifetime_points ORDER BY t.min_points DESC LIMIT 1)
     WHERE customer_id = ?`,
    [customerId],
  );
  const { lastId } = await conn.run(
    'INSERT INTO loyalty_entries (customer_id, points, reason, order_id, review_id, at) VALUES (?, ?, ?, ?, ?, ?)',
    [customerId, points, reason, link.orderId ?? null, link.reviewId ?? null, at],
  );
  return lastId;
}

export function entriesOf(customerId: number, limit: number, offset: number): Promise<LoyaltyEntryRow[]> {
  return db.all<LoyaltyEntryRow>(
    'SELECT id, points, reason, order_id, review_id, at FROM loyalty_entries WHERE customer_id = ? ORDER BY id DESC LIMIT ? OFFSET ?',
    [customerId, limit, offset],
  );
}

export async function countEntries(customerId: number): Promise<number> {
  return (await db.get<{ n: number }>('SELECT COUNT(*) AS n FROM loyalty_entries WHERE customer_id = ?', [customerId]))?.n ?? 0;
}

export async function pointsOfOrder(orderId: number, reason: string, conn: Conn): Promise<number> {
  const row = await conn.get<{ n: number | null }>('SELECT SUM(points) AS n FROM loyalty_entries WHERE order_id = ? AND reason = ?', [
    orderId,
    reason,
  ]);
  return row?.n ?? 0;
}

export async function hasReviewPoints(reviewId: number, conn: Conn): Promise<boolean> {
  return (await conn.get('SELECT 1 FROM loyalty_entries WHERE review_id = ?', [reviewId])) !== undefined;
}
