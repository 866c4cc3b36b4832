import { type Reach, reachOf, type Stage, smallerReach } from '../routing/reach.ts';

export type EventKind =
  /** The proxy serves this reach from now on. */
  | 'served'
  /** A rollback: the slice goes no further than this reach until a person lifts it. */
  | 'cap'
  | 'lift-cap'
  /** Another configuration is served. */
  | 'config';

/** One acknowledged change. */
export interface StoredEvent {
  readonly id: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: EventKind;
  /** `null` for what concerns the whole configuration. */
  readonly slice: string | null;
  readonly stage: Stage | null;
  /** Basis points. */
  readonly share: number | null;
  readonly who: string;
  readonly why: string;
  /** SHA-256 of the configuration that was served then. */
  readonly configHash: string;
}

export type NewEvent = Omit<StoredEvent, 'id' | 'at'>;

/** A write that was sent and never answered: it may have been done or not. It is never sent again; people reconcile it. */
export interface AmbiguousWrite {
  readonly slice: string | null;
  readonly side: 'monolith' | 'service';
  readonly method: string;
  /** Without its query, which may hold secrets. */
  readonly path: string;
  readonly requestId: string;
  readonly because: string;
}

/** The event log. `append` returns when the entry would survive a crash. */
export interface EventStore {
  append(events: readonly NewEvent[]): Promise<void>;
  /** Newest first. */
  history(limit: number, slice?: string): Promise<StoredEvent[]>;
  addAmbiguousWrite(write: AmbiguousWrite): Promise<void>;
  /** Newest first. */
  ambiguousWrites(limit: number): Promise<(AmbiguousWrite & { readonly at: string })[]>;
  /** How far each slice got. */
  progress(): Promise<Map<string, Progress>>;
  close(): Promise<void>;
}

/** What the log says of one slice. */
export interface Progress {
  /** The last reach that was acknowledged as served. */
  readonly acknowledged: Reach | undefined;
  readonly cap: Reach | undefined;
}

const none: Progress = { acknowledged: undefined, cap: undefined };

/** Replays events, oldest first. */
export function foldProgress(
  events: Iterable<Pick<StoredEvent, 'kind' | 'slice' | 'stage' | 'share'>>,
): Map<string, Progress> {
  const progress = new Map<string, Progress>();
  for (const { kind, slice, stage, share } of events) {
    if (slice === null) continue;
    const before = progress.get(slice) ?? none;
    const reach = stage === null ? undefined : reachOf(stage, share ?? 0);
    if (kind === 'served') progress.set(slice, { ...before, acknowledged: reach });
    if (kind === 'cap') progress.set(slice, { ...before, cap: reach });
    if (kind === 'lift-cap') progress.set(slice, { ...before, cap: undefined });
  }
  return progress;
}

/** The file says how far a slice may go, a cap how far after a rollback; the smaller is served. */
export function servedReach(file: Reach, cap: Reach | undefined): Reach {
  return cap ? smallerReach(file, cap) : file;
}
