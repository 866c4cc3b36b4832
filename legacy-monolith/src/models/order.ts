import { type Conn, db } from '../db/connection.ts';

export type OrderStatus = 'pending_payment' | 'paid' | 'shipped' | 'delivered' | 'cancelled' | 'refunded';

export interface OrderRow {
  id: number;
  number: string;
  customer_id: number;
  address_id: number | null;
  ship_to: string;
  status: OrderStatus;
  shipping_method: string;
  subtotal: string;
  discount: string;
  shipping: string;
  points_used: number;
  total: string;
  coupon_id: number | null;
  idempotency_key: string | null;
  placed_at: string;
}

export interface OrderItemRow {
  id: number;
  order_id: number;
  product_id: number;
  variant_id: number;
  name: string;
  quantity: number;
  unit_price: string;
  line_total: string;
}

export interface OrderSummaryRow extends OrderRow {
  item_count: number;
  customer_name: string;
  customer_email: string;
}

export function findOrder(id: number, conn: Conn = db): Promise<OrderRow | undefined> {
  return conn.get<OrderRow>('SELECT * FROM orders WHERE id = ?', [id]);
}

export function findOrderByKey(customerId: number, key: string, conn: Conn = db): Promise<OrderRow | undefined> {
  return conn.get<OrderRow>('SELECT * FROM orders WHERE customer_id = ? AND idempotency_key = ?', [customerId, key]);
}

export function itemsOf(orderId: number, conn: Conn = db): Promise<OrderItemRow[]> {
  return conn.all<OrderItemRow>('SELECT * FROM order_items WHERE order_id = ? ORDER BY id', [orderId]);
}

export function orderHistory(orderId: number): Promise<{ status: string; note: string; at: string }[]> {
  return db.all('SELECT status, note, at FROM order_events WHERE order_id = ? ORDER BY id', [orderId]);
}

export async function insertOrder(order: Omit<OrderRow, 'id' | 'number'>, conn: Conn): Promise<number> {
  const { lastId } = await conn.run(
    `INSERT INTO orders (number, customer_id, address_id, ship_to, status, shipping_method, subtotal, discount, shipping, points_used, total,
       coupon_id, idempotency_key, placed_at)
     VALUES ('FF-new-' || hex(randomblob(8)), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      order.customer_id,
      order.address_id,
      order.ship_to,
      order.status,
      order.shipping_method,
      order.subtotal,
      order.discount,
      order.shipping,
      order.points_used,
      order.total,
      order.coupon_id,
      order.idempotency_key,
      order.placed_at,
    ],
  );
  await conn.run("UPDATE orders SET number = 'FF-' || (100000 + id) WHERE id = ?", [lastId]);
  return lastId;
}

export async function insertItem(item: Omit<OrderItemRow, 'id'>, conn: Conn): Promise<void> {
  await conn.run(
    'INSERT INTO order_items (order_id, product_id, variant_id, name, quantity, unit_price, line_total) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [item.order_id, item.product_id, item.variant_id, item.name, item.quantity, item.unit_price, item.line_total],
  );
}

export async function setOrderStatus(orderId: number, status: OrderStatus, note: string, at: string, conn: Conn = db): Promise<void> {
  await conn.run('UPDATE orders SET status = ? WHERE id = ?', [status, orderId]);
  await conn.run('INSERT INTO order_events (order_id, status, note, at) VALUES (?, ?, ?, ?)', [orderId, status, note, at]);
}

export interface OrderFilter {
  customerId?: number | undefined;
  status?: string | undefined;
}

function where(filter: OrderFilter): { sql: string; params: (string | number)[] } {
  const parts = ['1 = 1'];
  const params: (string | number)[] = [];
  if (filter.customerId !== undefined) {
    parts.push('o.customer_id = ?');
    params.push(filter.customerId);
  }
  if (filter.status) {
    parts.push('o.status = ?');
    params.push(filter.status);
  }
  return { sql: parts.join(' AND '), params };
}

export function listOrders(filter: OrderFilter, limit: number, offset: number): Promise<OrderSummaryRow[]> {
  const { sql, params } = where(filter);
  return db.all<OrderSummaryRow>(
    `SELECT o.*, c.name AS customer_name, c.email AS customer_email,
       (SELECT COALESCE(SUM(i.quantity), 0) FROM order_items i WHERE i.order_id = o.id) AS item_count
     FROM orders o JOIN customers c ON c.id = o.customer_id
     WHERE ${sql} ORDER BY o.placed_at DESC, o.id DESC LIMIT ? OFFSET ?`,
    [...params, limit, offset],
  );
}

export async function countOrders(filter: OrderFilter): Promise<number> {
  const { sql, params } = where(filter);
  return (await db.get<{ n: number }>(`SELECT COUNT(*) AS n FROM orders o WHERE ${sql}`, params))?.n ?? 0;
}

export async function deliveredAt(orderId: number): Promise<Date | null> {
  const row = await db.get<{ at: string | null }>("SELECT MAX(at) AS at FROM order_events WHERE order_id = ? AND status = 'delivered'", [
    orderId,
  ]);
  return row?.at ? new Date(row.at) : null;
}

export interface ReturnRow {
  id: number;
  order_id: number;
  reason: string;
  status: 'requested' | 'accepted' | 'declined';
  created_at: string;
}

export function findReturn(id: number): Promise<ReturnRow | undefined> {
  return db.get<ReturnRow>('SELECT * FROM returns WHERE id = ?', [id]);
}

export function returnOfOrder(orderId: number): Promise<ReturnRow | undefined> {
  return db.get<ReturnRow>('SELECT * FROM returns WHERE order_id = ?', [orderId]);
}

export async function insertReturn(orderId: number, reason: string, at: string): Promise<number> {
  return (await db.run('INSERT INTO returns (order_id, reason, created_at) VALUES (?, ?, ?)', [orderId, reason, at])).lastId;
}

export async function decideReturn(id: number, status: 'accepted' | 'declined', conn: Conn = db): Promise<void> {
  await conn.run('UPDATE returns SET status = ? WHERE id = ?', [status, id]);
}
