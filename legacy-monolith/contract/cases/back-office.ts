import type { Visitor } from '../client/visitor.ts';
import {
  expectEmpty,
  expectHeader,
  expectJson,
  expectSame,
  expectShape,
  expectStatus,
  expectThat,
} from '../expect/answers.ts';
import {
  eachOf,
  filled,
  instant,
  matching,
  natural,
  oneOf,
  orNull,
  positive,
  text,
  whole,
} from '../expect/shape.ts';
import { domain } from '../suite/case.ts';
import {
  addToCart,
  adjustStock,
  as,
  buy,
  buyer,
  join,
  newProduct,
  productRequest,
  seeded,
  ship,
  track,
} from './people.ts';
import { gif, png } from './pictures.ts';
import * as shapes from './shapes.ts';

const notFound = shapes.failure('NOT_FOUND');
const orderState = shapes.failure('ORDER_STATE');
const editable = { ...shapes.product, version: positive };
const movement = {
  id: positive,
  sku: shapes.sku,
  warehouse: filled,
  delta: whole,
  reason: filled,
  orderId: orNull(positive),
  at: instant,
};
const returned = {
  id: positive,
  orderId: positive,
  reason: filled,
  status: oneOf('accepted', 'declined'),
  createdAt: instant,
};

const falls = (values: readonly number[]): boolean =>
  values.every((value, index) => index === 0 || value < (values[index - 1] ?? value));

export const access = domain('access', {
  'asks for a login everywhere in the back office': async ({ visitor }) => {
    for (const path of staffReads.concat(adminReads)) {
      expectJson(await visitor().get(path), 401, shapes.failure('UNAUTHENTICATED'));
    }
    for (const [method, path] of writes) {
      expectJson(await visitor().request(method, path, { json: {} }), 401, shapes.failure('UNAUTHENTICATED'));
    }
  },
  'keeps customers out of the back office': async (context) => {
    const ada = await as(context, 'ada');
    for (const path of staffReads.concat(adminReads))
      expectJson(await ada.get(path), 403, shapes.failure('FORBIDDEN'));
    for (const [method, path] of writes) {
      expectJson(await ada.request(method, path, { json: {} }), 403, shapes.failure('FORBIDDEN'));
    }
  },
  'keeps staff out of what only admins do': async (context) => {
    const staff = await as(context, 'staff');
    for (const path of adminReads) expectJson(await staff.get(path), 403, shapes.failure('FORBIDDEN'));
    for (const [method, path] of adminWrites) {
      expectJson(await staff.request(method, path, { json: {} }), 403, shapes.failure('FORBIDDEN'));
    }
  },
});

const staffReads = [
  '/api/admin/products/1',
  '/api/admin/stock/movements',
  '/api/admin/orders',
  '/api/admin/coupons',
  '/api/admin/customers',
  '/api/admin/mails',
];
const adminReads = [
  '/api/admin/audit',
  '/api/admin/reports/sales',
  '/api/admin/reports/month',
  '/api/admin/reports/inventory.csv',
];
const adminWrites = [
  ['DELETE', '/api/admin/products/1'],
  ['POST', '/api/admin/orders/1/refund'],
  ['POST', '/api/admin/coupons'],
  ['POST', '/api/admin/promotions'],
  ['PATCH', '/api/admin/customers/3'],
  ['POST', '/api/admin/search/reindex'],
  ['POST', '/api/admin/jobs/nightly'],
] as const;
const writes = [
  ...adminWrites,
  ['POST', '/api/admin/products'],
  ['PUT', '/api/admin/products/1'],
  ['POST', '/api/admin/products/1/images'],
  ['DELETE', '/api/admin/images/1'],
  ['POST', '/api/admin/stock/adjust'],
  ['POST', '/api/admin/orders/6/ship'],
  ['POST', '/api/admin/shipments/5/events'],
  ['POST', '/api/admin/returns/1'],
] as const;

