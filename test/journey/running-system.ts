import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningSystem, type SystemOptions, startSystem } from '../../cli/src/demo/system.ts';

/** The shop, its reviews service and the proxy, on a fresh seed; gone with their folder at the end. */
export async function withSystem<Result>(
  options: Omit<SystemOptions, 'folder'>,
  use: (system: RunningSystem) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'banyan-journey-'));
  try {
    const system = await startSystem({ ...options, folder });
    try {
      return await use(system);
    } finally {
      await system.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
