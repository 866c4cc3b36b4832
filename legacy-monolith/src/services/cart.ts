import {
  type CartLine,
  type CartRow,
  deleteCart,
  deleteLine,
  emptyCart,
  findCart,
  findCartOf,
  findCouponById,
  findVariant,
  insertCart,
  itemsOf,
  linesOf,
  putLine,
  setCartCoupon,
  type OrderRow,
} from '../models/index.ts';
import { db } from '../db/connection.ts';
import { CouponError, Decimal, conflict, notFound, nowIso } from '../lib/index.ts';
import { couponByCode, couponDiscount, effectivePrice } from './pricing.ts';
import { CURRENCY } from './shop.ts';

/** Whose cart: a customer's, or a guest's by the id that the session remembers. */
export interface CartOwner {
  customerId: number | null;
  guestCartId: number | null;
}

export async function cartOf(owner: CartOwner): Promise<CartRow | undefined> {
  if (owner.customerId !== null) return findCartOf(owner.customerId);
  return owner.guestCartId === null ? undefined : findCart(owner.guestCartId);
}

async function cartToFill(owner: CartOwner): Promise<CartRow> {
  const cart = await cartOf(owner);
  if (cart) return cart;
  const id = await insertCart(owner.customerId, nowIso());
  return { id, customer_id: owner.customerId, coupon_id: null };
}

export interface PricedLine extends CartLine {
  unit: Decimal;
  total: Decimal;
}

export function priceLines(lines: CartLine[]): PricedLine[] {
  return lines.map((line) => {
    const unit = effectivePrice(line.product_id, line.price).price;
    return { ...line, unit, total: unit.times(line.quantity) };
  });
}

export async function cartView(cart: CartRow | undefined) {
  const lines = cart ? priceLines(await linesOf(cart.id)) : [];
  const subtotal = Decimal.sum(lines.map((line) => line.total));
  const coupon = cart?.coupon_id ? await findCouponById(cart.coupon_id) : undefined;
  let discount = Decimal.zero;
  let usable = coupon;
  if (coupon) {
    // A coupon that has become useless stays in the cart's row but takes nothing off and isn't shown.
    discount = await couponDiscount(coupon, subtotal, cart?.customer_id ?? null).catch((error: unknown) => {
      if (!(error instanceof CouponError)) throw error;
      usable = undefined;
      return Decimal.zero;
    });
  }
  return {
    id: cart?.id ?? null,
    currency: CURRENCY,
    items: lines.map((line) => ({
      id: line.id,
      variantId: line.variant_id,
      sku: line.sku,
      productId: line.product_id,
      name: `${line.product_name}, ${line.variant_name}`,
      quantity: line.quantity,
      unitPrice: line.unit.toString(),
      lineTotal: line.total.toString(),
      available: line.available,
    })),
    itemCount: lines.reduce((sum, line) => sum + line.quantity, 0),
    subtotal: subtotal.toString(),
    coupon: usable ? { code: usable.code, kind: usable.kind, discount: discount.toString() } : null,
    discount: discount.toString(),
    total: subtotal.minus(discount).toString(),
  };
}

async function put(cart: CartRow, variantId: number, quantity: number): Promise<void> {
  const variant = await findVariant(variantId);
  if (!variant) throw notFound(`Variant ${variantId}`);
  if (variant.available < quantity) throw conflict('OUT_OF_STOCK', `Only ${Math.max(0, variant.available)} of ${variant.sku} are left.`);
  await putLine(cart.id, variantId, quantity);
}

async function isOnSale(variantId: number): Promise<boolean> {
  const row = await db.get<{ archived: number }>(
    'SELECT p.archived FROM variants v JOIN products p ON p.id = v.product_id WHERE v.id = ?',
    [variantId],
  );
  return row?.archived === 0;
}

export async function addToCart(owner: CartOwner, variantId: number, quantity: number): Promise<CartRow> {
  if (!(await isOnSale(variantId))) throw notFound(`Variant ${variantId}`);
  const existing = await cartOf(owner);
  const line = existing ? (await linesOf(existing.id)).find((one) => one.variant_id === variantId) : undefined;
  const wanted = Math.min(99, quantity + (line?.quantity ?? 0));
  const variant = await findVariant(variantId);
  if (variant && variant.available < wanted) {
    throw conflict('OUT_OF_STOCK', `Only ${Math.max(0, variant.available)} of ${variant.sku} are left.`);
  }
  const cart = await cartToFill(owner);
  await putLine(cart.id, variantId, wanted);
  return cart;
}

export async function changeLine(owner: CartOwner, lineId: number, quantity: number): Promise<CartRow> {
  const cart = await cartOf(owner);
  const line = cart ? (await linesOf(cart.id)).find((one) => one.id === lineId) : undefined;
  if (!cart || !line) throw notFound(`Cart item ${lineId}`);
  if (quantity === 0) await deleteLine(cart.id, lineId);
  else await put(cart, line.variant_id, quantity);
  return cart;
}

export async function removeLine(owner: CartOwner, lineId: number): Promise<CartRow> {
  const cart = await cartOf(owner);
  if (!cart || !(await deleteLine(cart.id, lineId))) throw notFound(`Cart item ${lineId}`);
  return cart;
}

export async function clearCart(owner: CartOwner): Promise<void> {
  const cart = await cartOf(owner);
  if (cart) await emptyCart(cart.id);
}

export async function applyCoupon(owner: CartOwner, code: string): Promise<CartRow> {
  const cart = await cartOf(owner);
  const lines = cart ? priceLines(await linesOf(cart.id)) : [];
  if (!cart || lines.length === 0) throw conflict('EMPTY_CART', 'There is nothing in the cart.');
  const coupon = await couponByCode(code);
  await couponDiscount(coupon, Decimal.sum(lines.map((line) => line.total)), owner.customerId);
  await setCartCoupon(cart.id, coupon.id, nowIso());
  return { ...cart, coupon_id: coupon.id };
}

export async function dropCoupon(owner: CartOwner): Promise<CartRow | undefined> {
  const cart = await cartOf(owner);
  if (!cart) return undefined;
  await setCartCoupon(cart.id, null, nowIso());
  return { ...cart, coupon_id: null };
}

/** A guest logs in: what lay in the guest's cart goes into the customer's. */
export async function mergeGuestCart(customerId: number, guestCartId: number): Promise<void> {
  const guest = await findCart(guestCartId);
  if (!guest || guest.customer_id !== null) return;
  const lines = await linesOf(guest.id);
  const mine = await cartToFill({ customerId, guestCartId: null });
  const own = await linesOf(mine.id);
  for (const line of lines) {
    const before = own.find((one) => one.variant_id === line.variant_id)?.quantity ?? 0;
    await putLine(mine.id, line.variant_id, Math.min(99, before + line.quantity));
  }
  if (guest.coupon_id !== null && mine.coupon_id === null) await setCartCoupon(mine.id, guest.coupon_id, nowIso());
  await deleteCart(guest.id);
}

/** Puts the items of an old order into the cart, as far as they can still be had. */
export async function refillFrom(order: OrderRow, owner: CartOwner) {
  const skipped: string[] = [];
  for (const item of await itemsOf(order.id)) {
    try {
      await addToCart(owner, item.variant_id, item.quantity);
    } catch {
      skipped.push((await findVariant(item.variant_id))?.sku ?? String(item.variant_id));
    }
  }
  return { cart: await cartView(await cartOf(owner)), skipped };
}
