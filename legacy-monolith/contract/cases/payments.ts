import { createHmac } from 'node:crypto';
import type { Answer } from '../client/answer.ts';
import { expectJson, expectSame } from '../expect/answers.ts';
import { type Context, domain } from '../suite/case.ts';
import { as, buy, join } from './people.ts';
import * as shapes from './shapes.ts';

const secret = process.env['WEBHOOK_SECRET'] ?? 'whsec_fig_and_fern';

/** A call of the gateway, with the raw bytes signed as they are sent. */
function notify(context: Context, body: string, signature = sign(body)): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'x-gateway-signature': signature };
  return context.visitor().post('/api/payments/webhook', { raw: body, headers });
}

const sign = (body: string): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
const event = (id: string, type: string, gatewayId: string): string =>
  JSON.stringify({ id, type, data: { gatewayId } });

/** An order that waits for its payment. */
async function waiting(context: Context) {
  const shopper = await join(context);
  const order = await buy(shopper, { token: 'tok_3ds' });
  const { id: paymentId, gatewayId } = order.payments[0] ?? { id: 0, gatewayId: '' };
  const status = async (wanted: string) =>
    expectJson(await shopper.visitor.get(`/api/orders/${order.id}`), 200, {
      ...shapes.order,
      status: wanted,
    });
  return { ...shopper, order, paymentId, gatewayId, expectStatusOfOrder: status };
}

export const payments = domain('payments', {
  'shows a payment to who made it': async (context) => {
    const payment = {
      ...shapes.payment,
      id: 1,
      orderId: 1,
      method: 'card',
      gatewayId: 'gw_00000001',
      status: 'succeeded',
    };
    expectJson(await (await as(context, 'ada')).get('/api/payments/1'), 200, payment);
    expectJson(await (await as(context, 'ben')).get('/api/payments/1'), 404, shapes.failure('NOT_FOUND'));
    expectJson(await context.visitor().get('/api/payments/1'), 401, shapes.failure('UNAUTHENTICATED'));
  },
  'takes the word of the gateway that a payment succeeded': async (context) => {
    const { gatewayId, paymentId, visitor, expectStatusOfOrder } = await waiting(context);
    const told = await notify(context, event(context.unique('evt'), 'payment.succeeded', gatewayId));
    expectJson(told, 200, { received: true, duplicate: false });
    await expectStatusOfOrder('paid');
    expectJson(await visitor.get(`/api/payments/${paymentId}`), 200, {
      ...shapes.payment,
      status: 'succeeded',
    });
  },
  'does nothing for an event that it heard before': async (context) => {
    const { gatewayId, visitor, expectStatusOfOrder } = await waiting(context);
    const body = event(context.unique('evt'), 'payment.succeeded', gatewayId);
    expectJson(await notify(context, body), 200, { received: true, duplicate: false });
    const before = await visitor.get('/api/loyalty/history');
    expectJson(await notify(context, body), 200, { received: true, duplicate: true });
    await expectStatusOfOrder('paid');
    expectJson(await visitor.get('/api/loyalty/history'), 200, before.json as never);
  },
  'leaves an order waiting when its payment failed, until it is paid': async (context) => {
    const { gatewayId, paymentId, order, visitor, expectStatusOfOrder } = await waiting(context);
    await notify(context, event(context.unique('evt'), 'payment.failed', gatewayId));
    await expectStatusOfOrder('pending_payment');
    expectJson(await visitor.get(`/api/payments/${paymentId}`), 200, { ...shapes.payment, status: 'failed' });
    const declined = await visitor.post(`/api/payments/${paymentId}/retry`, {
      json: { token: 'tok_declined' },
    });
    expectJson(declined, 402, shapes.failure('PAYMENT_DECLINED'));
    const unheard = await visitor.post(`/api/payments/${paymentId}/retry`, { json: { token: 'tok_error' } });
    expectJson(unheard, 502, shapes.failure('GATEWAY_UNAVAILABLE'));
    const paid = await visitor.post(`/api/payments/${paymentId}/retry`, { json: { token: 'tok_visa' } });
    const wanted = { ...shapes.payment, orderId: order.id, status: 'succeeded', amount: order.total };
    const { id } = expectJson<{ id: number }>(paid, 201, wanted);
    expectSame(paid.json, (await visitor.get(`/api/payments/${id}`)).json, 'the new payment');
    await expectStatusOfOrder('paid');
  },
  'retries only what failed, and only for its owner': async (context) => {
    const json = { token: 'tok_visa' };
    const ada = await as(context, 'ada');
    expectJson(await ada.post('/api/payments/1/retry', { json }), 409, shapes.failure('ORDER_STATE'));
    expectJson(
      await (await as(context, 'ben')).post('/api/payments/3/retry', { json }),
      404,
      shapes.failure('NOT_FOUND'),
    );
    expectJson(
      await context.visitor().post('/api/payments/3/retry', { json }),
      401,
      shapes.failure('UNAUTHENTICATED'),
    );
  },
  'believes no call without the right signature over the raw bytes': async (context) => {
    const body = event(context.unique('evt'), 'payment.succeeded', 'gw_00000003');
    const badSignature = shapes.failure('BAD_SIGNATURE');
    expectJson(await notify(context, body, 'sha256=0000'), 401, badSignature);
    expectJson(await notify(context, `${body} `, sign(body)), 401, badSignature);
    const unsigned = await context
      .visitor()
      .post('/api/payments/webhook', { raw: body, headers: { 'content-type': 'application/json' } });
    expectJson(unsigned, 401, badSignature);
  },
  'takes the signature over bytes that JSON would write otherwise': async (context) => {
    const { gatewayId, expectStatusOfOrder } = await waiting(context);
    const spaced = `{ "type" : "payment.succeeded",\n "id":"${context.unique('evt')}", "data":{"gatewayId":"${gatewayId}"} }`;
    expectJson(await notify(context, spaced), 200, { received: true, duplicate: false });
    await expectStatusOfOrder('paid');
  },
  'refuses events that say nothing, and payments that it does not know': async (context) => {
    expectJson(await notify(context, 'not json'), 400, shapes.failure('BAD_WEBHOOK'));
    expectJson(await notify(context, '{"id":"evt_x"}'), 400, shapes.failure('BAD_WEBHOOK'));
    expectJson(
      await notify(context, event(context.unique('evt'), 'payment.eaten', 'gw_00000001')),
      400,
      shapes.failure('BAD_WEBHOOK'),
    );
    const unknown = await notify(context, event(context.unique('evt'), 'payment.succeeded', 'gw_none'));
    expectJson(unknown, 404, shapes.failure('NOT_FOUND'));
  },
});
