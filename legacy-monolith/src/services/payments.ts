import {
  audit,
  findOrder,
  findPayment,
  findPaymentByGateway,
  insertPayment,
  insertRefund,
  keepReservations,
  paymentsOf,
  recordEvent,
  refundsOfPayment,
  setOrderStatus,
  settlePayment,
  type CustomerRow,
  type OrderRow,
  type PaymentRow,
  type RefundRow,
} from '../models/index.ts';
import { type Conn, inTransaction } from '../db/connection.ts';
import { Decimal, ShopError, asInput, bus, conflict, invalid, isStaff, money, notFound, nowIso } from '../lib/index.ts';
import { gateway } from '../lib/gateway.ts';
import { FOREVER } from './inventory.ts';
import { markPaid } from './orders.ts';
import { paymentView, refundView } from './shop.ts';

export const PAYMENT_METHODS = [
  { method: 'card', name: 'Card' },
  { method: 'invoice', name: 'Invoice' },
];

export async function requirePayment(id: number, customer: CustomerRow): Promise<{ payment: PaymentRow; order: OrderRow }> {
  const payment = await findPayment(id);
  const order = payment ? await findOrder(payment.order_id) : undefined;
  if (!payment || !order || (order.customer_id !== customer.id && !isStaff(customer))) throw notFound(`Payment ${id}`);
  return { payment, order };
}

export async function retryPayment(id: number, token: string, customer: CustomerRow) {
  const { order } = await requirePayment(id, customer);
  const { paymentId, paid } = await inTransaction(async (tx) => {
    const payment = (await findPayment(id, tx)) as PaymentRow;
    const current = (await findOrder(order.id, tx)) as OrderRow;
    if (payment.status !== 'failed' || current.status !== 'pending_payment') {
      throw conflict('ORDER_STATE', `A payment that is ${payment.status} of an order that is ${current.status} can't be retried.`);
    }
    const at = nowIso();
    const next = await insertPayment(order.id, 'card', payment.amount, at, tx);
    const charge = await gateway.charge(token, money(payment.amount), next);
    await settlePayment(next, charge.status, charge.gatewayId, at, tx);
    if (charge.status === 'succeeded') {
      await markPaid(order.id, tx);
      await keepReservations(order.id, FOREVER, tx);
    }
    return { paymentId: next, paid: charge.status === 'succeeded' };
  });
  if (paid) await bus.emit('order.paid', { orderId: order.id, customerId: order.customer_id, total: money(order.total) });
  return paymentView((await findPayment(paymentId)) as PaymentRow);
}

interface GatewayEvent {
  id: string;
  type: 'payment.succeeded' | 'payment.failed';
  gatewayId: string;
}

function parseEvent(body: Buffer): GatewayEvent {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw new ShopError(400, 'BAD_WEBHOOK', 'The body is no JSON.');
  }
  const { id, type, data } = asInput(parsed);
  const gatewayId = asInput(data)['gatewayId'];
  if (typeof id !== 'string' || id === '' || typeof gatewayId !== 'string' || (type !== 'payment.succeeded' && type !== 'payment.failed')) {
    throw new ShopError(400, 'BAD_WEBHOOK', 'An event has id, type payment.succeeded or payment.failed, and data.gatewayId.');
  }
  return { id, type, gatewayId };
}

/** The gateway calls back. Each event counts once, whatever the gateway repeats. */
export async function receiveWebhook(body: Buffer, signature: string | undefined): Promise<{ received: true; duplicate: boolean }> {
  if (!gateway.isSignedBy(body, signature)) throw new ShopError(401, 'BAD_SIGNATURE', 'The signature does not fit the body.');
  const event = parseEvent(body);
  const outcome = await inTransaction(async (tx) => {
    const payment = await findPaymentByGateway(event.gatewayId, tx);
    if (!payment) throw notFound(`Payment ${event.gatewayId}`);
    const order = (await findOrder(payment.order_id, tx)) as OrderRow;
    const fresh = await recordEvent(event.id, payment.id, event.type, body.toString('utf8'), nowIso(), tx);
    if (!fresh) return { order, what: 'duplicate' as const };
    if (payment.status !== 'pending' || order.status !== 'pending_payment') return { order, what: 'nothing' as const };
    if (event.type === 'payment.failed') {
      await settlePayment(payment.id, 'failed', null, nowIso(), tx);
      return { order, what: 'failed' as const };
    }
    await settlePayment(payment.id, 'succeeded', null, nowIso(), tx);
    await markPaid(order.id, tx);
    await keepReservations(order.id, FOREVER, tx);
    return { order, what: 'paid' as const };
  });
  const { order, what } = outcome;
  if (what === 'paid') await bus.emit('order.paid', { orderId: order.id, customerId: order.customer_id, total: money(order.total) });
  if (what === 'failed') await bus.emit('payment.failed', { orderId: order.id, customerId: order.customer_id });
  return { received: true, duplicate: what === 'duplicate' };
}

async function refundable(payment: PaymentRow, tx: Conn): Promise<Decimal> {
  if (payment.status !== 'succeeded') return Decimal.zero;
  const refunds = await refundsOfPayment(payment.id, tx);
  return money(payment.amount).minus(Decimal.sum(refunds.map((row) => money(row.amount))));
}

/** Refunds what was paid for an order that is given up; open payments are closed. */
export async function refundInFull(orderId: number, reason: string, actorId: number | null, tx: Conn): Promise<void> {
  const at = nowIso();
  for (const payment of await paymentsOf(orderId, tx)) {
    if (payment.status === 'pending') await settlePayment(payment.id, 'failed', null, at, tx);
    const left = await refundable(payment, tx);
    if (left.isZero()) continue;
    await insertRefund(payment.id, left.toString(), reason, actorId, at, tx);
    await settlePayment(payment.id, 'refunded', null, at, tx);
  }
}

export async function refundOrder(orderId: number, amount: Decimal | null, reason: string, actor: CustomerRow) {
  const done = await inTransaction(async (tx) => {
    const order = await findOrder(orderId, tx);
    if (!order) throw notFound(`Order ${orderId}`);
    const payments = await paymentsOf(orderId, tx);
    const payment = payments.find((one) => one.status === 'succeeded');
    const left = payment ? await refundable(payment, tx) : Decimal.zero;
    if (!payment || left.isZero() || !['paid', 'shipped', 'delivered'].includes(order.status)) {
      throw conflict('ORDER_STATE', 'There is nothing to refund.');
    }
    const refund = amount ?? left;
    if (left.lessThan(refund) || refund.isZero()) throw invalid({ amount: `must be from 0.01 to ${left}` });
    const at = nowIso();
    const id = await insertRefund(payment.id, refund.toString(), reason, actor.id, at, tx);
    if (refund.cents === left.cents) {
      await settlePayment(payment.id, 'refunded', null, at, tx);
      await setOrderStatus(orderId, 'refunded', reason, at, tx);
    }
    await audit(actor.id, 'order.refunded', order.number, `${refund} EUR: ${reason}`, tx);
    const row = (await refundsOfPayment(payment.id, tx)).find((one) => one.id === id) as RefundRow;
    return { order, refund, row };
  });
  await bus.emit('order.refunded', { orderId, customerId: done.order.customer_id, amount: done.refund });
  return refundView(done.row);
}

export async function refundRemaining(orderId: number, reason: string, actor: CustomerRow): Promise<void> {
  await refundOrder(orderId, null, reason, actor);
}