export const products = domain('products in the back office', {
  'shows a product with its version': async (context) => {
    const shown = await (await as(context, 'staff')).get('/api/admin/products/7');
    const { version } = expectJson<{ version: number }>(shown, 200, { ...editable, id: 7, slug: 'zz-plant' });
    expectHeader(shown, 'etag', `"v${version}"`);
    const inShop = (await context.visitor().get('/api/products/7')).json as object;
    expectSame(shown.json, { ...inShop, version }, 'the product in the shop and in the back office');
    expectJson(await (await as(context, 'staff')).get('/api/admin/products/9999'), 404, notFound);
  },
  'adds a product, which the shop shows at once': async (context) => {
    const staff = await as(context, 'staff');
    const request = productRequest(context.unique('contract-herb'));
    const added = await staff.post('/api/admin/products', { json: request });
    const [wish] = request.variants;
    const expected = {
      ...shapes.product,
      slug: request.slug,
      name: request.name,
      latinName: request.latinName,
      description: request.description,
      category: { id: 5, slug: 'herbs', name: filled },
      light: 'bright',
      water: 'weekly',
      petSafe: true,
      archived: false,
      rating: { average: null, count: 0 },
      images: [],
      image: null,
      variants: [{ ...shapes.variant, ...wish, regularPrice: '7.50', available: 0 }],
      inStock: false,
    };
    const { id } = expectJson<{ id: number }>(added, 201, { ...expected, version: 1 });
    expectHeader(added, 'location', `/api/admin/products/${id}`);
    expectHeader(added, 'etag', '"v1"');
    expectJson(await context.visitor().get(`/api/products/${id}`), 200, { ...expected, id });
    const { variants } = added.json as { variants: { productId: number }[] };
    expectThat(variants[0]?.productId === id, `a variant of product ${variants[0]?.productId}`);
  },
  'refuses a slug or sku that is taken, and a product without substance': async (context) => {
    const staff = await as(context, 'staff');
    const request = productRequest(context.unique('contract-herb'));
    const taken = shapes.failure('SLUG_TAKEN');
    expectJson(
      await staff.post('/api/admin/products', { json: { ...request, slug: 'monstera' } }),
      409,
      taken,
    );
    const sku = [{ ...request.variants[0], sku: 'FF-0001-S' }];
    expectJson(await staff.post('/api/admin/products', { json: { ...request, variants: sku } }), 409, taken);
    const empty = await staff.post('/api/admin/products', { json: { variants: [] } });
    expectJson(empty, 422, shapes.failure('VALIDATION', { fields: shapes.anyFields }));
  },
  'changes a product of which the version is known': async (context) => {
    const staff = await as(context, 'staff');
    const { id, variants } = await newProduct(context);
    const json = {
      name: 'Lemon Balm',
      petSafe: false,
      light: 'shade',
      prices: { [variants[0]?.sku ?? '']: '8.20' },
    };
    const changed = await staff.put(`/api/admin/products/${id}`, { json, headers: { 'if-match': '"v1"' } });
    const price = { from: '8.20', regularFrom: '8.20', currency: 'EUR' };
    const expected = {
      ...editable,
      id,
      name: 'Lemon Balm',
      petSafe: false,
      light: 'shade',
      price,
      version: 2,
    };
    expectJson(changed, 200, expected);
    expectHeader(changed, 'etag', '"v2"');
    const inShop = (await context.visitor().get(`/api/products/${id}`)).json as object;
    expectSame(changed.json, { ...inShop, version: 2 }, 'the changed product');
    const stale = await staff.put(`/api/admin/products/${id}`, { json, headers: { 'if-match': '"v1"' } });
    expectJson(stale, 412, shapes.failure('STALE_VERSION'));
    expectJson(await staff.put('/api/admin/products/9999', { json }), 404, notFound);
    const bad = await staff.put(`/api/admin/products/${id}`, {
      json: { name: '', prices: { NONE: '1.00' } },
    });
    expectJson(bad, 422, shapes.failure('VALIDATION', { fields: shapes.anyFields }));
  },
  'archives a product': async (context) => {
    const admin = await as(context, 'admin');
    const { id } = await newProduct(context);
    expectEmpty(await admin.delete(`/api/admin/products/${id}`), 204);
    expectJson(await context.visitor().get(`/api/products/${id}`), 404, notFound);
    expectJson(await admin.get(`/api/admin/products/${id}`), 200, { ...editable, id, archived: true });
    expectJson(await admin.delete('/api/admin/products/9999'), 404, notFound);
  },
  'takes a picture and serves it': async (context) => {
    const staff = await as(context, 'staff');
    const { id } = await newProduct(context);
    const parts = [
      { name: 'alt', value: 'A pot of herbs' },
      { name: 'image', filename: 'herbs.png', contentType: 'image/png', bytes: png },
    ];
    const added = await staff.post(`/api/admin/products/${id}/images`, { parts });
    const picture = { ...shapes.image, alt: 'A pot of herbs', position: 1, sizeBytes: png.length };
    const { url } = expectJson<{ url: string }>(added, 201, picture);
    expectHeader(added, 'location', url);
    const served = await context.visitor().get(url);
    expectStatus(served, 200);
    expectHeader(served, 'content-type', 'image/png');
    expectThat(served.bytes.equals(png), 'the served picture has other bytes');
    expectJson(await context.visitor().get(`/api/products/${id}/images`), 200, { items: [picture] });
  },
  'looks into a picture rather than at its name': async (context) => {
    const staff = await as(context, 'staff');
    const { id } = await newProduct(context);
    const upload = (name: string, bytes: Buffer, contentType = 'image/png') =>
      staff.post(`/api/admin/products/${id}/images`, {
        parts: [{ name, filename: 'x.png', contentType, bytes }],
      });
    expectJson(
      await upload('image', Buffer.from('<svg onload="steal()"/>')),
      415,
      shapes.failure('BAD_IMAGE_TYPE'),
    );
    expectJson(await upload('picture', png), 400, shapes.failure('BAD_UPLOAD'));
    expectJson(
      await upload('image', Buffer.concat([png, Buffer.alloc(1024 * 1024)])),
      413,
      shapes.failure('TOO_LARGE'),
    );
    const { url } = expectJson<{ url: string }>(await upload('image', gif), 201, shapes.image);
    expectHeader(await context.visitor().get(url), 'content-type', 'image/gif');
    const none = await staff.post(`/api/admin/products/${id}/images`, {
      parts: [{ name: 'alt', value: 'nothing' }],
    });
    expectJson(none, 400, shapes.failure('BAD_UPLOAD'));
    const parts = [{ name: 'image', filename: 'x.png', contentType: 'image/png', bytes: png }];
    expectJson(await staff.post('/api/admin/products/9999/images', { parts }), 404, notFound);
  },
  'removes a picture': async (context) => {
    const staff = await as(context, 'staff');
    const { id } = await newProduct(context);
    const parts = [{ name: 'image', filename: 'x.png', contentType: 'image/png', bytes: png }];
    const added = await staff.post(`/api/admin/products/${id}/images`, { parts });
    const picture = expectJson<{ id: number; url: string }>(added, 201, shapes.image);
    expectEmpty(await staff.delete(`/api/admin/images/${picture.id}`), 204);
    expectStatus(await context.visitor().get(picture.url), 404);
    expectJson(await staff.delete(`/api/admin/images/${picture.id}`), 404, notFound);
  },
});

