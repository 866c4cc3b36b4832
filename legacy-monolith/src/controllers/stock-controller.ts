import type { Request, Response } from 'express';
import { Checker, currentCustomer, idParam, paging, query, sendPage, textParam } from '../lib/index.ts';
import * as inventory from '../services/inventory.ts';

export async function showStock(req: Request, res: Response): Promise<void> {
  res.json(await inventory.stockOf(textParam(req, 'sku')));
}

export async function watchStock(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const sku = check.text('sku', 1, 40);
  check.done();
  const { created, alert } = await inventory.watchStock(currentCustomer(req).id, sku);
  if (created) res.location(`/api/stock-alerts/${alert.id}`).status(201);
  res.json(alert);
}

export async function listAlerts(req: Request, res: Response): Promise<void> {
  res.json({ items: await inventory.alertList(currentCustomer(req).id) });
}

export async function unwatchStock(req: Request, res: Response): Promise<void> {
  await inventory.unwatchStock(currentCustomer(req).id, idParam(req, 'Stock alert'));
  res.status(204).end();
}

export async function adjustStock(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const sku = check.text('sku', 1, 40);
  const warehouse = check.text('warehouse', 1, 10);
  const delta = check.integer('delta', -100_000, 100_000);
  const reason = check.text('reason', 3, 200);
  if (delta === 0) check.fail('delta', 'must not be 0');
  check.done();
  res.json(await inventory.adjustStock(sku, warehouse, delta, reason, currentCustomer(req).id));
}

export async function listMovements(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const { items, total } = await inventory.movementPage(query(req, 'sku'), where.pageSize, where.offset);
  sendPage(res, items, total, where);
}
