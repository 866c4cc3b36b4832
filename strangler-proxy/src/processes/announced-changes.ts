import type { Reason } from '../server/live-table.ts';

const FORGOTTEN_AFTER_MS = 60_000;
const MOST = 100;

/**
 * Who is about to change the file, and why, by the hash of what it will say. The watch may see the change before whoever
 * made it can ask for a reload, and the history would name nobody.
 */
export class AnnouncedChanges {
  readonly #byHash = new Map<string, { readonly reason: Reason; readonly atMs: number }>();

  add(hash: string, reason: Reason, nowMs: number): void {
    // A flip that was given up leaves its announcement; the oldest stands first.
    const [oldest] = this.#byHash.keys();
    if (oldest !== undefined && this.#byHash.size >= MOST) this.#byHash.delete(oldest);
    this.#byHash.set(hash, { reason, atMs: nowMs });
  }

  /** The reason for this change, once; the same text later is another change. */
  take(hash: string, nowMs: number): Reason | undefined {
    const found = this.#byHash.get(hash);
    this.#byHash.delete(hash);
    return found && nowMs - found.atMs < FORGOTTEN_AFTER_MS ? found.reason : undefined;
  }
}
