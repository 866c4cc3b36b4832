/** A review as it is stored, with what it shows of its author and its product. */
export interface ReviewRow {
  readonly id: number;
  readonly product_id: number;
  readonly customer_id: number;
  readonly rating: number;
  readonly title: string;
  readonly body: string;
  readonly status: ReviewStatus;
  readonly helpful_count: number;
  readonly reply: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly author_name: string;
  readonly product_slug: string;
  readonly product_name: string;
}

export type ReviewStatus = 'published' | 'pending' | 'rejected';

export interface RatingSummary {
  readonly productId: number;
  readonly average: string | null;
  readonly count: number;
  readonly stars: Readonly<Record<'1' | '2' | '3' | '4' | '5', number>>;
}

/** The JSON form of a review. Only buyers can review, so `verified` is always true. */
export function presentReview(row: ReviewRow) {
  return {
    id: row.id,
    productId: row.product_id,
    author: shortName(row.author_name),
    verified: true,
    rating: row.rating,
    title: row.title,
    body: row.body,
    helpful: row.helpful_count,
    status: row.status,
    reply: row.reply,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function presentReviewWithProduct(row: ReviewRow) {
  return {
    ...presentReview(row),
    product: { id: row.product_id, slug: row.product_slug, name: row.product_name },
  };
}

/** `Ada Lindqvist` → `Ada L.` */
function shortName(name: string): string {
  const [first = '', ...rest] = name.split(' ');
  const last = rest.at(-1);
  return last === undefined ? first : `${first} ${last.charAt(0)}.`;
}

const flagged = /\b(scam|spam)\b|https?:\/\//i;

/** A text that a person must look at before it is shown waits; any other is published at once. */
export function statusOfText(title: string, body: string): 'published' | 'pending' {
  return flagged.test(`${title} ${body}`) ? 'pending' : 'published';
}

/** Reports after which a published review waits for the staff again. */
export const reportsUntilPending = 3;
