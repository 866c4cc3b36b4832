import type { Visitor } from '../client/visitor.ts';
import { expectJson, expectStatus } from '../expect/answers.ts';
import type { Context } from '../suite/case.ts';
import * as shapes from './shapes.ts';

/** Logins that every seed has. */
export const seeded = {
  admin: { email: 'admin@figandfern.test', password: 'admin-figs-2025' },
  staff: { email: 'staff@figandfern.test', password: 'staff-pots-2025' },
  ada: { email: 'ada@example.test', password: 'ada-loves-ferns' },
  ben: { email: 'ben@example.test', password: 'ben-waters-weekly' },
  cleo: { email: 'cleo@example.test', password: 'cleo-and-cacti' },
  blocked: { email: 'customer10@example.test', password: 'plants-are-friends' },
} as const;

export const sessionCookie = 'figfern.sid';

/** Logs in with a browser of one's own. */
export async function logIn(context: Context, who: keyof typeof seeded): Promise<Visitor> {
  const visitor = context.visitor();
  expectStatus(await visitor.post('/api/auth/login', { json: seeded[who] }), 200);
  return visitor;
}

/**
 * A new browser with a login that the whole run shares, as when somebody opens the shop on a second machine: the session is the
 * same, every other cookie (such as a proxy's) is not.
 */
export async function as(context: Context, who: keyof typeof seeded): Promise<Visitor> {
  const session = await context.once(`login of ${who}`, async () =>
    (await logIn(context, who)).cookies.get(sessionCookie),
  );
  const visitor = context.visitor();
  visitor.cookies.set(sessionCookie, session ?? '');
  return visitor;
}

/** Somebody who joined just now. */
export type Shopper = { id: number; email: string; password: string; name: string; visitor: Visitor };

export async function join(context: Context, name = 'Nora Fieldfare'): Promise<Shopper> {
  const [visitor, email, password] = [
    context.visitor(),
    `${context.unique('nora')}@example.test`,
    'a-long-password',
  ];
  const joined = await visitor.post('/api/auth/register', { json: { email, password, name } });
  const { id } = expectJson<{ id: number }>(joined, 201, {
    ...shapes.customer,
    email,
    name,
    role: 'customer',
  });
  return { id, email, password, name, visitor };
}

export const home = { label: 'Home', line1: 'Gartenweg 7', city: 'Berlin', postcode: '10115', country: 'DE' };

export async function addAddress(visitor: Visitor, more: Record<string, unknown> = {}): Promise<number> {
  const added = await visitor.post('/api/account/addresses', { json: { ...home, ...more } });
  return expectJson<{ id: number }>(added, 201, shapes.address).id;
}

export async function addToCart(visitor: Visitor, variantId: number, quantity = 1): Promise<void> {
  expectJson(await visitor.post('/api/cart/items', { json: { variantId, quantity } }), 201, shapes.cart);
}

type Order = {
  id: number;
  number: string;
  total: string;
  items: { id: number; variantId: number; productId: number }[];
  payments: { id: number; gatewayId: string }[];
};

type CheckoutWish = {
  variantId?: number;
  quantity?: number;
  token?: string;
  json?: Record<string, unknown>;
};

/** Fills the cart and checks out with the fake gateway's good card (or another token). */
export async function buy(shopper: Shopper, wish: CheckoutWish = {}): Promise<Order> {
  const { variantId = 1, quantity = 1, token = 'tok_visa', json = {} } = wish;
  const { visitor } = shopper;
  const addressId = await addAddress(visitor);
  await addToCart(visitor, variantId, quantity);
  const request = { addressId, shippingMethod: 'standard', payment: { method: 'card', token }, ...json };
  const bought = await visitor.post('/api/checkout', { json: request });
  return expectJson<Order>(bought, 201, { ...shapes.order, customerId: shopper.id });
}

/** Ships an order; answers the shipment. */
export async function ship(
  context: Context,
  orderId: number,
): Promise<{ id: number; trackingNumber: string }> {
  const staff = await as(context, 'staff');
  const shipped = await staff.post(`/api/admin/orders/${orderId}/ship`, { json: { warehouse: 'BER' } });
  return expectJson(shipped, 201, { ...shapes.shipment, orderId, status: 'label_created' });
}

export async function track(
  context: Context,
  shipmentId: number,
  status: string,
  place = 'Leipzig',
): Promise<number> {
  const staff = await as(context, 'staff');
  const tracked = await staff.post(`/api/admin/shipments/${shipmentId}/events`, { json: { status, place } });
  const event = expectJson<{ id: number }>(tracked, 201, { ...shapes.trackingEvent, status, place });
  return event.id;
}

/** A new customer with a delivered order of the product that `variantId` belongs to. */
export async function buyer(context: Context, variantId = 1): Promise<Shopper & { order: Order }> {
  const shopper = await join(context);
  const order = await buy(shopper, { variantId });
  await track(context, (await ship(context, order.id)).id, 'delivered');
  return { ...shopper, order };
}

type Product = { id: number; slug: string; name: string; variants: { id: number; sku: string }[] };

/** A new product of the herbs (the category that cases never count), with `stock` pieces in Berlin. */
export async function newProduct(context: Context, stock = 0): Promise<Product> {
  const staff = await as(context, 'staff');
  const slug = context.unique('contract-herb');
  const made = await staff.post('/api/admin/products', { json: productRequest(slug) });
  const product = expectJson<Product>(made, 201, { ...shapes.product, slug, version: 1 });
  if (stock > 0) await adjustStock(staff, product.variants[0]?.sku ?? '', stock);
  return product;
}

export const productRequest = (slug: string) => ({
  slug,
  name: `Herb ${slug}`,
  latinName: 'Herba probata',
  description: 'Grows wherever somebody checks on it.',
  categoryId: 5,
  light: 'bright',
  water: 'weekly',
  petSafe: true,
  variants: [{ sku: slug.toUpperCase(), name: 'Small pot', potSizeCm: 9, weightGrams: 400, price: '7.50' }],
});

export async function adjustStock(staff: Visitor, sku: string, delta: number): Promise<void> {
  const json = { sku, warehouse: 'BER', delta, reason: 'counted again' };
  expectStatus(await staff.post('/api/admin/stock/adjust', { json }), 200);
}
