import { type Conn, db } from '../db/connection.ts';

export interface ShipmentRow {
  id: number;
  order_id: number;
  warehouse_id: number;
  carrier: string;
  tracking_number: string;
  status: 'label_created' | 'in_transit' | 'out_for_delivery' | 'delivered' | 'lost';
  created_at: string;
}

export interface TrackingRow {
  id: number;
  shipment_id: number;
  status: string;
  place: string;
  at: string;
}

export function shipmentsOf(orderId: number): Promise<ShipmentRow[]> {
  return db.all<ShipmentRow>('SELECT * FROM shipments WHERE order_id = ? ORDER BY id', [orderId]);
}

export function findShipment(id: number, conn: Conn = db): Promise<ShipmentRow | undefined> {
  return conn.get<ShipmentRow>('SELECT * FROM shipments WHERE id = ?', [id]);
}

export function findByTracking(trackingNumber: string): Promise<ShipmentRow | undefined> {
  return db.get<ShipmentRow>('SELECT * FROM shipments WHERE tracking_number = ?', [trackingNumber]);
}

export function trackingOf(shipmentId: number, afterId = 0): Promise<TrackingRow[]> {
  return db.all<TrackingRow>('SELECT * FROM tracking_events WHERE shipment_id = ? AND id > ? ORDER BY id', [shipmentId, afterId]);
}

export async function insertShipment(orderId: number, warehouseId: number, carrier: string, at: string, conn: Conn): Promise<number> {
  const { lastId } = await conn.run(
    `INSERT INTO shipments (order_id, warehouse_id, carrier, tracking_number, status, created_at)
     VALUES (?, ?, ?, 'new-' || hex(randomblob(8)), 'label_created', ?)`,
    [orderId, warehouseId, carrier, at],
  );
  await conn.run("UPDATE shipments SET tracking_number = 'FFT' || printf('%010d', id) WHERE id = ?", [lastId]);
  return lastId;
}

export async function insertTracking(shipmentId: number, status: string, place: string, at: string, conn: Conn): Promise<number> {
  const { lastId } = await conn.run('INSERT INTO tracking_events (shipment_id, status, place, at) VALUES (?, ?, ?, ?)', [
    shipmentId,
    status,
    place,
    at,
  ]);
  await conn.run('UPDATE shipments SET status = ? WHERE id = ?', [status, shipmentId]);
  return lastId;
}

export async function zoneOf(country: string, conn: Conn = db): Promise<string | undefined> {
  return (await conn.get<{ zone: string }>('SELECT zone FROM shipping_zones WHERE country = ?', [country]))?.zone;
}

/** The cheapest rate of each method that carries the weight. */
export function ratesFor(zone: string, weightGrams: number, conn: Conn = db): Promise<{ method: string; price: string; days: number }[]> {
  return conn.all(
    `SELECT method, price, days FROM (
       SELECT method, price, days, ROW_NUMBER() OVER (PARTITION BY method ORDER BY max_weight_grams) AS place
       FROM shipping_rates WHERE zone = ? AND max_weight_grams >= ?)
     WHERE place = 1 ORDER BY CAST(price AS REAL), method`,
    [zone, weightGrams],
  );
}
