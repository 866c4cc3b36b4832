import type { ComparisonReport } from '../compare/index.ts';
import { askProxy, type ProxyPlace } from './admin-client.ts';

/** What the running proxy's live comparison found; `null` while nothing was compared or no proxy runs. */
export async function readComparison(place: ProxyPlace): Promise<ComparisonReport | null> {
  return ((await askProxy(place, 'GET', '/api/comparison')) ?? null) as ComparisonReport | null;
}
