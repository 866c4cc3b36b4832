import { type Conn, db } from '../db/connection.ts';

export interface CartRow {
  id: number;
  customer_id: number | null;
  coupon_id: number | null;
}

export interface CartLine {
  id: number;
  variant_id: number;
  quantity: number;
  sku: string;
  variant_name: string;
  weight_grams: number;
  price: string;
  product_id: number;
  product_name: string;
  archived: number;
  available: number;
}

export function findCart(id: number): Promise<CartRow | undefined> {
  return db.get<CartRow>('SELECT id, customer_id, coupon_id FROM carts WHERE id = ?', [id]);
}

export function findCartOf(customerId: number, conn: Conn = db): Promise<CartRow | undefined> {
  return conn.get<CartRow>('SELECT id, customer_id, coupon_id FROM carts WHERE customer_id = ?', [customerId]);
}

/** A customer has one cart: where a second browser has just made it, that one is the answer. */
export async function insertCart(customerId: number | null, at: string): Promise<number> {
  const { lastId, changes } = await db.run(
    'INSERT INTO carts (customer_id, created_at, updated_at) VALUES (?, ?, ?) ON CONFLICT (customer_id) DO NOTHING',
    [customerId, at, at],
  );
  const made = changes === 0 && customerId !== null ? await findCartOf(customerId) : undefined;
  return made?.id ?? lastId;
}

// Cart, catalog and inventory in one statement.
export function linesOf(cartId: number, conn: Conn = db): Promise<CartLine[]> {
  return conn.all<CartLine>(
    `SELECT ci.id, ci.variant_id, ci.quantity, v.sku, v.name AS variant_name, v.weight_grams, v.price,
       p.id AS product_id, p.name AS product_name, p.archived,
       (SELECT COALESCE(SUM(s.on_hand), 0) FROM stock_levels s WHERE s.variant_id = v.id)
       - (SELECT COALESCE(SUM(h.quantity), 0) FROM reservations h WHERE h.variant_id = v.id AND h.state = 'held') AS available
     FROM cart_items ci JOIN variants v ON v.id = ci.variant_id JOIN products p ON p.id = v.product_id
     WHERE ci.cart_id = ? ORDER BY ci.id`,
    [cartId],
  );
}

export async function putLine(cartId: number, variantId: number, quantity: number): Promise<void> {
  await db.run(
    `INSERT INTO cart_items (cart_id, variant_id, quantity) VALUES (?, ?, ?)
     ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity`,
    [cartId, variantId, quantity],
  );
}

export async function deleteLine(cartId: number, id: number): Promise<boolean> {
  return (await db.run('DELETE FROM cart_items WHERE id = ? AND cart_id = ?', [id, cartId])).changes > 0;
}

export async function emptyCart(cartId: number, conn: Conn = db): Promise<void> {
  await conn.run('DELETE FROM cart_items WHERE cart_id = ?', [cartId]);
  await conn.run('UPDATE carts SET coupon_id = NULL WHERE id = ?', [cartId]);
}

export async function setCartCoupon(cartId: number, couponId: number | null, at: string): Promise<void> {
  await db.run('UPDATE carts SET coupon_id = ?, updated_at = ? WHERE id = ?', [couponId, at, cartId]);
}

export async function deleteCart(cartId: number): Promise<void> {
  await db.run('DELETE FROM carts WHERE id = ?', [cartId]);
}
