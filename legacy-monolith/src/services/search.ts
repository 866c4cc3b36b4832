import { bus, cache, notFound, nowIso } from '../lib/index.ts';
import { cardsByIds, countMatches, noteQuery, popularQueries, reindexAll, reindexProduct, searchIds, suggest, toMatch } from '../models/index.ts';
import { productCard } from './shop.ts';

function withChildren(slug: string): number[] {
  const all = [...cache.categories.values()];
  const category = all.find((one) => one.slug === slug);
  if (!category) throw notFound(`Category ${slug}`);
  return [category.id, ...all.filter((one) => one.parentId === category.id).map((one) => one.id)];
}

export async function searchProducts(text: string, category: string | undefined, limit: number, offset: number) {
  const among = category ? withChildren(category) : null;
  const match = toMatch(text);
  if (!match) return { items: [], total: 0 };
  const ids = await searchIds(match, among, limit, offset);
  const total = await countMatches(match, among);
  if (total > 0 && offset === 0) await noteQuery(text.toLowerCase(), nowIso());
  return { items: (await cardsByIds(ids)).map(productCard), total };
}

export async function suggestions(text: string) {
  const match = toMatch(text);
  return match ? suggest(match) : [];
}

export function popularSearches() {
  return popularQueries();
}

export function rebuildIndex(): Promise<number> {
  return reindexAll();
}

bus.on('product.changed', ({ productId }) => reindexProduct(productId));
