// One transaction across cart, orders, catalog, inventory, coupons, loyalty and payments, with the call to the payment
// gateway in the middle. All of it or nothing.
import {
  addSold,
  bookPoints,
  emptyCart,
  findAddress,
  findCartOf,
  findCouponById,
  findLoyalty,
  findOrder,
  findOrderByKey,
  insertItem,
  insertOrder,
  insertPayment,
  keepReservations,
  linesOf,
  ratesFor,
  redeemCoupon,
  setOrderStatus,
  settlePayment,
  zoneOf,
  type AddressRow,
  type CartRow,
  type CouponRow,
  type CustomerRow,
  type OrderRow,
} from '../models/index.ts';
import { type Conn, db, inTransaction } from '../db/connection.ts';
import { Decimal, ShopError, bus, conflict, invalid, money, notFound, now } from '../lib/index.ts';
import { gateway } from '../lib/gateway.ts';
import { type PricedLine, priceLines } from './cart.ts';
import { FOREVER, reserve } from './inventory.ts';
import { pointsFor, valueOfPoints } from './loyalty.ts';
import { couponDiscount } from './pricing.ts';
import { CURRENCY } from './shop.ts';

export interface CheckoutRequest {
  addressId: number;
  shippingMethod: 'standard' | 'express';
  usePoints: number;
}

export type PaymentChoice = { method: 'card'; token: string } | { method: 'invoice' };

const INVOICE_LIMIT = money('200.00');

interface Totals {
  cart: CartRow;
  lines: PricedLine[];
  address: AddressRow;
  coupon: CouponRow | null;
  subtotal: Decimal;
  discount: Decimal;
  shipping: Decimal;
  pointsUsed: number;
  pointsValue: Decimal;
  total: Decimal;
  weightGrams: number;
  pointsEarned: number;
}

async function totalsFor(customer: CustomerRow, request: CheckoutRequest, conn: Conn): Promise<Totals> {
  const cart = await findCartOf(customer.id, conn);
  const lines = cart ? priceLines(await linesOf(cart.id, conn)) : [];
  if (!cart || lines.length === 0) throw conflict('EMPTY_CART', 'There is nothing in the cart.');
  const address = await findAddress(customer.id, request.addressId, conn);
  if (!address) throw notFound(`Address ${request.addressId}`);
  for (const line of lines) {
    if (line.archived || line.available < line.quantity) {
      throw conflict('OUT_OF_STOCK', `Only ${line.archived ? 0 : Math.max(0, line.available)} of ${line.sku} are left.`);
    }
  }
  const subtotal = Decimal.sum(lines.map((line) => line.total));
  const coupon = cart.coupon_id === null ? null : ((await findCouponById(cart.coupon_id, conn)) ?? null);
  const discount = coupon ? await couponDiscount(coupon, subtotal, customer.id) : Decimal.zero;
  const weightGrams = lines.reduce((sum, line) => sum + line.weight_grams * line.quantity, 0);
  const shipping = coupon?.kind === 'shipping' ? Decimal.zero : await shippingPrice(address.country, weightGrams, request.shippingMethod, conn);
  const account = await findLoyalty(customer.id, conn);
  if (request.usePoints > (account?.points ?? 0)) {
    throw new ShopError(422, 'NOT_ENOUGH_POINTS', `You have ${account?.points ?? 0} points.`);
  }
  const goods = subtotal.minus(discount);
  const pointsValue = valueOfPoints(request.usePoints).atMost(goods);
  const total = goods.minus(pointsValue).plus(shipping);
  return {
    cart,
    lines,
    address,
    coupon,
    subtotal,
    discount,
    shipping,
    pointsUsed: pointsValue.cents,
    pointsValue,
    total,
    weightGrams,
    pointsEarned: pointsFor(total, account?.tier ?? 'green'),
  };
}

async function shippingPrice(country: string, weightGrams: number, method: string, conn: Conn): Promise<Decimal> {
  const zone = await zoneOf(country, conn);
  const rate = zone ? (await ratesFor(zone, weightGrams, conn)).find((one) => one.method === method) : undefined;
  if (!rate) throw new ShopError(422, 'UNSHIPPABLE', `Nothing ships ${weightGrams} g to ${country} by ${method}.`);
  return money(rate.price);
}

