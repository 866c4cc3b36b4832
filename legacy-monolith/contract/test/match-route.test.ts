import { describe, expect, it } from 'vitest';
import { routeFinder } from '../suite/match-route.ts';
import { isReviewsRoute } from '../suite/routes.ts';

const find = routeFinder([
  'GET /api/reviews/:id',
  'GET /api/reviews/latest',
  'POST /api/reviews/:id/report',
  'GET /',
]);

describe('routeFinder', () => {
  it.each([
    ['GET', '/api/reviews/7', 'GET /api/reviews/:id'],
    ['GET', '/api/reviews/latest?limit=3', 'GET /api/reviews/latest'],
    ['HEAD', '/api/reviews/7/', 'GET /api/reviews/:id'],
    ['GET', '/', 'GET /'],
    ['POST', '/api/reviews/7', undefined],
    ['GET', '/api/reviews/7/more', undefined],
  ])('%s %s is %s', (method, path, route) => {
    expect(find(method, path)).toBe(route);
  });
});

describe('isReviewsRoute', () => {
  it.each([
    ['GET /api/reviews/:id', true],
    ['POST /api/products/:id/reviews', true],
    ['GET /api/products/:id', false],
    ['GET /admin/reviews', false],
  ])('%s: %s', (route, belongs) => {
    expect(isReviewsRoute(route)).toBe(belongs);
  });
});
