import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningSystem, type SystemOptions, startSystem } from '../../cli/src/demo/system.ts';

export type { RunningSystem };

/** The shop, its reviews service and the proxy, on a fresh seed; `stop` takes their folder with it. */
export async function startInTemporaryFolder(options: Omit<SystemOptions, 'folder'>): Promise<RunningSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'banyan-journey-'));
  const forget = () => rm(folder, { recursive: true, force: true });
  try {
    const system = await startSystem({ ...options, folder });
    return { ...system, stop: () => system.stop().finally(forget) };
  } catch (error) {
    await forget();
    throw error;
  }
}
