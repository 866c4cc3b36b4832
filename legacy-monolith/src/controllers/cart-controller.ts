import type { Request, Response } from 'express';
import { Checker, currentCustomer, idParam, invalid } from '../lib/index.ts';
import type { CartRow } from '../models/index.ts';
import * as carts from '../services/cart.ts';
import * as checkout from '../services/checkout.ts';
import { orderView } from '../services/shop.ts';

export function cartOwner(req: Request): carts.CartOwner {
  return { customerId: req.customer?.id ?? null, guestCartId: req.session.cartId ?? null };
}

async function sendCart(res: Response, cart: CartRow | undefined, status = 200): Promise<void> {
  res.status(status).json(await carts.cartView(cart));
}

export async function showCart(req: Request, res: Response): Promise<void> {
  await sendCart(res, await carts.cartOf(cartOwner(req)));
}

export async function addItem(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const variantId = check.integer('variantId', 1, 1_000_000_000);
  const quantity = check.integer('quantity', 1, 99);
  check.done();
  const cart = await carts.addToCart(cartOwner(req), variantId, quantity);
  if (!req.customer) req.session.cartId = cart.id;
  await sendCart(res, cart, 201);
}

export async function changeItem(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Cart item');
  const check = new Checker(req.body);
  const quantity = check.integer('quantity', 0, 99);
  check.done();
  await sendCart(res, await carts.changeLine(cartOwner(req), id, quantity));
}

export async function removeItem(req: Request, res: Response): Promise<void> {
  await sendCart(res, await carts.removeLine(cartOwner(req), idParam(req, 'Cart item')));
}

export async function clearCart(req: Request, res: Response): Promise<void> {
  await carts.clearCart(cartOwner(req));
  res.status(204).end();
}

export async function applyCoupon(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const code = check.text('code', 1, 40);
  check.done();
  await sendCart(res, await carts.applyCoupon(cartOwner(req), code));
}

export async function dropCoupon(req: Request, res: Response): Promise<void> {
  await sendCart(res, await carts.dropCoupon(cartOwner(req)));
}

function checkoutInput(check: Checker): checkout.CheckoutRequest {
  return {
    addressId: check.integer('addressId', 1, 1_000_000_000),
    shippingMethod: check.oneOf('shippingMethod', ['standard', 'express'] as const),
    usePoints: check.optionalInteger('usePoints', 0, 1_000_000) ?? 0,
  };
}

function paymentInput(check: Checker): checkout.PaymentChoice {
  const payment = new Checker(check.raw('payment'));
  if (payment.raw('method') === 'invoice') return { method: 'invoice' };
  if (payment.raw('method') !== 'card') check.fail('payment', 'must be {"method": "card", "token": …} or {"method": "invoice"}');
  const token = payment.raw('token');
  if (typeof token !== 'string' || token === '') check.fail('payment', 'needs a token');
  return { method: 'card', token: String(token) };
}

export async function quote(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const request = checkoutInput(check);
  check.done();
  res.json(await checkout.quote(currentCustomer(req), request));
}

export async function placeOrder(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const request = checkoutInput(check);
  const payment = paymentInput(check);
  check.done();
  const key = req.get('idempotency-key') ?? null;
  if (key !== null && (key === '' || key.length > 64)) throw invalid({ 'Idempotency-Key': 'must be a text of 1 to 64 characters' });
  const { order, created } = await checkout.placeOrder(currentCustomer(req), request, payment, key);
  if (created) res.location(`/api/orders/${order.id}`);
  res.status(created ? 201 : 200).json(await orderView(order));
}
