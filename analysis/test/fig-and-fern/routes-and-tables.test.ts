import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sqlite3 from 'sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Facts } from '../../src/graph/facts.ts';
import { readFacts } from '../../src/graph/index.ts';
import { mountedRoutes, recordMounts } from './mounted-routes.ts';

const MONOLITH = fileURLToPath(new URL('../../../legacy-monolith', import.meta.url));

let facts: Facts;
let folder: string;
let dbFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-facts-'));
  dbFile = join(folder, 'shop.db');
  await run(dbFile, await readFile(join(MONOLITH, 'src/db/schema.sql'), 'utf8'));
  facts = (await readFacts(MONOLITH)).facts;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('facts about Fig & Fern, against the running shop', () => {
  it('finds exactly the routes that its router answers', async () => {
    recordMounts();
    const { createApp } = (await import('legacy-monolith/app')) as unknown as { createApp: CreateApp };
    const shop = await createApp({ dbFile, uploadsDir: join(folder, 'uploads'), jobs: false });
    try {
      const answered = mountedRoutes(shop.app.router);
      expect(answered.length).toBeGreaterThan(60);
      const found = [...new Set(facts.routes.map(({ method, path }) => `${method} ${path}`))].sort();
      expect(found).toEqual(answered);
    } finally {
      await shop.close();
    }
  });

  it('finds exactly the tables of its database', async () => {
    const existing = withoutShadowTables(
      await query(
        dbFile,
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
      ),
    );
    expect(existing.length).toBeGreaterThan(24);
    expect(facts.tables.map(({ name }) => name).sort()).toEqual(existing);
  });

  it('knows every column and foreign key as SQLite does', async () => {
    for (const { name, columns, foreignKeys } of facts.tables) {
      const existing = await query(dbFile, `PRAGMA table_info("${name}")`);
      expect({ name, columns }).toEqual({ name, columns: existing.map((column) => column['name']) });
      const keys = await query(dbFile, `PRAGMA foreign_key_list("${name}")`);
      const expected = keys
        .map(
          (key) =>
            `${key['from']} ${key['table']} ${key['on_delete'] === 'NO ACTION' ? '' : key['on_delete']}`,
        )
        .sort();
      expect({
        name,
        keys: foreignKeys.map((key) => `${key.column} ${key.references} ${key.onDelete}`).sort(),
      }).toEqual({ name, keys: expected });
    }
  });

  it('finds readers and writers of every table that the shop itself uses', () => {
    const used = new Set(facts.access.map(({ table }) => table));
    expect(facts.tables.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });

  it('finds every event that is emitted, with its listeners', async () => {
    const declared = [
      ...(await readFile(join(MONOLITH, 'src/lib/event-types.ts'), 'utf8')).matchAll(
        /^ {2}'([a-z]+\.[a-z]+)':/gm,
      ),
    ].map((match) => match[1]);
    expect(declared.length).toBeGreaterThan(8);
    expect(facts.events.map(({ name }) => name)).toEqual(declared.sort());
    for (const event of facts.events) expect(event.emitters.length, event.name).toBeGreaterThan(0);
  });

  it('sees the checkout as one transaction over orders, payments, inventory, coupons and loyalty', () => {
    const checkout = facts.transactions.find((transaction) => transaction.function === 'placeOrder');
    const written = checkout?.steps.filter(([, mode]) => mode === 'W').map(([table]) => table);
    expect(written).toEqual(
      expect.arrayContaining([
        'orders',
        'order_items',
        'payments',
        'reservations',
        'coupon_redemptions',
        'loyalty_accounts',
      ]),
    );
  });

  it('finds the jobs and the WebSocket', () => {
    const names = facts.entries.map(({ kind, name }) => `${kind} ${name}`);
    expect(names).toEqual(expect.arrayContaining(['job release-reservations', 'job nightly']));
    expect(facts.entries.filter(({ kind }) => kind === 'socket').map(({ module }) => module)).toContain(
      'src/lib/stock-socket.ts',
    );
  });
});

type CreateApp = (config: { dbFile: string; uploadsDir: string; jobs: boolean }) => Promise<{
  app: { router: Parameters<typeof mountedRoutes>[0] };
  close(): Promise<void>;
}>;

/** Tables that FTS5 keeps for itself beside the virtual one. */
function withoutShadowTables(rows: readonly Row[]): string[] {
  const virtual = rows
    .filter(({ sql }) => /^CREATE VIRTUAL/i.test(String(sql)))
    .map(({ name }) => String(name));
  const isShadow = (name: string): boolean =>
    virtual.some((owner) => new RegExp(`^${owner}_(?:data|idx|content|docsize|config)$`).test(name));
  return rows
    .map(({ name }) => String(name))
    .filter((name) => !isShadow(name))
    .sort();
}

type Row = Record<string, unknown>;

async function run(file: string, sql: string): Promise<void> {
  await withDatabase(file, (database, done) => database.exec(sql, (error) => done(error, undefined)));
}

function query(file: string, sql: string): Promise<Row[]> {
  return withDatabase(file, (database, done) => database.all<Row>(sql, done));
}

function withDatabase<T>(
  file: string,
  work: (database: sqlite3.Database, done: (error: Error | null, value: T) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file);
    work(database, (error, value) => database.close(() => (error === null ? resolve(value) : reject(error))));
  });
}
