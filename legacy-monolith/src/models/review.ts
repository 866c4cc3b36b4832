import { type Conn, db } from '../db/connection.ts';

export interface ReviewRow {
  id: number;
  product_id: number;
  customer_id: number;
  order_id: number;
  rating: number;
  title: string;
  body: string;
  status: 'published' | 'pending' | 'rejected';
  helpful_count: number;
  reply: string | null;
  created_at: string;
  updated_at: string;
  author_name: string;
  product_slug: string;
  product_name: string;
}

// Reviews, accounts and catalog in one statement.
const REVIEW = `SELECT r.*, c.name AS author_name, p.slug AS product_slug, p.name AS product_name
  FROM reviews r JOIN customers c ON c.id = r.customer_id JOIN products p ON p.id = r.product_id`;

const SORTS: Record<string, string> = {
  new: 'r.created_at DESC, r.id DESC',
  helpful: 'r.helpful_count DESC, r.created_at DESC, r.id DESC',
  rating: 'r.rating, r.created_at DESC, r.id DESC',
  '-rating': 'r.rating DESC, r.created_at DESC, r.id DESC',
};

export function findReview(id: number, conn: Conn = db): Promise<ReviewRow | undefined> {
  return conn.get<ReviewRow>(`${REVIEW} WHERE r.id = ?`, [id]);
}

export function publishedOf(productId: number, rating: number | null, sort: string, limit: number, offset: number): Promise<ReviewRow[]> {
  const order = Object.hasOwn(SORTS, sort) ? SORTS[sort] : SORTS['new'];
  return db.all<ReviewRow>(
    `${REVIEW} WHERE r.product_id = ? AND r.status = 'published' AND (? IS NULL OR r.rating = ?) ORDER BY ${order} LIMIT ? OFFSET ?`,
    [productId, rating, rating, limit, offset],
  );
}

export async function countPublished(productId: number, rating: number | null): Promise<number> {
  const row = await db.get<{ n: number }>(
    "SELECT COUNT(*) AS n FROM reviews WHERE product_id = ? AND status = 'published' AND (? IS NULL OR rating = ?)",
    [productId, rating, rating],
  );
  return row?.n ?? 0;
}

export function latestReviews(limit: number): Promise<ReviewRow[]> {
  return db.all<ReviewRow>(
    `${REVIEW} WHERE r.status = 'published' AND p.archived = 0 ORDER BY r.created_at DESC, r.id DESC LIMIT ?`,
    [limit],
  );
}

export function reviewsBy(customerId: number, limit: number, offset: number): Promise<ReviewRow[]> {
  return db.all<ReviewRow>(`${REVIEW} WHERE r.customer_id = ? ORDER BY r.created_at DESC, r.id DESC LIMIT ? OFFSET ?`, [
    customerId,
    limit,
    offset,
  ]);
}

export async function countReviewsBy(customerId: number): Promise<number> {
  return (await db.get<{ n: number }>('SELECT COUNT(*) AS n FROM reviews WHERE customer_id = ?', [customerId]))?.n ?? 0;
}

export function pendingReviews(limit: number, offset: number): Promise<(ReviewRow & { reports: number })[]> {
  return db.all(
    `SELECT x.*, (SELECT COUNT(*) FROM review_reports f WHERE f.review_id = x.id) AS reports
     FROM (${REVIEW} WHERE r.status = 'pending') x ORDER BY x.created_at, x.id LIMIT ? OFFSET ?`,
    [limit, offset],
  );
}

export async function countPending(): Promise<number> {
  return (await db.get<{ n: number }>("SELECT COUNT(*) AS n FROM reviews WHERE status = 'pending'"))?.n ?? 0;
}

/** Pending ones first, then the newest. */
export function reviewsForDesk(limit: number, offset: number): Promise<(ReviewRow & { reports: number })[]> {
  return db.all(
    `SELECT x.*, (SELECT COUNT(*) FROM review_reports f WHERE f.review_id = x.id) AS reports
     FROM (${REVIEW}) x ORDER BY x.status <> 'pending', x.created_at DESC, x.id DESC LIMIT ? OFFSET ?`,
    [limit, offset],
  );
}

export async function countReviews(): Promise<number> {
  return (await db.get<{ n: number }>('SELECT COUNT(*) AS n FROM reviews'))?.n ?? 0;
}

/** The delivered order that makes a customer a buyer of the product. */
export async function deliveredOrderWith(customerId: number, productId: number): Promise<number | undefined> {
  const row = await db.get<{ id: number }>(
    `SELECT o.id FROM orders o JOIN order_items i ON i.order_id = o.id
     WHERE o.customer_id = ? AND i.product_id = ? AND o.status = 'delivered' ORDER BY o.id LIMIT 1`,
    [customerId, productId],
  );
  return row?.id;
}

export function eligibleFor(customerId: number) {
  return db.all<{ product_id: number; slug: string; name: string; order_id: number; delivered_at: string }>(
    `SELECT i.product_id, p.slug, p.name, MIN(o.id) AS order_id, MIN(e.at) AS delivered_at
     FROM orders o JOIN order_items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id
       JOIN order_events e ON e.order_id = o.id AND e.status = 'delivered'
     WHERE o.customer_id = ? AND o.status = 'delivered' AND p.archived = 0
       AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.product_id = i.product_id AND r.customer_id = o.customer_id)
     GROUP BY i.product_id ORDER BY i.product_id`,
    [customerId],
  );
}

