/** A split that people have in mind, or that a later tree has, against the one that is suggested. */
import { type Agreement, agreement, type Steps, stepsBetween } from './agreement.ts';

/** A split to compare with: not respected, only measured against. */
export interface ReferenceSplit {
  /** Of the file that it was read from, without folders. */
  readonly name: string;
  /** Module (or node) → service. */
  readonly serviceOf: ReadonlyMap<string, string>;
  /** What it names that is not there. */
  readonly gone: readonly string[];
}

export interface ReferenceComparison extends Pick<ReferenceSplit, 'name' | 'gone'> {
  readonly agreement: Agreement;
  readonly steps: Steps;
  /** The level of the hierarchy that is nearest to it by ARI. */
  readonly nearest: { readonly granularity: number; readonly agreement: Agreement };
}

/** A suggestion as a partition: module → service, at its own granularity and at others. */
export interface Suggested {
  readonly labels: ReadonlyMap<string, string>;
  /** At least one. */
  readonly levels: readonly { readonly granularity: number; readonly labels: ReadonlyMap<string, string> }[];
}

/**
 * Over the modules that the reference names; what stands outside every service counts as a cluster of its own, so it is never a match.
 *
 * @example compareWithReference(suggested, reference).agreement.mojoFm // 85.4
 */
export function compareWithReference(
  { labels, levels }: Suggested,
  { name, serviceOf, gone }: ReferenceSplit,
): ReferenceComparison {
  const nearest = levels
    .map((level) => ({
      granularity: level.granularity,
      agreement: agreement(level.labels, serviceOf),
    }))
    .reduce((best, level) => (level.agreement.ari > best.agreement.ari ? level : best));
  return {
    name,
    gone,
    agreement: agreement(labels, serviceOf),
    steps: stepsBetween(labels, serviceOf),
    nearest,
  };
}
