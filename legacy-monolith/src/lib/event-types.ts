import type { Decimal } from './decimal.ts';

/** What travels on the bus. Dates and decimals travel as objects: it is one process. */
export interface ShopEvents {
  'customer.registered': { customerId: number; at: Date };
  'order.placed': { orderId: number; customerId: number; total: Decimal; at: Date };
  'order.paid': { orderId: number; customerId: number; total: Decimal };
  'order.cancelled': { orderId: number; customerId: number; reason: string };
  'order.shipped': { orderId: number; customerId: number; trackingNumber: string };
  'order.delivered': { orderId: number; customerId: number; at: Date };
  'order.refunded': { orderId: number; customerId: number; amount: Decimal };
  'payment.failed': { orderId: number; customerId: number };
  'shipment.tracked': { shipmentId: number; eventId: number; status: string; place: string; at: Date };
  'stock.changed': { variantIds: number[] };
  'product.changed': { productId: number };
  'review.received': { reviewId: number; customerId: number };
  'review.published': { reviewId: number; customerId: number; productId: number };
}
