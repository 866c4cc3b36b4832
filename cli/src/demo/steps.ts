/** The journey of the slice, in the order a careful team would take it. */
export interface Step {
  /** As for `banyan flip`. */
  readonly to: string;
  readonly says: string;
}

export const steps: readonly Step[] = [
  { to: 'shadow', says: 'the monolith answers; the service is asked beside it' },
  { to: '10%', says: 'one caller in ten gets reviews from the service, and keeps getting them' },
  { to: '50%', says: 'every second caller; those who were on the service stay there' },
  { to: 'live', says: 'every caller; the monolith is still there to go back to' },
  { to: 'off', says: 'and back home, in one move' },
];

/** Reads that both sides are asked before anybody is moved: every kind of review read, over products with and without reviews. */
export const comparedRequests: readonly string[] = [
  '/api/reviews/latest',
  '/api/reviews/latest?limit=50',
  '/api/reviews/top-rated',
  '/api/reviews/summary?products=1,2,3,4,5,6,7,8,9,10',
  '/api/reviews/summary?products=none',
  '/api/reviews/999999999',
  '/api/products/999999/reviews',
  ...range(1, 30).map((id) => `/api/reviews/${id}`),
  ...range(1, 30).map((id) => `/api/products/${id}/reviews`),
  ...range(1, 30).map((id) => `/api/products/${id}/reviews?sort=rating&pageSize=5`),
];

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Routes of the slice, by how the traffic generator names them. */
export const isSliceRoute = (route: string) => /\/api\/reviews\b|\/api\/products\/:id\/reviews/.test(route);
