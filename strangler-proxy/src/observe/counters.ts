import { getOrCreate } from '../get-or-create.ts';
import type { Side } from '../routing/choose-side.ts';
import type { Reach } from '../routing/reach.ts';
import type { ComparisonCounts, SliceStatus, TotalCounts } from './status.ts';

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

/** Counts of one slice; they outlive a reload of the configuration. */
export class SliceCounters {
  readonly requests = { monolith: 0, service: 0, failed: 0, fallback: 0 };
  readonly shadow = { asked: 0, answered: 0, failed: 0, dropped: 0, paused: 0 };
  readonly #routes = new Map<string, { monolith: number; service: number }>();
  /** Answers by their labels, for the metrics. */
  readonly answers = new Map<
    string,
    { readonly labels: AnswerLabels; count: number; seconds: number; bytes: number }
  >();

  route(id: string): { monolith: number; service: number } {
    return getOrCreate(this.#routes, id, () => ({ monolith: 0, service: 0 }));
  }
}

/** Everything that is counted, kept as plain numbers: the hot path adds, readers fold. */
export class Counters {
  readonly total: Mutable<TotalCounts> = { monolith: 0, service: 0, refused: 0, failed: 0, fallback: 0 };
  /** Requests that matched no slice. */
  readonly unmatched = new SliceCounters();
  readonly #slices = new Map<string, SliceCounters>();

  slice(name: string): SliceCounters {
    return getOrCreate(this.#slices, name, () => new SliceCounters());
  }
}

/** One slice's line in the status. */
export function sliceStatus(
  slice: { name: string; service: string; home: 'monolith' | 'service' },
  reach: { file: Reach; cap: Reach | undefined; served: Reach },
  routeIds: readonly string[],
  counters: SliceCounters,
  comparison: ComparisonCounts,
  shadowPauses: SliceStatus['shadowPauses'],
): SliceStatus {
  return {
    name: slice.name,
    service: slice.service,
    home: slice.home,
    file: reach.file,
    cap: reach.cap ?? null,
    served: reach.served,
    requests: { ...counters.requests },
    shadow: { ...counters.shadow },
    shadowPauses,
    comparison,
    routes: routeIds.map((id) => ({ id, requests: { ...counters.route(id) } })),
  };
}

/** What an answer is counted by. */
export interface AnswerLabels {
  readonly side: Side;
  readonly status: number;
  /** The variant of an experiment: the cohort that decided, or empty. */
  readonly cohort: string;
}

/** Adds one answer to the counts behind the metrics. */
export function countAnswer(
  counters: SliceCounters,
  labels: AnswerLabels,
  seconds: number,
  bytes: number,
): void {
  // Neither side nor cohort has a space in its name, so the joined key is unambiguous.
  const key = `${labels.side} ${labels.status} ${labels.cohort}`;
  const answers = getOrCreate(counters.answers, key, () => ({ labels, count: 0, seconds: 0, bytes: 0 }));
  answers.count += 1;
  answers.seconds += seconds;
  answers.bytes += bytes;
}
