import type { Request, Response } from 'express';
import {
  Checker,
  Decimal,
  ShopError,
  asInput,
  currentCustomer,
  idParam,
  invalid,
  isStaff,
  notFound,
  paging,
  query,
} from '../lib/index.ts';
import { countMails, countOrders, countProducts, findMail, listMails, listOrders, listProducts } from '../models/index.ts';
import * as accounts from '../services/accounts.ts';
import { changeProduct, productDetail } from '../services/catalog.ts';
import { adjustStock, stockPage } from '../services/inventory.ts';
import { ORDER_STATUSES } from '../services/orders.ts';
import { couponPage, createCoupon } from '../services/pricing.ts';
import { lastDays, monthReport, salesReport } from '../services/reports.ts';
import { decideReview, deskReviews } from '../services/reviews.ts';
import { parcelsUnderway, shipOrder } from '../services/shipping.ts';
import { customerFile, dashboard, orderFile, productCard, requireOrder } from '../services/shop.ts';
import * as views from '../views/admin-views.ts';
import { endSession, startSession } from './account-controller.ts';
import { couponInput, monthOf } from './shop-controller.ts';

/** Only paths of our own: `//elsewhere` and `/\elsewhere` would leave the shop. */
function localPath(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) ? next : '/admin';
}

export function loginForm(req: Request, res: Response): void {
  if (isStaff(req.customer)) {
    res.redirect(302, '/admin');
    return;
  }
  res.type('html').send(views.loginView(localPath(query(req, 'next')), null));
}

export async function login(req: Request, res: Response): Promise<void> {
  const form = asInput(req.body);
  const next = localPath(form['next']);
  try {
    const customer = await accounts.login(String(form['email'] ?? ''), String(form['password'] ?? ''));
    if (!isStaff(customer)) throw new ShopError(403, 'FORBIDDEN', 'This is for the staff.');
    await startSession(req, customer);
    res.redirect(302, next);
  } catch (error) {
    if (!(error instanceof ShopError) || (error.status !== 401 && error.status !== 403)) throw error;
    res.status(error.status).type('html').send(views.loginView(next, error.message));
  }
}

export async function logout(req: Request, res: Response): Promise<void> {
  await endSession(req, res);
  res.redirect(302, '/admin/login');
}

export async function dashboardPage(req: Request, res: Response): Promise<void> {
  res.type('html').send(views.dashboardView(await dashboard(), await parcelsUnderway(), currentCustomer(req)));
}

export async function productList(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const search = query(req, 'q') ?? '';
  const filter = { search: search || undefined, archived: true };
  const rows = await listProducts(filter, 'name', where.pageSize, where.offset);
  const items = rows.map((row) => ({ ...productCard(row), archived: row.archived === 1, available: row.available }));
  res.type('html').send(views.productListView(items, await countProducts(filter), where, search, currentCustomer(req)));
}

export async function productForm(req: Request, res: Response): Promise<void> {
  const { view, version } = await productDetail(idParam(req, 'Product'), true);
  res.type('html').send(views.productFormView(view, version, query(req, 'saved') === '1', null, currentCustomer(req)));
}

export async function saveProduct(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Product');
  const { view, version } = await productDetail(id, true);
  const form = asInput(req.body);
  const check = new Checker(form);
  const name = check.text('name', 2, 120);
  const description = check.text('description', 10, 4000);
  const prices = new Map<string, string>();
  for (const variant of view.variants) {
    const field = `price_${variant.sku}`;
    if (check.has(field)) prices.set(variant.sku, check.decimal(field).toString());
  }
  try {
    check.done();
    await changeProduct(id, { name, description, prices }, null, currentCustomer(req).id);
  } catch (error) {
    if (!(error instanceof ShopError) || error.status !== 422) throw error;
    res.status(422).type('html').send(views.productFormView(view, version, false, error, currentCustomer(req)));
    return;
  }
  res.redirect(302, `/admin/products/${id}?saved=1`);
}

export async function orderList(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const asked = query(req, 'status');
  const status = ORDER_STATUSES.find((one) => one === asked);
  const rows = await listOrders({ status }, where.pageSize, where.offset);
  res.type('html').send(views.orderListView(rows, await countOrders({ status }), where, status ?? '', currentCustomer(req)));
}

export async function orderPage(req: Request, res: Response): Promise<void> {
  const order = await requireOrder(idParam(req, 'Order'), currentCustomer(req));
  res.type('html').send(views.orderView(await orderFile(order), currentCustomer(req)));
}

export async function ship(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Order');
  await shipOrder(id, null, currentCustomer(req));
  res.redirect(302, `/admin/orders/${id}`);
}

export async function customerList(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const search = query(req, 'q') ?? '';
  const { items, total } = await accounts.customerPage(search, where.pageSize, where.offset);
  res.type('html').send(views.customerListView(items, total, where, search, currentCustomer(req)));
}

export async function customerPage(req: Request, res: Response): Promise<void> {
  res.type('html').send(views.customerView(await customerFile(idParam(req, 'Customer')), currentCustomer(req)));
}

export async function reviewList(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const { items, total } = await deskReviews(where.pageSize, where.offset);
  res.type('html').send(views.reviewListView(items, total, where, currentCustomer(req)));
}

export async function moderate(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Review');
  const check = new Checker(req.body);
  const decision = check.oneOf('decision', ['publish', 'reject'] as const);
  const reply = check.optionalText('reply', 1000);
  check.done();
  await decideReview(id, decision, reply, currentCustomer(req));
  res.redirect(302, '/admin/reviews');
}

export async function inventoryList(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const onlyLow = query(req, 'low') === '1';
  const { items, total, warehouses } = await stockPage(onlyLow, where.pageSize, where.offset);
  res.type('html').send(views.inventoryView(items, total, where, onlyLow, warehouses, currentCustomer(req)));
}

export async function adjust(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const sku = check.text('sku', 1, 40);
  const warehouse = check.text('warehouse', 1, 10);
  const reason = check.text('reason', 3, 200);
  const delta = check.matching('delta', /^[+-]?[1-9]\d{0,4}$/, 'a whole number other than 0');
  check.done();
  await adjustStock(sku, warehouse, Number(delta), reason, currentCustomer(req).id);
  res.redirect(302, '/admin/inventory');
}

export async function couponList(req: Request, res: Response): Promise<void> {
  const { items } = await couponPage(100, 0);
  res.type('html').send(views.couponListView(items, currentCustomer(req)));
}

export async function addCoupon(req: Request, res: Response): Promise<void> {
  const form = asInput(req.body);
  const day = String(form['ends_at'] ?? '');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw invalid({ ends_at: 'must be a day' });
  const minSubtotal = Decimal.isDecimal(form['min_subtotal']) ? form['min_subtotal'] : '0.00';
  await createCoupon(couponInput({ code: form['code'], kind: form['kind'], value: form['value'], minSubtotal, endsAt: `${day}T23:59:59.000Z` }));
  res.redirect(302, '/admin/coupons');
}

export async function mailList(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const rows = await listMails(undefined, where.pageSize, where.offset);
  res.type('html').send(views.mailListView(rows, await countMails(undefined), where, currentCustomer(req)));
}

export async function mailPage(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Mail');
  const mail = await findMail(id);
  if (!mail) throw notFound(`Mail ${id}`);
  res.type('html').send(views.mailView(mail, currentCustomer(req)));
}

export async function reportPage(req: Request, res: Response): Promise<void> {
  const month = await monthReport(monthOf(req));
  const { from, to } = lastDays(30);
  res.type('html').send(views.reportView(month, await salesReport(from, to), currentCustomer(req)));
}
