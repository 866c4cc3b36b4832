import { expectHeader, expectJson, expectSame, expectStatus, expectThat } from '../expect/answers.ts';
import { eachOf, natural, positive } from '../expect/shape.ts';
import { type Context, domain } from '../suite/case.ts';
import { addAddress, addToCart, join, newProduct, type Shopper } from './people.ts';
import * as shapes from './shapes.ts';

const card = (token = 'tok_visa') => ({ method: 'card', token });

/** Somebody with an address and something in the cart, ready to check out. */
async function ready(
  context: Context,
  variantId = 1,
  quantity = 1,
): Promise<Shopper & { addressId: number }> {
  const shopper = await join(context);
  const addressId = await addAddress(shopper.visitor);
  await addToCart(shopper.visitor, variantId, quantity);
  return { ...shopper, addressId };
}

const fig = {
  id: positive,
  productId: 1,
  variantId: 1,
  name: 'Fiddle Leaf Fig, Small pot',
  unitPrice: '24.90',
};

export const checkout = domain('checkout', {
  'quotes shipping by country and weight': async ({ visitor }) => {
    const quoted = await visitor().get('/api/shipping/rates?country=DE&weight=900');
    const rate = (method: string) => ({ method, price: shapes.money, days: positive });
    type Rates = { items: { price: string; days: number }[] };
    const { items } = expectJson<Rates>(quoted, 200, {
      country: 'DE',
      zone: 'home',
      items: [rate('standard'), rate('express')],
    });
    const [standard, express] = items;
    expectThat(standard?.price === '4.90' && standard.days === 3, `standard: ${JSON.stringify(standard)}`);
    expectThat(
      Number(express?.price) > 4.9 && (express?.days ?? 9) < 3,
      `express: ${JSON.stringify(express)}`,
    );
  },
  'ships neither everywhere nor everything': async ({ visitor }) => {
    const rates = (query: string) => visitor().get(`/api/shipping/rates?${query}`);
    expectJson(await rates('country=ZZ&weight=900'), 422, shapes.failure('UNSHIPPABLE'));
    expectJson(await rates('country=DE&weight=900000'), 422, shapes.failure('UNSHIPPABLE'));
    expectJson(await rates('country=Germany&weight=heavy'), 422, shapes.invalid('country', 'weight'));
  },
  'lists how one can pay': async ({ visitor }) => {
    const methods = [
      { method: 'card', name: 'Card' },
      { method: 'invoice', name: 'Invoice' },
    ];
    expectJson(await visitor().get('/api/payments/methods'), 200, { items: methods });
  },
  'quotes an order without making one': async (context) => {
    const { visitor, addressId } = await ready(context, 1, 2);
    const quoted = await visitor.post('/api/checkout/quote', {
      json: { addressId, shippingMethod: 'standard' },
    });
    const sums = { currency: 'EUR', subtotal: '49.80', discount: '0.00', pointsUsed: 0, pointsValue: '0.00' };
    const quote = expectJson<{ shipping: string; total: string }>(quoted, 200, {
      ...sums,
      shipping: shapes.money,
      total: shapes.money,
      weightGrams: positive,
      pointsEarned: natural,
    });
    expectThat(Math.abs(Number(quote.total) - 49.8 - Number(quote.shipping)) < 0.005, `total ${quote.total}`);
    const orders = await visitor.get('/api/orders');
    expectJson(orders, 200, shapes.pageOf(shapes.orderSummary, { items: [], total: 0 }));
  },
  'quotes the weight and the points that an order will have': async (context) => {
    const { visitor, addressId } = await ready(context, 1, 2);
    const json = { addressId, shippingMethod: 'standard', payment: card() };
    type Quote = { weightGrams: number; pointsEarned: number; total: string };
    const quote = (await visitor.post('/api/checkout/quote', { json })).json as Quote;
    const variants = (await visitor.get('/api/products/1/variants')).json as {
      items: { weightGrams: number }[];
    };
    expectThat(
      quote.weightGrams === 2 * (variants.items[0]?.weightGrams ?? 0),
      `${quote.weightGrams} grams of two small figs`,
    );
    const sold = await visitor.post('/api/checkout', { json });
    expectJson(sold, 201, { ...shapes.order, total: quote.total });
    const { points } = expectJson<{ points: number }>(
      await visitor.get('/api/account'),
      200,
      shapes.customer,
    );
    expectThat(
      points === quote.pointsEarned,
      `${points} points for the order, the quote said ${quote.pointsEarned}`,
    );
  },
  'refuses to quote what it would refuse to sell': async (context) => {
    const { visitor, addressId } = await ready(context);
    const quote = (json: unknown) => visitor.post('/api/checkout/quote', { json });
    expectJson(await quote({ addressId: 2, shippingMethod: 'standard' }), 404, shapes.failure('NOT_FOUND'));
    expectJson(await quote({ addressId, shippingMethod: 'pigeon' }), 422, shapes.invalid('shippingMethod'));
    const points = await quote({ addressId, shippingMethod: 'standard', usePoints: 100 });
    expectJson(points, 422, shapes.failure('NOT_ENOUGH_POINTS'));
    const stranger = await context.visitor().post('/api/checkout/quote', { json: {} });
    expectJson(stranger, 401, shapes.failure('UNAUTHENTICATED'));
  },
  'sells, charges the card and empties the cart': async (context) => {
    const { visitor, addressId, id } = await ready(context, 1, 2);
    const json = { addressId, shippingMethod: 'standard', payment: card() };
    const sold = await visitor.post('/api/checkout', { json });
    const shipTo = {
      name: 'Nora Fieldfare',
      line1: 'Gartenweg 7',
      line2: null,
      city: 'Berlin',
      postcode: '10115',
      country: 'DE',
    };
    const order = expectJson<{ id: number; total: string; payments: { amount: string; orderId: number }[] }>(
      sold,
      201,
      {
        ...shapes.order,
        customerId: id,
        status: 'paid',
        shippingMethod: 'standard',
        subtotal: '49.80',
        discount: '0.00',
        pointsUsed: 0,
        coupon: null,
        shipTo,
        items: [{ ...fig, quantity: 2, lineTotal: '49.80' }],
        payments: eachOf({ ...shapes.payment, method: 'card', status: 'succeeded' }, { max: 1 }),
        shipments: [],
      },
    );
    expectHeader(sold, 'location', `/api/orders/${order.id}`);
    expectSame(sold.json, (await visitor.get(`/api/orders/${order.id}`)).json, 'the order just made');
    expectThat(order.payments[0]?.orderId === order.id, `a payment of order ${order.payments[0]?.orderId}`);
    expectThat(
      order.payments[0]?.amount === order.total,
      `paid ${order.payments[0]?.amount} of ${order.total}`,
    );
    expectJson(await visitor.get('/api/cart'), 200, shapes.emptyCart);
  },
  'takes the stock of what it sold': async (context) => {
    const { id, variants } = await newProduct(context, 5);
    const variantId = variants[0]?.id ?? 0;
    const { visitor, addressId } = await ready(context, variantId, 2);
    expectStatus(
      await visitor.post('/api/checkout', {
        json: { addressId, shippingMethod: 'standard', payment: card() },
      }),
      201,
    );
    const stock = await context.visitor().get(`/api/products/${id}/variants`);
    expectJson(stock, 200, { items: [{ ...shapes.variant, id: variantId, available: 3 }] });
  },
  'never sells the last piece twice': async (context) => {
    const { variants } = await newProduct(context, 1);
    const variantId = variants[0]?.id ?? 0;
    const rivals = [await ready(context, variantId), await ready(context, variantId)];
    const answers = await Promise.all(
      rivals.map(({ visitor, addressId }) =>
        visitor.post('/api/checkout', { json: { addressId, shippingMethod: 'standard', payment: card() } }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expectThat(statuses.join() === '201,409', `two checkouts of the last piece: ${statuses}`);
    const loser = answers.find(({ status }) => status === 409);
    if (loser !== undefined) expectJson(loser, 409, shapes.failure('OUT_OF_STOCK'));
  },
  'uses a coupon and lets nobody use it twice': async (context) => {
    const { visitor, addressId } = await ready(context, 1, 2);
    const json = { addressId, shippingMethod: 'express', payment: card() };
    await visitor.post('/api/cart/coupon', { json: { code: 'WELCOME10' } });
    const sold = await visitor.post('/api/checkout', { json });
    expectJson(sold, 201, {
      ...shapes.order,
      shippingMethod: 'express',
      coupon: 'WELCOME10',
      discount: '4.98',
      subtotal: '49.80',
    });
    await addToCart(visitor, 1, 2);
    const again = await visitor.post('/api/cart/coupon', { json: { code: 'WELCOME10' } });
    expectJson(again, 422, shapes.failure('COUPON_INVALID', { reason: 'already-used' }));
  },
  'ships free with the coupon for it': async (context) => {
    const { visitor, addressId } = await ready(context, 1, 1);
    await visitor.post('/api/cart/coupon', { json: { code: 'FREESHIP' } });
    const sold = await visitor.post('/api/checkout', {
      json: { addressId, shippingMethod: 'standard', payment: card() },
    });
    expectJson(sold, 201, { ...shapes.order, coupon: 'FREESHIP', subtotal: '24.90', total: '24.90' });
  },
  'takes points for money': async (context) => {
    const { visitor, addressId } = await ready(context, 2, 3);
    const json = { addressId, shippingMethod: 'standard', payment: card() };
    expectStatus(await visitor.post('/api/checkout', { json }), 201);
    await addToCart(visitor, 1);
    const quoted = await visitor.post('/api/checkout/quote', { json: { ...json, usePoints: 100 } });
    const quote = expectJson<{ total: string }>(quoted, 200, {
      currency: 'EUR',
      subtotal: '24.90',
      discount: '0.00',
      shipping: shapes.money,
      pointsUsed: 100,
      pointsValue: '1.00',
      total: shapes.money,
      weightGrams: positive,
      pointsEarned: natural,
    });
    const before = expectJson<{ points: number }>(await visitor.get('/api/account'), 200, shapes.customer);
    const sold = await visitor.post('/api/checkout', { json: { ...json, usePoints: 100 } });
    expectJson(sold, 201, { ...shapes.order, pointsUsed: 100, total: quote.total });
    const after = expectJson<{ points: number }>(await visitor.get('/api/account'), 200, shapes.customer);
    expectThat(after.points < before.points, `${before.points} points before, ${after.points} after`);
  },
  'answers the same order for the same key': async (context) => {
    const { visitor, addressId } = await ready(context);
    const json = { addressId, shippingMethod: 'standard', payment: card() };
    const headers = { 'idempotency-key': context.unique('key') };
    const { id } = expectJson<{ id: number }>(
      await visitor.post('/api/checkout', { json, headers }),
      201,
      shapes.order,
    );
    expectJson(await visitor.post('/api/checkout', { json, headers }), 200, { ...shapes.order, id });
    const orders = await visitor.get('/api/orders');
    expectJson(orders, 200, shapes.pageOf(shapes.orderSummary, { total: 1 }));
  },
  'waits for the bank where it wants to see the buyer': async (context) => {
    const { visitor, addressId } = await ready(context);
    const sold = await visitor.post('/api/checkout', {
      json: { addressId, shippingMethod: 'standard', payment: card('tok_3ds') },
    });
    const payments = [{ ...shapes.payment, status: 'pending' }];
    expectJson(sold, 201, { ...shapes.order, status: 'pending_payment', payments });
  },
  'keeps nothing of a declined card': async (context) => {
    const { visitor, addressId } = await ready(context);
    const pay = (token: string) =>
      visitor.post('/api/checkout', {
        json: { addressId, shippingMethod: 'standard', payment: card(token) },
      });
    expectJson(await pay('tok_declined'), 402, shapes.failure('PAYMENT_DECLINED'));
    expectJson(await pay('tok_error'), 502, shapes.failure('GATEWAY_UNAVAILABLE'));
    expectJson(await pay('tok_unheard_of'), 422, shapes.failure('VALIDATION', { fields: shapes.anyFields }));
    const orders = await visitor.get('/api/orders');
    expectJson(orders, 200, shapes.pageOf(shapes.orderSummary, { items: [], total: 0 }));
    expectJson(await visitor.get('/api/cart'), 200, { ...shapes.cart, itemCount: 1, subtotal: '24.90' });
  },
  'sells on invoice up to 200.00': async (context) => {
    const small = await ready(context, 1, 1);
    const sold = await small.visitor.post('/api/checkout', {
      json: { addressId: small.addressId, shippingMethod: 'standard', payment: { method: 'invoice' } },
    });
    const payments = [{ ...shapes.payment, method: 'invoice' }];
    expectJson(sold, 201, { ...shapes.order, status: 'paid', payments });
    const large = await ready(context, 2, 5);
    const refused = await large.visitor.post('/api/checkout', {
      json: { addressId: large.addressId, shippingMethod: 'standard', payment: { method: 'invoice' } },
    });
    expectJson(refused, 422, shapes.failure('VALIDATION', { fields: shapes.anyFields }));
  },
  'refuses an empty cart, a foreign address, a place out of reach, and strangers': async (context) => {
    const { visitor, addressId } = await ready(context);
    const order = (json: unknown) => visitor.post('/api/checkout', { json });
    expectJson(
      await order({ addressId: 2, shippingMethod: 'standard', payment: card() }),
      404,
      shapes.failure('NOT_FOUND'),
    );
    expectJson(await order({}), 422, shapes.failure('VALIDATION', { fields: shapes.anyFields }));
    const far = await addAddress(visitor, { country: 'ZZ' });
    const unshippable = await order({ addressId: far, shippingMethod: 'standard', payment: card() });
    expectJson(unshippable, 422, shapes.failure('UNSHIPPABLE'));
    await visitor.delete('/api/cart');
    const empty = await order({ addressId, shippingMethod: 'standard', payment: card() });
    expectJson(empty, 409, shapes.failure('EMPTY_CART'));
    const stranger = await context.visitor().post('/api/checkout', { json: {} });
    expectJson(stranger, 401, shapes.failure('UNAUTHENTICATED'));
  },
});
