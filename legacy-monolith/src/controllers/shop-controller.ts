// Promotions, coupons, search, guides, reports, mails and jobs: what had no controller of its own went in here.
import type { Request, Response } from 'express';
import {
  Checker,
  DAY,
  invalid,
  money,
  notModifiedSince,
  nowIso,
  paging,
  query,
  sendPage,
  textParam,
} from '../lib/index.ts';
import { countMails, listMails, type CouponRow } from '../models/index.ts';
import { scheduler } from '../lib/scheduler.ts';
import * as guides from '../services/guides.ts';
import * as pricing from '../services/pricing.ts';
import * as reports from '../services/reports.ts';
import * as search from '../services/search.ts';

export async function listPromotions(_req: Request, res: Response): Promise<void> {
  res.json({ items: await pricing.currentPromotions() });
}

export async function createPromotion(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const name = check.text('name', 3, 80);
  const percent = check.integer('percent', 1, 90);
  const startsAt = check.moment('startsAt');
  const endsAt = check.moment('endsAt');
  const ids = check.raw('productIds');
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > 500 || !ids.every((id) => Number.isSafeInteger(id) && id > 0)) {
    check.fail('productIds', 'must be a list of 1 to 500 ids');
  }
  if (endsAt <= startsAt) check.fail('endsAt', 'must be after startsAt');
  check.done();
  const productIds = [...new Set(ids as number[])];
  res.status(201).json(await pricing.createPromotion(name, percent, startsAt, endsAt, productIds));
}

export async function checkCoupon(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const code = check.text('code', 1, 40);
  const subtotal = check.decimal('subtotal');
  check.done();
  res.json(await pricing.checkCoupon(code, subtotal, req.customer?.id ?? null));
}

export async function listCoupons(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const { items, total } = await pricing.couponPage(where.pageSize, where.offset);
  sendPage(res, items, total, where);
}

export function couponInput(body: unknown): Omit<CouponRow, 'id' | 'used_count'> {
  const check = new Checker(body);
  const code = check.matching('code', /^[A-Z0-9-]{3,24}$/, '3 to 24 capitals, digits or "-"');
  const kind = check.oneOf('kind', ['percent', 'fixed', 'shipping'] as const);
  const value = kind === 'shipping' ? money('0.00') : check.decimal('value');
  if (kind === 'percent' && (value.cents % 100 !== 0 || value.cents < 100 || value.cents > 9000)) {
    check.fail('value', 'must be a whole percentage from 1 to 90');
  }
  const coupon = {
    code,
    kind,
    value: kind === 'percent' ? String(value.cents / 100) : value.toString(),
    min_subtotal: (check.has('minSubtotal') ? check.decimal('minSubtotal') : money('0.00')).toString(),
    customer_id: null,
    usage_limit: check.optionalInteger('usageLimit', 1, 1_000_000),
    starts_at: (check.has('startsAt') ? check.moment('startsAt').toISOString() : nowIso()),
    ends_at: check.moment('endsAt').toISOString(),
  };
  check.done();
  return coupon;
}

export async function createCoupon(req: Request, res: Response): Promise<void> {
  res.status(201).json(await pricing.createCoupon(couponInput(req.body)));
}

export async function searchProducts(req: Request, res: Response): Promise<void> {
  const text = (query(req, 'q') ?? '').trim();
  if (text.length < 2 || text.length > 80) throw invalid({ q: 'must be 2 to 80 characters' });
  const where = paging(req);
  const { items, total } = await search.searchProducts(text, query(req, 'category'), where.pageSize, where.offset);
  sendPage(res, items, total, where, { query: text });
}

export async function suggest(req: Request, res: Response): Promise<void> {
  const text = (query(req, 'q') ?? '').trim();
  if (text.length < 1 || text.length > 80) throw invalid({ q: 'must be 1 to 80 characters' });
  res.json({ items: await search.suggestions(text) });
}

export async function listPopular(_req: Request, res: Response): Promise<void> {
  res.json({ items: await search.popularSearches() });
}

export async function reindex(_req: Request, res: Response): Promise<void> {
  res.json({ indexed: await search.rebuildIndex() });
}

export async function listGuides(_req: Request, res: Response): Promise<void> {
  res.json({ items: await guides.guideList() });
}

export async function showGuide(req: Request, res: Response): Promise<void> {
  const guide = await guides.requireGuide(textParam(req, 'slug'));
  if (notModifiedSince(req, res, guide.updated_at)) return;
  res.json(await guides.guideDetail(guide));
}

export async function salesReport(req: Request, res: Response): Promise<void> {
  const usual = reports.lastDays(30);
  const from = query(req, 'from') ?? usual.from;
  const to = query(req, 'to') ?? usual.to;
  const fields: Record<string, string> = {};
  if (!DAY.test(from)) fields['from'] = 'must be a day such as 2025-03-01';
  if (!DAY.test(to)) fields['to'] = 'must be a day such as 2025-03-20';
  else if (from > to) fields['to'] = 'must not be before from';
  if (Object.keys(fields).length > 0) throw invalid(fields);
  res.json(await reports.salesReport(from, to));
}

export function monthOf(req: Request): string {
  const month = query(req, 'month') ?? reports.previousMonth();
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw invalid({ month: 'must be a month such as 2025-02' });
  return month;
}

export async function monthReport(req: Request, res: Response): Promise<void> {
  res.json(await reports.monthReport(monthOf(req)));
}

export async function inventoryCsv(_req: Request, res: Response): Promise<void> {
  res.attachment('inventory.csv').type('text/csv').send(await reports.inventoryCsv());
}

export async function listMailsOfAll(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const state = query(req, 'state');
  const items = (await listMails(state, where.pageSize, where.offset)).map((row) => ({
    id: row.id,
    recipient: row.recipient,
    template: row.template,
    subject: row.subject,
    state: row.state,
    createdAt: row.created_at,
    sentAt: row.sent_at,
  }));
  sendPage(res, items, await countMails(state), where);
}

export async function runJob(req: Request, res: Response): Promise<void> {
  const job = textParam(req, 'name');
  res.json({ job, outcome: await scheduler.runNow(job) });
}
