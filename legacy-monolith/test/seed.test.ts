import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedDatabase } from '../src/db/seed.ts';

let folder: string;
let shop: DatabaseSync;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fig-and-fern-seed-'));
  await seedDatabase(join(folder, 'shop.db'));
  shop = new DatabaseSync(join(folder, 'shop.db'), { readOnly: true });
});

afterAll(() => {
  shop.close();
  rmSync(folder, { recursive: true, force: true });
});

const countOf = (table: string): number =>
  Number(shop.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get()?.['n']);

describe('the seed', () => {
  it('holds a shop that has been open for a year', () => {
    expect(['products', 'customers', 'orders'].map(countOf)).toEqual([320, 2_000, 10_000]);
    expect(countOf('reviews')).toBeGreaterThan(5_000);
  });

  it('is the same every time', async () => {
    await seedDatabase(join(folder, 'again', 'shop.db'));
    const again = new DatabaseSync(join(folder, 'again', 'shop.db'), { readOnly: true });
    expect(contentOf(again)).toEqual(contentOf(shop));
    again.close();
  });

  it('breaks no foreign key', () => {
    expect(shop.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  });

  it('adds up: orders their lines, payments their orders, ratings their reviews, points their entries', () => {
    const wrong = [
      `SELECT o.id FROM orders o WHERE ROUND(o.subtotal * 100) <> (SELECT ROUND(SUM(i.line_total * 100)) FROM order_items i WHERE i.order_id = o.id)`,
      `SELECT o.id FROM orders o WHERE ROUND(o.total * 100) <> ROUND((o.subtotal - o.discount + o.shipping) * 100)`,
      `SELECT p.id FROM payments p JOIN orders o ON o.id = p.order_id WHERE p.amount <> o.total`,
      `SELECT g.product_id FROM product_ratings g WHERE g.average <> (SELECT printf('%.2f', AVG(r.rating)) FROM reviews r
         WHERE r.product_id = g.product_id AND r.status = 'published')`,
      `SELECT l.customer_id FROM loyalty_accounts l WHERE l.points <> (SELECT COALESCE(SUM(e.points), 0) FROM loyalty_entries e WHERE e.customer_id = l.customer_id)`,
      `SELECT r.id FROM reviews r WHERE r.helpful_count <> (SELECT COUNT(*) FROM review_votes v WHERE v.review_id = r.id)`,
      `SELECT s.day FROM daily_sales s WHERE s.revenue <> (SELECT printf('%.2f', SUM(o.total)) FROM orders o
         WHERE o.placed_at LIKE s.day || '%' AND o.status IN ('paid', 'shipped', 'delivered'))`,
    ];
    for (const sql of wrong) expect({ sql, rows: shop.prepare(sql).all() }).toEqual({ sql, rows: [] });
  });

  it('leaves no half a file behind when it fails', async () => {
    const file = join(folder, 'failing', 'shop.db');
    await expect(
      seedDatabase(file, { scale: 1, uploadsDir: join(folder, 'shop.db', 'no-folder') }),
    ).rejects.toThrow();
    expect([file, `${file}.seeding`].filter(existsSync)).toEqual([]);
  });
});

function contentOf(database: DatabaseSync): Record<string, string> {
  const tables = database
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'product_search_%' ORDER BY name",
    )
    .all();
  return Object.fromEntries(
    tables.map(({ name }) => {
      const hash = createHash('sha256');
      for (const row of database.prepare(`SELECT * FROM ${name}`).iterate()) {
        hash.update(JSON.stringify(row));
      }
      return [String(name), hash.digest('hex')];
    }),
  );
}
