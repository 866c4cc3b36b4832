import type { DifferenceKind } from '../diff/difference.ts';
import type { NoiseReason } from '../noise/classify.ts';
import type { LatencyReport } from './latency.ts';
import {
  type EndpointCounts,
  type Example,
  type FieldCounts,
  fieldKey,
  type Ledger,
  ODD,
  OTHER_COMBINATIONS,
  type ShapeCounts,
} from './ledger.ts';
import { isReproduced } from './looks.ts';
import { logUnlikeness } from './unlikeness.ts';

/** Why a field is held to be wrong. */
export type MismatchReason = 'reproduced' | 'seen' | 'more-often-than-noise';

export interface Mismatch {
  readonly path: string;
  readonly kind: DifferenceKind;
  /** Comparisons that showed it. */
  readonly count: number;
  readonly because: MismatchReason;
  readonly examples: readonly Example[];
}

export interface Noise {
  readonly path: string;
  readonly count: number;
  readonly because: NoiseReason;
}

export interface EndpointReport {
  readonly endpoint: string;
  readonly requests: number;
  readonly mismatches: readonly Mismatch[];
  readonly noise: readonly Noise[];
  readonly latency?: LatencyReport;
}

/** What `banyan compare --json` prints. */
export interface ComparisonReport {
  readonly requests: number;
  /** Requests without any mismatch. */
  readonly matched: number;
  /** Requests of which nothing could be said: no answer on either side, or beyond a limit. */
  readonly uncompared: number;
  readonly endpoints: readonly EndpointReport[];
}

/**
 * Chance that any field at all that is equally noisy on both sides is called wrong, however often one looks: it is split
 * over the noisy fields.
 */
export const DEFAULT_ALPHA = 0.02;

/** Judges every field of every endpoint. Pure; may be called at any time, the error rate holds over all calls. */
export function reportOf(ledger: Ledger, alpha = DEFAULT_ALPHA): ComparisonReport {
  const endpoints = [...ledger.endpoints].sort(([a], [b]) => (a < b ? -1 : 1));
  const alphaEach = alpha / Math.max(1, countNoisyFields(endpoints.map(([, counts]) => counts)));
  const reports = endpoints.map(([endpoint, counts]) => reportEndpoint(endpoint, counts, alphaEach));
  return {
    requests: sum(reports.map(({ report }) => report.requests)),
    matched: sum(reports.map(({ matched }) => matched)),
    uncompared: sum(endpoints.map(([, counts]) => counts.uncompared)),
    endpoints: reports.map(({ report }) => report),
  };
}

function reportEndpoint(
  endpoint: string,
  counts: EndpointCounts,
  alpha: number,
): { report: EndpointReport; matched: number } {
  const wrong = new Set<string>();
  const mismatches: Mismatch[] = [];
  const noise: Noise[] = [];
  for (const field of counts.fields.values()) {
    for (const [because, count] of field.explained) noise.push({ path: field.path, count, because });
    const { verdicts, unsettled } = judgeField(field, alpha);
    noise.push(...unsettled.map(({ count, because }) => ({ path: field.path, count, because })));
    const wrongHere = new Set(
      verdicts.flatMap(({ shapes }) => shapes.map((name) => `${fieldKey(field.path, field.kind)} ${name}`)),
    );
    for (const id of wrongHere) wrong.add(id);
    const first = verdicts[0];
    if (!first) continue;
    mismatches.push({
      path: field.path,
      kind: field.kind,
      count: countShowing(counts, wrongHere),
      because: first.because,
      examples: verdicts.flatMap(({ examples }) => examples).slice(0, MAX_EXAMPLES),
    });
  }
  mismatches.sort((a, b) => b.count - a.count || (a.path < b.path ? -1 : 1));
  noise.sort((a, b) => b.count - a.count || (a.path < b.path ? -1 : 1));
  return {
    report: { endpoint, requests: counts.compared, mismatches, noise: mergeNoise(noise) },
    matched: countMatched(counts, wrong),
  };
}

function countNoisyFields(endpoints: readonly EndpointCounts[]): number {
  const fields = endpoints.flatMap(({ fields }) => [...fields.values()]);
  return fields.filter(({ shapes }) => shapes.values().some(({ own }) => own > 0)).length;
}

/** Examples shown of one field. */
const MAX_EXAMPLES = 5;

interface ShapeVerdict {
  readonly shapes: readonly string[];
  readonly because: MismatchReason;
  readonly examples: readonly Example[];
}

/**
 * The decision for one field. Shapes that the monolith shows against itself are weighed together by the sequential test;
 * any other shape is wrong once it came again when asked again (or could not be asked again).
 */
