import { type Conn, db } from '../db/connection.ts';

export interface PaymentRow {
  id: number;
  order_id: number;
  method: string;
  gateway_id: string | null;
  amount: string;
  status: 'pending' | 'succeeded' | 'failed' | 'refunded';
  created_at: string;
  updated_at: string;
}

export function paymentsOf(orderId: number, conn: Conn = db): Promise<PaymentRow[]> {
  return conn.all<PaymentRow>('SELECT * FROM payments WHERE order_id = ? ORDER BY id', [orderId]);
}

export function findPayment(id: number, conn: Conn = db): Promise<PaymentRow | undefined> {
  return conn.get<PaymentRow>('SELECT * FROM payments WHERE id = ?', [id]);
}

export function findPaymentByGateway(gatewayId: string, conn: Conn = db): Promise<PaymentRow | undefined> {
  return conn.get<PaymentRow>('SELECT * FROM payments WHERE gateway_id = ?', [gatewayId]);
}

export async function insertPayment(orderId: number, method: string, amount: string, at: string, conn: Conn): Promise<number> {
  const { lastId } = await conn.run(
    "INSERT INTO payments (order_id, method, amount, status, created_at, updated_at) VALUES (?, ?, ?, 'pending', ?, ?)",
    [orderId, method, amount, at, at],
  );
  return lastId;
}

export async function settlePayment(id: number, status: PaymentRow['status'], gatewayId: string | null, at: string, conn: Conn): Promise<void> {
  await conn.run('UPDATE payments SET status = ?, gateway_id = COALESCE(?, gateway_id), updated_at = ? WHERE id = ?', [
    status,
    gatewayId,
    at,
    id,
  ]);
}

/** `false` when the event has been seen before. */
export async function recordEvent(eventId: string, paymentId: number, type: string, payload: string, at: string, conn: Conn): Promise<boolean> {
  const { changes } = await conn.run('INSERT OR IGNORE INTO payment_events (id, payment_id, type, payload, at) VALUES (?, ?, ?, ?, ?)', [
    eventId,
    paymentId,
    type,
    payload,
    at,
  ]);
  return changes > 0;
}

export interface RefundRow {
  id: number;
  payment_id: number;
  amount: string;
  reason: string;
  issued_by: number | null;
  at: string;
}

export async function insertRefund(paymentId: number, amount: string, reason: string, issuedBy: number | null, at: string, conn: Conn): Promise<number> {
  const { lastId } = await conn.run('INSERT INTO refunds (payment_id, amount, reason, issued_by, at) VALUES (?, ?, ?, ?, ?)', [
    paymentId,
    amount,
    reason,
    issuedBy,
    at,
  ]);
  return lastId;
}

export function refundsOfPayment(paymentId: number, conn: Conn = db): Promise<RefundRow[]> {
  return conn.all<RefundRow>('SELECT * FROM refunds WHERE payment_id = ? ORDER BY id', [paymentId]);
}
