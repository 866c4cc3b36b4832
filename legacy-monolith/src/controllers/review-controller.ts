import type { Request, Response } from 'express';
import { Checker, currentCustomer, idParam, invalid, isStaff, paging, query, queryInt, sendPage } from '../lib/index.ts';
import * as reviews from '../services/reviews.ts';

const limitOf = (req: Request): number => queryInt(req, 'limit', 10, 1, 50);

export async function listReviews(req: Request, res: Response): Promise<void> {
  const productId = idParam(req, 'Product');
  const where = paging(req, 10);
  const rating = query(req, 'rating');
  const stars = rating !== undefined && /^[1-5]$/.test(rating) ? Number(rating) : null;
  const page = await reviews.reviewPage(productId, stars, query(req, 'sort') ?? 'new', where.pageSize, where.offset, isStaff(req.customer));
  res.set('Cache-Control', 'no-cache');
  sendPage(res, page.items, page.total, where, { summary: page.summary });
}

export async function writeReview(req: Request, res: Response): Promise<void> {
  const productId = idParam(req, 'Product');
  const check = new Checker(req.body);
  const text = { rating: check.integer('rating', 1, 5), title: check.text('title', 3, 120), body: check.text('body', 10, 4000) };
  check.done();
  const review = await reviews.writeReview(productId, text, currentCustomer(req));
  res.location(`/api/reviews/${review.id}`).status(201).json(review);
}

export async function listLatest(req: Request, res: Response): Promise<void> {
  res.json({ items: await reviews.newestReviews(limitOf(req)) });
}

export async function listTopRated(req: Request, res: Response): Promise<void> {
  res.json({ items: await reviews.bestProducts(limitOf(req)) });
}

export async function listOwn(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const { items, total } = await reviews.ownReviews(currentCustomer(req).id, where.pageSize, where.offset);
  sendPage(res, items, total, where);
}

export async function listEligible(req: Request, res: Response): Promise<void> {
  res.json({ items: await reviews.reviewableProducts(currentCustomer(req).id) });
}

export async function listPending(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const { items, total } = await reviews.waitingReviews(where.pageSize, where.offset);
  sendPage(res, items, total, where);
}

export async function listSummaries(req: Request, res: Response): Promise<void> {
  const ids = (query(req, 'products') ?? '').split(',');
  if (ids.length > 50 || !ids.every((id) => /^[1-9]\d{0,14}$/.test(id))) throw invalid({ products: 'must be 1 to 50 ids, such as 1,2,3' });
  res.json({ items: await reviews.summaries(ids.map(Number)) });
}

export async function showReview(req: Request, res: Response): Promise<void> {
  res.json(await reviews.oneReview(idParam(req, 'Review'), req.customer));
}

export async function editReview(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Review');
  const check = new Checker(req.body);
  const change = {
    ...(check.has('rating') ? { rating: check.integer('rating', 1, 5) } : {}),
    ...(check.has('title') ? { title: check.text('title', 3, 120) } : {}),
    ...(check.has('body') ? { body: check.text('body', 10, 4000) } : {}),
  };
  check.done();
  res.json(await reviews.editReview(id, change, currentCustomer(req)));
}

export async function removeReview(req: Request, res: Response): Promise<void> {
  await reviews.removeReview(idParam(req, 'Review'), currentCustomer(req));
  res.status(204).end();
}

export async function voteHelpful(req: Request, res: Response): Promise<void> {
  res.json(await reviews.voteHelpful(idParam(req, 'Review'), currentCustomer(req)));
}

export async function unvoteHelpful(req: Request, res: Response): Promise<void> {
  res.json(await reviews.unvoteHelpful(idParam(req, 'Review'), currentCustomer(req)));
}

export async function reportReview(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Review');
  const check = new Checker(req.body);
  const reason = check.text('reason', 3, 300);
  check.done();
  await reviews.reportReview(id, reason, currentCustomer(req));
  res.status(202).json({ status: 'reported' });
}

export async function moderateReview(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Review');
  const check = new Checker(req.body);
  const decision = check.oneOf('decision', ['publish', 'reject'] as const);
  const reply = check.optionalText('reply', 1000);
  check.done();
  res.json(await reviews.decideReview(id, decision, reply, currentCustomer(req)));
}
