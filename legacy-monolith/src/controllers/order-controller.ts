import type { Request, Response } from 'express';
import { Checker, bus, currentCustomer, idParam, invalid, paging, query, queryInt, sendPage, textParam } from '../lib/index.ts';
import { liveStreams, sendEvent, write } from '../lib/live-streams.ts';
import { log } from '../lib/logger.ts';
import * as orders from '../services/orders.ts';
import * as payments from '../services/payments.ts';
import * as shipping from '../services/shipping.ts';
import { refillFrom } from '../services/cart.ts';
import { orderView, paymentView, requireOrder, shipmentView } from '../services/shop.ts';
import type { ShopEvents } from '../lib/event-types.ts';
import { cartOwner } from './cart-controller.ts';

const KEEP_ALIVE_MS = 15_000;

export async function listOrders(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const filter = { customerId: currentCustomer(req).id, status: query(req, 'status') };
  const { items, total } = await orders.orderPage(filter, where.pageSize, where.offset);
  sendPage(res, items, total, where);
}

export async function showOrder(req: Request, res: Response): Promise<void> {
  res.json(await orderView(await requireOrder(idParam(req, 'Order'), currentCustomer(req))));
}

export async function cancelOrder(req: Request, res: Response): Promise<void> {
  res.json(await orders.cancelOrder(idParam(req, 'Order'), currentCustomer(req)));
}

export async function showInvoice(req: Request, res: Response): Promise<void> {
  const { number, text } = await orders.invoiceOf(idParam(req, 'Order'), currentCustomer(req));
  res.attachment(`${number}.txt`).type('text/plain').send(text);
}

export async function requestReturn(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Order');
  const check = new Checker(req.body);
  const reason = check.text('reason', 3, 500);
  check.done();
  res.status(201).json(await orders.requestReturn(id, reason, currentCustomer(req)));
}

export async function reorder(req: Request, res: Response): Promise<void> {
  const order = await requireOrder(idParam(req, 'Order'), currentCustomer(req));
  res.json(await refillFrom(order, cartOwner(req)));
}

export async function listShipments(req: Request, res: Response): Promise<void> {
  res.json({ items: await shipping.shipmentList(idParam(req, 'Order'), currentCustomer(req)) });
}

// --- payments -----------------------------------------------------------------------------------------------

export function listMethods(_req: Request, res: Response): void {
  res.json({ items: payments.PAYMENT_METHODS });
}

export async function showPayment(req: Request, res: Response): Promise<void> {
  const { payment } = await payments.requirePayment(idParam(req, 'Payment'), currentCustomer(req));
  res.json(paymentView(payment));
}

export async function retryPayment(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Payment');
  const check = new Checker(req.body);
  const token = check.text('token', 1, 60);
  check.done();
  res.status(201).json(await payments.retryPayment(id, token, currentCustomer(req)));
}

export async function receiveWebhook(req: Request, res: Response): Promise<void> {
  const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
  res.json(await payments.receiveWebhook(body, req.get('x-gateway-signature')));
}

// --- shipping -----------------------------------------------------------------------------------------------

export async function listRates(req: Request, res: Response): Promise<void> {
  const country = (query(req, 'country') ?? '').toUpperCase();
  const weight = query(req, 'weight') ?? '';
  const fields: Record<string, string> = {};
  if (!/^[A-Z]{2}$/.test(country)) fields['country'] = 'must be two letters';
  if (!/^[1-9]\d{0,6}$/.test(weight)) fields['weight'] = 'must be grams, from 1';
  if (Object.keys(fields).length > 0) throw invalid(fields);
  res.json(await shipping.rates(country, Number(weight)));
}

export async function trackShipment(req: Request, res: Response): Promise<void> {
  res.json(await shipping.track(textParam(req, 'trackingNumber')));
}

/** Server-sent events: a snapshot, then every event as it comes; the stream ends with the delivery. */
export async function streamShipment(req: Request, res: Response): Promise<void> {
  const shipment = await shipping.requireTracked(textParam(req, 'trackingNumber'));
  const resumeAt = /^\d{1,12}$/.test(req.get('last-event-id') ?? '') ? Number(req.get('last-event-id')) : null;
  res.status(200).set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'no' });
  res.flushHeaders();
  res.write('retry: 3000\n\n');
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  liveStreams.add(res);

  let lastId = resumeAt ?? 0;
  let started = false;
  let sending: Promise<void> = Promise.resolve();
  const keepAlive = setInterval(() => write(res, ': keep-alive\n\n'), KEEP_ALIVE_MS);
  keepAlive.unref();

  const stop = (): void => {
    clearInterval(keepAlive);
    bus.off('shipment.tracked', onTracked);
    liveStreams.delete(res);
  };
  const sendNews = async (): Promise<void> => {
    if (!started && resumeAt === null) {
      const snapshot = await shipmentView(await shipping.requireTracked(shipment.tracking_number));
      lastId = snapshot.events.at(-1)?.id ?? 0;
      sendEvent(res, 'snapshot', snapshot, lastId);
      if (snapshot.status === 'delivered') finish();
    } else {
      for (const event of await shipping.trackingSince(shipment.id, lastId)) {
        lastId = event.id;
        sendEvent(res, 'tracking', event, event.id);
        if (event.status === 'delivered') finish();
      }
      if (!started && shipment.status === 'delivered') finish();
    }
    started = true;
  };
  const finish = (): void => {
    if (res.writableEnded) return;
    sendEvent(res, 'end', {});
    stop();
    res.end();
  };
  const enqueue = (): void => {
    sending = sending.then(sendNews).catch((error: unknown) => {
      log('error', 'tracking stream failed', error);
      stop();
      res.end();
    });
  };
  function onTracked(event: ShopEvents['shipment.tracked']): void {
    if (event.shipmentId === shipment.id) enqueue();
  }

  res.on('close', stop);
  bus.on('shipment.tracked', onTracked);
  enqueue();
}

// --- back office --------------------------------------------------------------------------------------------

export async function listAllOrders(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const customerId = queryInt(req, 'customerId', 0, 0, 1_000_000_000);
  const filter = { customerId: customerId === 0 ? undefined : customerId, status: query(req, 'status') };
  const { items, total } = await orders.orderDeskPage(filter, where.pageSize, where.offset);
  sendPage(res, items, total, where);
}

export async function shipOrder(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Order');
  const check = new Checker(req.body);
  const warehouse = check.optionalText('warehouse', 10);
  check.done();
  res.status(201).json(await shipping.shipOrder(id, warehouse, currentCustomer(req)));
}

export async function refundOrder(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Order');
  const check = new Checker(req.body);
  const amount = check.has('amount') ? check.decimal('amount') : null;
  const reason = check.text('reason', 3, 300);
  check.done();
  res.status(201).json(await payments.refundOrder(id, amount, reason, currentCustomer(req)));
}

export async function addTracking(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Shipment');
  const check = new Checker(req.body);
  const status = check.oneOf('status', ['in_transit', 'out_for_delivery', 'delivered', 'lost'] as const);
  const place = check.text('place', 2, 80);
  check.done();
  res.status(201).json(await shipping.addTracking(id, status, place));
}

export async function settleReturn(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Return');
  const check = new Checker(req.body);
  const decision = check.oneOf('decision', ['accept', 'decline'] as const);
  check.done();
  res.json(await orders.settleReturn(id, decision, currentCustomer(req)));
}