export function findReviewOf(productId: number, customerId: number, conn: Conn = db): Promise<{ id: number } | undefined> {
  return conn.get('SELECT id FROM reviews WHERE product_id = ? AND customer_id = ?', [productId, customerId]);
}

export async function insertReview(
  review: Pick<ReviewRow, 'product_id' | 'customer_id' | 'order_id' | 'rating' | 'title' | 'body' | 'status' | 'created_at'>,
  conn: Conn,
): Promise<number> {
  const { lastId } = await conn.run(
    `INSERT INTO reviews (product_id, customer_id, order_id, rating, title, body, status, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      review.product_id,
      review.customer_id,
      review.order_id,
      review.rating,
      review.title,
      review.body,
      review.status,
      review.created_at,
      review.created_at,
    ],
  );
  return lastId;
}

export async function updateReview(id: number, rating: number, title: string, body: string, status: string, at: string, conn: Conn): Promise<void> {
  await conn.run('UPDATE reviews SET rating = ?, title = ?, body = ?, status = ?, updated_at = ? WHERE id = ?', [
    rating,
    title,
    body,
    status,
    at,
    id,
  ]);
}

export async function moderateReview(id: number, status: string, reply: string | null, at: string, conn: Conn): Promise<void> {
  await conn.run('UPDATE reviews SET status = ?, reply = COALESCE(?, reply), updated_at = ? WHERE id = ?', [status, reply, at, id]);
}

export async function setReviewStatus(id: number, status: string, conn: Conn): Promise<void> {
  await conn.run('UPDATE reviews SET status = ? WHERE id = ?', [status, id]);
}

export async function deleteReview(id: number, conn: Conn): Promise<void> {
  await conn.run('DELETE FROM reviews WHERE id = ?', [id]);
}

/** Counts the published reviews of a product anew. */
export async function recountRating(productId: number, at: string, conn: Conn): Promise<void> {
  await conn.run('DELETE FROM product_ratings WHERE product_id = ?', [productId]);
  await conn.run(
    `INSERT INTO product_ratings (product_id, review_count, rating_sum, average, updated_at)
     SELECT product_id, COUNT(*), SUM(rating), printf('%.2f', AVG(rating)), ? FROM reviews
     WHERE product_id = ? AND status = 'published' GROUP BY product_id`,
    [at, productId],
  );
}

export async function starsOf(productId: number): Promise<Map<number, number>> {
  const rows = await db.all<{ rating: number; n: number }>(
    "SELECT rating, COUNT(*) AS n FROM reviews WHERE product_id = ? AND status = 'published' GROUP BY rating",
    [productId],
  );
  return new Map(rows.map((row) => [row.rating, row.n]));
}

export function ratingOf(productId: number): Promise<{ review_count: number; average: string } | undefined> {
  return db.get('SELECT review_count, average FROM product_ratings WHERE product_id = ?', [productId]);
}

export function topRated(limit: number): Promise<{ id: number; slug: string; name: string; average: string; review_count: number }[]> {
  return db.all(
    `SELECT p.id, p.slug, p.name, g.average, g.review_count FROM product_ratings g JOIN products p ON p.id = g.product_id
     WHERE g.review_count >= 3 AND p.archived = 0 ORDER BY CAST(g.average AS REAL) DESC, g.review_count DESC, p.id LIMIT ?`,
    [limit],
  );
}

export async function addVote(reviewId: number, customerId: number, at: string, conn: Conn): Promise<void> {
  await conn.run('INSERT OR IGNORE INTO review_votes (review_id, customer_id, at) VALUES (?, ?, ?)', [reviewId, customerId, at]);
  await recountVotes(reviewId, conn);
}

export async function removeVote(reviewId: number, customerId: number, conn: Conn): Promise<void> {
  await conn.run('DELETE FROM review_votes WHERE review_id = ? AND customer_id = ?', [reviewId, customerId]);
  await recountVotes(reviewId, conn);
}

async function recountVotes(reviewId: number, conn: Conn): Promise<void> {
  await conn.run('UPDATE reviews SET helpful_count = (SELECT COUNT(*) FROM review_votes WHERE review_id = ?) WHERE id = ?', [
    reviewId,
    reviewId,
  ]);
}

/** The number of reports after this one, or null when the customer has reported it before. */
export async function addReport(reviewId: number, customerId: number, reason: string, at: string, conn: Conn): Promise<number | null> {
  const { changes } = await conn.run('INSERT OR IGNORE INTO review_reports (review_id, customer_id, reason, at) VALUES (?, ?, ?, ?)', [
    reviewId,
    customerId,
    reason,
    at,
  ]);
  if (changes === 0) return null;
  return (await conn.get<{ n: number }>('SELECT COUNT(*) AS n FROM review_reports WHERE review_id = ?', [reviewId]))?.n ?? 0;
}
