import { db, inTransaction } from '../db/connection.ts';

/** Words as FTS5 prefixes, each in quotes: nothing of what people type is syntax. */
export function toMatch(text: string): string | null {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length === 0 ? null : words.map((word) => `"${word}"*`).join(' ');
}

export async function searchIds(match: string, categoryIds: number[] | null, limit: number, offset: number): Promise<number[]> {
  const among = categoryIds ? `AND p.category_id IN (${categoryIds.map(() => '?').join(', ')})` : '';
  const rows = await db.all<{ id: number }>(
    `SELECT p.id FROM product_search JOIN products p ON p.id = product_search.rowid
     WHERE product_search MATCH ? AND p.archived = 0 ${among}
     ORDER BY bm25(product_search, 10.0, 5.0, 1.0, 2.0), p.id LIMIT ? OFFSET ?`,
    [match, ...(categoryIds ?? []), limit, offset],
  );
  return rows.map((row) => row.id);
}

export async function countMatches(match: string, categoryIds: number[] | null): Promise<number> {
  const among = categoryIds ? `AND p.category_id IN (${categoryIds.map(() => '?').join(', ')})` : '';
  const row = await db.get<{ n: number }>(
    `SELECT COUNT(*) AS n FROM product_search JOIN products p ON p.id = product_search.rowid
     WHERE product_search MATCH ? AND p.archived = 0 ${among}`,
    [match, ...(categoryIds ?? [])],
  );
  return row?.n ?? 0;
}

export function suggest(match: string): Promise<{ id: number; slug: string; name: string }[]> {
  return db.all(
    `SELECT p.id, p.slug, p.name FROM product_search JOIN products p ON p.id = product_search.rowid
     WHERE product_search MATCH ? AND p.archived = 0 ORDER BY p.sold_count DESC, p.id LIMIT 8`,
    [`{name latin_name} : ${match}`],
  );
}

export async function noteQuery(term: string, at: string): Promise<void> {
  await db.run(
    'INSERT INTO search_queries (term, times, last_at) VALUES (?, 1, ?) ON CONFLICT (term) DO UPDATE SET times = times + 1, last_at = excluded.last_at',
    [term, at],
  );
}

export function popularQueries(): Promise<{ term: string; times: number }[]> {
  return db.all('SELECT term, times FROM search_queries ORDER BY times DESC, term LIMIT 10');
}

const DOCUMENT = `SELECT p.id, p.name, p.latin_name, p.description, c.name FROM products p JOIN categories c ON c.id = p.category_id`;

export async function reindexProduct(productId: number): Promise<void> {
  await inTransaction(async (tx) => {
    await tx.run('DELETE FROM product_search WHERE rowid = ?', [productId]);
    await tx.run(
      `INSERT INTO product_search (rowid, name, latin_name, description, category) ${DOCUMENT} WHERE p.id = ? AND p.archived = 0`,
      [productId],
    );
  });
}

export function reindexAll(): Promise<number> {
  return inTransaction(async (tx) => {
    await tx.run('DELETE FROM product_search');
    const { changes } = await tx.run(
      `INSERT INTO product_search (rowid, name, latin_name, description, category) ${DOCUMENT} WHERE p.archived = 0`,
    );
    return changes;
  });
}
