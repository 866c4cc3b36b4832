import type { Request, Response } from 'express';
import { ShopError, notFound } from './errors.ts';
import type { CustomerRow } from '../models/customer.ts';

declare module 'express-session' {
  interface SessionData {
    customerId: number;
    cartId: number;
  }
}

declare global {
  namespace Express {
    interface Request {
      customer?: CustomerRow | undefined;
    }
  }
}

export interface Paging {
  page: number;
  pageSize: number;
  offset: number;
}

/** A query parameter as text; repeated ones count once. */
export function query(req: Request, name: string): string | undefined {
  const value = req.query[name];
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}

export function queryInt(req: Request, name: string, fallback: number, min: number, max: number): number {
  const value = query(req, name);
  if (value === undefined || !/^-?\d{1,9}$/.test(value)) return fallback;
  return Math.min(max, Math.max(min, Number(value)));
}

export function paging(req: Request, defaultSize = 20): Paging {
  const page = queryInt(req, 'page', 1, 1, 1_000_000);
  const pageSize = queryInt(req, 'pageSize', defaultSize, 1, 100);
  return { page, pageSize, offset: (page - 1) * pageSize };
}

export function sendPage(res: Response, items: unknown[], total: number, where: Paging, extra: object = {}): void {
  res.set('X-Total-Count', String(total));
  res.json({ ...extra, items, page: where.page, pageSize: where.pageSize, total });
}

/** An id from the path. Anything but a positive whole number names nothing. */
export function idParam(req: Request, what: string, name = 'id'): number {
  const value = req.params[name];
  if (typeof value !== 'string' || !/^[1-9]\d{0,14}$/.test(value)) throw notFound(`${what} ${String(value)}`);
  return Number(value);
}

export function textParam(req: Request, name: string): string {
  return String(req.params[name]);
}

/** The customer of a route that stands behind `needCustomer` or `needStaff`. */
export function currentCustomer(req: Request): CustomerRow {
  if (!req.customer) throw new ShopError(401, 'UNAUTHENTICATED', 'Please log in.');
  return req.customer;
}

export const isStaff = (customer: CustomerRow | undefined): boolean =>
  customer !== undefined && customer.role !== 'customer';

/** `true` when the caller's copy is as new as ours; then 304 has been sent. */
export function notModifiedSince(req: Request, res: Response, moment: string): boolean {
  const seconds = Math.floor(Date.parse(moment) / 1000) * 1000;
  res.set('Last-Modified', new Date(seconds).toUTCString());
  if (req.get('if-none-match') !== undefined) return false;
  const since = Date.parse(req.get('if-modified-since') ?? '');
  if (Number.isNaN(since) || since < seconds) return false;
  res.status(304).end();
  return true;
}