export const warehouse = domain('warehouse', {
  'adjusts the stock by a counted difference': async (context) => {
    const { variants } = await newProduct(context, 5);
    const [staff, sku] = [await as(context, 'staff'), variants[0]?.sku ?? ''];
    const adjust = (delta: unknown, more = {}) =>
      staff.post('/api/admin/stock/adjust', {
        json: { sku, warehouse: 'BER', delta, reason: 'broken pots', ...more },
      });
    expectJson(await adjust(-2), 200, { sku, available: 3, onHand: 3 });
    expectJson(await adjust(-4), 409, shapes.failure('OUT_OF_STOCK'));
    expectJson(await adjust('many'), 422, shapes.invalid('delta'));
    expectJson(await adjust(1, { sku: 'NO-SUCH-SKU' }), 404, notFound);
    expectJson(await context.visitor().get(`/api/stock/${sku}`), 200, {
      sku,
      variantId: variants[0]?.id ?? 0,
      productId: positive,
      available: 3,
      warehouses: eachOf({ code: filled, name: filled, available: natural }),
    });
  },
  'writes down every movement, newest first': async (context) => {
    const { variants } = await newProduct(context, 5);
    const [staff, sku] = [await as(context, 'staff'), variants[0]?.sku ?? ''];
    await adjustStock(staff, sku, -1);
    const item = { ...movement, sku, warehouse: 'BER', reason: 'counted again', orderId: null };
    const listed = await staff.get('/api/admin/stock/movements', { query: { sku } });
    expectJson(listed, 200, {
      items: [
        { ...item, delta: -1 },
        { ...item, delta: 5 },
      ],
      page: 1,
      pageSize: 20,
      total: 2,
    });
    const all = await staff.get('/api/admin/stock/movements?pageSize=50');
    type Movements = { items: { id: number }[]; total: number };
    const { items, total } = expectJson<Movements>(all, 200, shapes.pageOf(movement, { pageSize: 50 }));
    expectHeader(all, 'x-total-count', String(total));
    expectThat(items.length > 0 && falls(items.map(({ id }) => id)), 'not newest first');
  },
});

