import type { DifferenceKind } from '../diff/difference.ts';
import type { LatencyReport } from '../evidence/latency.ts';
import {
  type ComparisonReport,
  comparedNothing,
  type EndpointReport,
  type MismatchReason,
} from '../evidence/verdict.ts';
import type { NoiseReason } from '../noise/classify.ts';

const KINDS: Readonly<Record<DifferenceKind, string>> = {
  value: 'another value',
  type: 'another type',
  missing: 'missing in the service',
  extra: 'only in the service',
  order: 'another order',
  failed: 'no answer from one side',
  uncompared: 'not compared',
};

const MISMATCH_REASONS: Readonly<Record<MismatchReason, string>> = {
  reproduced: 'the same when asked again',
  seen: 'could not be asked again',
  'more-often-than-noise': 'more often than the monolith differs from itself',
};

const NOISE_REASONS: Readonly<Record<NoiseReason, string>> = {
  clock: 'time of the request',
  'last-bits': 'last bits of a fraction',
  uuid: 'a random id',
  token: 'a random token',
  id: 'an id made anew',
  jwt: 'a token with the same claims',
  etag: 'a version tag',
  'signed-url': 'a signature in an address',
  'renamed-id': 'an id that maps one to one',
  'own-address': "the side's own address",
  rule: 'an agreed rule',
  'monolith-differs-itself': 'the monolith differs from itself as often',
  'not-reproduced': 'not settled yet: came again too seldom to tell',
};

export const kindInWords = (kind: DifferenceKind): string => KINDS[kind];
export const mismatchReasonInWords = (reason: MismatchReason): string => MISMATCH_REASONS[reason];
export const noiseReasonInWords = (reason: NoiseReason): string => NOISE_REASONS[reason];

/** The service is slower beyond doubt: the whole interval lies above what anybody would feel. */
export function isSlower({ ratioFrom, rightMs, leftMs }: LatencyReport): boolean {
  return ratioFrom > 1.2 && rightMs - leftMs > 1;
}

export function latencyInWords({ leftMs, rightMs, ratio, ratioFrom, ratioTo }: LatencyReport): string {
  const times = (value: number): string => value.toFixed(2);
  return `${leftMs.toFixed(1)} ms → ${rightMs.toFixed(1)} ms, ${times(ratio)} times as long (${times(ratioFrom)} to ${times(ratioTo)}, 95%)`;
}

/** Worst first: most requests with a mismatch, then most fields, then by name. */
export function bySeverity(endpoints: readonly EndpointReport[]): EndpointReport[] {
  const worst = ({ mismatches, requests }: EndpointReport): number =>
    Math.max(0, ...mismatches.map(({ count }) => count)) / Math.max(1, requests);
  return [...endpoints].sort(
    (a, b) =>
      worst(b) - worst(a) || b.mismatches.length - a.mismatches.length || (a.endpoint < b.endpoint ? -1 : 1),
  );
}

/** The verdict in one line. What could not be compared is never passed off as alike. */
export function headline(report: ComparisonReport): string {
  const { requests, matched, uncompared } = report;
  const differing = requests - matched - uncompared;
  if (comparedNothing(report)) return 'Nothing could be compared';
  if (differing > 0) return `${differing} of ${requests} requests differ`;
  return uncompared === 0
    ? 'Both answer alike'
    : `${matched} of ${requests} requests alike, the others could not be compared`;
}
