/** What people come to the shop for. */
export type SessionKind = 'browse' | 'search' | 'buy' | 'review' | 'admin';

/** How often each kind of session begins, relative to the others. */
export type Mix = Readonly<Record<SessionKind, number>>;

/** A usual day of the shop. */
export const everyday: Mix = { browse: 45, search: 20, buy: 15, review: 15, admin: 5 };

/** Requests of one session of each kind, and how many of them ask a reviews route: means over 2 500 requests of each. */
const requestsOf: Readonly<Record<SessionKind, { all: number; reviews: number }>> = {
  browse: { all: 9.9, reviews: 1.95 },
  search: { all: 6.9, reviews: 2 },
  buy: { all: 10, reviews: 1.05 },
  review: { all: 15.6, reviews: 14.5 },
  admin: { all: 8.25, reviews: 1.3 },
};

/**
 * The usual day with as many reviewers more (or fewer) as make `share` of all requests ask for reviews.
 *
 * @throws RangeError where no number of reviewers does: below what the others ask, or above what reviewers do.
 */
export function mixWithReviewShare(share: number): Mix {
  const others = (Object.keys(everyday) as SessionKind[]).filter((kind) => kind !== 'review');
  const sum = (part: 'all' | 'reviews'): number =>
    others.reduce((total, kind) => total + everyday[kind] * requestsOf[kind][part], 0);
  const { all, reviews } = requestsOf.review;
  const review = (share * sum('all') - sum('reviews')) / (reviews - share * all);
  if (!(review >= 0)) {
    const [least, most] = [sum('reviews') / sum('all'), reviews / all].map((bound) => bound.toFixed(2));
    throw new RangeError(
      `${share} is out of reach: visitors of this shop ask for reviews with ${least} to ${most} of their requests.`,
    );
  }
  return { ...everyday, review };
}