export const fulfilment = domain('fulfilment', {
  'lists orders with who bought, newest first': async (context) => {
    const staff = await as(context, 'staff');
    const shopper = await join(context);
    const order = await buy(shopper);
    const customer = { id: shopper.id, name: shopper.name, email: shopper.email };
    const item = { ...shapes.orderSummary, customer: { id: positive, name: filled, email: filled } };
    const all = await staff.get('/api/admin/orders?pageSize=5');
    const { items, total } = expectJson<{ items: { id: number }[]; total: number }>(
      all,
      200,
      shapes.pageOf(item, { pageSize: 5 }),
    );
    expectHeader(all, 'x-total-count', String(total));
    expectThat(total > 10_000 && falls(items.map(({ id }) => id)), `${total} orders, or not newest first`);
    const own = await staff.get('/api/admin/orders', { query: { customerId: shopper.id } });
    const ordered = (await shopper.visitor.get('/api/orders')).json as { items: object[] };
    expectSame(
      (own.json as { items: unknown }).items,
      [{ ...ordered.items[0], customer }],
      'the order on both lists',
    );
    expectJson(own, 200, shapes.pageOf({ ...item, id: order.id, status: 'paid', customer }, { total: 1 }));
    const none = await staff.get('/api/admin/orders', {
      query: { customerId: shopper.id, status: 'shipped' },
    });
    expectJson(none, 200, shapes.pageOf(item, { items: [], total: 0 }));
  },
  'ships a paid order, once': async (context) => {
    const [staff, shopper] = [await as(context, 'staff'), await join(context)];
    const order = await buy(shopper);
    const shipped = await staff.post(`/api/admin/orders/${order.id}/ship`, { json: {} });
    const events = [{ ...shapes.trackingEvent, status: 'label_created' }];
    const { trackingNumber } = shipped.json as { trackingNumber: string };
    expectSame(
      shipped.json,
      (await context.visitor().get(`/api/shipping/track/${trackingNumber}`)).json,
      'the shipment',
    );
    expectJson(shipped, 201, {
      ...shapes.shipment,
      orderId: order.id,
      carrier: 'Figpost',
      status: 'label_created',
      events,
    });
    expectJson(await shopper.visitor.get(`/api/orders/${order.id}`), 200, {
      ...shapes.order,
      status: 'shipped',
    });
    expectJson(await staff.post(`/api/admin/orders/${order.id}/ship`, { json: {} }), 409, orderState);
    expectJson(await staff.post('/api/admin/orders/999999/ship', { json: {} }), 404, notFound);
  },
  'delivers an order with its shipment': async (context) => {
    const [staff, shopper] = [await as(context, 'staff'), await join(context)];
    const order = await buy(shopper);
    const { id } = await ship(context, order.id);
    await track(context, id, 'out_for_delivery', 'Berlin');
    await track(context, id, 'delivered', 'Berlin');
    expectJson(await shopper.visitor.get(`/api/orders/${order.id}`), 200, {
      ...shapes.order,
      status: 'delivered',
    });
    const late = await staff.post(`/api/admin/shipments/${id}/events`, {
      json: { status: 'in_transit', place: 'Leipzig' },
    });
    expectJson(late, 409, orderState);
  },
  'wants a known status and place of a shipment': async (context) => {
    const staff = await as(context, 'staff');
    const bad = await staff.post('/api/admin/shipments/5/events', {
      json: { status: 'lost in space', place: '' },
    });
    expectJson(bad, 422, shapes.invalid('status', 'place'));
    const none = await staff.post('/api/admin/shipments/999999/events', {
      json: { status: 'in_transit', place: 'Leipzig' },
    });
    expectJson(none, 404, notFound);
  },
  'refunds a part, then the whole': async (context) => {
    const [admin, shopper] = [await as(context, 'admin'), await join(context)];
    const order = await buy(shopper);
    const refund = (json: unknown) => admin.post(`/api/admin/orders/${order.id}/refund`, { json });
    const receipt = {
      id: positive,
      paymentId: order.payments[0]?.id ?? 0,
      amount: shapes.money,
      reason: 'a bent leaf',
      at: instant,
    };
    expectJson(await refund({ amount: '5.00', reason: 'a bent leaf' }), 201, { ...receipt, amount: '5.00' });
    expectJson(await shopper.visitor.get(`/api/orders/${order.id}`), 200, {
      ...shapes.order,
      status: 'paid',
    });
    expectJson(
      await refund({ amount: '9999.00', reason: 'greed' }),
      422,
      shapes.failure('VALIDATION', { fields: shapes.anyFields }),
    );
    expectJson(await refund({ reason: 'a bent leaf' }), 201, receipt);
    expectJson(await shopper.visitor.get(`/api/orders/${order.id}`), 200, {
      ...shapes.order,
      status: 'refunded',
    });
    expectJson(await refund({ reason: 'a bent leaf' }), 409, orderState);
    expectJson(
      await admin.post('/api/admin/orders/999999/refund', { json: { reason: 'a bent leaf' } }),
      404,
      notFound,
    );
  },
  'accepts a return and pays back': async (context) => {
    const [staff, { visitor, order }] = [await as(context, 'staff'), await buyer(context)];
    const asked = await visitor.post(`/api/orders/${order.id}/return`, { json: { reason: 'Too large.' } });
    const { id } = expectJson<{ id: number }>(asked, 201, { ...returned, status: 'requested' });
    const accepted = { ...returned, id, orderId: order.id, reason: 'Too large.', status: 'accepted' };
    expectJson(await staff.post(`/api/admin/returns/${id}`, { json: { decision: 'accept' } }), 200, accepted);
    expectJson(await visitor.get(`/api/orders/${order.id}`), 200, { ...shapes.order, status: 'refunded' });
    expectJson(
      await staff.post(`/api/admin/returns/${id}`, { json: { decision: 'decline' } }),
      409,
      orderState,
    );
  },
  'declines a return': async (context) => {
    const [staff, { visitor, order }] = [await as(context, 'staff'), await buyer(context)];
    const asked = await visitor.post(`/api/orders/${order.id}/return`, { json: { reason: 'Too large.' } });
    const { id } = expectJson<{ id: number }>(asked, 201, { ...returned, status: 'requested' });
    expectJson(
      await staff.post(`/api/admin/returns/${id}`, { json: { decision: 'maybe' } }),
      422,
      shapes.invalid('decision'),
    );
    const declined = { ...returned, id, orderId: order.id, status: 'declined' };
    expectJson(
      await staff.post(`/api/admin/returns/${id}`, { json: { decision: 'decline' } }),
      200,
      declined,
    );
    expectJson(await visitor.get(`/api/orders/${order.id}`), 200, { ...shapes.order, status: 'delivered' });
    expectJson(
      await staff.post('/api/admin/returns/999999', { json: { decision: 'accept' } }),
      404,
      notFound,
    );
  },
});

