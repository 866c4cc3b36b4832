import { expectHeader, expectJson, expectSame, expectThat } from '../expect/answers.ts';
import { eachOf, instant, positive } from '../expect/shape.ts';
import { domain } from '../suite/case.ts';
import { as, buy, buyer, join, newProduct, ship } from './people.ts';
import * as shapes from './shapes.ts';

const notFound = shapes.failure('NOT_FOUND');
const unauthenticated = shapes.failure('UNAUTHENTICATED');
const returned = {
  id: positive,
  orderId: positive,
  reason: 'It came without leaves.',
  status: 'requested',
  createdAt: instant,
};

export const orders = domain('orders', {
  'lists the orders of a customer, newest first': async (context) => {
    const cleo = await as(context, 'cleo');
    const listed = await cleo.get('/api/orders');
    const summary = (id: number, status: string, itemCount: number) => ({
      ...shapes.orderSummary,
      id,
      number: `FF-${100000 + id}`,
      status,
      itemCount,
    });
    const items = [
      summary(6, 'paid', 1),
      summary(9, 'refunded', 1),
      summary(8, 'cancelled', 1),
      summary(7, 'delivered', 2),
    ];
    expectJson(listed, 200, { items, page: 1, pageSize: 20, total: 4 });
    expectHeader(listed, 'x-total-count', '4');
    expectJson(await context.visitor().get('/api/orders'), 401, unauthenticated);
  },
  'lists the orders of one status, page by page': async (context) => {
    const cleo = await as(context, 'cleo');
    const paid = await cleo.get('/api/orders?status=paid');
    expectJson(paid, 200, shapes.pageOf({ ...shapes.orderSummary, id: 6, status: 'paid' }, { total: 1 }));
    const second = await cleo.get('/api/orders?page=2&pageSize=3');
    expectJson(second, 200, { items: [{ ...shapes.orderSummary, id: 7 }], page: 2, pageSize: 3, total: 4 });
  },
  'shows an order with everything that belongs to it': async (context) => {
    const ada = await as(context, 'ada');
    const line = (variantId: number, productId: number, quantity: number) => ({
      ...shapes.orderItem,
      variantId,
      productId,
      quantity,
    });
    const shown = await ada.get('/api/orders/1');
    expectJson(shown, 200, {
      ...shapes.order,
      id: 1,
      number: 'FF-100001',
      customerId: 2,
      status: 'delivered',
      items: [line(1, 1, 1), line(3, 2, 2)],
      payments: [{ ...shapes.payment, id: 1, orderId: 1, gatewayId: 'gw_00000001', status: 'succeeded' }],
      shipments: [{ id: 1, trackingNumber: 'FFT0000000001', carrier: 'Figpost', status: 'delivered' }],
    });
  },
  'shows orders to their customer and staff only': async (context) => {
    const [ben, staff] = [await as(context, 'ben'), await as(context, 'staff')];
    expectJson(await ben.get('/api/orders/1'), 404, notFound);
    expectJson(await ben.get('/api/orders/999999'), 404, notFound);
    expectJson(await staff.get('/api/orders/1'), 200, { ...shapes.order, id: 1, customerId: 2 });
    expectJson(await context.visitor().get('/api/orders/1'), 401, unauthenticated);
  },
  'cancels a paid order and gives everything back': async (context) => {
    const { id: productId, variants } = await newProduct(context, 4);
    const shopper = await join(context);
    const order = await buy(shopper, { variantId: variants[0]?.id ?? 0, quantity: 3 });
    const cancelled = await shopper.visitor.post(`/api/orders/${order.id}/cancel`);
    const payments = [{ ...shapes.payment, status: 'refunded' }];
    expectJson(cancelled, 200, { ...shapes.order, id: order.id, status: 'cancelled', payments });
    expectSame(
      cancelled.json,
      (await shopper.visitor.get(`/api/orders/${order.id}`)).json,
      'the cancelled order',
    );
    const stock = await context.visitor().get(`/api/products/${productId}/variants`);
    expectJson(stock, 200, { items: [{ ...shapes.variant, available: 4 }] });
    expectJson(await shopper.visitor.get('/api/account'), 200, { ...shapes.customer, points: 0 });
    expectJson(
      await shopper.visitor.post(`/api/orders/${order.id}/cancel`),
      409,
      shapes.failure('ORDER_STATE'),
    );
  },
  'cancels neither what is on its way nor what is another’s': async (context) => {
    const ben = await as(context, 'ben');
    expectJson(await ben.post('/api/orders/5/cancel'), 409, shapes.failure('ORDER_STATE'));
    expectJson(await ben.post('/api/orders/1/cancel'), 404, notFound);
    expectJson(await context.visitor().post('/api/orders/1/cancel'), 401, unauthenticated);
  },
  'writes an invoice to download': async (context) => {
    const ada = await as(context, 'ada');
    const invoice = await ada.get('/api/orders/1/invoice');
    expectThat(invoice.status === 200, `${invoice.request}: status ${invoice.status}`);
    expectHeader(invoice, 'content-type', 'text/plain; charset=utf-8');
    expectHeader(invoice, 'content-disposition', /^attachment; filename="?FF-100001\.txt"?$/);
    const { total } = expectJson<{ total: string }>(await ada.get('/api/orders/1'), 200, shapes.order);
    for (const said of ['FF-100001', 'Ada Lindqvist', total]) {
      expectThat(invoice.text.includes(said), `the invoice does not say ${said}`);
    }
    expectJson(await (await as(context, 'ben')).get('/api/orders/1/invoice'), 404, notFound);
    expectJson(await context.visitor().get('/api/orders/1/invoice'), 401, unauthenticated);
  },
  'takes a return of what was delivered, once': async (context) => {
    const { visitor, order } = await buyer(context);
    const json = { reason: 'It came without leaves.' };
    expectJson(await visitor.post(`/api/orders/${order.id}/return`, { json }), 201, {
      ...returned,
      orderId: order.id,
    });
    expectJson(
      await visitor.post(`/api/orders/${order.id}/return`, { json }),
      409,
      shapes.failure('ORDER_STATE'),
    );
  },
  'takes no return without a reason, too early, too late, or of another': async (context) => {
    const [ada, ben, cleo] = [await as(context, 'ada'), await as(context, 'ben'), await as(context, 'cleo')];
    const json = { reason: 'It came without leaves.' };
    expectJson(
      await ben.post('/api/orders/4/return', { json: { reason: 'no' } }),
      422,
      shapes.invalid('reason'),
    );
    expectJson(await ben.post('/api/orders/5/return', { json }), 409, shapes.failure('ORDER_STATE'));
    expectJson(await cleo.post('/api/orders/7/return', { json }), 409, shapes.failure('ORDER_STATE'));
    expectJson(await ada.post('/api/orders/4/return', { json }), 404, notFound);
    expectJson(await context.visitor().post('/api/orders/4/return', { json }), 401, unauthenticated);
  },
  'puts an old order into the cart again, without what is gone': async (context) => {
    const { variants } = await newProduct(context, 1);
    const [shopper, sku] = [await join(context), variants[0]?.sku ?? ''];
    const gone = await buy(shopper, { variantId: variants[0]?.id ?? 0 });
    const skipped = await shopper.visitor.post(`/api/orders/${gone.id}/reorder`);
    expectJson(skipped, 200, { cart: { ...shapes.cart, items: [] }, skipped: [sku] });
    const figs = await buy(shopper, { variantId: 1, quantity: 2 });
    const again = await shopper.visitor.post(`/api/orders/${figs.id}/reorder`);
    const line = { ...shapes.cartLine, variantId: 1, quantity: 2 };
    expectJson(again, 200, {
      cart: { ...shapes.cart, items: [line], itemCount: 2, subtotal: '49.80' },
      skipped: [],
    });
    expectSame(
      again.json,
      { cart: (await shopper.visitor.get('/api/cart')).json, skipped: [] },
      'the cart after a reorder',
    );
    expectJson(await shopper.visitor.post('/api/orders/1/reorder'), 404, notFound);
    expectJson(await context.visitor().post('/api/orders/1/reorder'), 401, unauthenticated);
  },
  'lists the shipments of an order': async (context) => {
    const shopper = await join(context);
    const order = await buy(shopper);
    expectJson(await shopper.visitor.get(`/api/orders/${order.id}/shipments`), 200, { items: [] });
    const { id, trackingNumber } = await ship(context, order.id);
    const shipment = { ...shapes.shipment, id, orderId: order.id, trackingNumber, status: 'label_created' };
    expectJson(await shopper.visitor.get(`/api/orders/${order.id}/shipments`), 200, {
      items: eachOf(shipment, { max: 1 }),
    });
    const tracked = await context.visitor().get(`/api/shipping/track/${trackingNumber}`);
    expectSame(
      (await shopper.visitor.get(`/api/orders/${order.id}/shipments`)).json,
      { items: [tracked.json] },
      'shipments',
    );
    expectJson(await shopper.visitor.get('/api/orders/1/shipments'), 404, notFound);
    expectJson(await context.visitor().get('/api/orders/1/shipments'), 401, unauthenticated);
  },
});
