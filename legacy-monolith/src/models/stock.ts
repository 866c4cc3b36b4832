import { type Conn, db } from '../db/connection.ts';

export interface WarehouseRow {
  id: number;
  code: string;
  name: string;
  country: string;
}

export interface WarehouseStock {
  variant_id: number;
  sku: string;
  warehouse_id: number;
  code: string;
  warehouse: string;
  on_hand: number;
  reserved: number;
}

export interface ReservationRow {
  id: number;
  order_id: number;
  variant_id: number;
  warehouse_id: number;
  quantity: number;
  state: 'held' | 'taken' | 'released';
  expires_at: string;
}

export function findWarehouse(code: string): Promise<WarehouseRow | undefined> {
  return db.get<WarehouseRow>('SELECT * FROM warehouses WHERE code = ?', [code]);
}

export function allWarehouses(): Promise<WarehouseRow[]> {
  return db.all<WarehouseRow>('SELECT * FROM warehouses ORDER BY id');
}

const PER_WAREHOUSE = `SELECT v.id AS variant_id, v.sku, w.id AS warehouse_id, w.code, w.name AS warehouse, s.on_hand,
    (SELECT COALESCE(SUM(h.quantity), 0) FROM reservations h
      WHERE h.variant_id = v.id AND h.warehouse_id = w.id AND h.state = 'held') AS reserved
  FROM stock_levels s JOIN variants v ON v.id = s.variant_id JOIN warehouses w ON w.id = s.warehouse_id`;

export function stockOfVariant(variantId: number, conn: Conn = db): Promise<WarehouseStock[]> {
  return conn.all<WarehouseStock>(`${PER_WAREHOUSE} WHERE v.id = ? ORDER BY w.id`, [variantId]);
}

export function stockOfProduct(productId: number): Promise<WarehouseStock[]> {
  return db.all<WarehouseStock>(`${PER_WAREHOUSE} WHERE v.product_id = ? ORDER BY v.id, w.id`, [productId]);
}

export async function availableOf(variantId: number, conn: Conn = db): Promise<number> {
  const row = await conn.get<{ available: number }>(
    `SELECT (SELECT COALESCE(SUM(on_hand), 0) FROM stock_levels WHERE variant_id = ?)
       - (SELECT COALESCE(SUM(quantity), 0) FROM reservations WHERE variant_id = ? AND state = 'held') AS available`,
    [variantId, variantId],
  );
  return row?.available ?? 0;
}

export async function moveStock(
  variantId: number,
  warehouseId: number,
  delta: number,
  reason: string,
  orderId: number | null,
  at: string,
  conn: Conn,
): Promise<void> {
  await conn.run(
    `INSERT INTO stock_levels (variant_id, warehouse_id, on_hand) VALUES (?, ?, ?)
     ON CONFLICT (variant_id, warehouse_id) DO UPDATE SET on_hand = on_hand + excluded.on_hand`,
    [variantId, warehouseId, delta],
  );
  await conn.run('INSERT INTO stock_movements (variant_id, warehouse_id, delta, reason, order_id, at) VALUES (?, ?, ?, ?, ?, ?)', [
    variantId,
    warehouseId,
    delta,
    reason,
    orderId,
    at,
  ]);
}

export async function hold(orderId: number, variantId: number, warehouseId: number, quantity: number, expiresAt: string, conn: Conn): Promise<void> {
  await conn.run(
    "INSERT INTO reservations (order_id, variant_id, warehouse_id, quantity, state, expires_at) VALUES (?, ?, ?, ?, 'held', ?)",
    [orderId, variantId, warehouseId, quantity, expiresAt],
  );
}

export function heldFor(orderId: number, conn: Conn = db): Promise<ReservationRow[]> {
  return conn.all<ReservationRow>("SELECT * FROM reservations WHERE order_id = ? AND state = 'held' ORDER BY id", [orderId]);
}

export async function closeReservations(orderId: number, state: 'taken' | 'released', conn: Conn): Promise<void> {
  await conn.run("UPDATE reservations SET state = ? WHERE order_id = ? AND state = 'held'", [state, orderId]);
}

