import { db } from '../db/connection.ts';

export interface GuideRow {
  id: number;
  slug: string;
  title: string;
  summary: string;
  body: string;
  updated_at: string;
}

export function allGuides(): Promise<GuideRow[]> {
  return db.all<GuideRow>('SELECT * FROM care_guides ORDER BY title, id');
}

export function findGuide(slug: string): Promise<GuideRow | undefined> {
  return db.get<GuideRow>('SELECT * FROM care_guides WHERE slug = ?', [slug]);
}

export async function productsOfGuide(guideId: number): Promise<number[]> {
  const rows = await db.all<{ product_id: number }>(
    `SELECT gp.product_id FROM guide_products gp JOIN products p ON p.id = gp.product_id
     WHERE gp.guide_id = ? AND p.archived = 0 ORDER BY gp.product_id`,
    [guideId],
  );
  return rows.map((row) => row.product_id);
}

export function guidesOfProduct(productId: number): Promise<GuideRow[]> {
  return db.all<GuideRow>(
    'SELECT g.* FROM care_guides g JOIN guide_products gp ON gp.guide_id = g.id WHERE gp.product_id = ? ORDER BY g.title, g.id',
    [productId],
  );
}
