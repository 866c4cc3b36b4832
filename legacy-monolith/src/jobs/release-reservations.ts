// Two domains in one job: reservations of inventory that ran out, and the unpaid orders that held them.
import { findOrder, ordersWithExpiredHolds } from '../models/index.ts';
import { inTransaction } from '../db/connection.ts';
import { bus, nowIso } from '../lib/index.ts';
import { scheduler } from '../lib/scheduler.ts';
import { undoOrder } from '../services/orders.ts';

const REASON = 'not paid in time';

export async function releaseReservations(): Promise<string> {
  let released = 0;
  for (const orderId of await ordersWithExpiredHolds(nowIso())) {
    const undone = await inTransaction(async (tx) => {
      const order = await findOrder(orderId, tx);
      if (order?.status !== 'pending_payment') return null;
      return { order, variantIds: await undoOrder(order, REASON, null, tx) };
    });
    if (!undone) continue;
    released += 1;
    await bus.emit('order.cancelled', { orderId, customerId: undone.order.customer_id, reason: REASON });
    await bus.emit('stock.changed', { variantIds: undone.variantIds });
  }
  return `${released} orders released`;
}

scheduler.schedule({ name: 'release-reservations', everyMinutes: 5, run: releaseReservations });
