import { describe, expect, it } from 'vitest';
import type { Seam } from '../../src/boundaries/boundaries.ts';
import { type Candidate, compareReadiness, isOperation, readinessOf } from '../../src/boundaries/rank.ts';

const reviews: Candidate = {
  name: 'reviews',
  metrics: {
    lines: 500,
    modules: 5,
    cohesion: 0.5,
    inboundCalls: 1,
    outboundCalls: 3,
    brokenTransactions: 0,
  },
  routes: 15,
  operations: 0,
  background: 0,
  tables: ['reviews', 'review_votes'],
  seams: [],
};

function writeOf(table: string): Seam {
  return {
    from: 'orders',
    to: 'reviews',
    kind: 'table-write',
    what: [table],
    evidence: [],
    remedy: '',
    cost: 8,
  };
}

const ranked = (candidate: Candidate) => ({ ...candidate, effort: readinessOf(candidate).effort });

describe('readinessOf', () => {
  it.each<[Partial<Candidate>, string]>([
    [
      {},
      'nobody else writes its 2 tables; breaks no transaction; 15 routes; 1 call in, 3 out; its seams cost 0.',
    ],
    [{ seams: [writeOf('reviews')] }, 'others write 1 of its 2 tables'],
    [{ tables: ['reviews'], seams: [writeOf('reviews')] }, 'others write its table'],
    [{ routes: 0, operations: 12 }, '12 operations'],
    [{ routes: 1, operations: 1 }, '1 route and 1 operation'],
    [{ routes: 0 }, 'answers no route'],
    [
      { routes: 0, tables: [] },
      'a library rather than a service, used by no service: owns no table; breaks no transaction; answers no route',
    ],
    [
      { routes: 0, tables: [], seams: [writeOf('x'), writeOf('y')] },
      'a library that only orders uses: owns no table',
    ],
    [
      { routes: 0, tables: [], seams: [writeOf('x'), { ...writeOf('y'), from: 'carts' }] },
      'used by 2 services: owns no table',
    ],
    [{ routes: 0, tables: [], background: 1 }, 'owns no table; breaks no transaction; answers no route'],
    [{ metrics: { ...reviews.metrics, brokenTransactions: 7 } }, 'breaks 7 transactions'],
  ])('says of %j: %s', (changed, expected) => {
    expect(readinessOf({ ...reviews, ...changed }).why).toContain(expected);
  });

  it('takes a worker without a table for no library', () => {
    expect(readinessOf({ ...reviews, routes: 0, tables: [], background: 1 }).why).not.toContain('library');
  });

  it('asks more of who lacks tables or everything that clients could ask', () => {
    const { effort } = readinessOf(reviews);
    expect(readinessOf({ ...reviews, tables: [] }).effort).toBeGreaterThan(effort);
    expect(readinessOf({ ...reviews, routes: 0 }).effort).toBeGreaterThan(effort);
    expect(readinessOf({ ...reviews, routes: 0, operations: 4 }).effort).toBe(effort);
  });
});

describe('compareReadiness', () => {
  it('takes a service of GraphQL fields for whole, before one that owns no table', () => {
    const graphql = ranked({
      ...reviews,
      name: 'catalog',
      routes: 0,
      operations: 9,
      seams: [writeOf('reviews')],
    });
    const check = ranked({ ...reviews, name: 'health-check', tables: [] });
    const worker = ranked({ ...reviews, name: 'nightly', tables: [], routes: 0, background: 2 });
    const library = ranked({ ...reviews, name: 'money', tables: [], routes: 0 });
    expect([library, worker, check, graphql].sort(compareReadiness).map(({ name }) => name)).toEqual([
      'catalog',
      'health-check',
      'nightly',
      'money',
    ]);
  });
});

describe('isOperation', () => {
  it('is what clients wait for, no job and no listener', () => {
    const kinds = ['graphql', 'message', 'socket', 'job', 'listener', 'queue', 'command'] as const;
    expect(kinds.filter((kind) => isOperation({ kind }))).toEqual(['graphql', 'message', 'socket']);
  });
});
