import type { Request, Response } from 'express';
import { Checker, EMAIL, currentCustomer, idParam, paging, query, sendPage } from '../lib/index.ts';
import type { CustomerRow, NewAddress } from '../models/index.ts';
import * as accounts from '../services/accounts.ts';
import { mergeGuestCart } from '../services/cart.ts';
import { loyaltyHistory, loyaltyOf, redeemPoints } from '../services/loyalty.ts';
import { customerView } from '../services/shop.ts';

/** A new session id for whoever has just proved who they are; what a guest had in the cart comes along. */
export async function startSession(req: Request, customer: CustomerRow): Promise<void> {
  const guestCartId = req.session.cartId;
  await new Promise<void>((resolve, reject) => {
    req.session.regenerate((error: unknown) => (error ? reject(error) : resolve()));
  });
  req.session.customerId = customer.id;
  req.customer = customer;
  if (guestCartId !== undefined) await mergeGuestCart(customer.id, guestCartId);
}

export function endSession(req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    req.session.destroy((error: unknown) => {
      if (error) reject(error);
      else {
        res.clearCookie('figfern.sid', { path: '/', httpOnly: true, sameSite: 'lax' });
        resolve();
      }
    });
  });
}

export async function register(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const email = check.matching('email', EMAIL, 'an e-mail address');
  const password = check.text('password', 10, 200);
  const name = check.text('name', 2, 80);
  check.done();
  const customer = await accounts.register(email, password, name);
  await startSession(req, customer);
  res.location('/api/account').status(201).json(await customerView(customer));
}

export async function login(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const email = check.text('email', 3, 254);
  const password = check.text('password', 1, 200);
  check.done();
  const customer = await accounts.login(email, password);
  await startSession(req, customer);
  res.json(await customerView(customer));
}

export async function logout(req: Request, res: Response): Promise<void> {
  await endSession(req, res);
  res.status(204).end();
}

export async function whoAmI(req: Request, res: Response): Promise<void> {
  res.json({ customer: req.customer ? await customerView(req.customer) : null });
}

export async function changePassword(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const current = check.text('current', 1, 200);
  const next = check.text('next', 10, 200);
  check.done();
  await accounts.changePassword(currentCustomer(req), current, next);
  res.status(204).end();
}

export async function forgotPassword(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const email = check.text('email', 3, 254);
  check.done();
  await accounts.forgotPassword(email);
  res.status(202).json({ status: 'accepted' });
}

export async function resetPassword(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const token = check.text('token', 1, 100);
  const password = check.text('password', 10, 200);
  check.done();
  await accounts.resetPassword(token, password);
  res.status(204).end();
}

export async function showAccount(req: Request, res: Response): Promise<void> {
  res.json(await customerView(currentCustomer(req)));
}

export async function changeAccount(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const name = check.has('name') ? check.text('name', 2, 80) : undefined;
  const phone = check.has('phone') ? check.optionalText('phone', 30) : undefined;
  check.done();
  res.json(await customerView(await accounts.saveProfile(currentCustomer(req), name, phone)));
}

export async function listAddresses(req: Request, res: Response): Promise<void> {
  res.json({ items: await accounts.addressList(currentCustomer(req).id) });
}

function addressInput(req: Request): NewAddress {
  const check = new Checker(req.body);
  const address = {
    label: check.text('label', 1, 40),
    line1: check.text('line1', 2, 120),
    line2: check.optionalText('line2', 120),
    city: check.text('city', 1, 80),
    postcode: check.text('postcode', 2, 12),
    country: check.matching('country', /^[A-Z]{2}$/, 'two capital letters'),
    is_default: check.flag('isDefault', false) ? 1 : 0,
  };
  check.done();
  return address;
}

export async function addAddress(req: Request, res: Response): Promise<void> {
  const address = await accounts.addAddress(currentCustomer(req).id, addressInput(req));
  res.location(`/api/account/addresses/${address.id}`).status(201).json(address);
}

export async function changeAddress(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Address');
  res.json(await accounts.changeAddress(currentCustomer(req).id, id, addressInput(req)));
}

export async function removeAddress(req: Request, res: Response): Promise<void> {
  await accounts.removeAddress(currentCustomer(req).id, idParam(req, 'Address'));
  res.status(204).end();
}

export async function showNotifications(req: Request, res: Response): Promise<void> {
  res.json(await accounts.preferences(currentCustomer(req).id));
}

export async function changeNotifications(req: Request, res: Response): Promise<void> {
  const { id } = currentCustomer(req);
  const before = await accounts.preferences(id);
  const check = new Checker(req.body);
  const wishes = {
    orders: check.flag('orders', before.orders),
    reviews: check.flag('reviews', before.reviews),
    stock: check.flag('stock', before.stock),
    newsletter: check.flag('newsletter', before.newsletter),
  };
  check.done();
  res.json(await accounts.changePreferences(id, wishes));
}

export async function listMails(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const { items, total } = await accounts.mailPage(currentCustomer(req).id, where.pageSize, where.offset);
  sendPage(res, items, total, where);
}

export async function showLoyalty(req: Request, res: Response): Promise<void> {
  res.json(await loyaltyOf(currentCustomer(req).id));
}

export async function listLoyalty(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const { items, total } = await loyaltyHistory(currentCustomer(req).id, where.pageSize, where.offset);
  sendPage(res, items, total, where);
}

export async function redeem(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const points = check.integer('points', 100, 1_000_000);
  if (points % 100 !== 0) check.fail('points', 'must be a multiple of 100');
  check.done();
  res.status(201).json(await redeemPoints(currentCustomer(req).id, points));
}

// --- back office --------------------------------------------------------------------------------------------

export async function listCustomers(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const { items, total } = await accounts.customerPage(query(req, 'q') ?? '', where.pageSize, where.offset);
  sendPage(res, items, total, where);
}

export async function changeCustomer(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const change = {
    blocked: check.has('blocked') ? check.flag('blocked', false) : undefined,
    role: check.has('role') ? check.oneOf('role', ['customer', 'staff'] as const) : undefined,
  };
  check.done();
  res.json(await accounts.changeAccess(idParam(req, 'Customer'), change, currentCustomer(req)));
}

export async function listAudit(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const { items, total } = await accounts.auditPage(where.pageSize, where.offset);
  sendPage(res, items, total, where);
}
