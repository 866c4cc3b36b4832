import { type Conn, db } from '../db/connection.ts';

export interface VariantRow {
  id: number;
  product_id: number;
  sku: string;
  name: string;
  pot_size_cm: number;
  weight_grams: number;
  price: string;
}

export interface VariantStock extends VariantRow {
  available: number;
}

const WITH_STOCK = `SELECT v.*,
    (SELECT COALESCE(SUM(s.on_hand), 0) FROM stock_levels s WHERE s.variant_id = v.id)
    - (SELECT COALESCE(SUM(h.quantity), 0) FROM reservations h WHERE h.variant_id = v.id AND h.state = 'held') AS available
  FROM variants v`;

export function variantsOf(productId: number): Promise<VariantStock[]> {
  return db.all<VariantStock>(`${WITH_STOCK} WHERE v.product_id = ? ORDER BY v.id`, [productId]);
}

export function findVariant(id: number, conn: Conn = db): Promise<VariantStock | undefined> {
  return conn.get<VariantStock>(`${WITH_STOCK} WHERE v.id = ?`, [id]);
}

export function findVariantBySku(sku: string): Promise<VariantStock | undefined> {
  return db.get<VariantStock>(`${WITH_STOCK} WHERE v.sku = ?`, [sku]);
}

export async function insertVariant(variant: Omit<VariantRow, 'id'>, conn: Conn): Promise<number> {
  const { lastId } = await conn.run(
    'INSERT INTO variants (product_id, sku, name, pot_size_cm, weight_grams, price) VALUES (?, ?, ?, ?, ?, ?)',
    [variant.product_id, variant.sku, variant.name, variant.pot_size_cm, variant.weight_grams, variant.price],
  );
  return lastId;
}

/** Prices live in the catalog's table, their history belongs to pricing. */
export async function changePrice(variant: VariantRow, price: string, changedBy: number, at: string, conn: Conn): Promise<void> {
  await conn.run('UPDATE variants SET price = ? WHERE id = ?', [price, variant.id]);
  await conn.run('INSERT INTO price_changes (variant_id, old_price, new_price, changed_by, at) VALUES (?, ?, ?, ?, ?)', [
    variant.id,
    variant.price,
    price,
    changedBy,
    at,
  ]);
}

export function priceChangesOf(productId: number) {
  return db.all<{ variant_id: number; sku: string; old_price: string; new_price: string; at: string }>(
    `SELECT c.variant_id, v.sku, c.old_price, c.new_price, c.at FROM price_changes c JOIN variants v ON v.id = c.variant_id
     WHERE v.product_id = ? ORDER BY c.id DESC`,
    [productId],
  );
}
