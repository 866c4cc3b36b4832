import { Fuse } from '../forward/fuse.ts';
import type { HealthTask } from '../forward/health.ts';
import { TargetPool } from '../forward/target-pool.ts';
import { getOrCreate } from '../get-or-create.ts';
import type { SliceState, Snapshot } from './snapshot.ts';

/** What the proxy learned of its upstreams while running; it outlives a change of the configuration. */
export class Runtime {
  readonly #pools = new Map<string, TargetPool>();
  readonly #fuses = new Map<string, Fuse>();

  /** Takes over the targets of a configuration before it is served. */
  follow(snapshot: Snapshot): void {
    for (const [name, { targets }] of Object.entries(snapshot.config.services))
      this.pool(name).update(targets);
  }

  pool(service: string): TargetPool {
    return getOrCreate(this.#pools, service, () => new TargetPool());
  }

  fuse(slice: string): Fuse {
    return getOrCreate(this.#fuses, slice, () => new Fuse());
  }

  /** Whether a request should rather go home. Where the service owns the data there is no other home. */
  isServiceDown({ config }: SliceState, isSafe: boolean, nowMs: number): boolean {
    if (config.home === 'service') return false;
    return !this.pool(config.service).hasAny(nowMs) || this.fuse(config.name).isOpen(nowMs, isSafe);
  }

  healthTasks(snapshot: Snapshot): HealthTask[] {
    return Object.entries(snapshot.config.services).flatMap(([name, { health, targets }]) =>
      health === undefined
        ? []
        : [{ pool: this.pool(name), path: health, origins: targets.map(({ origin }) => origin) }],
    );
  }
}