export async function quote(customer: CustomerRow, request: CheckoutRequest) {
  const totals = await totalsFor(customer, request, db);
  return {
    currency: CURRENCY,
    subtotal: totals.subtotal.toString(),
    discount: totals.discount.toString(),
    shipping: totals.shipping.toString(),
    pointsUsed: totals.pointsUsed,
    pointsValue: totals.pointsValue.toString(),
    total: totals.total.toString(),
    weightGrams: totals.weightGrams,
    pointsEarned: totals.pointsEarned,
  };
}

export async function placeOrder(
  customer: CustomerRow,
  request: CheckoutRequest,
  payment: PaymentChoice,
  idempotencyKey: string | null,
): Promise<{ order: OrderRow; created: boolean }> {
  const at = now();
  const result = await inTransaction(async (tx) => {
    const before = idempotencyKey === null ? undefined : await findOrderByKey(customer.id, idempotencyKey, tx);
    if (before) return { order: before, created: false, variantIds: [] };

    const totals = await totalsFor(customer, request, tx);
    if (payment.method === 'invoice' && INVOICE_LIMIT.lessThan(totals.total)) {
      throw invalid({ payment: `invoice is allowed up to ${INVOICE_LIMIT}` });
    }
    const orderId = await insertOrder(orderRow(customer, request, totals, idempotencyKey, at), tx);
    await setOrderStatus(orderId, 'pending_payment', '', at.toISOString(), tx);
    for (const line of totals.lines) {
      await insertItem(
        {
          order_id: orderId,
          product_id: line.product_id,
          variant_id: line.variant_id,
          name: `${line.product_name}, ${line.variant_name}`,
          quantity: line.quantity,
          unit_price: line.unit.toString(),
          line_total: line.total.toString(),
        },
        tx,
      );
      await reserve(orderId, line.variant_id, line.sku, line.quantity, tx);
      await addSold(line.product_id, line.quantity, tx);
    }
    if (totals.coupon) {
      await redeemCoupon(totals.coupon.id, customer.id, orderId, totals.discount.toString(), at.toISOString(), tx);
    }
    if (totals.pointsUsed > 0) {
      await bookPoints(customer.id, -totals.pointsUsed, 'spent', { orderId }, at.toISOString(), tx);
    }
    await pay(orderId, payment, totals.total, at, tx);
    await emptyCart(totals.cart.id, tx);
    const order = (await findOrder(orderId, tx)) as OrderRow;
    return { order, created: true, variantIds: totals.lines.map((line) => line.variant_id) };
  });

  if (result.created) {
    const { order } = result;
    await bus.emit('order.placed', { orderId: order.id, customerId: customer.id, total: money(order.total), at });
    if (order.status === 'paid') await bus.emit('order.paid', { orderId: order.id, customerId: customer.id, total: money(order.total) });
    await bus.emit('stock.changed', { variantIds: result.variantIds });
  }
  return { order: result.order, created: result.created };
}

async function pay(orderId: number, choice: PaymentChoice, amount: Decimal, at: Date, tx: Conn): Promise<void> {
  const paymentId = await insertPayment(orderId, choice.method, amount.toString(), at.toISOString(), tx);
  const charge =
    choice.method === 'card'
      ? await gateway.charge(choice.token, amount, paymentId)
      : { status: 'succeeded' as const, gatewayId: null };
  await settlePayment(paymentId, charge.status, charge.gatewayId, at.toISOString(), tx);
  if (charge.status !== 'succeeded') return;
  await setOrderStatus(orderId, 'paid', '', at.toISOString(), tx);
  await keepReservations(orderId, FOREVER, tx);
}

function orderRow(customer: CustomerRow, request: CheckoutRequest, totals: Totals, key: string | null, at: Date) {
  const { line1, line2, city, postcode, country } = totals.address;
  return {
    customer_id: customer.id,
    address_id: totals.address.id,
    ship_to: JSON.stringify({ name: customer.name, line1, line2, city, postcode, country }),
    status: 'pending_payment' as const,
    shipping_method: request.shippingMethod,
    subtotal: totals.subtotal.toString(),
    discount: totals.discount.toString(),
    shipping: totals.shipping.toString(),
    points_used: totals.pointsUsed,
    total: totals.total.toString(),
    coupon_id: totals.coupon?.id ?? null,
    idempotency_key: key,
    placed_at: at.toISOString(),
  };
}
