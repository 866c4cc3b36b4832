import type { Request, Response } from 'express';
import { idParam, notFound, textParam } from '../lib/index.ts';
import { cardsByIds, findProduct } from '../models/index.ts';
import { productBySlug } from '../services/catalog.ts';
import { requireGuide } from '../services/guides.ts';
import { track } from '../services/shipping.ts';
import { frontPage, guideView, productCard, productPageData } from '../services/shop.ts';
import { frontView, guidePage, productView, trackingPage } from '../views/shop-views.ts';
import { STYLE } from '../views/style.ts';

const ONE_HOUR = 'public, max-age=3600';

export async function front(req: Request, res: Response): Promise<void> {
  res.type('html').send(frontView(await frontPage(), req.customer ?? null));
}

export async function product(req: Request, res: Response): Promise<void> {
  const row = await productBySlug(textParam(req, 'slug'));
  res.type('html').send(productView(await productPageData(row), req.customer ?? null));
}

export async function shortLink(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Product');
  const row = await findProduct(id);
  if (!row || row.archived) throw notFound(`Product ${id}`);
  res.redirect(301, `/products/${row.slug}`);
}

export async function guide(req: Request, res: Response): Promise<void> {
  const view = await guideView(await requireGuide(textParam(req, 'slug')));
  const products = (await cardsByIds(view.productIds)).map(productCard);
  res.type('html').send(guidePage(view, products, req.customer ?? null));
}

export async function tracking(req: Request, res: Response): Promise<void> {
  res.type('html').send(trackingPage(await track(textParam(req, 'trackingNumber')), req.customer ?? null));
}

export function robots(_req: Request, res: Response): void {
  res.set('Cache-Control', ONE_HOUR).type('text/plain').send('User-agent: *\nDisallow: /admin\nDisallow: /api\n');
}

export function style(_req: Request, res: Response): void {
  res.set('Cache-Control', ONE_HOUR).type('text/css').send(STYLE);
}
