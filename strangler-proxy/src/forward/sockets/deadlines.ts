/** How late a deadline may be noticed. Timeouts are limits on broken peers, so a tenth of a second does not matter. */
const TICK_MS = 100;

/** Something that has to be done with by a certain moment. */
export interface Dated {
  /** On the clock of `performance.now()`; `Infinity`: for now it has all the time. */
  readonly dueMs: number;
  overdue(): void;
  /** Ends it without a word. */
  destroy(): void;
}

/**
 * One timer for all connections. A timer of Node's for each request costs more than the request's own fields; here
 * setting a deadline is one assignment.
 */
export class Deadlines {
  readonly #watched = new Set<Dated>();
  #timer: NodeJS.Timeout | undefined;

  watch(dated: Dated): void {
    this.#watched.add(dated);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
  }

  forget(dated: Dated): void {
    this.#watched.delete(dated);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  destroyAll(): void {
    for (const dated of this.#watched) dated.destroy();
  }

  #tick(): void {
    const nowMs = performance.now();
    for (const dated of this.#watched) if (dated.dueMs <= nowMs) dated.overdue();
  }
}
