import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { cookieOf, openShop, type Person, type Shop, serve } from './shop.ts';

/** As a person runs it: a process of its own, because it brings another copy of SQLite. */
function fill(from: string, to: string): string {
  const script = fileURLToPath(new URL('../src/fill.ts', import.meta.url));
  return execFileSync(process.execPath, [script, from, to], { encoding: 'utf8', stdio: 'pipe' });
}

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const text = { rating: 4, title: 'Fine plant', body: 'Arrived well packed and green.' };
const writeReview = (as: Person, body: object = text, productId = 1) =>
  shop.ask('POST', `/api/products/${productId}/reviews`, { as, body });

describe('reading', () => {
  it('pages the published reviews of a product, with the summary of its ratings', async () => {
    const { status, headers, body } = await shop.ask('GET', '/api/products/1/reviews?pageSize=500&page=1');
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({ 'cache-control': 'no-cache', 'x-total-count': '1' });
    expect(body).toEqual({
      summary: { productId: 1, average: '5.00', count: 1, stars: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 1 } },
      items: [
        {
          id: 1,
          productId: 1,
          author: 'Ada L.',
          verified: true,
          rating: 5,
          title: 'Huge leaves',
          body: 'It grew a new leaf in a week.',
          helpful: 0,
          status: 'published',
          reply: null,
          createdAt: '2025-03-05T10:00:00.000Z',
          updatedAt: '2025-03-05T10:00:00.000Z',
        },
      ],
      page: 1,
      pageSize: 100,
      total: 1,
    });
  });

  it('knows a product without reviews, hides an archived one, and names an unknown one', async () => {
    expect((await shop.ask('GET', '/api/products/2/reviews')).body).toMatchObject({
      summary: { average: null, count: 0 },
      items: [],
    });
    expect((await shop.ask('GET', '/api/products/3/reviews')).status).toBe(404);
    expect((await shop.ask('GET', '/api/products/3/reviews', { as: 'stan' })).status).toBe(200);
    for (const id of ['99', '0', '1x', '-1']) {
      const { status, body } = await shop.ask('GET', `/api/products/${id}/reviews`);
      expect({ status, body }).toEqual({
        status: 404,
        body: { error: { code: 'NOT_FOUND', message: `Product ${id} does not exist.` } },
      });
    }
  });

  it('answers unchanged data with 304', async () => {
    const first = await shop.ask('GET', '/api/reviews/latest');
    const ifNoneMatch = first.headers.get('etag') ?? '';
    expect(ifNoneMatch).toMatch(/^W\//);
    expect(await shop.ask('GET', '/api/reviews/latest', { ifNoneMatch })).toMatchObject({
      status: 304,
      body: null,
    });
    expect(first.body).toMatchObject({
      items: [{ id: 1, product: { id: 1, slug: 'monstera', name: 'Monstera' } }],
    });
  });

  it('lists products to review: delivered, not reviewed, not archived', async () => {
    const { body } = await shop.ask('GET', '/api/reviews/eligible', { as: 'ben' });
    expect(body).toEqual({
      items: [
        {
          product: { id: 1, slug: 'monstera', name: 'Monstera' },
          orderId: 2,
          deliveredAt: '2025-03-02T10:00:00.000Z',
        },
      ],
    });
  });

  it('sums up the products asked for, in their order, and refuses what is no list of ids', async () => {
    const { body } = await shop.ask('GET', '/api/reviews/summary?products=2,99,1');
    expect(body).toMatchObject({ items: [{ productId: 2 }, { productId: 1 }] });
    expect((await shop.ask('GET', '/api/reviews/summary?products=1,x')).status).toBe(422);
    expect((await shop.ask('GET', '/api/reviews/summary')).status).toBe(422);
  });
});

