import type { LoadedConfig } from '../config/load.ts';
import { type Reach, reachOff } from '../routing/reach.ts';
import { buildSnapshot, type Snapshot } from './snapshot.ts';

/** A table as it travels to another process: what a snapshot is built from. The reaches were decided already. */
export interface TableMessage {
  readonly loaded: LoadedConfig;
  readonly reaches: ReadonlyMap<string, { readonly served: Reach; readonly cap: Reach | undefined }>;
}

export function toTableMessage({ hash, config, slices }: Snapshot): TableMessage {
  const reaches = new Map([...slices].map(([name, { served, cap }]) => [name, { served, cap }]));
  return { loaded: { hash, config }, reaches };
}

export function fromTableMessage({ loaded, reaches }: TableMessage): Snapshot {
  const progress = new Map([...reaches].map(([name, { cap }]) => [name, { acknowledged: undefined, cap }]));
  return buildSnapshot(loaded, progress, ({ name }) => reaches.get(name)?.served ?? reachOff);
}

/**
 * The table of a process that nobody can tell of changes any longer: everything goes to the side that owns the data,
 * because that can never be more than what is acknowledged meanwhile.
 */
export function homeTable(snapshot: Snapshot): Snapshot {
  const slices = [...snapshot.slices].map(
    ([name, slice]) =>
      [name, slice.config.home === 'service' ? slice : { ...slice, served: reachOff }] as const,
  );
  return { ...snapshot, slices: new Map(slices) };
}
