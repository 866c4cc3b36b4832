/** The monolith and the reviews service write to one database file at the same time: nothing fails, nothing is lost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { seedDatabase } from 'legacy-monolith/seed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Program, startProgram } from './programs.ts';

const EPOCH = '2025-03-20T09:00:00.000Z';
const customers = Array.from({ length: 24 }, (_, index) => 11 + index);
const votedReviews = Array.from({ length: 12 }, (_, index) => 100 + index);

let folder: string;
let programs: Program[] = [];
let statuses: { votes: number[]; reviews: number[]; orders: number[] };
let written: { reviews: number; orders: number };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'two-writers-'));
  const file = join(folder, 'shop.db');
  await seedDatabase(file);
  const settings = { DB_FILE: file, CLOCK_OFFSET_MS: String(Date.parse(EPOCH) - Date.now()) };
  const monolith = await startProgram('legacy-monolith/src/server.ts', {
    ...settings,
    JOBS: 'off',
    LOG: 'off',
  });
  const service = await startProgram('extracted/reviews/src/server.ts', settings);
  programs = [service, monolith];
  const done = await Promise.all(
    customers.map(async (id, index) => {
      const cookie = await logIn(monolith.url, id);
      const side = (n: number): string => ((index + n) % 2 === 0 ? monolith.url : service.url);
      const [votes, reviews, order] = await Promise.all([
        Promise.all(
          votedReviews.map((review, n) => post(`${side(n)}/api/reviews/${review}/helpful`, cookie)),
        ),
        reviewEverything(service.url, side, cookie),
        buy(monolith.url, cookie, id),
      ]);
      return { votes, reviews, order };
    }),
  );
  statuses = {
    votes: done.flatMap(({ votes }) => votes),
    reviews: done.flatMap(({ reviews }) => reviews),
    orders: done.map(({ order }) => order),
  };
  await stopAll();
  written = { reviews: countAfterSeed(file, 'reviews'), orders: countAfterSeed(file, 'orders') };
}, 120_000);

afterAll(async () => {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
});

const stopAll = () => Promise.all(programs.map((program) => program.stop()));

describe('two writers on one file', () => {
  it('answer every request', () => {
    expect(statuses.votes.filter((status) => status !== 200 && status !== 403)).toEqual([]);
    expect(statuses.reviews.length).toBeGreaterThan(40);
    expect(statuses.reviews.filter((status) => status !== 201)).toEqual([]);
    expect(statuses.orders.filter((status) => status !== 201)).toEqual([]);
  });

  it('lose no row', () => {
    expect(written).toEqual({ reviews: statuses.reviews.length, orders: customers.length });
  });

  it('keep what is counted in step with what is there', () => {
    const shop = new DatabaseSync(join(folder, 'shop.db'), { readOnly: true });
    const wrong = [
      'SELECT id FROM reviews r WHERE helpful_count <> (SELECT COUNT(*) FROM review_votes v WHERE v.review_id = r.id)',
      `SELECT product_id FROM product_ratings g WHERE review_count <> (SELECT COUNT(*) FROM reviews r WHERE r.product_id = g.product_id AND r.status = 'published')`,
      'SELECT customer_id FROM loyalty_accounts a WHERE points <> (SELECT SUM(points) FROM loyalty_entries e WHERE e.customer_id = a.customer_id)',
      `SELECT r.id FROM reviews r WHERE r.created_at >= '${EPOCH}' AND NOT EXISTS (SELECT 1 FROM loyalty_entries e WHERE e.review_id = r.id)`,
    ].map((sql) => ({ sql, rows: shop.prepare(sql).all() }));
    shop.close();
    expect(wrong.filter(({ rows }) => rows.length > 0)).toEqual([]);
  });
});

async function logIn(shop: string, id: number): Promise<string> {
  const answer = await fetch(`${shop}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: `customer${id}@example.test`, password: 'plants-are-friends' }),
  });
  if (answer.status !== 200) throw new Error(`customer ${id} can't log in: ${answer.status}`);
  // express-session sends the headers at once, and ends the body when the session is stored.
  await answer.arrayBuffer();
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

async function post(url: string, cookie: string, body: unknown = {}): Promise<number> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** Each bought product that is not reviewed yet, the two sides in turn. */
async function reviewEverything(
  service: string,
  side: (n: number) => string,
  cookie: string,
): Promise<number[]> {
  const answer = await fetch(`${service}/api/reviews/eligible`, { headers: { cookie } });
  if (answer.status !== 200)
    throw new Error(`what can be reviewed is answered ${answer.status}: ${await answer.text()}`);
  const { items } = (await answer.json()) as { items: { product: { id: number } }[] };
  const text = { rating: 4, title: 'Good plant', body: 'Written while others wrote as well.' };
  return Promise.all(
    items.map(({ product }, n) => post(`${side(n)}/api/products/${product.id}/reviews`, cookie, text)),
  );
}

/** A cart and a checkout; the address of a customer of the seed has the customer's id. */
async function buy(monolith: string, cookie: string, id: number): Promise<number> {
  await post(`${monolith}/api/cart/items`, cookie, { variantId: 1, quantity: 1 });
  const payment = { method: 'card', token: 'tok_visa' };
  return post(`${monolith}/api/checkout`, cookie, { addressId: id, shippingMethod: 'standard', payment });
}

function countAfterSeed(file: string, table: 'reviews' | 'orders'): number {
  const shop = new DatabaseSync(file, { readOnly: true });
  const column = table === 'reviews' ? 'created_at' : 'placed_at';
  const { n } = shop.prepare(`SELECT COUNT(*) AS n FROM ${table} WHERE ${column} >= ?`).get(EPOCH) ?? {};
  shop.close();
  return Number(n);
}
