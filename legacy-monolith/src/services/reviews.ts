import {
  addReport,
  addVote,
  audit,
  countPending,
  countPublished,
  countReviews,
  countReviewsBy,
  deleteReview,
  deliveredOrderWith,
  eligibleFor,
  findProduct,
  findReview,
  findReviewOf,
  insertReview,
  latestReviews,
  moderateReview,
  pendingReviews,
  publishedOf,
  recountRating,
  removeVote,
  reviewsBy,
  reviewsForDesk,
  setReviewStatus,
  topRated,
  updateReview,
  type CustomerRow,
  type ReviewRow,
} from '../models/index.ts';
import { type Conn, inTransaction } from '../db/connection.ts';
import { ShopError, bus, conflict, forbidden, isStaff, notFound, nowIso } from '../lib/index.ts';
import { requireVisibleProduct } from './catalog.ts';
import { reviewSummary, reviewView, reviewWithProduct } from './shop.ts';

const FLAGGED = /\b(scam|spam)\b|https?:\/\//i;
const REPORTS_TO_HIDE = 3;

export interface ReviewText {
  rating: number;
  title: string;
  body: string;
}

const statusFor = (text: ReviewText): 'published' | 'pending' => (FLAGGED.test(`${text.title} ${text.body}`) ? 'pending' : 'published');

export async function reviewPage(productId: number, rating: number | null, sort: string, limit: number, offset: number, staff: boolean) {
  await requireVisibleProduct(productId, staff);
  return {
    summary: await reviewSummary(productId),
    items: (await publishedOf(productId, rating, sort, limit, offset)).map(reviewView),
    total: await countPublished(productId, rating),
  };
}

async function announce(review: ReviewRow): Promise<void> {
  const { id: reviewId, customer_id: customerId, product_id: productId } = review;
  if (review.status === 'published') await bus.emit('review.published', { reviewId, customerId, productId });
  else if (review.status === 'pending') await bus.emit('review.received', { reviewId, customerId });
}

export async function writeReview(productId: number, text: ReviewText, customer: CustomerRow) {
  await requireVisibleProduct(productId, isStaff(customer));
  const orderId = await deliveredOrderWith(customer.id, productId);
  if (orderId === undefined) throw new ShopError(403, 'NOT_A_BUYER', 'Only customers who received this product can review it.');
  const at = nowIso();
  const id = await inTransaction(async (tx) => {
    if (await findReviewOf(productId, customer.id, tx)) throw conflict('ALREADY_REVIEWED', 'You have reviewed this product already.');
    const reviewId = await insertReview(
      { product_id: productId, customer_id: customer.id, order_id: orderId, ...text, status: statusFor(text), created_at: at },
      tx,
    );
    await recountRating(productId, at, tx);
    return reviewId;
  });
  const review = await stillThere(id);
  await announce(review);
  return reviewView(review);
}

export async function requireReview(id: number, customer: CustomerRow | undefined): Promise<ReviewRow> {
  const review = await findReview(id);
  const mayRead = review && (review.status === 'published' || review.customer_id === customer?.id || isStaff(customer));
  if (!mayRead) throw notFound(`Review ${id}`);
  return review;
}

/** Its author may have deleted it since it was looked up. */
async function stillThere(id: number, conn?: Conn): Promise<ReviewRow> {
  const review = await findReview(id, conn);
  if (!review) throw notFound(`Review ${id}`);
  return review;
}

export async function oneReview(id: number, customer: CustomerRow | undefined) {
  return reviewWithProduct(await requireReview(id, customer));
}

export async function newestReviews(limit: number) {
  return (await latestReviews(limit)).map(reviewWithProduct);
}

export async function bestProducts(limit: number) {
  return (await topRated(limit)).map((row) => ({
    product: { id: row.id, slug: row.slug, name: row.name },
    average: row.average,
    count: row.review_count,
  }));
}

export async function ownReviews(customerId: number, limit: number, offset: number) {
  return { items: (await reviewsBy(customerId, limit, offset)).map(reviewWithProduct), total: await countReviewsBy(customerId) };
}