describe('who may call', () => {
  it.each([
    ['no cookie', {}],
    ['a cookie signed with another key', { cookie: cookieOf('sid-of-ben', 'wrong') }],
    ['a cookie without a signature', { cookie: 'figfern.sid=sid-of-ben' }],
    ['a session that is over', { cookie: cookieOf('old-sid-of-ben') }],
    ['a session that nobody opened', { cookie: cookieOf('sid-of-nobody') }],
    ['a blocked customer', { as: 'bob' as const }],
  ])('treats %s as nobody', async (_name, who) => {
    const { status, body } = await shop.ask('GET', '/api/reviews/mine', who);
    expect({ status, body }).toEqual({
      status: 401,
      body: { error: { code: 'UNAUTHENTICATED', message: 'Please log in.' } },
    });
  });

  it('lets only staff see what is pending', async () => {
    expect((await shop.ask('GET', '/api/reviews/pending', { as: 'ada' })).status).toBe(403);
    expect((await shop.ask('GET', '/api/reviews/pending', { as: 'stan' })).status).toBe(200);
  });
});

describe('writing', () => {
  it('publishes a buyer’s review, recounts the rating, books points once and queues a mail', async () => {
    const { status, headers, body } = await writeReview('ben');
    expect({ status, location: headers.get('location') }).toEqual({
      status: 201,
      location: '/api/reviews/2',
    });
    expect(body).toMatchObject({ id: 2, author: 'Ben', status: 'published', rating: 4 });
    expect(await shop.rowsOf('SELECT review_count, average FROM product_ratings')).toEqual([
      { review_count: 2, average: '4.50' },
    ]);
    expect(await shop.rowsOf('SELECT points, tier FROM loyalty_accounts WHERE customer_id = 2')).toEqual([
      { points: 110, tier: 'silver' },
    ]);
    expect(await shop.rowsOf('SELECT recipient, subject, body, state FROM mail_outbox')).toEqual([
      {
        recipient: 'ben@example.test',
        subject: 'Thanks, Ben',
        body: 'Your review of Monstera is live.',
        state: 'queued',
      },
    ]);
  });

  it('holds a flagged text back until the staff publishes it, and then books the points', async () => {
    expect((await writeReview('ben', { ...text, body: 'Buy at https://spam.test now' })).body).toMatchObject({
      status: 'pending',
    });
    expect(await shop.rowsOf('SELECT template FROM mail_outbox')).toEqual([{ template: 'review-received' }]);
    expect((await shop.ask('GET', '/api/reviews/2')).status).toBe(404);
    expect((await shop.ask('GET', '/api/reviews/2', { as: 'ben' })).status).toBe(200);
    const decision = { decision: 'publish', reply: 'Fair enough.' };
    const decided = await shop.ask('POST', '/api/reviews/2/moderation', { as: 'stan', body: decision });
    expect(decided.body).toMatchObject({ status: 'published', reply: 'Fair enough.' });
    await shop.ask('POST', '/api/reviews/2/moderation', { as: 'stan', body: { decision: 'reject' } });
    await shop.ask('POST', '/api/reviews/2/moderation', { as: 'stan', body: { decision: 'publish' } });
    expect(await shop.rowsOf('SELECT points FROM loyalty_entries')).toEqual([{ points: 20 }]);
  });

  it.each([
    ['somebody who bought nothing', 'cleo', text, 403, 'NOT_A_BUYER'],
    ['a second review of the same product', 'ada', text, 409, 'ALREADY_REVIEWED'],
    ['wrong fields, all named', 'ben', { rating: 6, title: 'x' }, 422, 'VALIDATION'],
  ] as const)('refuses %s', async (_name, as, body, status, code) => {
    const answer = await writeReview(as, body);
    expect(answer).toMatchObject({ status, body: { error: { code } } });
  });

  it('answers a body that is no JSON, or too large, in the shop’s shape', async () => {
    const broken = await shop.ask('POST', '/api/products/1/reviews', { as: 'ben', body: '{"rating": ' });
    expect(broken).toMatchObject({ status: 400, body: { error: { code: 'BAD_JSON' } } });
    const large = await shop.ask('POST', '/api/products/1/reviews', {
      as: 'ben',
      body: { ...text, body: 'x'.repeat(200_000) },
    });
    expect(large).toMatchObject({ status: 413, body: { error: { code: 'TOO_LARGE' } } });
  });

  it('lets the author edit and delete, and nobody else', async () => {
    expect((await shop.ask('PATCH', '/api/reviews/1', { as: 'ben', body: { rating: 1 } })).status).toBe(403);
    expect(
      (await shop.ask('PATCH', '/api/reviews/1', { as: 'ada', body: { rating: 3 } })).body,
    ).toMatchObject({ rating: 3, title: 'Huge leaves' });
    expect((await shop.ask('DELETE', '/api/reviews/1', { as: 'ben' })).status).toBe(403);
    expect((await shop.ask('DELETE', '/api/reviews/1', { as: 'ada' })).status).toBe(204);
    expect(await shop.rowsOf('SELECT * FROM product_ratings')).toEqual([]);
    expect(await shop.rowsOf('SELECT action, subject FROM audit_log')).toEqual([
      { action: 'review.deleted', subject: 'review 1' },
    ]);
  });

  it('counts one vote a customer, none from the author', async () => {
    expect((await shop.ask('POST', '/api/reviews/1/helpful', { as: 'ada' })).status).toBe(403);
    for (const _again of [1, 2]) {
      expect((await shop.ask('POST', '/api/reviews/1/helpful', { as: 'ben' })).body).toEqual({
        id: 1,
        helpful: 1,
      });
    }
    expect((await shop.ask('DELETE', '/api/reviews/1/helpful', { as: 'ben' })).body).toEqual({
      id: 1,
      helpful: 0,
    });
  });

  it('hides a review after three reports of different customers', async () => {
    const report = (as: Person) =>
      shop.ask('POST', '/api/reviews/1/report', { as, body: { reason: 'not about the plant' } });
    for (const as of ['ben', 'cleo'] as const) expect((await report(as)).status).toBe(202);
    expect((await report('ben')).status).toBe(409);
    expect((await shop.ask('GET', '/api/reviews/1')).status).toBe(200);
    expect((await report('stan')).status).toBe(202);
    expect((await shop.ask('GET', '/api/reviews/1')).status).toBe(404);
  });
});

