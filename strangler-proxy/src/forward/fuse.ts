/** Envoy's default for consecutive gateway failures; fewer would open on noise, more would cost callers. */
const FAILURES_TO_OPEN = 5;
const FIRST_PROBE_MS = 5_000;
const LAST_PROBE_MS = 60_000;
/** Fallbacks that a healthy service may cause: a fifth of its requests, and three a second besides. */
const FALLBACKS_PER_REQUEST = 0.2;
const FALLBACKS_PER_SECOND = 3;
const MOST_SAVED_FALLBACKS = 50;

/**
 * A slice's local breaker. It only ever opens towards home, it forgets at a restart, and while it is open one request
 * in a while tries the service. Two things open it: failures in a row, and more fallbacks than the budget allows, which
 * catches a service that fails slowly between successes and would double the work of home.
 */
export class Fuse {
  #failuresInARow = 0;
  #saved = MOST_SAVED_FALLBACKS;
  #savedAtMs = 0;
  #openUntilMs = 0;
  #probeMs = FIRST_PROBE_MS;
  #isOpen = false;
  #isProbing = false;

  /**
   * Whether a request goes home now. The first one after the pause is let through as a probe: a safe one, because
   * its caller can still be answered at home; where none comes, anything after another long pause.
   */
  isOpen(nowMs: number, isSafe: boolean): boolean {
    if (!this.#isOpen) return false;
    const probeFromMs = isSafe ? this.#openUntilMs : this.#openUntilMs + LAST_PROBE_MS;
    if (this.#isProbing || nowMs < probeFromMs) return true;
    this.#isProbing = true;
    return false;
  }

  /** What `isOpen` would say, without sending a probe. */
  get looksOpen(): boolean {
    return this.#isOpen;
  }

  succeeded(): void {
    this.#failuresInARow = 0;
    this.#saved = Math.min(MOST_SAVED_FALLBACKS, this.#saved + FALLBACKS_PER_REQUEST);
    if (!this.#isProbing) return;
    this.#isOpen = false;
    this.#isProbing = false;
    this.#probeMs = FIRST_PROBE_MS;
  }

  failed(nowMs: number): void {
    this.#failuresInARow += 1;
    if (this.#isProbing) {
      this.#isProbing = false;
      this.#probeMs = Math.min(LAST_PROBE_MS, this.#probeMs * 2);
      this.#open(nowMs);
    } else if (this.#failuresInARow >= FAILURES_TO_OPEN) this.#open(nowMs);
  }

  /** A probe ended without saying anything of the service: the client left. */
  undecided(): void {
    this.#isProbing = false;
  }

  fellBack(nowMs: number): void {
    const elapsedSeconds = this.#savedAtMs === 0 ? 0 : Math.max(0, nowMs - this.#savedAtMs) / 1_000;
    this.#savedAtMs = nowMs;
    this.#saved = Math.min(MOST_SAVED_FALLBACKS, this.#saved + elapsedSeconds * FALLBACKS_PER_SECOND) - 1;
    if (this.#saved < 0) this.#open(nowMs);
  }

  #open(nowMs: number): void {
    this.#isOpen = true;
    this.#openUntilMs = nowMs + this.#probeMs;
  }
}