export const office = domain('office', {
  'lists coupons': async (context) => {
    const listed = await (await as(context, 'staff')).get('/api/admin/coupons?pageSize=100');
    type Coupons = { items: { code: string; kind: string; value: string }[]; total: number };
    const { items, total } = expectJson<Coupons>(
      listed,
      200,
      shapes.pageOf(shapes.couponRow, { pageSize: 100 }),
    );
    expectHeader(listed, 'x-total-count', String(total));
    const welcome = items.find(({ code }) => code === 'WELCOME10');
    expectThat(
      total >= 7 && welcome?.kind === 'percent' && Number(welcome.value) === 10,
      'WELCOME10 is missing',
    );
  },
  'adds a coupon that can be used at once': async (context) => {
    const admin = await as(context, 'admin');
    const json = {
      code: context.unique('HERB').toUpperCase(),
      kind: 'fixed',
      value: '2.50',
      minSubtotal: '10.00',
      usageLimit: 3,
      startsAt: '2025-01-01T00:00:00.000Z',
      endsAt: '2099-01-01T00:00:00.000Z',
    };
    const added = await admin.post('/api/admin/coupons', { json });
    expectJson(added, 201, { ...shapes.couponRow, ...json, usedCount: 0 });
    const check = { code: json.code, subtotal: '12.00' };
    const checked = await context.visitor().post('/api/coupons/check', { json: check });
    expectJson(checked, 200, { code: json.code, kind: 'fixed', discount: '2.50', valid: true });
    expectJson(await admin.post('/api/admin/coupons', { json }), 409, shapes.failure('CODE_TAKEN'));
    const bad = await admin.post('/api/admin/coupons', { json: { code: '', kind: 'gift' } });
    expectJson(bad, 422, shapes.failure('VALIDATION', { fields: shapes.anyFields }));
  },
  'counts how often a coupon was used': async (context) => {
    const [admin, staff, shopper] = [
      await as(context, 'admin'),
      await as(context, 'staff'),
      await join(context),
    ];
    const code = context.unique('USED').toUpperCase();
    const json = { code, kind: 'fixed', value: '2.50', endsAt: '2099-01-01T00:00:00.000Z' };
    const added = await admin.post('/api/admin/coupons', { json });
    expectSame(await newestCoupon(staff), added.json, 'the coupon on the list');
    await addToCart(shopper.visitor, 1);
    await shopper.visitor.post('/api/cart/coupon', { json: { code } });
    await buy(shopper);
    expectSame(
      await newestCoupon(staff),
      { ...(added.json as object), usedCount: 1 },
      'the coupon after an order',
    );
  },
  'starts a promotion that lowers prices': async (context) => {
    const admin = await as(context, 'admin');
    const { id: productId } = await newProduct(context, 1);
    const json = {
      name: 'Herbs week',
      percent: 50,
      startsAt: '2025-01-01T00:00:00.000Z',
      endsAt: '2099-01-01T00:00:00.000Z',
      productIds: [productId],
    };
    const started = await admin.post('/api/admin/promotions', { json });
    const { id } = expectJson<{ id: number }>(started, 201, { ...shapes.promotion, ...json });
    const lowered = {
      price: { from: '3.75', regularFrom: '7.50', currency: 'EUR' },
      promotion: { id, name: 'Herbs week', percent: 50 },
    };
    expectJson(await context.visitor().get(`/api/products/${productId}`), 200, {
      ...shapes.product,
      ...lowered,
    });
    const bad = await admin.post('/api/admin/promotions', { json: { ...json, percent: 95, name: '' } });
    expectJson(bad, 422, shapes.invalid('name', 'percent'));
  },
  'finds customers by name or e-mail': async (context) => {
    const staff = await as(context, 'staff');
    const item = shapes.customerRow;
    const found = await staff.get('/api/admin/customers', { query: { q: 'lindqvist' } });
    const ada = { ...item, id: 2, email: 'ada@example.test', name: 'Ada Lindqvist', orders: positive };
    const { items } = expectJson<{ items: { id: number }[] }>(found, 200, shapes.pageOf(item));
    expectThat(
      items.some(({ id }) => id === 2),
      'Ada is not found',
    );
    const byMail = await staff.get('/api/admin/customers', { query: { q: 'ada@example.test' } });
    expectJson(byMail, 200, { items: [ada], page: 1, pageSize: 20, total: 1 });
    expectHeader(byMail, 'x-total-count', '1');
    const shopper = await join(context);
    const { total } = await buy(shopper);
    const account = (await shopper.visitor.get('/api/account')).json as object;
    const known = await staff.get('/api/admin/customers', { query: { q: shopper.email } });
    const facts = { ...account, blocked: false, orders: 1, spent: total };
    expectSame(
      known.json,
      { items: [facts], page: 1, pageSize: 20, total: 1 },
      'what the back office knows of a customer',
    );
  },
  'blocks a customer and ends the login': async (context) => {
    const [admin, shopper] = [await as(context, 'admin'), await join(context)];
    const change = (id: number, json: unknown) => admin.patch(`/api/admin/customers/${id}`, { json });
    const blocked = { ...shapes.customerRow, id: shopper.id, blocked: true };
    expectJson(await change(shopper.id, { blocked: true }), 200, blocked);
    const known = await admin.get('/api/admin/customers', { query: { q: shopper.email } });
    const again = await change(shopper.id, { blocked: true });
    expectSame([again.json], (known.json as { items: unknown }).items, 'a blocked customer');
    const json = { email: shopper.email, password: shopper.password };
    expectJson(
      await context.visitor().post('/api/auth/login', { json }),
      403,
      shapes.failure('ACCOUNT_BLOCKED'),
    );
    expectJson(await change(shopper.id, { blocked: false, role: 'staff' }), 200, {
      ...blocked,
      blocked: false,
      role: 'staff',
    });
    expectJson(await context.visitor().post('/api/auth/login', { json }), 200, {
      ...shapes.customer,
      role: 'staff',
    });
    expectJson(await change(1, { blocked: true }), 403, shapes.failure('FORBIDDEN'));
    expectJson(await change(999999, { blocked: true }), 404, notFound);
    expectJson(await change(shopper.id, { role: 'king' }), 422, shapes.invalid('role'));
  },
  'lists the mails of the outbox, newest first': async (context) => {
    const shopper = await join(context);
    await buy(shopper);
    const staff = await as(context, 'staff');
    const state = oneOf('queued', 'sent', 'suppressed');
    const item = {
      id: positive,
      recipient: filled,
      template: filled,
      subject: filled,
      state,
      createdAt: instant,
      sentAt: orNull(instant),
    };
    const listed = await staff.get('/api/admin/mails?pageSize=50');
    type Mails = { items: { id: number; recipient: string }[]; total: number };
    const { items, total } = expectJson<Mails>(listed, 200, shapes.pageOf(item, { pageSize: 50 }));
    expectHeader(listed, 'x-total-count', String(total));
    expectThat(falls(items.map(({ id }) => id)), 'not newest first');
    expectThat(
      items.some(({ recipient }) => recipient === shopper.email),
      `no mail to ${shopper.email}`,
    );
    const theirs = (await shopper.visitor.get('/api/account/mails')).json as { items: { id: number }[] };
    const written = items.filter(({ recipient }) => recipient === shopper.email);
    expectSame(
      written.map(({ id }) => id),
      theirs.items.map(({ id }) => id),
      'mails to one customer',
    );
    const sent = await staff.get('/api/admin/mails?state=sent&pageSize=5');
    expectJson(sent, 200, shapes.pageOf({ ...item, state: 'sent', sentAt: instant }, { pageSize: 5 }));
  },
  'writes down who did what': async (context) => {
    const admin = await as(context, 'admin');
    const { id, slug } = await newProduct(context);
    await admin.delete(`/api/admin/products/${id}`);
    const listed = await admin.get('/api/admin/audit?pageSize=10');
    const actor = orNull({ id: positive, name: filled });
    const item = {
      id: positive,
      actor: oneOf(actor, filled),
      action: filled,
      subject: filled,
      detail: text,
      at: instant,
    };
    type Audit = {
      items: { id: number; actor: string; action: string; subject: string; detail: string }[];
      total: number;
    };
    const { items, total } = expectJson<Audit>(listed, 200, shapes.pageOf(item, { pageSize: 10 }));
    expectHeader(listed, 'x-total-count', String(total));
    expectThat(falls(items.map((entry) => entry.id)), 'not newest first');
    const archived = items.find(({ action, subject }) => action === 'product.archived' && subject === slug);
    expectThat(archived?.actor === seeded.admin.email && archived.detail === '', `nobody archived ${slug}`);
  },
  'builds the search index anew': async (context) => {
    const answer = await (await as(context, 'admin')).post('/api/admin/search/reindex');
    const { indexed } = expectJson<{ indexed: number }>(answer, 200, { indexed: positive });
    const { total } = (await context.visitor().get('/api/products?pageSize=1')).json as { total: number };
    expectThat(indexed === total, `${indexed} products indexed, the shop lists ${total}`);
    const found = await context.visitor().get('/api/search?q=monstera');
    expectJson(found, 200, { ...shapes.pageOf(shapes.productSummary), query: 'monstera' });
  },
  'runs its jobs when asked, and no others': async (context) => {
    const admin = await as(context, 'admin');
    for (const job of ['release-reservations', 'nightly']) {
      expectJson(await admin.post(`/api/admin/jobs/${job}`), 200, { job, outcome: filled });
    }
    expectJson(await admin.post('/api/admin/jobs/world-peace'), 404, notFound);
  },
});