export async function reviewableProducts(customerId: number) {
  return (await eligibleFor(customerId)).map((row) => ({
    product: { id: row.product_id, slug: row.slug, name: row.name },
    orderId: row.order_id,
    deliveredAt: row.delivered_at,
  }));
}

export async function waitingReviews(limit: number, offset: number) {
  const items = (await pendingReviews(limit, offset)).map((row) => ({ ...reviewWithProduct(row), reports: row.reports }));
  return { items, total: await countPending() };
}

export async function deskReviews(limit: number, offset: number) {
  const items = (await reviewsForDesk(limit, offset)).map((row) => ({ ...reviewWithProduct(row), reports: row.reports }));
  return { items, total: await countReviews() };
}

export async function summaries(productIds: number[]) {
  const items = [];
  for (const id of productIds) if (await findProduct(id)) items.push(await reviewSummary(id));
  return items;
}

export async function editReview(id: number, change: Partial<ReviewText>, customer: CustomerRow) {
  const review = await requireReview(id, customer);
  if (review.customer_id !== customer.id) throw forbidden('This is not your review.');
  const text = { rating: change.rating ?? review.rating, title: change.title ?? review.title, body: change.body ?? review.body };
  const at = nowIso();
  await inTransaction(async (tx) => {
    await stillThere(id, tx);
    await updateReview(id, text.rating, text.title, text.body, statusFor(text), at, tx);
    await recountRating(review.product_id, at, tx);
  });
  const after = await stillThere(id);
  if (after.status !== review.status) await announce(after);
  return reviewView(after);
}

export async function removeReview(id: number, customer: CustomerRow): Promise<void> {
  const review = await requireReview(id, customer);
  if (review.customer_id !== customer.id && !isStaff(customer)) throw forbidden('This is not your review.');
  const at = nowIso();
  await inTransaction(async (tx) => {
    await deleteReview(id, tx);
    await recountRating(review.product_id, at, tx);
    await audit(customer.id, 'review.deleted', `review ${id}`, review.title, tx);
  });
}

export async function voteHelpful(id: number, customer: CustomerRow) {
  const review = await requireReview(id, customer);
  if (review.customer_id === customer.id) throw forbidden('You wrote this review.');
  await inTransaction(async (tx) => {
    await stillThere(id, tx);
    await addVote(id, customer.id, nowIso(), tx);
  });
  return { id, helpful: (await findReview(id))?.helpful_count ?? 0 };
}

export async function unvoteHelpful(id: number, customer: CustomerRow) {
  await requireReview(id, customer);
  await inTransaction((tx) => removeVote(id, customer.id, tx));
  return { id, helpful: (await findReview(id))?.helpful_count ?? 0 };
}

export async function reportReview(id: number, reason: string, customer: CustomerRow): Promise<void> {
  const review = await requireReview(id, customer);
  const at = nowIso();
  await inTransaction(async (tx) => {
    await stillThere(id, tx);
    const reports = await addReport(id, customer.id, reason, at, tx);
    if (reports === null) throw conflict('ALREADY_REPORTED', 'You have reported this review already.');
    if (reports < REPORTS_TO_HIDE || review.status !== 'published') return;
    await setReviewStatus(id, 'pending', tx);
    await recountRating(review.product_id, at, tx);
  });
}

export async function decideReview(id: number, decision: 'publish' | 'reject', reply: string | null, actor: CustomerRow) {
  const review = await findReview(id);
  if (!review) throw notFound(`Review ${id}`);
  const at = nowIso();
  await inTransaction(async (tx) => {
    await stillThere(id, tx);
    await moderateReview(id, decision === 'publish' ? 'published' : 'rejected', reply, at, tx);
    await recountRating(review.product_id, at, tx);
    await audit(actor.id, `review.${decision}`, `review ${id}`, reply ?? '', tx);
  });
  const after = await stillThere(id);
  if (after.status !== review.status) await announce(after);
  return reviewView(after);
}
