import type { Caller } from './caller.ts';
import { announce, audit } from './consequences.ts';
import type { Connection, Database } from './database.ts';
import { forbidden, notFound, ReviewsError } from './errors.ts';
import {
  presentReview,
  presentReviewWithProduct,
  type ReviewRow,
  reportsUntilPending,
  statusOfText,
} from './review.ts';
import * as queries from './review-queries.ts';

export interface ReviewText {
  readonly rating: number;
  readonly title: string;
  readonly body: string;
}

/** What the service can do: one function for each route, on one database and one clock. */
export class Reviews {
  readonly #database: Database;
  readonly #db: Connection;
  readonly #nowIso: () => string;

  constructor(database: Database, nowIso: () => string) {
    this.#database = database;
    this.#db = database.reader;
    this.#nowIso = nowIso;
  }

  async page(
    productId: number,
    wanted: Parameters<typeof queries.publishedReviews>[1],
    caller: Caller | null,
  ) {
    await this.#requireVisibleProduct(productId, caller);
    return {
      summary: await queries.ratingSummary(productId, this.#db),
      items: (await queries.publishedReviews(productId, wanted, this.#db)).map(presentReview),
      total: await queries.countPublished(productId, wanted.rating, this.#db),
    };
  }

  async latest(limit: number) {
    return (await queries.latestReviews(limit, this.#db)).map(presentReviewWithProduct);
  }

  async topRated(limit: number) {
    return (await queries.topRated(limit, this.#db)).map(({ id, slug, name, average, review_count }) => ({
      product: { id, slug, name },
      average,
      count: review_count,
    }));
  }

  async byCustomer(customerId: number, slice: queries.Slice) {
    const items = (await queries.reviewsBy(customerId, slice, this.#db)).map(presentReviewWithProduct);
    return { items, total: await queries.countReviewsBy(customerId, this.#db) };
  }

  async eligible(customerId: number) {
    return (await queries.eligibleProducts(customerId, this.#db)).map(
      ({ product_id, slug, name, order_id, delivered_at }) => ({
        product: { id: product_id, slug, name },
        orderId: order_id,
        deliveredAt: delivered_at,
      }),
    );
  }

  async pending(slice: queries.Slice) {
    const rows = await queries.pendingReviews(slice, this.#db);
    const items = rows.map((row) => ({ ...presentReviewWithProduct(row), reports: row.reports }));
    return { items, total: await queries.countPending(this.#db) };
  }

  /** In the order asked; unknown products are left out. */
  async summaries(productIds: readonly number[]) {
    const summaries = [];
    for (const id of productIds) {
      if ((await queries.findProduct(id, this.#db)) !== undefined)
        summaries.push(await queries.ratingSummary(id, this.#db));
    }
    return summaries;
  }

  async one(id: number, caller: Caller | null) {
    return presentReviewWithProduct(await this.#requireReadable(id, caller));
  }

  async write(productId: number, text: ReviewText, caller: Caller) {
    await this.#requireVisibleProduct(productId, caller);
    const orderId = await queries.deliveredOrderWith(caller.id, productId, this.#db);
    if (orderId === undefined) {
      throw new ReviewsError(403, 'NOT_A_BUYER', 'Only customers who received this product can review it.');
    }
    const at = this.#nowIso();
    const id = await this.#database.transaction(async (tx) => {
      if (await queries.hasReviewed(productId, caller.id, tx)) {
        throw new ReviewsError(409, 'ALREADY_REVIEWED', 'You have reviewed this product already.');
      }
      const status = statusOfText(text.title, text.body);
      const reviewId = await queries.insertReview(
        { productId, customerId: caller.id, orderId, ...text, status, at },
        tx,
      );
      await queries.recountRating(productId, at, tx);
      return reviewId;
    });
    const review = await this.#require(id);
    await announce(review, this.#database, this.#nowIso());
    return presentReview(review);
  }

  async edit(id: number, change: Partial<ReviewText>, caller: Caller) {
    const before = await this.#requireReadable(id, caller);
    if (before.customer_id !== caller.id) throw forbidden('This is not your review.');
    const { rating = before.rating, title = before.title, body = before.body } = change;
    const at = this.#nowIso();
    await this.#database.transaction(async (tx) => {
      await this.#require(id, tx);
      await queries.updateReview(id, { rating, title, body, status: statusOfText(title, body), at }, tx);
      await queries.recountRating(before.product_id, at, tx);
    });
    return presentReview(await this.#announceNewStatus(before));
  }

  async remove(id: number, caller: Caller): Promise<void> {
    const review = await this.#requireReadable(id, caller);
    if (review.customer_id !== caller.id && !caller.isStaff) throw forbidden('This is not your review.');
    const at = this.#nowIso();
    await this.#database.transaction(async (tx) => {
      await queries.deleteReview(id, tx);
      await queries.recountRating(review.product_id, at, tx);
      await audit(
        { actorId: caller.id, action: 'review.deleted', reviewId: id, detail: review.title, at },
        tx,
      );
    });
  }

  async vote(id: number, caller: Caller) {
    const review = await this.#requireReadable(id, caller);
    if (review.customer_id === caller.id) throw forbidden('You wrote this review.');
    await this.#database.transaction(async (tx) => {
      await this.#require(id, tx);
      await queries.addVote(id, caller.id, this.#nowIso(), tx);
    });
    return { id, helpful: (await queries.findReview(id, this.#db))?.helpful_count ?? 0 };
  }

  async takeVoteBack(id: number, caller: Caller) {
    await this.#requireReadable(id, caller);
    await this.#database.transaction((tx) => queries.removeVote(id, caller.id, tx));
    return { id, helpful: (await queries.findReview(id, this.#db))?.helpful_count ?? 0 };
  }

  async report(id: number, reason: string, caller: Caller): Promise<void> {
    const review = await this.#requireReadable(id, caller);
    const at = this.#nowIso();
    await this.#database.transaction(async (tx) => {
      await this.#require(id, tx);
      const reports = await queries.addReport({ reviewId: id, customerId: caller.id, reason, at }, tx);
      if (reports === null) {
        throw new ReviewsError(409, 'ALREADY_REPORTED', 'You have reported this review already.');
      }
      if (reports < reportsUntilPending || review.status !== 'published') return;
      await queries.setStatus(id, 'pending', tx);
      await queries.recountRating(review.product_id, at, tx);
    });
  }

  async decide(id: number, decision: 'publish' | 'reject', reply: string | null, staff: Caller) {
    const before = await this.#require(id);
    const at = this.#nowIso();
    await this.#database.transaction(async (tx) => {
      await this.#require(id, tx);
      await queries.moderate(
        id,
        { status: decision === 'publish' ? 'published' : 'rejected', reply, at },
        tx,
      );
      await queries.recountRating(before.product_id, at, tx);
      await audit(
        { actorId: staff.id, action: `review.${decision}`, reviewId: id, detail: reply ?? '', at },
        tx,
      );
    });
    return presentReview(await this.#announceNewStatus(before));
  }

  async #announceNewStatus(before: ReviewRow): Promise<ReviewRow> {
    const after = await this.#require(before.id);
    if (after.status !== before.status) await announce(after, this.#database, this.#nowIso());
    return after;
  }

  /** Asked again inside a transaction: its author may have deleted it since it was looked up. */
  async #require(id: number, db = this.#db): Promise<ReviewRow> {
    const review = await queries.findReview(id, db);
    if (review === undefined) throw notFound(`Review ${id}`);
    return review;
  }

  /** What is not published is seen by its author and the staff only. */
  async #requireReadable(id: number, caller: Caller | null): Promise<ReviewRow> {
    const review = await this.#require(id);
    const mayRead =
      review.status === 'published' || review.customer_id === caller?.id || caller?.isStaff === true;
    if (!mayRead) throw notFound(`Review ${id}`);
    return review;
  }

  async #requireVisibleProduct(id: number, caller: Caller | null): Promise<void> {
    const product = await queries.findProduct(id, this.#db);
    if (product === undefined || (product.archived !== 0 && caller?.isStaff !== true))
      throw notFound(`Product ${id}`);
  }
}
