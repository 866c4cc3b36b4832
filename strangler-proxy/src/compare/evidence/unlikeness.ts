import type { Discordance, ShapeCounts } from './ledger.ts';
import { logEvidence } from './sequential-test.ts';

/**
 * Logarithm of the evidence that the service differs from the monolith more often than the monolith from itself.
 *
 * If the service answers like the monolith, a discordant pair is as likely the service's as the monolith's own: share 1/2.
 * Two streams are weighed: all repeats, where faults that come and go show; and looks at requests whose difference had just
 * come again, where noise is thinned out and a fault of a few requests shows inside a noisy field. Each is always valid,
 * and so is the mean of both.
 */
export function logUnlikeness(shapes: readonly ShapeCounts[]): number {
  const all = logOf(shapes.map((shape) => shape.repeats));
  const again = logOf(shapes.map((shape) => shape.persistent));
  const top = Math.max(all, again);
  return top + Math.log((Math.exp(all - top) + Math.exp(again - top)) / 2);
}

function logOf(counts: readonly Discordance[]): number {
  const service = counts.reduce((sum, { serviceOnly }) => sum + serviceOnly, 0);
  const monolith = counts.reduce((sum, { monolithOnly }) => sum + monolithOnly, 0);
  return logEvidence([{ service, all: service + monolith, share: 1 / 2 }]);
}