function judgeField(
  field: FieldCounts,
  alpha: number,
): { verdicts: ShapeVerdict[]; unsettled: { count: number; because: NoiseReason }[] } {
  const own = [...field.shapes].filter(([, shape]) => shape.own > 0).map(([name]) => name);
  const verdicts: ShapeVerdict[] = [];
  const unsettled: { count: number; because: NoiseReason }[] = [];
  const alike: [string, ShapeCounts][] = [];
  for (const [name, shape] of field.shapes) {
    if (own.some((noise) => isLike(name, noise))) alike.push([name, shape]);
    else if (shape.seen > 0 && isOddToken(field, name, shape))
      unsettled.push({ count: shape.seen, because: 'token' });
    else if (shape.seen > 0) {
      const because = judgeUnlike(shape, alpha);
      if (because) verdicts.push({ shapes: [name], because, examples: shape.examples });
      else unsettled.push({ count: shape.seen, because: 'not-reproduced' });
    }
  }
  const seen = sum(alike.map(([, shape]) => shape.seen));
  if (seen > 0) {
    if (
      isUnlike(
        alike.map(([, shape]) => shape),
        alpha,
      )
    ) {
      const examples = alike.flatMap(([, shape]) => shape.examples);
      verdicts.push({
        shapes: alike.map(([name]) => name),
        because: 'more-often-than-noise',
        examples,
      });
    } else unsettled.push({ count: seen, because: 'monolith-differs-itself' });
  }
  return { verdicts, unsettled };
}

/** Up to this share of a field's random values may look like words by chance. */
const ODD_TOKEN_SHARE = 0.1;

/** A text in a field of random ids that by itself would not pass for random. */
function isOddToken(field: FieldCounts, name: string, { seen }: ShapeCounts): boolean {
  if (field.kind !== 'value' || !name.endsWith(ODD)) return false;
  const tokens =
    (field.explained.get('token') ?? 0) +
    (field.explained.get('id') ?? 0) +
    (field.explained.get('renamed-id') ?? 0);
  return seen <= ODD_TOKEN_SHARE * tokens;
}

/** The monolith has never shown this by itself. */
function judgeUnlike(shape: ShapeCounts, alpha: number): MismatchReason | undefined {
  if (isReproduced(shape)) return 'reproduced';
  if (shape.final > 0) return 'seen';
  return isUnlike([shape], alpha) ? 'more-often-than-noise' : undefined;
}

function isUnlike(shapes: readonly ShapeCounts[], alpha: number): boolean {
  return logUnlikeness(shapes) >= Math.log(1 / alpha);
}

/** Numbers are alike up to ten times the distance that the monolith shows itself; texts if they look the same. */
function isLike(shape: string, noise: string): boolean {
  if (shape === noise) return true;
  const number = /^(integer|fraction)~(-?\d+)$/;
  const a = number.exec(shape);
  const b = number.exec(noise);
  if (a && b) return (a[1] === b[1] || b[1] === 'fraction') && Number(a[2]) <= Number(b[2]) + 1;
  const text = /^text:(\w*#?u?):(\d+)\??$/;
  const x = text.exec(shape);
  const y = text.exec(noise);
  if (!x || !y) return false;
  return (
    [...(x[1] ?? '')].every((letter) => (y[1] ?? '').includes(letter)) &&
    Math.abs(Number(x[2]) - Number(y[2])) <= 1
  );
}

/** Comparisons that showed at least one of the differences. Beyond the bound on combinations it is a lower bound. */
function countShowing(counts: EndpointCounts, ids: ReadonlySet<string>): number {
  let showing = 0;
  for (const [combination, count] of counts.combinations) {
    if (combination.split('\n').some((id) => ids.has(id))) showing += count;
  }
  return showing;
}

function mergeNoise(noise: readonly Noise[]): Noise[] {
  const merged = new Map<string, Noise>();
  for (const item of noise) {
    const key = `${item.because} ${item.path}`;
    merged.set(key, { ...item, count: item.count + (merged.get(key)?.count ?? 0) });
  }
  return [...merged.values()];
}

function countMatched(counts: EndpointCounts, wrong: ReadonlySet<string>): number {
  let matched = 0;
  for (const [combination, count] of counts.combinations) {
    if (combination === OTHER_COMBINATIONS && wrong.size > 0) continue;
    if (!combination.split('\n').some((id) => wrong.has(id))) matched += count;
  }
  return matched - (counts.uncompared > 0 ? Math.min(matched, counts.uncompared) : 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** True when no request at all could be compared: then nothing was shown, and exit code 1 says so. */
export function comparedNothing({ requests, uncompared }: ComparisonReport): boolean {
  return uncompared >= requests;
}

/** True when the report names at least one mismatch: exit code 1. */
export function hasMismatches(report: ComparisonReport): boolean {
  return report.endpoints.some(({ mismatches }) => mismatches.length > 0);
}
