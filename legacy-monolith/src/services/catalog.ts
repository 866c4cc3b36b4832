import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import {
  allCategories,
  archiveProduct,
  audit,
  cardsByIds,
  changePrice,
  countProducts,
  deleteImage,
  findCard,
  findImage,
  findProduct,
  findProductBySlug,
  imagesOf,
  insertImage,
  insertProduct,
  insertVariant,
  listProducts,
  priceChangesOf,
  productCounts,
  relatedIds,
  updateProduct,
  variantsOf,
  type ImageRow,
  type ProductFilter,
  type ProductRow,
  type VariantStock,
} from '../models/index.ts';
import { inTransaction } from '../db/connection.ts';
import { ShopError, bus, cache, conflict, invalid, notFound, nowIso } from '../lib/index.ts';
import { requireVariant } from './inventory.ts';
import { effectivePrice } from './pricing.ts';
import { productCard } from './shop.ts';

export async function loadCategories(): Promise<void> {
  cache.categories.clear();
  for (const row of await allCategories()) {
    cache.categories.set(row.id, { id: row.id, parentId: row.parent_id, slug: row.slug, name: row.name, position: row.position });
  }
}

/** The category with its children's ids, from the shared cache. */
export function categoryIds(slug: string): number[] {
  const all = [...cache.categories.values()];
  const category = all.find((one) => one.slug === slug);
  if (!category) throw notFound(`Category ${slug}`);
  return [category.id, ...all.filter((one) => one.parentId === category.id).map((one) => one.id)];
}

export async function categoryTree() {
  const counts = await productCounts();
  const view = (id: number): object => {
    const category = cache.categories.get(id);
    const children = [...cache.categories.values()].filter((one) => one.parentId === id);
    return {
      id,
      slug: category?.slug,
      name: category?.name,
      productCount: [id, ...children.map((one) => one.id)].reduce((sum, one) => sum + (counts.get(one) ?? 0), 0),
      children: children.map((one) => view(one.id)),
    };
  };
  return [...cache.categories.values()].filter((one) => one.parentId === null).map((one) => view(one.id));
}

export async function categoryBySlug(slug: string) {
  const ids = categoryIds(slug);
  const category = cache.categories.get(ids[0] as number);
  const parent = cache.categories.get(category?.parentId ?? 0);
  const counts = await productCounts();
  return {
    id: category?.id,
    slug: category?.slug,
    name: category?.name,
    parent: parent ? { id: parent.id, slug: parent.slug, name: parent.name } : null,
    productCount: ids.reduce((sum, id) => sum + (counts.get(id) ?? 0), 0),
  };
}

export async function productPage(filter: ProductFilter, sort: string, limit: number, offset: number) {
  const rows = await listProducts(filter, sort, limit, offset);
  return { items: rows.map(productCard), total: await countProducts(filter) };
}

/** A product that the caller may see: archived ones are for the staff. */
export async function requireVisibleProduct(id: number, staff: boolean): Promise<ProductRow> {
  const product = await findProduct(id);
  if (!product || (product.archived && !staff)) throw notFound(`Product ${id}`);
  return product;
}

export function variantView(row: VariantStock) {
  const { price, regular } = effectivePrice(row.product_id, row.price);
  return {
    id: row.id,
    sku: row.sku,
    productId: row.product_id,
    name: row.name,
    potSizeCm: row.pot_size_cm,
    weightGrams: row.weight_grams,
    price: price.toString(),
    regularPrice: regular.toString(),
    available: row.available,
  };
}

export function imageView(row: ImageRow) {
  return { id: row.id, url: `/uploads/${row.file_name}`, alt: row.alt, position: row.position, sizeBytes: row.size_bytes };
}

export async function productDetail(id: number, staff: boolean) {
  const card = await findCard(id);
  if (!card || (card.archived && !staff)) throw notFound(`Product ${id}`);
  const view = {
    ...productCard(card),
    description: card.description,
    light: card.light,
    water: card.water,
    petSafe: card.pet_safe === 1,
    archived: card.archived === 1,
    variants: (await variantsOf(id)).map(variantView),
    images: (await imagesOf(id)).map(imageView),
    updatedAt: card.updated_at,
  };
  return { view, version: card.version };
}

export async function variantList(id: number, staff: boolean) {
  await requireVisibleProduct(id, staff);
  return (await variantsOf(id)).map(variantView);
}

export async function imageList(id: number, staff: boolean) {
  await requireVisibleProduct(id, staff);
  return (await imagesOf(id)).map(imageView);
}

export async function relatedProducts(id: number, staff: boolean) {
  const product = await requireVisibleProduct(id, staff);
  return (await cardsByIds(await relatedIds(product))).map(productCard);
}

export async function priceHistory(id: number, staff: boolean) {
  await requireVisibleProduct(id, staff);
  return (await priceChangesOf(id)).map((row) => ({
    variantId: row.variant_id,
    sku: row.sku,
    oldPrice: row.old_price,
    newPrice: row.new_price,
    at: row.at,
  }));
}

export async function productBySlug(slug: string): Promise<ProductRow> {
  const product = await findProductBySlug(slug);
  if (!product || product.archived) throw notFound(`Product ${slug}`);
  return product;
}

