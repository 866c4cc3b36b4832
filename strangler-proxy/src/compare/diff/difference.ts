import type { Scalar, TreeType } from '../lift/tree.ts';

/**
 * How the right side differs from the left at one place.
 * - `value`: another scalar of the same type; `type`: another type
 * - `missing`: only the left has it; `extra`: only the right has it
 * - `order`: the same elements, arranged otherwise
 * - `failed`: one side gave no answer; `uncompared`: a budget ran out, so nothing is known
 */
export type DifferenceKind = 'value' | 'type' | 'missing' | 'extra' | 'order' | 'failed' | 'uncompared';

/** One difference. Array positions are left out of `path`, so that one path stands for all elements. */
export interface Difference {
  readonly path: string;
  readonly kind: DifferenceKind;
  readonly left: Side;
  readonly right: Side;
}

/** What a side had there: a scalar itself, or what kind of thing and how large. */
export type Side =
  | { readonly scalar: Scalar }
  | { readonly type: TreeType | 'nothing'; readonly size: number };

export const NOTHING: Side = { type: 'nothing', size: 0 };
