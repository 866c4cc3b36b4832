import { unlink, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Request, Response } from 'express';
import {
  Checker,
  Decimal,
  SLUG,
  ShopError,
  asInput,
  currentCustomer,
  idParam,
  invalid,
  isStaff,
  notModifiedSince,
  paging,
  query,

  sendPage,
  textParam,
} from '../lib/index.ts';
import * as catalog from '../services/catalog.ts';
import * as pricing from '../services/pricing.ts';
import { availabilityOf } from '../services/inventory.ts';
import { guidesFor } from '../services/guides.ts';
import { countProducts, findVariant, variantsOf, type ProductFilter } from '../models/index.ts';
import { settings } from '../config.ts';

export async function health(_req: Request, res: Response): Promise<void> {
  res.json({ status: 'ok', products: await countProducts({ archived: true }) });
}

function priceBound(req: Request, name: string): number | undefined {
  const value = query(req, name);
  return Decimal.isDecimal(value) ? Number(value) : undefined;
}

export async function listProducts(req: Request, res: Response): Promise<void> {
  const where = paging(req);
  const category = query(req, 'category');
  const filter: ProductFilter = {
    categoryIds: category ? catalog.categoryIds(category) : undefined,
    minPrice: priceBound(req, 'minPrice'),
    maxPrice: priceBound(req, 'maxPrice'),
    petSafe: query(req, 'petSafe') === '1',
    inStock: query(req, 'inStock') === '1',
  };
  const { items, total } = await catalog.productPage(filter, query(req, 'sort') ?? 'name', where.pageSize, where.offset);
  res.set('Cache-Control', 'no-cache');
  sendPage(res, items, total, where);
}

export async function showProduct(req: Request, res: Response): Promise<void> {
  const { view } = await catalog.productDetail(idParam(req, 'Product'), isStaff(req.customer));
  res.set('Cache-Control', 'no-cache');
  if (notModifiedSince(req, res, view.updatedAt)) return;
  res.json(view);
}

export async function listVariants(req: Request, res: Response): Promise<void> {
  res.json({ items: await catalog.variantList(idParam(req, 'Product'), isStaff(req.customer)) });
}

export async function listImages(req: Request, res: Response): Promise<void> {
  res.json({ items: await catalog.imageList(idParam(req, 'Product'), isStaff(req.customer)) });
}

export async function listRelated(req: Request, res: Response): Promise<void> {
  res.json({ items: await catalog.relatedProducts(idParam(req, 'Product'), isStaff(req.customer)) });
}

export async function showPrice(req: Request, res: Response): Promise<void> {
  const productId = idParam(req, 'Product');
  await catalog.requireVisibleProduct(productId, isStaff(req.customer));
  const quantity = Number(query(req, 'quantity') ?? '1');
  const variantId = query(req, 'variantId');
  const variant = variantId === undefined ? (await variantsOf(productId))[0] : await findVariant(Number(variantId));
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 99) throw invalid({ quantity: 'must be a whole number from 1 to 99' });
  if (!variant || variant.product_id !== productId) throw invalid({ variantId: 'names no variant of this product' });
  const { price, regular, promotion } = pricing.effectivePrice(productId, variant.price);
  const lineTotal = price.times(quantity);
  const code = query(req, 'coupon');
  const coupon = code ? await pricing.checkCoupon(code, lineTotal, req.customer?.id ?? null) : null;
  res.json({
    productId,
    variantId: variant.id,
    quantity,
    unitPrice: price.toString(),
    regularPrice: regular.toString(),
    lineTotal: lineTotal.toString(),
    promotion,
    coupon: coupon ? { code: coupon.code, kind: coupon.kind, discount: coupon.discount } : null,
    total: coupon ? lineTotal.minus(Decimal.parse(coupon.discount)).toString() : lineTotal.toString(),
  });
}

export async function listPriceChanges(req: Request, res: Response): Promise<void> {
  res.json({ items: await catalog.priceHistory(idParam(req, 'Product'), isStaff(req.customer)) });
}

export async function showAvailability(req: Request, res: Response): Promise<void> {
  res.json(await availabilityOf(idParam(req, 'Product'), isStaff(req.customer)));
}

export async function listGuidesOfProduct(req: Request, res: Response): Promise<void> {
  res.json({ items: await guidesFor(idParam(req, 'Product'), isStaff(req.customer)) });
}

export async function listCategories(_req: Request, res: Response): Promise<void> {
  res.json({ items: await catalog.categoryTree() });
}

export async function showCategory(req: Request, res: Response): Promise<void> {
  res.json(await catalog.categoryBySlug(textParam(req, 'slug')));
}

// --- back office --------------------------------------------------------------------------------------------

async function sendForEditing(res: Response, status: number, id: number): Promise<void> {
  const { view, version } = await catalog.productDetail(id, true);
  res.set('ETag', `"v${version}"`).status(status).json({ ...view, version });
}

