import { db } from '../db/connection.ts';

export interface CategoryRow {
  id: number;
  parent_id: number | null;
  slug: string;
  name: string;
  position: number;
}

export function allCategories(): Promise<CategoryRow[]> {
  return db.all<CategoryRow>('SELECT * FROM categories ORDER BY position, id');
}

export async function productCounts(): Promise<Map<number, number>> {
  const rows = await db.all<{ category_id: number; n: number }>(
    'SELECT category_id, COUNT(*) AS n FROM products WHERE archived = 0 GROUP BY category_id',
  );
  return new Map(rows.map((row) => [row.category_id, row.n]));
}
