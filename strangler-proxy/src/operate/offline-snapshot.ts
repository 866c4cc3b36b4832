import { existsSync } from 'node:fs';
import { loadConfig } from '../config/load.ts';
import { buildSnapshot, type Snapshot, startingReach } from '../server/snapshot.ts';
import type { Progress } from '../store/events.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { stateFiles, stateFolderOf } from '../store/state-folder.ts';
import type { ProxyPlace } from './admin-client.ts';

/** What a proxy of this configuration would serve if it started now. Nothing is written. */
export async function offlineSnapshot(place: ProxyPlace): Promise<Snapshot> {
  const loaded = await loadConfig(place.configPath);
  return buildSnapshot(loaded, await readProgress(place), startingReach);
}

/** How far each slice got, as the event log has it; nothing where there is no log yet. */
export async function readProgress(place: ProxyPlace): Promise<ReadonlyMap<string, Progress>> {
  const { events } = stateFiles(place.stateDir ?? stateFolderOf(place.configPath));
  if (!existsSync(events)) return new Map();
  const store = await openSqliteStore(events);
  try {
    return await store.progress();
  } finally {
    await store.close();
  }
}