export async function showForEditing(req: Request, res: Response): Promise<void> {
  await sendForEditing(res, 200, idParam(req, 'Product'));
}

export async function createProduct(req: Request, res: Response): Promise<void> {
  const check = new Checker(req.body);
  const product = {
    slug: check.matching('slug', SLUG, 'lower-case words joined by "-"'),
    name: check.text('name', 2, 120),
    latinName: check.text('latinName', 2, 120),
    description: check.text('description', 10, 4000),
    categoryId: check.integer('categoryId', 1, 1_000_000),
    light: check.text('light', 2, 40),
    water: check.text('water', 2, 40),
    petSafe: check.flag('petSafe', false),
    variants: variantInputs(check),
  };
  check.done();
  const id = await catalog.createProduct(product, currentCustomer(req).id);
  res.location(`/api/admin/products/${id}`);
  await sendForEditing(res, 201, id);
}

function variantInputs(check: Checker): catalog.NewProduct['variants'] {
  const list = check.raw('variants');
  if (!Array.isArray(list) || list.length === 0 || list.length > 20) {
    check.fail('variants', 'must be a list of 1 to 20');
    return [];
  }
  const variants = [];
  for (const [index, entry] of list.entries()) {
    const one = new Checker(entry);
    variants.push({
      sku: one.matching('sku', /^[A-Z0-9-]{3,32}$/, 'capitals, digits and "-"'),
      name: one.text('name', 1, 60),
      potSizeCm: one.integer('potSizeCm', 1, 200),
      weightGrams: one.integer('weightGrams', 1, 100_000),
      price: one.decimal('price').toString(),
    });
    try {
      one.done();
    } catch (error) {
      if (!(error instanceof ShopError)) throw error;
      check.fail(`variants[${index}]`, Object.entries(error.extra.fields ?? {}).map(([name, text]) => `${name} ${text}`).join('; '));
    }
  }
  return variants;
}

function expectedVersion(req: Request): number | null {
  const header = req.get('if-match');
  if (header === undefined || header.trim() === '*') return null;
  const match = /^"v(\d{1,9})"$/.exec(header.trim());
  return match ? Number(match[1]) : -1;
}

export async function changeProduct(req: Request, res: Response): Promise<void> {
  const id = idParam(req, 'Product');
  const check = new Checker(req.body);
  const change = {
    name: check.has('name') ? check.text('name', 2, 120) : undefined,
    description: check.has('description') ? check.text('description', 10, 4000) : undefined,
    light: check.has('light') ? check.text('light', 2, 40) : undefined,
    water: check.has('water') ? check.text('water', 2, 40) : undefined,
    petSafe: check.has('petSafe') ? check.flag('petSafe', false) : undefined,
    categoryId: check.has('categoryId') ? check.integer('categoryId', 1, 1_000_000) : undefined,
    prices: new Map<string, string>(),
  };
  for (const [sku, price] of Object.entries(asInput(check.raw('prices')))) {
    if (Decimal.isDecimal(price)) change.prices.set(sku, Decimal.parse(price).toString());
    else check.fail('prices', `${sku} must be an amount such as "24.90"`);
  }
  check.done();
  await catalog.changeProduct(id, change, expectedVersion(req), currentCustomer(req).id);
  await sendForEditing(res, 200, id);
}

export async function removeProduct(req: Request, res: Response): Promise<void> {
  await catalog.removeProduct(idParam(req, 'Product'), currentCustomer(req).id);
  res.status(204).end();
}

export async function uploadImage(req: Request, res: Response): Promise<void> {
  const productId = idParam(req, 'Product');
  if (!req.file) throw new ShopError(400, 'BAD_UPLOAD', 'Send one image in the multipart field "image".');
  const type = catalog.imageTypeOf(req.file.buffer);
  if (!type) throw new ShopError(415, 'BAD_IMAGE_TYPE', 'Only PNG, JPEG, GIF and WebP images are taken.');
  const alt = String(asInput(req.body)['alt'] ?? '').trim().slice(0, 120);
  // The name is ours: nothing of the client's file name reaches the disk.
  const name = `product-${productId}-${randomBytes(6).toString('hex')}.${type.extension}`;
  const path = join(settings().uploadsDir, name);
  await writeFile(path, req.file.buffer, { flag: 'wx' });
  try {
    const image = await catalog.addImage(productId, { name, mime: type.mime, size: req.file.size }, alt, currentCustomer(req).id);
    res.location(image.url).status(201).json(image);
  } catch (error) {
    await unlink(path);
    throw error;
  }
}

export async function removeImage(req: Request, res: Response): Promise<void> {
  await catalog.removeImage(idParam(req, 'Image'), settings().uploadsDir, currentCustomer(req).id);
  res.status(204).end();
}

