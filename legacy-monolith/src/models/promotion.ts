import { type Conn, db, inTransaction } from '../db/connection.ts';

export interface PromotionRow {
  id: number;
  name: string;
  percent: number;
  starts_at: string;
  ends_at: string;
}

export function allPromotions(): Promise<(PromotionRow & { product_id: number })[]> {
  return db.all('SELECT m.*, mp.product_id FROM promotions m JOIN promotion_products mp ON mp.promotion_id = m.id ORDER BY m.id, mp.product_id');
}

export function activePromotions(at: string): Promise<PromotionRow[]> {
  return db.all<PromotionRow>('SELECT * FROM promotions WHERE starts_at <= ? AND ends_at > ? ORDER BY id', [at, at]);
}

export async function productsOfPromotion(id: number): Promise<number[]> {
  const rows = await db.all<{ product_id: number }>(
    'SELECT product_id FROM promotion_products WHERE promotion_id = ? ORDER BY product_id',
    [id],
  );
  return rows.map((row) => row.product_id);
}

export function insertPromotion(promotion: Omit<PromotionRow, 'id'>, productIds: number[]): Promise<number> {
  return inTransaction(async (tx: Conn) => {
    const { lastId } = await tx.run('INSERT INTO promotions (name, percent, starts_at, ends_at) VALUES (?, ?, ?, ?)', [
      promotion.name,
      promotion.percent,
      promotion.starts_at,
      promotion.ends_at,
    ]);
    for (const productId of productIds) {
      await tx.run('INSERT INTO promotion_products (promotion_id, product_id) VALUES (?, ?)', [lastId, productId]);
    }
    return lastId;
  });
}
