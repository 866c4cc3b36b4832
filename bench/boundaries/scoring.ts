import { type Agreement, agreement } from '../../analysis/src/boundaries/agreement.ts';
import { LAYER_WEIGHTS, type LayerName } from '../../analysis/src/boundaries/evidence/layers.ts';
import type { Boundaries } from '../../analysis/src/boundaries/index.ts';
import { suggestBoundaries } from '../../analysis/src/boundaries/index.ts';
import type { CodeBase } from './code-bases.ts';

export type Weights = Readonly<Record<LayerName, number>>;

/** Module → service; modules outside every service are one cluster by the reason for it. */
export function labelsOf(boundaries: Boundaries): Map<string, string> {
  const labels = new Map<string, string>();
  for (const { name, modules } of boundaries.services) for (const { path } of modules) labels.set(path, name);
  for (const [path, why] of boundaries.shared) labels.set(path, `outside: ${why}`);
  return labels;
}

export interface Scored {
  readonly agreement: Agreement;
  /** The level of the hierarchy with the highest ARI. */
  readonly best: Agreement;
}

export function scoreOf({ facts, truth }: CodeBase, weights: Weights = LAYER_WEIGHTS): Scored {
  const boundaries = suggestBoundaries(facts, { weights });
  const scored = agreement(labelsOf(boundaries), truth);
  const levels = boundaries.hierarchy.map(({ labels }) => agreement(labels, truth));
  return { agreement: scored, best: levels.reduce((a, b) => (b.ari > a.ari ? b : a), scored) };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
