import type { Connection } from './database.ts';
import type { RatingSummary, ReviewRow, ReviewStatus } from './review.ts';

const selectReview = `SELECT r.*, c.name AS author_name, p.slug AS product_slug, p.name AS product_name
  FROM reviews r JOIN customers c ON c.id = r.customer_id JOIN products p ON p.id = r.product_id`;

const orders: ReadonlyMap<string, string> = new Map([
  ['new', 'r.created_at DESC, r.id DESC'],
  ['helpful', 'r.helpful_count DESC, r.created_at DESC, r.id DESC'],
  ['rating', 'r.rating, r.created_at DESC, r.id DESC'],
  ['-rating', 'r.rating DESC, r.created_at DESC, r.id DESC'],
]);
const newestFirst = 'r.created_at DESC, r.id DESC';

export interface Slice {
  readonly pageSize: number;
  readonly offset: number;
}

export function findReview(id: number, db: Connection): Promise<ReviewRow | undefined> {
  return db.get<ReviewRow>(`${selectReview} WHERE r.id = ?`, [id]);
}

export function publishedReviews(
  productId: number,
  wanted: Slice & { readonly rating: number | null; readonly sort: string },
  db: Connection,
): Promise<ReviewRow[]> {
  const { rating, sort, pageSize, offset } = wanted;
  return db.all<ReviewRow>(
    `${selectReview} WHERE r.product_id = ? AND r.status = 'published' AND (? IS NULL OR r.rating = ?)
     ORDER BY ${orders.get(sort) ?? newestFirst} LIMIT ? OFFSET ?`,
    [productId, rating, rating, pageSize, offset],
  );
}

export async function countPublished(
  productId: number,
  rating: number | null,
  db: Connection,
): Promise<number> {
  const sql =
    "SELECT COUNT(*) AS n FROM reviews WHERE product_id = ? AND status = 'published' AND (? IS NULL OR rating = ?)";
  return count(db, sql, [productId, rating, rating]);
}

export function latestReviews(limit: number, db: Connection): Promise<ReviewRow[]> {
  return db.all<ReviewRow>(
    `${selectReview} WHERE r.status = 'published' AND p.archived = 0 ORDER BY ${newestFirst} LIMIT ?`,
    [limit],
  );
}

export function reviewsBy(
  customerId: number,
  { pageSize, offset }: Slice,
  db: Connection,
): Promise<ReviewRow[]> {
  return db.all<ReviewRow>(
    `${selectReview} WHERE r.customer_id = ? ORDER BY ${newestFirst} LIMIT ? OFFSET ?`,
    [customerId, pageSize, offset],
  );
}

export function countReviewsBy(customerId: number, db: Connection): Promise<number> {
  return count(db, 'SELECT COUNT(*) AS n FROM reviews WHERE customer_id = ?', [customerId]);
}

export function pendingReviews({ pageSize, offset }: Slice, db: Connection) {
  return db.all<ReviewRow & { readonly reports: number }>(
    `SELECT x.*, (SELECT COUNT(*) FROM review_reports f WHERE f.review_id = x.id) AS reports
     FROM (${selectReview} WHERE r.status = 'pending') x ORDER BY x.created_at, x.id LIMIT ? OFFSET ?`,
    [pageSize, offset],
  );
}

export function countPending(db: Connection): Promise<number> {
  return count(db, "SELECT COUNT(*) AS n FROM reviews WHERE status = 'pending'", []);
}

/** The delivered order that makes a customer a buyer of the product. */
export async function deliveredOrderWith(
  customerId: number,
  productId: number,
  db: Connection,
): Promise<number | undefined> {
  const row = await db.get<{ id: number }>(
    `SELECT o.id FROM orders o JOIN order_items i ON i.order_id = o.id
     WHERE o.customer_id = ? AND i.product_id = ? AND o.status = 'delivered' ORDER BY o.id LIMIT 1`,
    [customerId, productId],
  );
  return row?.id;
}

