import type { NextFunction, Request, Response } from 'express';
import { findCustomer } from '../models/customer.ts';
import { ShopError, forbidden } from './errors.ts';
import { isStaff } from './http.ts';

/** Puts the logged-in customer on the request. A blocked one is treated as if nobody had logged in. */
export async function loadCustomer(req: Request, _res: Response, next: NextFunction): Promise<void> {
  const id = req.session.customerId;
  const customer = id === undefined ? undefined : await findCustomer(id);
  if (customer && !customer.blocked) req.customer = customer;
  next();
}

function unauthenticated(): ShopError {
  return new ShopError(401, 'UNAUTHENTICATED', 'Please log in.');
}

export function needCustomer(req: Request, _res: Response, next: NextFunction): void {
  if (!req.customer) throw unauthenticated();
  next();
}

export function needStaff(req: Request, _res: Response, next: NextFunction): void {
  if (!req.customer) throw unauthenticated();
  if (!isStaff(req.customer)) throw forbidden('This is for the staff.');
  next();
}

export function needAdmin(req: Request, _res: Response, next: NextFunction): void {
  if (!req.customer) throw unauthenticated();
  if (req.customer.role !== 'admin') throw forbidden('This is for administrators.');
  next();
}

/** For pages: whoever is not logged in is sent to the form and comes back afterwards. */
export function staffPage(req: Request, res: Response, next: NextFunction): void {
  if (!req.customer) {
    res.redirect(302, `/admin/login?next=${encodeURIComponent(req.originalUrl)}`);
    return;
  }
  needStaff(req, res, next);
}

export function adminPage(req: Request, res: Response, next: NextFunction): void {
  if (!req.customer) {
    res.redirect(302, `/admin/login?next=${encodeURIComponent(req.originalUrl)}`);
    return;
  }
  needAdmin(req, res, next);
}
