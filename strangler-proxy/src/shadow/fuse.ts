/** Wasted answers, less half of the useful ones, that open the fuse: it opens where more than a third is wasted. */
const WASTED_TO_OPEN = 5;
const FORGIVEN_BY_ONE = 0.5;
const FIRST_PAUSE_MS = 5_000;
const LAST_PAUSE_MS = 300_000;

/**
 * A breaker for what is asked in shadow. An answer that never comes, or can't be compared, is work for nothing that callers
 * could feel; an endpoint that gives too many of them is left alone for a while and tried again ever less often.
 */
export class ShadowFuse {
  #wasted = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #openUntilMs = 0;
  #because: string | undefined;
  #isProbing = false;

  /** Why nothing is asked at the moment; `undefined` while the fuse is closed. */
  get because(): string | undefined {
    return this.#because;
  }

  /** The first one after a pause is let through as a probe. */
  mayAsk(nowMs: number): boolean {
    if (this.#because === undefined) return true;
    if (nowMs < this.#openUntilMs) return false;
    // A probe of which nothing is heard (its caller left, the comparer was busy) is followed by another.
    this.#openUntilMs = nowMs + this.#pauseMs;
    this.#isProbing = true;
    return true;
  }

  useful(): void {
    this.#wasted = Math.max(0, this.#wasted - FORGIVEN_BY_ONE);
    if (!this.#isProbing) return;
    this.#isProbing = false;
    this.#wasted = 0;
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#because = undefined;
  }

  /** @returns true if this one opened the fuse; answers under way at that moment change nothing more. */
  wasted(because: string, nowMs: number): boolean {
    if (this.#because !== undefined) {
      if (!this.#isProbing) return false;
      this.#isProbing = false;
      this.#pauseMs = Math.min(LAST_PAUSE_MS, this.#pauseMs * 2);
      this.#openUntilMs = nowMs + this.#pauseMs;
      this.#because = because;
      return false;
    }
    this.#wasted += 1;
    if (this.#wasted < WASTED_TO_OPEN) return false;
    this.#because = because;
    this.#openUntilMs = nowMs + this.#pauseMs;
    return true;
  }
}
