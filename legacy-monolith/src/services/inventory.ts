import {
  type AlertRow,
  allWarehouses,
  alertsOf,
  audit,
  availableOf,
  countMovements,
  countStock,
  deleteAlert,
  findAlert,
  findVariantBySku,
  findWarehouse,
  hold,
  insertAlert,
  listMovements,
  listStock,
  markNotified,
  moveStock,
  openAlerts,
  stockOfProduct,
  stockOfVariant,
  variantsOf,
} from '../models/index.ts';
import { type Conn, inTransaction } from '../db/connection.ts';
import { addMinutes, bus, conflict, notFound, now, nowIso } from '../lib/index.ts';
import { requireVisibleProduct } from './catalog.ts';
import { sendMail } from './mailer.ts';

const HOLD_MINUTES = 30;
export const FOREVER = '9999-12-31T00:00:00.000Z';

export async function requireVariant(sku: string) {
  const variant = await findVariantBySku(sku);
  if (!variant) throw notFound(`Variant ${sku}`);
  return variant;
}

export async function stockOf(sku: string) {
  const variant = await requireVariant(sku);
  const warehouses = (await stockOfVariant(variant.id)).map((row) => ({
    code: row.code,
    name: row.warehouse,
    available: row.on_hand - row.reserved,
  }));
  return { sku: variant.sku, variantId: variant.id, productId: variant.product_id, available: variant.available, warehouses };
}

export async function availabilityOf(productId: number, staff: boolean) {
  await requireVisibleProduct(productId, staff);
  const rows = await stockOfProduct(productId);
  const variants = (await variantsOf(productId)).map((variant) => ({
    variantId: variant.id,
    sku: variant.sku,
    available: variant.available,
    warehouses: rows
      .filter((row) => row.variant_id === variant.id)
      .map((row) => ({ code: row.code, available: row.on_hand - row.reserved })),
  }));
  return { productId, variants };
}

/** Holds pieces for an order, from the fullest warehouse first. Called inside the checkout's transaction. */
export async function reserve(orderId: number, variantId: number, sku: string, quantity: number, tx: Conn): Promise<void> {
  const rows = (await stockOfVariant(variantId, tx)).map((row) => ({ ...row, free: row.on_hand - row.reserved }));
  rows.sort((a, b) => b.free - a.free || a.warehouse_id - b.warehouse_id);
  let missing = quantity;
  const until = addMinutes(now(), HOLD_MINUTES).toISOString();
  for (const row of rows) {
    const part = Math.min(missing, Math.max(0, row.free));
    if (part === 0) continue;
    await hold(orderId, variantId, row.warehouse_id, part, until, tx);
    missing -= part;
  }
  if (missing > 0) throw conflict('OUT_OF_STOCK', `Only ${quantity - missing} of ${sku} are left.`);
}

export async function adjustStock(sku: string, warehouseCode: string, delta: number, reason: string, actorId: number) {
  const variant = await requireVariant(sku);
  const warehouse = await findWarehouse(warehouseCode);
  if (!warehouse) throw notFound(`Warehouse ${warehouseCode}`);
  const onHand = await inTransaction(async (tx) => {
    await moveStock(variant.id, warehouse.id, delta, reason, null, nowIso(), tx);
    const rows = await stockOfVariant(variant.id, tx);
    const row = rows.find((one) => one.warehouse_id === warehouse.id);
    if (!row || row.on_hand < 0) throw conflict('OUT_OF_STOCK', `${warehouseCode} has only ${(row?.on_hand ?? 0) - delta} of ${sku}.`);
    await audit(actorId, 'stock.adjusted', sku, `${warehouseCode} ${delta > 0 ? '+' : ''}${delta}: ${reason}`, tx);
    return row.on_hand;
  });
  await bus.emit('stock.changed', { variantIds: [variant.id] });
  return { sku, available: await availableOf(variant.id), onHand };
}

export async function movementPage(sku: string | undefined, limit: number, offset: number) {
  const items = (await listMovements(sku, limit, offset)).map((row) => ({
    id: row.id,
    sku: row.sku,
    warehouse: row.warehouse,
    delta: row.delta,
    reason: row.reason,
    orderId: row.order_id,
    at: row.at,
  }));
  return { items, total: await countMovements(sku) };
}

export async function stockPage(onlyLow: boolean, limit: number, offset: number) {
  return { items: await listStock(onlyLow, limit, offset), total: await countStock(onlyLow), warehouses: await allWarehouses() };
}

const alertView = (row: AlertRow) => ({ id: row.id, sku: row.sku, variantId: row.variant_id, createdAt: row.created_at });

export async function watchStock(customerId: number, sku: string) {
  const variant = await requireVariant(sku);
  const existing = await findAlert(customerId, variant.id);
  if (existing) return { created: false, alert: alertView(existing) };
  await insertAlert(customerId, variant.id, nowIso());
  const alert = await findAlert(customerId, variant.id);
  return { created: true, alert: alertView(alert as AlertRow) };
}

export async function alertList(customerId: number) {
  return (await alertsOf(customerId)).map((row) => ({ ...alertView(row), notifiedAt: row.notified_at }));
}

export async function unwatchStock(customerId: number, id: number): Promise<void> {
  if (!(await deleteAlert(customerId, id))) throw notFound(`Stock alert ${id}`);
}

// Whoever waits for a variant gets a mail as soon as there is one to buy.
bus.on('stock.changed', async ({ variantIds }) => {
  for (const variantId of variantIds) {
    const waiting = await openAlerts(variantId);
    if (waiting.length === 0 || (await availableOf(variantId)) <= 0) continue;
    for (const alert of waiting) {
      await sendMail(alert.customer_id, 'stock', 'back-in-stock', { sku: alert.sku });
      await markNotified(alert.id, nowIso());
    }
  }
});
