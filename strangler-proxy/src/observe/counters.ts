import { getOrCreate } from '../get-or-create.ts';
import type { Side } from '../routing/choose-side.ts';
import type { TotalCounts } from './status.ts';

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

/** What answers of one kind cost. */
interface Cost {
  count: number;
  seconds: number;
  bytes: number;
}

/** What an answer is counted by. */
export interface AnswerLabels {
  readonly side: Side;
  readonly status: number;
  /** The variant of an experiment: the cohort that decided, or empty. */
  readonly cohort: string;
}

/** Requests of one route that a side was sent, and what its answers cost. */
export interface RouteSideCounts {
  requests: number;
  seconds: number;
  bytes: number;
}

/** What became of the spans of recorded traces. */
export interface SpanCounts {
  exported: number;
  /** Too many waited already. */
  dropped: number;
  /** The collector did not take them. */
  failed: number;
}

/** Counts of one slice; they outlive a reload of the configuration. */
export class SliceCounters {
  readonly requests = { monolith: 0, service: 0, failed: 0, fallback: 0 };
  readonly shadow = { asked: 0, answered: 0, failed: 0, dropped: 0, paused: 0 };
  readonly routes = new Map<string, Record<Side, RouteSideCounts>>();
  /** Answers by their labels, for the metrics. */
  readonly answers = new Map<string, { readonly labels: AnswerLabels } & Cost>();

  route(id: string): Record<Side, RouteSideCounts> {
    return getOrCreate(this.routes, id, () => ({
      monolith: { requests: 0, seconds: 0, bytes: 0 },
      service: { requests: 0, seconds: 0, bytes: 0 },
    }));
  }
}

/**
 * Everything that is counted, kept as plain numbers: the hot path adds, readers fold. Only data in public fields, so
 * that a copy sent from another process holds all of it.
 */
export class Counters {
  readonly total: Mutable<TotalCounts> = { monolith: 0, service: 0, refused: 0, failed: 0, fallback: 0 };
  /** Requests that matched no slice. */
  readonly unmatched = new SliceCounters();
  readonly slices = new Map<string, SliceCounters>();
  readonly spans: SpanCounts = { exported: 0, dropped: 0, failed: 0 };

  slice(name: string): SliceCounters {
    return getOrCreate(this.slices, name, () => new SliceCounters());
  }
}

/** What was counted, as it may come from another process: the numbers without the methods. */
export type SliceCounts = Omit<SliceCounters, 'route'>;
export interface Counts extends Omit<Counters, 'slice' | 'slices' | 'unmatched'> {
  readonly unmatched: SliceCounts;
  readonly slices: ReadonlyMap<string, SliceCounts>;
}

/** Adds up what several processes counted. */
export function sumCounts(parts: Iterable<Counts>): Counters {
  const sum = new Counters();
  for (const part of parts) {
    addNumbers(sum.total, part.total);
    addNumbers(sum.spans, part.spans);
    addSlice(sum.unmatched, part.unmatched);
    for (const [name, counts] of part.slices) addSlice(sum.slice(name), counts);
  }
  return sum;
}

function addSlice(sum: SliceCounters, part: SliceCounts): void {
  addNumbers(sum.requests, part.requests);
  addNumbers(sum.shadow, part.shadow);
  for (const [id, { monolith, service }] of part.routes) {
    const route = sum.route(id);
    addNumbers(route.monolith, monolith);
    addNumbers(route.service, service);
  }
  for (const [key, { labels, ...cost }] of part.answers) addNumbers(answersOf(sum, key, labels), cost);
}

/** Adds each number of `part` to the one of that name; every key of `part` is in `sum`. */
function addNumbers<Key extends string>(sum: Record<Key, number>, part: Readonly<Record<Key, number>>): void {
  for (const [key, value] of Object.entries(part) as [Key, number][]) sum[key] += value;
}

function answersOf(counters: SliceCounters, key: string, labels: AnswerLabels): Cost {
  return getOrCreate(counters.answers, key, () => ({ labels, count: 0, seconds: 0, bytes: 0 }));
}

/** Adds one answer to the counts behind the metrics. */
export function countAnswer(
  counters: SliceCounters,
  labels: AnswerLabels,
  seconds: number,
  bytes: number,
  routeId: string | undefined,
): void {
  // Neither side nor cohort has a space in its name, so the joined key is unambiguous.
  const answers = answersOf(counters, `${labels.side} ${labels.status} ${labels.cohort}`, labels);
  answers.count += 1;
  answers.seconds += seconds;
  answers.bytes += bytes;
  if (routeId === undefined) return;
  const route = counters.route(routeId)[labels.side];
  route.seconds += seconds;
  route.bytes += bytes;
}