describe('on its own file', () => {
  it('answers reads as on the monolith’s, and refuses writes', async () => {
    const ownFile = join(shop.folder, 'reviews.db');
    expect(fill(shop.file, ownFile)).toMatch(/^reviews +1$/m);
    const own = await serve({ DB_FILE: ownFile, DATA: 'own' });
    try {
      for (const path of [
        '/api/products/1/reviews',
        '/api/reviews/1',
        '/api/reviews/latest',
        '/api/reviews/top-rated',
        '/api/reviews/summary?products=1,2',
      ]) {
        expect((await own.ask('GET', path)).body).toEqual((await shop.ask('GET', path)).body);
      }
      for (const path of ['/api/reviews/mine', '/api/reviews/eligible']) {
        expect((await own.ask('GET', path, { as: 'ben' })).body).toEqual(
          (await shop.ask('GET', path, { as: 'ben' })).body,
        );
      }
      expect(await own.ask('POST', '/api/products/1/reviews', { as: 'ben', body: text })).toMatchObject({
        status: 503,
        body: { error: { code: 'READ_ONLY' } },
      });
    } finally {
      await own.close();
    }
  });

  it('keeps the old copy when the new one cannot be made', () => {
    const ownFile = join(shop.folder, 'reviews.db');
    fill(shop.file, ownFile);
    expect(() => fill(join(shop.folder, 'nothing.db'), ownFile)).toThrow(/does not exist: name the monolith/);
    expect(existsSync(ownFile)).toBe(true);
  });
});

describe('settings', () => {
  it('names every wrong one at once, with its cure', () => {
    expect(() => readConfig({ PORT: 'http', DATA: 'both', REVIEWS_FAULT: 'nonsense' })).toThrow(
      /PORT="http".*\nDB_FILE.*|DB_FILE/s,
    );
    expect(() => readConfig({ PORT: 'http', DATA: 'both', REVIEWS_FAULT: 'nonsense' })).toThrow(
      /DATA="both": write one of monolith, own/,
    );
  });

  it('changes one field of every answer when a fault is asked for', async () => {
    const faulty = await serve({ DB_FILE: shop.file, REVIEWS_FAULT: 'rating-off-by-one' });
    try {
      expect((await faulty.ask('GET', '/api/reviews/1')).body).toMatchObject({ rating: 4 });
    } finally {
      await faulty.close();
    }
  });
});
