import {
  addSold,
  audit,
  bookPoints,
  closeReservations,
  countOrders,
  decideReturn,
  deliveredAt,
  findOrder,
  findReturn,
  giveCouponBack,
  heldFor,
  insertReturn,
  itemsOf,
  listOrders,
  pointsOfOrder,
  returnOfOrder,
  setOrderStatus,
  type CustomerRow,
  type OrderFilter,
  type OrderRow,
  type OrderStatus,
  type ReturnRow,
} from '../models/index.ts';
import { type Conn, inTransaction } from '../db/connection.ts';
import { addDays, bus, conflict, notFound, now, nowIso } from '../lib/index.ts';
import renderInvoice from '../lib/legacy-invoice.cjs';
import { refundInFull, refundRemaining } from './payments.ts';
import { orderSummary, orderView, requireOrder } from './shop.ts';

const RETURN_DAYS = 30;
export const ORDER_STATUSES: OrderStatus[] = ['pending_payment', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded'];

export async function orderPage(filter: OrderFilter, limit: number, offset: number) {
  return { items: (await listOrders(filter, limit, offset)).map(orderSummary), total: await countOrders(filter) };
}

export async function orderDeskPage(filter: OrderFilter, limit: number, offset: number) {
  const items = (await listOrders(filter, limit, offset)).map((row) => ({
    ...orderSummary(row),
    customer: { id: row.customer_id, name: row.customer_name, email: row.customer_email },
  }));
  return { items, total: await countOrders(filter) };
}

export async function invoiceOf(id: number, customer: CustomerRow): Promise<{ number: string; text: string }> {
  const order = await orderView(await requireOrder(id, customer));
  return { number: order.number, text: renderInvoice(order) };
}

/** Gives everything back: reservations, coupon, points, money. Also used by the job that gives up unpaid orders. */
export async function undoOrder(order: OrderRow, reason: string, actorId: number | null, tx: Conn): Promise<number[]> {
  const at = nowIso();
  const held = await heldFor(order.id, tx);
  await closeReservations(order.id, 'released', tx);
  await giveCouponBack(order.id, tx);
  const earned = await pointsOfOrder(order.id, 'order', tx);
  if (earned > 0) await bookPoints(order.customer_id, -earned, 'order-undone', { orderId: order.id }, at, tx);
  if (order.points_used > 0) await bookPoints(order.customer_id, order.points_used, 'points-returned', { orderId: order.id }, at, tx);
  for (const item of await itemsOf(order.id, tx)) await addSold(item.product_id, -item.quantity, tx);
  await refundInFull(order.id, reason, actorId, tx);
  await setOrderStatus(order.id, 'cancelled', reason, at, tx);
  return held.map((row) => row.variant_id);
}

export async function cancelOrder(id: number, customer: CustomerRow) {
  const seen = await requireOrder(id, customer);
  const variantIds = await inTransaction(async (tx) => {
    const order = (await findOrder(seen.id, tx)) as OrderRow;
    if (order.status !== 'paid' && order.status !== 'pending_payment') {
      throw conflict('ORDER_STATE', `An order that is ${order.status} can't be cancelled.`);
    }
    return undoOrder(order, 'cancelled by customer', customer.id, tx);
  });
  await bus.emit('order.cancelled', { orderId: id, customerId: seen.customer_id, reason: 'cancelled by customer' });
  await bus.emit('stock.changed', { variantIds });
  return orderView((await findOrder(id)) as OrderRow);
}

/** Called by payments when the gateway says that the money is there. */
export async function markPaid(orderId: number, tx: Conn): Promise<void> {
  await setOrderStatus(orderId, 'paid', '', nowIso(), tx);
}

export async function deliverOrder(orderId: number, at: Date, tx: Conn): Promise<void> {
  await setOrderStatus(orderId, 'delivered', '', at.toISOString(), tx);
}

const returnView = (row: ReturnRow) => ({
  id: row.id,
  orderId: row.order_id,
  reason: row.reason,
  status: row.status,
  createdAt: row.created_at,
});

export async function requestReturn(id: number, reason: string, customer: CustomerRow) {
  const order = await requireOrder(id, customer);
  const delivered = await deliveredAt(id);
  if (order.status !== 'delivered' || !delivered) throw conflict('ORDER_STATE', 'Only delivered orders can be returned.');
  if (addDays(delivered, RETURN_DAYS) < now()) throw conflict('ORDER_STATE', `The ${RETURN_DAYS} days for a return are over.`);
  if (await returnOfOrder(id)) throw conflict('ORDER_STATE', 'A return was requested already.');
  const returnId = await insertReturn(id, reason, nowIso());
  return returnView((await findReturn(returnId)) as ReturnRow);
}

export async function settleReturn(id: number, decision: 'accept' | 'decline', actor: CustomerRow) {
  const asked = await findReturn(id);
  if (!asked) throw notFound(`Return ${id}`);
  if (asked.status !== 'requested') throw conflict('ORDER_STATE', `This return is ${asked.status} already.`);
  await inTransaction(async (tx) => {
    await decideReturn(id, decision === 'accept' ? 'accepted' : 'declined', tx);
    await audit(actor.id, `return.${decision}`, `order ${asked.order_id}`, asked.reason, tx);
  });
  if (decision === 'accept') await refundRemaining(asked.order_id, 'returned', actor);
  return returnView((await findReturn(id)) as ReturnRow);
}
