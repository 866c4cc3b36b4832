import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sign } from 'cookie-signature';
import { createApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { openDatabase } from '../src/database.ts';

/** The part of the monolith's schema that reviews reads or writes. */
const schema = `
CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, name TEXT, role TEXT DEFAULT 'customer', blocked INTEGER DEFAULT 0);
CREATE TABLE sessions (sid TEXT PRIMARY KEY, customer_id INTEGER, data TEXT, expires_at TEXT);
CREATE TABLE audit_log (id INTEGER PRIMARY KEY, actor_id INTEGER, action TEXT, subject TEXT, detail TEXT, at TEXT);
CREATE TABLE products (id INTEGER PRIMARY KEY, slug TEXT, name TEXT, archived INTEGER DEFAULT 0);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, status TEXT);
CREATE TABLE order_items (id INTEGER PRIMARY KEY, order_id INTEGER, product_id INTEGER);
CREATE TABLE order_events (id INTEGER PRIMARY KEY, order_id INTEGER, status TEXT, at TEXT);
CREATE TABLE reviews (id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER, customer_id INTEGER, order_id INTEGER, rating INTEGER, title TEXT, body TEXT,
  status TEXT, helpful_count INTEGER DEFAULT 0, reply TEXT, created_at TEXT, updated_at TEXT, UNIQUE (product_id, customer_id));
CREATE TABLE review_votes (review_id INTEGER REFERENCES reviews(id) ON DELETE CASCADE, customer_id INTEGER, at TEXT, PRIMARY KEY (review_id, customer_id));
CREATE TABLE review_reports (id INTEGER PRIMARY KEY, review_id INTEGER REFERENCES reviews(id) ON DELETE CASCADE, customer_id INTEGER, reason TEXT, at TEXT,
  UNIQUE (review_id, customer_id));
CREATE TABLE product_ratings (product_id INTEGER PRIMARY KEY, review_count INTEGER, rating_sum INTEGER, average TEXT, updated_at TEXT);
CREATE TABLE mail_templates (name TEXT PRIMARY KEY, subject TEXT, body TEXT);
CREATE TABLE mail_outbox (id INTEGER PRIMARY KEY, customer_id INTEGER, recipient TEXT, template TEXT, subject TEXT, body TEXT, state TEXT, created_at TEXT);
CREATE TABLE notification_preferences (customer_id INTEGER PRIMARY KEY, reviews INTEGER);
CREATE TABLE loyalty_tiers (name TEXT PRIMARY KEY, min_points INTEGER);
CREATE TABLE loyalty_accounts (customer_id INTEGER PRIMARY KEY, points INTEGER, lifetime_points INTEGER, tier TEXT);
CREATE TABLE loyalty_entries (id INTEGER PRIMARY KEY, customer_id INTEGER, points INTEGER, reason TEXT, order_id INTEGER, review_id INTEGER, at TEXT);
`;

/** Ada and Ben bought product 1, Ada has reviewed it; Cleo bought nothing; Stan is staff; Bob is blocked. Product 3 is archived. */
const rows = `
INSERT INTO customers (id, email, name, role, blocked) VALUES (1, 'ada@example.test', 'Ada Lindqvist', 'customer', 0), (2, 'ben@example.test', 'Ben', 'customer', 0),
  (3, 'cleo@example.test', 'Cleo Marchetti', 'customer', 0), (4, 'stan@example.test', 'Stan Staff', 'staff', 0), (5, 'bob@example.test', 'Bob Blocked', 'customer', 1);
INSERT INTO products VALUES (1, 'monstera', 'Monstera', 0), (2, 'pothos', 'Pothos', 0), (3, 'old-fern', 'Old Fern', 1);
INSERT INTO orders VALUES (1, 1, 'delivered'), (2, 2, 'delivered'), (3, 2, 'paid');
INSERT INTO order_items VALUES (1, 1, 1), (2, 2, 1), (3, 2, 3), (4, 3, 2);
INSERT INTO order_events VALUES (1, 1, 'delivered', '2025-03-01T10:00:00.000Z'), (2, 2, 'delivered', '2025-03-02T10:00:00.000Z');
INSERT INTO reviews VALUES (1, 1, 1, 1, 5, 'Huge leaves', 'It grew a new leaf in a week.', 'published', 0, NULL, '2025-03-05T10:00:00.000Z', '2025-03-05T10:00:00.000Z');
INSERT INTO product_ratings VALUES (1, 1, 5, '5.00', '2025-03-05T10:00:00.000Z');
INSERT INTO mail_templates VALUES ('review-published', 'Thanks, {{name}}', 'Your review of {{product}} is live.'), ('review-received', 'We got it', '{{product}}');
INSERT INTO loyalty_tiers VALUES ('green', 0), ('silver', 100);
INSERT INTO loyalty_accounts VALUES (1, 90, 90, 'green'), (2, 90, 90, 'green');
`;

const secret = 'a-secret-of-this-test';

export type Person = 'ada' | 'ben' | 'cleo' | 'stan' | 'bob';
const ids: Readonly<Record<Person, number>> = { ada: 1, ben: 2, cleo: 3, stan: 4, bob: 5 };

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Shop {
  readonly folder: string;
  readonly file: string;
  ask(
    method: string,
    path: string,
    options?: { as?: Person; body?: unknown; cookie?: string; ifNoneMatch?: string },
  ): Promise<Answer>;
  rowsOf(sql: string): Promise<unknown[]>;
  close(): Promise<void>;
}

/** A small shop in a file of its own, with the service on a free port in front of it. */
export async function openShop(settings: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'reviews-'));
  const file = join(folder, 'shop.db');
  await createShop(file);
  const served = await serve({ DB_FILE: file, ...settings });
  const inspector = await openDatabase(file, { readOnly: true });
  return {
    folder,
    file,
    ask: served.ask,
    rowsOf: (sql) => inspector.reader.all(sql),
    async close() {
      await served.close();
      await inspector.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * With the service's own driver: two copies of SQLite in one process (sqlite3 and node:sqlite) would drop each other's
 * POSIX locks on the file.
 */
async function createShop(file: string): Promise<void> {
  writeFileSync(file, '');
  const shop = await openDatabase(file, { readOnly: false });
  for (const statement of `PRAGMA journal_mode = WAL; ${schema} ${rows}`.split(';')) {
    if (statement.trim() !== '') await shop.reader.run(statement);
  }
  const insert = 'INSERT INTO sessions (sid, customer_id, data, expires_at) VALUES (?, ?, ?, ?)';
  for (const [person, id] of Object.entries(ids)) {
    const data = JSON.stringify({ cookie: {}, customerId: id });
    await shop.reader.run(insert, [`sid-of-${person}`, id, data, '2100-01-01T00:00:00.000Z']);
    await shop.reader.run(insert, [`old-sid-of-${person}`, id, data, '2020-01-01T00:00:00.000Z']);
  }
  await shop.close();
}

/** The service alone, on an existing file. */
export async function serve(
  settings: Readonly<Record<string, string>>,
): Promise<Pick<Shop, 'ask' | 'close'>> {
  const config = readConfig({ SESSION_SECRET: secret, PORT: '0', ...settings });
  const database = await openDatabase(config.databaseFile, { readOnly: config.data === 'own' });
  const app = createApp(config, database);
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const address = server.address();
  const base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    async ask(method, path, { as, body, cookie, ifNoneMatch } = {}) {
      const headers: Record<string, string> = {};
      if (as !== undefined) headers['cookie'] = cookieOf(`sid-of-${as}`);
      if (cookie !== undefined) headers['cookie'] = cookie;
      // Without a cache-control of ours, fetch adds `no-cache`, which turns conditional requests off.
      if (ifNoneMatch !== undefined)
        Object.assign(headers, { 'if-none-match': ifNoneMatch, 'cache-control': 'max-age=0' });
      if (body !== undefined) headers['content-type'] = 'application/json';
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(base + path, {
        method,
        headers,
        ...(body !== undefined && { body: text }),
      });
      const answer = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: answer === '' ? null : JSON.parse(answer),
      };
    },
    async close() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await database.close();
    },
  };
}

/** As express-session writes it. */
export function cookieOf(sid: string, key = secret): string {
  return `figfern.sid=${encodeURIComponent(`s:${sign(sid, key)}`)}`;
}