export async function keepReservations(orderId: number, until: string, conn: Conn): Promise<void> {
  await conn.run("UPDATE reservations SET expires_at = ? WHERE order_id = ? AND state = 'held'", [until, orderId]);
}

export async function ordersWithExpiredHolds(at: string): Promise<number[]> {
  const rows = await db.all<{ order_id: number }>(
    "SELECT DISTINCT order_id FROM reservations WHERE state = 'held' AND expires_at <= ? ORDER BY order_id",
    [at],
  );
  return rows.map((row) => row.order_id);
}

export interface MovementRow {
  id: number;
  sku: string;
  warehouse: string;
  delta: number;
  reason: string;
  order_id: number | null;
  at: string;
}

export function listMovements(sku: string | undefined, limit: number, offset: number): Promise<MovementRow[]> {
  return db.all<MovementRow>(
    `SELECT m.id, v.sku, w.code AS warehouse, m.delta, m.reason, m.order_id, m.at
     FROM stock_movements m JOIN variants v ON v.id = m.variant_id JOIN warehouses w ON w.id = m.warehouse_id
     WHERE (? IS NULL OR v.sku = ?) ORDER BY m.id DESC LIMIT ? OFFSET ?`,
    [sku ?? null, sku ?? null, limit, offset],
  );
}

export async function countMovements(sku: string | undefined): Promise<number> {
  const row = await db.get<{ n: number }>(
    'SELECT COUNT(*) AS n FROM stock_movements m JOIN variants v ON v.id = m.variant_id WHERE (? IS NULL OR v.sku = ?)',
    [sku ?? null, sku ?? null],
  );
  return row?.n ?? 0;
}

export function listStock(onlyLow: boolean, limit: number, offset: number): Promise<(WarehouseStock & { product: string })[]> {
  return db.all(
    `SELECT x.*, p.name AS product FROM (${PER_WAREHOUSE}) x JOIN variants v ON v.id = x.variant_id JOIN products p ON p.id = v.product_id
     WHERE (? = 0 OR x.on_hand - x.reserved < 10) ORDER BY x.sku, x.warehouse_id LIMIT ? OFFSET ?`,
    [onlyLow ? 1 : 0, limit, offset],
  );
}

export async function countStock(onlyLow: boolean): Promise<number> {
  const row = await db.get<{ n: number }>(`SELECT COUNT(*) AS n FROM (${PER_WAREHOUSE}) WHERE (? = 0 OR on_hand - reserved < 10)`, [
    onlyLow ? 1 : 0,
  ]);
  return row?.n ?? 0;
}

export interface AlertRow {
  id: number;
  customer_id: number;
  variant_id: number;
  sku: string;
  created_at: string;
  notified_at: string | null;
}

const ALERT = 'SELECT a.*, v.sku FROM stock_alerts a JOIN variants v ON v.id = a.variant_id';

export function alertsOf(customerId: number): Promise<AlertRow[]> {
  return db.all<AlertRow>(`${ALERT} WHERE a.customer_id = ? ORDER BY a.id`, [customerId]);
}

export function findAlert(customerId: number, variantId: number): Promise<AlertRow | undefined> {
  return db.get<AlertRow>(`${ALERT} WHERE a.customer_id = ? AND a.variant_id = ?`, [customerId, variantId]);
}

export async function insertAlert(customerId: number, variantId: number, at: string): Promise<void> {
  await db.run('INSERT OR IGNORE INTO stock_alerts (customer_id, variant_id, created_at) VALUES (?, ?, ?)', [customerId, variantId, at]);
}

export async function deleteAlert(customerId: number, id: number): Promise<boolean> {
  return (await db.run('DELETE FROM stock_alerts WHERE id = ? AND customer_id = ?', [id, customerId])).changes > 0;
}

export function openAlerts(variantId: number): Promise<AlertRow[]> {
  return db.all<AlertRow>(`${ALERT} WHERE a.variant_id = ? AND a.notified_at IS NULL ORDER BY a.id`, [variantId]);
}

export async function markNotified(alertId: number, at: string): Promise<void> {
  await db.run('UPDATE stock_alerts SET notified_at = ? WHERE id = ?', [at, alertId]);
}