export function eligibleProducts(customerId: number, db: Connection) {
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

export function findProduct(
  id: number,
  db: Connection,
): Promise<{ id: number; archived: number } | undefined> {
  return db.get('SELECT id, archived FROM products WHERE id = ?', [id]);
}

export async function hasReviewed(productId: number, customerId: number, db: Connection): Promise<boolean> {
  const row = await db.get('SELECT id FROM reviews WHERE product_id = ? AND customer_id = ?', [
    productId,
    customerId,
  ]);
  return row !== undefined;
}

export function topRated(limit: number, db: Connection) {
  return db.all<{ id: number; slug: string; name: string; average: string; review_count: number }>(
    `SELECT p.id, p.slug, p.name, g.average, g.review_count FROM product_ratings g JOIN products p ON p.id = g.product_id
     WHERE g.review_count >= 3 AND p.archived = 0 ORDER BY CAST(g.average AS REAL) DESC, g.review_count DESC, p.id LIMIT ?`,
    [limit],
  );
}

export async function ratingSummary(productId: number, db: Connection): Promise<RatingSummary> {
  const rating = await db.get<{ review_count: number; average: string }>(
    'SELECT review_count, average FROM product_ratings WHERE product_id = ?',
    [productId],
  );
  const rows = await db.all<{ rating: number; n: number }>(
    "SELECT rating, COUNT(*) AS n FROM reviews WHERE product_id = ? AND status = 'published' GROUP BY rating",
    [productId],
  );
  const of = (stars: number) => rows.find((row) => row.rating === stars)?.n ?? 0;
  const stars = { 1: of(1), 2: of(2), 3: of(3), 4: of(4), 5: of(5) };
  return { productId, average: rating?.average ?? null, count: rating?.review_count ?? 0, stars };
}

export interface NewReview {
  readonly productId: number;
  readonly customerId: number;
  readonly orderId: number;
  readonly rating: number;
  readonly title: string;
  readonly body: string;
  readonly status: ReviewStatus;
  readonly at: string;
}

export async function insertReview(review: NewReview, tx: Connection): Promise<number> {
  const { productId, customerId, orderId, rating, title, body, status, at } = review;
  const { lastId } = await tx.run(
    `INSERT INTO reviews (product_id, customer_id, order_id, rating, title, body, status, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [productId, customerId, orderId, rating, title, body, status, at, at],
  );
  return lastId;
}

export async function updateReview(
  id: number,
  to: {
    readonly rating: number;
    readonly title: string;
    readonly body: string;
    readonly status: ReviewStatus;
    readonly at: string;
  },
  tx: Connection,
): Promise<void> {
  const sql = 'UPDATE reviews SET rating = ?, title = ?, body = ?, status = ?, updated_at = ? WHERE id = ?';
  await tx.run(sql, [to.rating, to.title, to.body, to.status, to.at, id]);
}

export async function moderate(
  id: number,
  to: { readonly status: ReviewStatus; readonly reply: string | null; readonly at: string },
  tx: Connection,
): Promise<void> {
  const sql = 'UPDATE reviews SET status = ?, reply = COALESCE(?, reply), updated_at = ? WHERE id = ?';
  await tx.run(sql, [to.status, to.reply, to.at, id]);
}

export async function setStatus(id: number, status: ReviewStatus, tx: Connection): Promise<void> {
  await tx.run('UPDATE reviews SET status = ? WHERE id = ?', [status, id]);
}

export async function deleteReview(id: number, tx: Connection): Promise<void> {
  await tx.run('DELETE FROM reviews WHERE id = ?', [id]);
}

/** Counts the published reviews of a product anew; catalog, search and reports read the result. */
export async function recountRating(productId: number, at: string, tx: Connection): Promise<void> {
  await tx.run('DELETE FROM product_ratings WHERE product_id = ?', [productId]);
  await tx.run(
    `INSERT INTO product_ratings (product_id, review_count, rating_sum, average, updated_at)
     SELECT product_id, COUNT(*), SUM(rating), printf('%.2f', AVG(rating)), ? FROM reviews
     WHERE product_id = ? AND status = 'published' GROUP BY product_id`,
    [at, productId],
  );
}

export async function addVote(
  reviewId: number,
  customerId: number,
  at: string,
  tx: Connection,
): Promise<void> {
  await tx.run('INSERT OR IGNORE INTO review_votes (review_id, customer_id, at) VALUES (?, ?, ?)', [
    reviewId,
    customerId,
    at,
  ]);
  await recountVotes(reviewId, tx);
}

export async function removeVote(reviewId: number, customerId: number, tx: Connection): Promise<void> {
  await tx.run('DELETE FROM review_votes WHERE review_id = ? AND customer_id = ?', [reviewId, customerId]);
  await recountVotes(reviewId, tx);
}

async function recountVotes(reviewId: number, tx: Connection): Promise<void> {
  const votes = '(SELECT COUNT(*) FROM review_votes WHERE review_id = ?)';
  await tx.run(`UPDATE reviews SET helpful_count = ${votes} WHERE id = ?`, [reviewId, reviewId]);
}

/** The number of reports after this one, or null when the customer has reported it before. */
export async function addReport(
  report: {
    readonly reviewId: number;
    readonly customerId: number;
    readonly reason: string;
    readonly at: string;
  },
  tx: Connection,
): Promise<number | null> {
  const { changes } = await tx.run(
    'INSERT OR IGNORE INTO review_reports (review_id, customer_id, reason, at) VALUES (?, ?, ?, ?)',
    [report.reviewId, report.customerId, report.reason, report.at],
  );
  if (changes === 0) return null;
  return count(tx, 'SELECT COUNT(*) AS n FROM review_reports WHERE review_id = ?', [report.reviewId]);
}

async function count(
  db: Connection,
  sql: string,
  params: readonly (string | number | null)[],
): Promise<number> {
  return (await db.get<{ n: number }>(sql, params))?.n ?? 0;
}