/** The newest coupon that is nobody’s own: the list begins with the oldest. */
async function _lastCoupon(staff: Visitor): Promise<unknown> {
  const page = (number: number) => staff.get('/api/admin/coupons', { query: { pageSize: 1, page: number } });
  const { total } = (await page(1)).json as { total: number };
  const { items } = (await page(total)).json as { items: unknown[] };
  return items[0];
}

/** The newest coupon that is nobody’s own: the list begins with the oldest. */
async function newestCoupon(staff: Visitor): Promise<unknown> {
  const page = (number: number) => staff.get('/api/admin/coupons', { query: { pageSize: 1, page: number } });
  const { total } = (await page(1)).json as { total: number };
  const { items } = (await page(total)).json as { items: unknown[] };
  return items[0];
}

export const reports = domain('reports', {
  'adds up the sales of each day': async (context) => {
    const answer = await (await as(context, 'admin')).get(
      '/api/admin/reports/sales?from=2025-03-01&to=2025-03-07',
    );
    const row = { day: shapes.day, orders: natural, items: natural, revenue: shapes.money };
    type Sales = {
      days: { day: string; orders: number; items: number; revenue: string }[];
      totals: { orders: number; items: number; revenue: string };
    };
    const { days, totals } = expectJson<Sales>(answer, 200, {
      from: '2025-03-01',
      to: '2025-03-07',
      days: eachOf(row, { min: 7, max: 7 }),
      totals: { orders: positive, items: positive, revenue: shapes.money },
    });
    const sum = (key: 'orders' | 'items' | 'revenue') =>
      days.reduce((total, found) => total + Number(found[key]), 0);
    expectThat(
      sum('orders') === totals.orders && sum('items') === totals.items,
      'orders or items do not add up',
    );
    expectThat(
      Math.abs(sum('revenue') - Number(totals.revenue)) < 0.005,
      `${sum('revenue')} is not ${totals.revenue}`,
    );
  },
  'refuses days that are none': async (context) => {
    const admin = await as(context, 'admin');
    const bad = await admin.get('/api/admin/reports/sales?from=2025-03-32&to=2025-04-07');
    expectJson(bad, 422, shapes.invalid('from'));
    expectJson(await admin.get('/api/admin/reports/month?month=march'), 422, shapes.invalid('month'));
  },
  'reports a month over everything': async (context) => {
    const admin = await as(context, 'admin');
    const report = expectJson<MonthReport>(
      await admin.get('/api/admin/reports/month?month=2025-02'),
      200,
      monthReport,
    );
    const sales = await admin.get('/api/admin/reports/sales?from=2025-02-01&to=2025-02-28');
    const { totals } = sales.json as { totals: { orders: number; items: number; revenue: string } };
    const { orders, revenue, byCountry, byCategory } = report;
    expectSame(
      { orders, revenue },
      { orders: totals.orders, revenue: totals.revenue },
      'the month by its days',
    );
    const ordersOf = byCountry.reduce((sum, row) => sum + row.orders, 0);
    const itemsOf = byCategory.reduce((sum, row) => sum + row.items, 0);
    expectSame(
      { ordersOf, itemsOf },
      { ordersOf: totals.orders, itemsOf: totals.items },
      'countries and categories',
    );
    expectThat(
      report.newCustomers === (await joinedIn(admin, '2025-02')),
      `${report.newCustomers} new customers`,
    );
    for (const best of report.topProducts.slice(0, 3)) await expectBestSeller(admin, best);
    const last = await admin.get('/api/admin/reports/month');
    expectJson(last, 200, { ...monthReport, month: shapes.month });
  },
  'reports last month as it was sold': async (context) => {
    const answer = await (await as(context, 'admin')).get('/api/admin/reports/month?month=2025-02');
    // Nothing that anybody does today changes February: these are the seed's figures.
    const seeded = { newCustomers: 128, pointsGiven: 82_720, reviews: { count: 578, average: '3.77' } };
    const { topProducts } = expectJson<MonthReport>(answer, 200, { ...monthReport, ...seeded });
    const best = {
      ...shapes.topProduct,
      productId: 30,
      name: "African Violet 'Classic'",
      quantity: 28,
      revenue: '1410.00',
      campaigns: 0,
    };
    expectShape(topProducts[0], best, 'the best seller');
  },
  'lists the inventory as a table of commas': async (context) => {
    const answer = await (await as(context, 'admin')).get('/api/admin/reports/inventory.csv');
    expectStatus(answer, 200);
    expectHeader(answer, 'content-type', 'text/csv; charset=utf-8');
    expectHeader(answer, 'content-disposition', /^attachment; filename="?inventory\.csv"?$/);
    const [header, ...rows] = answer.text.trim().split(/\r?\n/);
    expectThat(header === 'sku,name,warehouse,on_hand,reserved,sold,value', `header line: ${header}`);
    expectThat(rows.length >= 640, `${rows.length} rows`);
    const row = /^FF-0001-S,"?Fiddle Leaf Fig[^"]*"?,[A-Z]{3},\d+,\d+,\d+,\d+\.\d\d$/;
    expectThat(
      rows.some((line) => row.test(line)),
      'no row of FF-0001-S in this form',
    );
    const odd = rows.find((line) => line.replace(/"[^"]*"/g, '').split(',').length !== 7);
    expectThat(odd === undefined, `a row of other than 7 cells: ${odd}`);
  },
});

