import type { EndpointCounts, ShapeCounts } from './ledger.ts';
import { logUnlikeness } from './unlikeness.ts';

/**
 * What asking again is worth. Every look costs the monolith two answers, so it is spent where it can settle something.
 */

/**
 * Times that a difference has to come again. Noise of 10% comes again by chance in about one look of twelve, so three
 * times, and more often than not, is far beyond it.
 */
const LOOKS_TO_SETTLE = 3;
/** A field that the monolith changes more often than this by itself tells nothing when it differs once more. */
const NOISY_SHARE = 0.4;
/** Evidence below which a noisy field is taken for only noisy, until its blind sample says otherwise. */
const HOPELESS_LOG = -1;
/** Looks an endpoint may have: some at once, then so many per comparison; for what the monolith never showed, and for noise. */
const FIRST_LOOKS = 20;
const LOOKS_PER_COMPARISON = { strange: 1, noisy: 0.5 };
/** Differences that went away before the monolith's repeat is asked for more often. */
const PUZZLING = 2;

/** Looks at one request while its difference keeps coming: inside a noisy field only persistence tells. */
export const MAX_LOOKS_PER_REQUEST = 6;

/** It came again as often as it takes, and the monolith never did it by itself. */
export function isReproduced(shape: ShapeCounts): boolean {
  return shape.own === 0 && shape.reproduced >= LOOKS_TO_SETTLE && shape.reproduced > shape.gone;
}

/**
 * True if asking again could settle this difference, and the endpoint's budget allows it. What had just come again
 * (`isFurther`) is always followed up: that is seldom, and tells most.
 */
export function isWorthALook(counts: EndpointCounts, shape: ShapeCounts, isFurther: boolean): boolean {
  if (isReproduced(shape)) return false;
  if (isFurther) return true;
  const isStrange = shape.own === 0;
  if (counts.looks >= FIRST_LOOKS + LOOKS_PER_COMPARISON[isStrange ? 'strange' : 'noisy'] * counts.compared)
    return false;
  if (isStrange) return true;
  return shape.own / (counts.pairs + counts.looks) < NOISY_SHARE && logUnlikeness([shape]) > HOPELESS_LOG;
}

/** True while something comes and goes that the monolith has never shown: only more repeats beside it can tell. */
export function isPuzzling(counts: EndpointCounts): boolean {
  for (const field of counts.fields.values()) {
    for (const shape of field.shapes.values()) {
      if (shape.own === 0 && shape.final === 0 && !isReproduced(shape) && shape.gone >= PUZZLING) return true;
    }
  }
  return false;
}
