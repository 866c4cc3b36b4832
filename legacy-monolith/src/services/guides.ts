import { notFound } from '../lib/index.ts';
import { type GuideRow, allGuides, findGuide, guidesOfProduct } from '../models/index.ts';
import { requireVisibleProduct } from './catalog.ts';
import { guideCard, guideView } from './shop.ts';

export async function guideList() {
  return (await allGuides()).map(guideCard);
}

export async function requireGuide(slug: string): Promise<GuideRow> {
  const guide = await findGuide(slug);
  if (!guide) throw notFound(`Care guide ${slug}`);
  return guide;
}

export function guideDetail(guide: GuideRow) {
  return guideView(guide);
}

export async function guidesFor(productId: number, staff: boolean) {
  await requireVisibleProduct(productId, staff);
  return (await guidesOfProduct(productId)).map(guideCard);
}