const monthReport = {
  month: '2025-02',
  orders: positive,
  revenue: shapes.money,
  refunds: shapes.money,
  couponDiscount: shapes.money,
  newCustomers: natural,
  reviews: { count: natural, average: orNull(matching(/^[1-5]\.\d\d$/)) },
  pointsGiven: natural,
  topProducts: eachOf(shapes.topProduct, { min: 10, max: 10 }),
  byCountry: eachOf({ country: matching(/^([A-Z]{2}|\?\?)$/), orders: positive, revenue: shapes.money }),
  byCategory: eachOf({ category: filled, items: positive, revenue: shapes.money }),
};

type BestSeller = { productId: number; name: string; available: number; guides: number };
type MonthReport = {
  orders: number;
  revenue: string;
  newCustomers: number;
  byCountry: { orders: number }[];
  byCategory: { items: number }[];
  topProducts: BestSeller[];
};

/** Counts by hand who joined in a month: the list of customers has their dates. */
async function joinedIn(admin: Visitor, month: string): Promise<number> {
  let joined = 0;
  for (let page = 1, left = 1; left > 0; page += 1) {
    const answer = await admin.get('/api/admin/customers', { query: { pageSize: 100, page } });
    const { items, total } = answer.json as { items: { createdAt: string }[]; total: number };
    joined += items.filter(({ createdAt }) => createdAt.startsWith(month)).length;
    left = total - page * 100;
  }
  return joined;
}

async function expectBestSeller(
  visitor: Visitor,
  { productId, name, available, guides }: BestSeller,
): Promise<void> {
  const product = (await visitor.get(`/api/products/${productId}`)).json as {
    name: string;
    variants: { available: number }[];
  };
  const about = (await visitor.get(`/api/products/${productId}/care-guides`)).json as { items: unknown[] };
  const left = product.variants.reduce((sum, variant) => sum + variant.available, 0);
  expectSame(
    { name, available, guides },
    { name: product.name, available: left, guides: about.items.length },
    `product ${productId}`,
  );
}
