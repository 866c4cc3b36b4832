import { expectJson } from '../../expect/answers.ts';
import type { Context } from '../../suite/case.ts';
import { buyer, newProduct, type Shopper } from '../people.ts';
import * as shapes from '../shapes.ts';

export type Review = { id: number; rating: number; helpful: number; createdAt: string };
export type ReviewPage = { items: Review[]; total: number; summary: { count: number; average: string } };

export const notFound = shapes.failure('NOT_FOUND');
export const unauthenticated = shapes.failure('UNAUTHENTICATED');
export const forbidden = shapes.failure('FORBIDDEN');

export const words = { title: 'Fresh and green', body: 'It came well packed and grows a leaf a week.' };
export const figProduct = { id: 1, slug: 'fiddle-leaf-fig', name: 'Fiddle Leaf Fig' };

/** A product of its own, so that a case sees no other case's reviews, with as many buyers as wanted. */
export async function productWithBuyers(context: Context, buyers = 1) {
  const product = await newProduct(context, 20);
  const people: Shopper[] = [];
  for (let index = 0; index < buyers; index += 1)
    people.push(await buyer(context, product.variants[0]?.id ?? 0));
  return { product, people, path: `/api/products/${product.id}/reviews` };
}

export const write = (shopper: Shopper, path: string, rating = 4, more: Record<string, unknown> = {}) =>
  shopper.visitor.post(path, { json: { rating, ...words, ...more } });

/** A review that somebody has just written, with its author and its product. */
export async function written(context: Context, rating = 4, more: Record<string, unknown> = {}) {
  const { product, people, path } = await productWithBuyers(context);
  const [author] = people as [Shopper];
  const answer = await write(author, path, rating, more);
  const status = Object.keys(more).length > 0 ? shapes.reviewStatus : 'published';
  const { id } = expectJson<Review>(answer, 201, { ...shapes.review, productId: product.id, rating, status });
  return { id, author, product, path, url: `/api/reviews/${id}` };
}

export const flagged = { body: 'See http://example.test, they have it cheaper.' };

export const refTo = ({ id, slug, name }: { id: number; slug: string; name: string }) => ({ id, slug, name });

export async function templatesOf({ visitor }: Shopper): Promise<string[]> {
  const mails = await visitor.get('/api/account/mails');
  const { items } = expectJson<{ items: { template: string }[] }>(mails, 200, shapes.pageOf(shapes.mail));
  return items.map(({ template }) => template);
}
