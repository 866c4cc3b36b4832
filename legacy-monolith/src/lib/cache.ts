// Shared by everybody, changed by everybody. Whoever touches categories, promotions or templates is expected to put
// the new state here (or to call forgetCache and warmCache again).

export interface CachedCategory {
  id: number;
  parentId: number | null;
  slug: string;
  name: string;
  position: number;
}

export interface CachedPromotion {
  id: number;
  name: string;
  percent: number;
  startsAt: Date;
  endsAt: Date;
}

export const cache = {
  warm: false,
  categories: new Map<number, CachedCategory>(),
  promotionsByProduct: new Map<number, CachedPromotion[]>(),
  mailTemplates: new Map<string, { subject: string; body: string }>(),
  tiers: [] as { name: string; minPoints: number; multiplier: string }[],
};

export function forgetCache(): void {
  cache.warm = false;
  cache.categories.clear();
  cache.promotionsByProduct.clear();
  cache.mailTemplates.clear();
  cache.tiers = [];
}
