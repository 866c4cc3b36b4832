/**
 * What the monolith's listeners do when a review is received or published, done here on the monolith's database: points
 * for the author (loyalty) and a mail (notifications). Those tables belong to other domains: this is a debt that ends
 * when the service announces its events over a stream and their owners write (see README, "Debts").
 */
import type { Connection, Database } from './database.ts';
import type { ReviewRow } from './review.ts';

const reviewPoints = 20;

/** Does for a new status what its listeners would. The review stands whatever happens here, so a failure is only logged. */
export async function announce(review: ReviewRow, database: Database, nowIso: string): Promise<void> {
  try {
    await database.transaction(async (tx) => {
      if (review.status === 'published') await bookPoints(review, nowIso, tx);
      if (review.status !== 'rejected')
        await queueMail(review, `review-${mailOf[review.status]}`, nowIso, tx);
    });
  } catch (error) {
    console.error(`consequences of review ${review.id} failed:`, error);
  }
}

const mailOf = { published: 'published', pending: 'received' } as const;

/** Once for each review, however often it is published. */
async function bookPoints(review: ReviewRow, at: string, tx: Connection): Promise<void> {
  const booked = await tx.get('SELECT 1 FROM loyalty_entries WHERE review_id = ?', [review.id]);
  if (booked !== undefined) return;
  await tx.run(
    'UPDATE loyalty_accounts SET points = MAX(0, points + ?), lifetime_points = lifetime_points + MAX(0, ?) WHERE customer_id = ?',
    [reviewPoints, reviewPoints, review.customer_id],
  );
  await tx.run(
    `UPDATE loyalty_accounts SET tier = (SELECT t.name FROM loyalty_tiers t WHERE t.min_points <= lifetime_points ORDER BY t.min_points DESC LIMIT 1)
     WHERE customer_id = ?`,
    [review.customer_id],
  );
  await tx.run(
    "INSERT INTO loyalty_entries (customer_id, points, reason, order_id, review_id, at) VALUES (?, ?, 'review', NULL, ?, ?)",
    [review.customer_id, reviewPoints, review.id, at],
  );
}

/** A mail that the customer doesn't want to read is kept as `suppressed`. */
async function queueMail(review: ReviewRow, template: string, at: string, tx: Connection): Promise<void> {
  const customer = await tx.get<{ email: string; name: string }>(
    'SELECT email, name FROM customers WHERE id = ?',
    [review.customer_id],
  );
  const text = await tx.get<{ subject: string; body: string }>(
    'SELECT subject, body FROM mail_templates WHERE name = ?',
    [template],
  );
  if (customer === undefined || text === undefined) return;
  const wishes = await tx.get<{ reviews: number }>(
    'SELECT reviews FROM notification_preferences WHERE customer_id = ?',
    [review.customer_id],
  );
  const state = wishes === undefined || wishes.reviews === 1 ? 'queued' : 'suppressed';
  const values = new Map([
    ['name', customer.name],
    ['product', review.product_name],
  ]);
  const fill = (part: string) =>
    part.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => values.get(name) ?? '');
  await tx.run(
    'INSERT INTO mail_outbox (customer_id, recipient, template, subject, body, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [review.customer_id, customer.email, template, fill(text.subject), fill(text.body), state, at],
  );
}

/** The shop's log of what the staff and the authors did. */
export async function audit(
  entry: {
    readonly actorId: number;
    readonly action: string;
    readonly reviewId: number;
    readonly detail: string;
    readonly at: string;
  },
  tx: Connection,
): Promise<void> {
  await tx.run('INSERT INTO audit_log (actor_id, action, subject, detail, at) VALUES (?, ?, ?, ?, ?)', [
    entry.actorId,
    entry.action,
    `review ${entry.reviewId}`,
    entry.detail,
    entry.at,
  ]);
}
