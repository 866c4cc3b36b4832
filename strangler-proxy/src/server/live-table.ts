import type { LoadedConfig } from '../config/load.ts';
import { compareReach, describeReach, type Reach, smallerReach } from '../routing/reach.ts';
import type { EventStore, NewEvent, Progress } from '../store/events.ts';
import { createInTurn } from './in-turn.ts';
import { buildSnapshot, type ReachRule, runningReach, type Snapshot, startingReach } from './snapshot.ts';
import { homeTable } from './table-message.ts';

/** Who asked for a change, and why; written to the event log. */
export interface Reason {
  readonly who: string;
  readonly why: string;
}

/** Hands a table to whatever answers callers; returns when all of it decides by this table. */
export type Publish = (snapshot: Snapshot) => Promise<void>;

/**
 * The table that is served, and the only place that changes it. A change that lowers a share is served before it is
 * written, one that raises it is written before it is served; so a crash between the two never leaves callers with a
 * service that nobody acknowledged.
 */
export class LiveTable {
  readonly #store: EventStore;
  #publish: Publish = async () => undefined;
  #snapshot: Snapshot;
  #loaded: LoadedConfig;
  #progress: ReadonlyMap<string, Progress>;
  readonly #inTurn = createInTurn();

  private constructor(store: EventStore, loaded: LoadedConfig, progress: ReadonlyMap<string, Progress>) {
    this.#store = store;
    this.#loaded = loaded;
    this.#progress = progress;
    this.#snapshot = buildSnapshot(loaded, progress, startingReach);
  }

  /** Serves the smaller of what the file allows and what was acknowledged before, and writes that down. */
  static async open(store: EventStore, loaded: LoadedConfig): Promise<LiveTable> {
    const progress = await store.progress();
    const table = new LiveTable(store, loaded, progress);
    await store.append(table.#changes(undefined, table.#snapshot, { who: 'proxy', why: 'started' }));
    table.#progress = await store.progress();
    return table;
  }

  current(): Snapshot {
    return this.#snapshot;
  }

  /** From now on a change is served when `publish` has returned. */
  publishTo(publish: Publish): void {
    this.#publish = publish;
  }

  /** Answers everything at home, after what is under way; nothing is written. For a proxy that another one follows. */
  goHome(): Promise<void> {
    return this.#inTurn(() => this.#show(homeTable(this.#snapshot)));
  }

  /** Serves another configuration. Returns when it is served and written. */
  replace(loaded: LoadedConfig, reason: Reason): Promise<Snapshot> {
    return this.#inTurn(async () => {
      this.#loaded = loaded;
      return this.#serve(runningReach, reason, []);
    });
  }

  /** Lifts the caps of rollbacks. */
  liftCap(slice: string, reason: Reason): Promise<Snapshot> {
    return this.#inTurn(() =>
      this.#serve(runningReach, reason, [{ kind: 'lift-cap', slice, reach: undefined }]),
    );
  }

  /** Lets a slice go no further than `reach` until a person lifts it. */
  cap(slice: string, reach: Reach, reason: Reason): Promise<Snapshot> {
    return this.#inTurn(() => this.#serve(runningReach, reason, [{ kind: 'cap', slice, reach }]));
  }

  async #serve(
    rule: ReachRule,
    reason: Reason,
    edits: readonly { kind: 'cap' | 'lift-cap'; slice: string; reach: Reach | undefined }[],
  ): Promise<Snapshot> {
    const before = this.#snapshot;
    const progress = new Map(this.#progress);
    for (const { slice, reach } of edits) {
      progress.set(slice, { acknowledged: progress.get(slice)?.acknowledged, cap: reach });
    }
    const next = buildSnapshot(this.#loaded, progress, rule);
    const lowered = buildSnapshot(this.#loaded, progress, (slice, file, entry) => {
      const wanted = rule(slice, file, entry);
      const served = before.slices.get(slice.name)?.served;
      return slice.home === 'service' || !served ? wanted : smallerReach(wanted, served);
    });
    await this.#show(lowered);
    const entry = (kind: NewEvent['kind'], slice: string | null, reach: Reach | undefined): NewEvent => ({
      kind,
      slice,
      stage: reach?.stage ?? null,
      share: reach?.share ?? null,
      ...reason,
      configHash: next.hash,
    });
    await this.#store.append([
      ...edits.map(({ kind, slice, reach }) => entry(kind, slice, reach)),
      ...this.#changes(before, next, reason),
    ]);
    this.#progress = await this.#store.progress();
    await this.#show(next);
    return next;
  }

  async #show(snapshot: Snapshot): Promise<void> {
    this.#snapshot = snapshot;
    await this.#publish(snapshot);
  }

  #changes(before: Snapshot | undefined, next: Snapshot, reason: Reason): NewEvent[] {
    const events: NewEvent[] = [];
    const common = { ...reason, configHash: next.hash };
    if (before?.hash !== next.hash)
      events.push({ kind: 'config', slice: null, stage: null, share: null, ...common });
    for (const [slice, { served }] of next.slices) {
      const acknowledged = this.#progress.get(slice)?.acknowledged;
      if (acknowledged && compareReach(acknowledged, served) === 0) continue;
      events.push({ kind: 'served', slice, stage: served.stage, share: served.share, ...common });
    }
    return events;
  }
}

/** One line for each slice that is held back, for the person who starts a proxy. */
export function describeHeldBack(snapshot: Snapshot): string[] {
  return [...snapshot.slices]
    .filter(([, { file, served }]) => compareReach(served, file) < 0)
    .map(([name, { file, served, cap }]) => {
      const because = cap ? 'a rollback capped it' : 'no more was acknowledged before';
      return `slice ${name}: the file allows ${describeReach(file)}, ${describeReach(served)} is served, because ${because}; banyan flip ${name} ${describeReach(file)}${cap ? ' --lift-cap' : ''} changes that`;
    });
}
