import type { EndpointCounts, ShapeCounts } from './ledger.ts';

/**
 * What asking again is worth. Every look costs the monolith two answers, so it is spent where it can settle something.
 */

/**
 * Times that a difference has to come again. Noise of 10% comes again by chance in about one look of twelve, so three
 * times, and more often than not, is far beyond it.
 */
export const LOOKS_TO_SETTLE = 3;
/** A field that the monolith changes more often than this by itself tells nothing when it differs once more. */
const NOISY_SHARE = 0.4;
/** Looks an endpoint may have: some at once, then so many per comparison. */
const FIRST_LOOKS = 20;
const LOOKS_PER_COMPARISON = 0.5;
/** Differences that went away before the monolith's repeat is asked for more often. */
const PUZZLING = 2;

/** It came again as often as it takes, and the monolith never did it by itself. */
export function isReproduced(shape: ShapeCounts): boolean {
  return shape.own === 0 && shape.reproduced >= LOOKS_TO_SETTLE && shape.reproduced > shape.gone;
}

/** True if asking again could settle this difference. */
export function isWorthALook(counts: EndpointCounts, shape: ShapeCounts): boolean {
  if (shape.own === 0) return !isReproduced(shape);
  const repeats = counts.pairs + counts.looks;
  return shape.own / repeats < NOISY_SHARE;
}

/** True while the endpoint's looks are within their budget. */
export function mayLook(counts: EndpointCounts): boolean {
  return counts.looks < FIRST_LOOKS + LOOKS_PER_COMPARISON * counts.compared;
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