export interface NewProduct {
  slug: string;
  name: string;
  latinName: string;
  description: string;
  categoryId: number;
  light: string;
  water: string;
  petSafe: boolean;
  variants: { sku: string; name: string; potSizeCm: number; weightGrams: number; price: string }[];
}

export async function createProduct(product: NewProduct, actorId: number): Promise<number> {
  if (!cache.categories.has(product.categoryId)) throw invalid({ categoryId: 'names no category' });
  if (await findProductBySlug(product.slug)) throw conflict('SLUG_TAKEN', `Product ${product.slug} exists already.`);
  for (const { sku } of product.variants) {
    const taken = await requireVariant(sku).catch(() => null);
    if (taken) throw conflict('SLUG_TAKEN', `Variant ${sku} exists already.`);
  }
  const at = nowIso();
  const id = await inTransaction(async (tx) => {
    const productId = await insertProduct(
      {
        category_id: product.categoryId,
        slug: product.slug,
        name: product.name,
        latin_name: product.latinName,
        description: product.description,
        light: product.light,
        water: product.water,
        pet_safe: product.petSafe ? 1 : 0,
        created_at: at,
        updated_at: at,
      },
      tx,
    );
    for (const variant of product.variants) {
      await insertVariant(
        {
          product_id: productId,
          sku: variant.sku,
          name: variant.name,
          pot_size_cm: variant.potSizeCm,
          weight_grams: variant.weightGrams,
          price: variant.price,
        },
        tx,
      );
    }
    await audit(actorId, 'product.created', product.slug, '', tx);
    return productId;
  });
  await bus.emit('product.changed', { productId: id });
  return id;
}

export interface ProductChange {
  name?: string | undefined;
  description?: string | undefined;
  light?: string | undefined;
  water?: string | undefined;
  petSafe?: boolean | undefined;
  categoryId?: number | undefined;
  /** sku → new price */
  prices?: Map<string, string>;
}

export async function changeProduct(id: number, change: ProductChange, expectedVersion: number | null, actorId: number): Promise<void> {
  const product = await findProduct(id);
  if (!product) throw notFound(`Product ${id}`);
  if (change.categoryId !== undefined && !cache.categories.has(change.categoryId)) throw invalid({ categoryId: 'names no category' });
  const variants = await variantsOf(id);
  for (const sku of change.prices?.keys() ?? []) {
    if (!variants.some((one) => one.sku === sku)) throw invalid({ prices: `${sku} is no variant of this product` });
  }
  const at = nowIso();
  await inTransaction(async (tx) => {
    const changed = await updateProduct(
      {
        ...product,
        name: change.name ?? product.name,
        description: change.description ?? product.description,
        light: change.light ?? product.light,
        water: change.water ?? product.water,
        pet_safe: change.petSafe === undefined ? product.pet_safe : change.petSafe ? 1 : 0,
        category_id: change.categoryId ?? product.category_id,
      },
      expectedVersion ?? product.version,
      at,
      tx,
    );
    if (!changed) throw new ShopError(412, 'STALE_VERSION', 'Someone changed this product meanwhile.');
    for (const variant of variants) {
      const price = change.prices?.get(variant.sku);
      if (price !== undefined && price !== variant.price) await changePrice(variant, price, actorId, at, tx);
    }
    await audit(actorId, 'product.changed', product.slug, '', tx);
  });
  await bus.emit('product.changed', { productId: id });
}

export async function removeProduct(id: number, actorId: number): Promise<void> {
  const product = await findProduct(id);
  if (!product) throw notFound(`Product ${id}`);
  await archiveProduct(id, nowIso());
  await audit(actorId, 'product.archived', product.slug);
  await bus.emit('product.changed', { productId: id });
}

/** What the bytes say, whatever the upload claims to be. */
export function imageTypeOf(bytes: Buffer): { mime: string; extension: string } | null {
  const starts = (hex: string): boolean => bytes.subarray(0, hex.length / 2).toString('hex') === hex;
  if (starts('89504e470d0a1a0a')) return { mime: 'image/png', extension: 'png' };
  if (starts('ffd8ff')) return { mime: 'image/jpeg', extension: 'jpg' };
  if (starts('474946383761') || starts('474946383961')) return { mime: 'image/gif', extension: 'gif' };
  if (starts('52494646') && bytes.subarray(8, 12).toString('latin1') === 'WEBP') return { mime: 'image/webp', extension: 'webp' };
  return null;
}

export async function addImage(productId: number, file: { name: string; mime: string; size: number }, alt: string, actorId: number) {
  const product = await findProduct(productId);
  if (!product) throw notFound(`Product ${productId}`);
  const id = await insertImage({
    product_id: productId,
    file_name: file.name,
    mime_type: file.mime,
    size_bytes: file.size,
    alt: alt || product.name,
  });
  await audit(actorId, 'image.added', product.slug, file.name);
  return imageView((await findImage(id)) as ImageRow);
}

export async function removeImage(id: number, uploadsDir: string, actorId: number): Promise<void> {
  const image = await findImage(id);
  if (!image) throw notFound(`Image ${id}`);
  await deleteImage(id);
  await audit(actorId, 'image.removed', image.file_name);
  await unlink(join(uploadsDir, image.file_name)).catch(() => undefined);
}
