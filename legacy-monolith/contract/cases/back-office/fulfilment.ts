import { expectHeader, expectJson, expectSame, expectThat } from '../../expect/answers.ts';
import { fallsStrictly } from '../../expect/order.ts';
import { filled, instant, oneOf, positive } from '../../expect/shape.ts';
import { domain } from '../../suite/case.ts';
import { as, buy, buyer, join, ship, track } from '../people.ts';
import * as shapes from '../shapes.ts';

const notFound = shapes.failure('NOT_FOUND');
const orderState = shapes.failure('ORDER_STATE');
const returned = {
  id: positive,
  orderId: positive,
  reason: filled,
  status: oneOf('accepted', 'declined'),
  createdAt: instant,
};

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
    expectThat(
      total > 10_000 && fallsStrictly(items.map(({ id }) => id)),
      `${total} orders, or not newest first`,
    );
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
