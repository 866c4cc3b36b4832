import { existsSync } from 'node:fs';
import { OperatorError } from '../errors.ts';
import { describeReach, type Reach, reachOf } from '../routing/reach.ts';
import type { AmbiguousWrite, EventStore, StoredEvent } from '../store/events.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { stateFiles, stateFolderOf } from '../store/state-folder.ts';
import type { ProxyPlace } from './admin-client.ts';
import { type FlipResult, flip } from './flip.ts';

export interface HistoryOptions extends ProxyPlace {
  readonly slice?: string;
  readonly limit?: number;
}

/** What changed, newest first. Reads the log itself, so it works with or without a running proxy. */
export async function readHistory({ slice, limit = 50, ...place }: HistoryOptions): Promise<StoredEvent[]> {
  return withStore(place, [], (store) => store.history(limit, slice));
}

/** Writes of which nobody knows whether they were done, newest first. */
export async function readAmbiguousWrites({
  limit = 50,
  ...place
}: HistoryOptions): Promise<(AmbiguousWrite & { at: string })[]> {
  return withStore(place, [], (store) => store.ambiguousWrites(limit));
}

/** @example describeEvent(event) // '2026-11-23T05:00:00.000Z reviews 10% by ana: first ramp' */
export function describeEvent(event: StoredEvent): string {
  const reach = reachOfEvent(event);
  const what = {
    served: '',
    cap: 'capped at ',
    'lift-cap': 'cap lifted',
    config: `configuration ${event.configHash.slice(0, 12)}`,
  }[event.kind];
  const subject = event.slice === null ? '' : `${event.slice} `;
  const why = event.why === '' ? '' : `: ${event.why}`;
  return `${event.at} ${subject}${what}${reach ? describeReach(reach) : ''} by ${event.who}${why}`;
}

/**
 * Takes the last change of a slice back, by flipping it to what was served before.
 *
 * @throws OperatorError when there is nothing to take back.
 */
export async function undo(
  options: ProxyPlace & { readonly slice?: string; readonly who?: string },
): Promise<FlipResult> {
  const events = (await readHistory({ ...options, limit: 1_000 })).filter(({ kind }) => kind === 'served');
  const last = options.slice === undefined ? events.find(({ who }) => who !== 'proxy') : events[0];
  const before = last && events.find(({ id, slice }) => slice === last.slice && id < last.id);
  const reach = before && reachOfEvent(before);
  if (!last?.slice || !reach) {
    throw new OperatorError(
      `There is no change ${options.slice ? `of ${options.slice} ` : ''}to take back; banyan history shows what was done.`,
    );
  }
  return flip({
    ...options,
    slice: last.slice,
    to: describeReach(reach),
    why: `undo of the change at ${last.at}`,
  });
}

function reachOfEvent({ stage, share }: StoredEvent): Reach | undefined {
  return stage === null ? undefined : reachOf(stage, share ?? 0);
}

async function withStore<T>(
  place: ProxyPlace,
  nothing: T,
  read: (store: EventStore) => Promise<T>,
): Promise<T> {
  const { events } = stateFiles(place.stateDir ?? stateFolderOf(place.configPath));
  if (!existsSync(events)) return nothing;
  const store = await openSqliteStore(events);
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}
