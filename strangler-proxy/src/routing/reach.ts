import { ALL, formatShare, parseShare } from './share.ts';

export const stages = ['off', 'shadow', 'ramp', 'live', 'graduated'] as const;
export type Stage = (typeof stages)[number];

/** How far a slice has moved. Outside `ramp` the stage decides the share. */
export interface Reach {
  readonly stage: Stage;
  /** Share of callers answered by the service, in basis points. */
  readonly share: number;
}

export const reachOff: Reach = { stage: 'off', share: 0 };

/** The reach a stage means; `share` counts only for `ramp`. */
export function reachOf(stage: Stage, share = 0): Reach {
  if (stage === 'ramp') return { stage, share };
  return { stage, share: stage === 'live' || stage === 'graduated' ? ALL : 0 };
}

/** Negative when `a` leaves more with the monolith than `b`. */
export function compareReach(a: Reach, b: Reach): number {
  return stages.indexOf(a.stage) - stages.indexOf(b.stage) || a.share - b.share;
}

/** The more careful of the two: the one that moves fewer callers. */
export function smallerReach(a: Reach, b: Reach): Reach {
  return compareReach(a, b) <= 0 ? a : b;
}

/**
 * Reads what `banyan flip` takes: a stage, or a share, which means `ramp`.
 *
 * @example parseReach('10%') // { stage: 'ramp', share: 1000 }
 */
export function parseReach(text: string): Reach | undefined {
  const share = parseShare(text);
  if (share !== undefined) return { stage: 'ramp', share };
  const stage = stages.find((candidate) => candidate === text);
  return stage === undefined || stage === 'ramp' ? undefined : reachOf(stage);
}

/** @example describeReach({ stage: 'ramp', share: 1000 }) // '10%' */
export function describeReach(reach: Reach): string {
  return reach.stage === 'ramp' ? formatShare(reach.share) : reach.stage;
}
