import {
  audit,
  closeReservations,
  findByTracking,
  findOrder,
  findShipment,
  findWarehouse,
  heldFor,
  insertShipment,
  insertTracking,
  moveStock,
  ratesFor,
  setOrderStatus,
  shipmentsOf,
  trackingOf,
  zoneOf,
  type CustomerRow,
  type OrderRow,
  type ShipmentRow,
} from '../models/index.ts';
import { db, inTransaction } from '../db/connection.ts';
import { ShopError, bus, conflict, notFound, now } from '../lib/index.ts';
import { deliverOrder } from './orders.ts';
import { requireOrder, shipmentView, trackingView } from './shop.ts';

const CARRIER = 'Figpost';

export async function rates(country: string, weightGrams: number) {
  const zone = await zoneOf(country);
  const items = zone ? await ratesFor(zone, weightGrams) : [];
  if (!zone || items.length === 0) throw new ShopError(422, 'UNSHIPPABLE', `Nothing ships ${weightGrams} g to ${country}.`);
  return { country, zone, items };
}

export async function requireTracked(trackingNumber: string): Promise<ShipmentRow> {
  const shipment = await findByTracking(trackingNumber);
  if (!shipment) throw notFound(`Shipment ${trackingNumber}`);
  return shipment;
}

export async function track(trackingNumber: string) {
  return shipmentView(await requireTracked(trackingNumber));
}

export async function trackingSince(shipmentId: number, afterId: number) {
  return (await trackingOf(shipmentId, afterId)).map(trackingView);
}

export async function shipmentList(orderId: number, customer: CustomerRow) {
  await requireOrder(orderId, customer);
  const views = [];
  for (const row of await shipmentsOf(orderId)) views.push(await shipmentView(row));
  return views;
}

/** Takes the held pieces out of the warehouses and hands the parcel to the carrier. */
export async function shipOrder(orderId: number, warehouseCode: string | null, actor: CustomerRow) {
  const warehouse = warehouseCode === null ? undefined : await findWarehouse(warehouseCode);
  if (warehouseCode !== null && !warehouse) throw notFound(`Warehouse ${warehouseCode}`);
  const at = now();
  const { order, shipmentId, variantIds } = await inTransaction(async (tx) => {
    const found = await findOrder(orderId, tx);
    if (!found) throw notFound(`Order ${orderId}`);
    if (found.status !== 'paid') throw conflict('ORDER_STATE', `An order that is ${found.status} can't be shipped.`);
    const held = await heldFor(orderId, tx);
    for (const row of held) {
      await moveStock(row.variant_id, row.warehouse_id, -row.quantity, 'shipped', orderId, at.toISOString(), tx);
    }
    await closeReservations(orderId, 'taken', tx);
    const from = warehouse?.id ?? held[0]?.warehouse_id ?? 1;
    const id = await insertShipment(orderId, from, CARRIER, at.toISOString(), tx);
    await insertTracking(id, 'label_created', warehouseCode ?? 'Berlin', at.toISOString(), tx);
    await setOrderStatus(orderId, 'shipped', '', at.toISOString(), tx);
    await audit(actor.id, 'order.shipped', found.number, '', tx);
    return { order: found, shipmentId: id, variantIds: held.map((row) => row.variant_id) };
  });
  const shipment = (await findShipment(shipmentId)) as ShipmentRow;
  await bus.emit('order.shipped', { orderId, customerId: order.customer_id, trackingNumber: shipment.tracking_number });
  await bus.emit('stock.changed', { variantIds });
  return shipmentView(shipment);
}

export async function addTracking(shipmentId: number, status: ShipmentRow['status'], place: string) {
  const at = now();
  const { eventId, shipment, order } = await inTransaction(async (tx) => {
    const found = await findShipment(shipmentId, tx);
    if (!found) throw notFound(`Shipment ${shipmentId}`);
    if (found.status === 'delivered' || found.status === 'lost') {
      throw conflict('ORDER_STATE', `A shipment that is ${found.status} gets no more events.`);
    }
    const id = await insertTracking(shipmentId, status, place, at.toISOString(), tx);
    if (status === 'delivered') await deliverOrder(found.order_id, at, tx);
    return { eventId: id, shipment: found, order: (await findOrder(found.order_id, tx)) as OrderRow };
  });
  await bus.emit('shipment.tracked', { shipmentId, eventId, status, place, at });
  if (status === 'delivered') await bus.emit('order.delivered', { orderId: shipment.order_id, customerId: order.customer_id, at });
  return { id: eventId, status, place, at: at.toISOString() };
}

/** How many parcels are on their way; the back office asks now and then. */
export async function parcelsUnderway(): Promise<number> {
  const row = await db.get<{ n: number }>("SELECT COUNT(*) AS n FROM shipments WHERE status IN ('label_created', 'in_transit', 'out_for_delivery')");
  return row?.n ?? 0;
}
