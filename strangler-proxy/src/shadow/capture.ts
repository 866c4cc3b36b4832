import type { AnswerObserver } from '../forward/relay.ts';
import type { CapturedAnswer } from './pair.ts';

/** Bytes of one body that are kept for comparison; a longer one is compared as "too large". */
export const MAX_CAPTURED_BYTES = 256 * 1024;

/** Memory for all captures at once. Taking never waits: what does not fit is not kept. */
export class CaptureBudget {
  readonly #limit: number;
  #used = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  take(bytes: number): boolean {
    if (this.#used + bytes > this.#limit) return false;
    this.#used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}

/** A bounded copy of one answer. */
export class Capture implements AnswerObserver {
  readonly #budget: CaptureBudget;
  readonly #askedAtMs: number;
  readonly #startedAt: number;
  readonly #chunks: Buffer[] = [];
  #status = 0;
  #headers: (readonly [string, string])[] = [];
  #bytes = 0;
  #truncated = false;
  #isTooLong = false;

  constructor(budget: CaptureBudget) {
    this.#budget = budget;
    this.#askedAtMs = Date.now();
    this.#startedAt = performance.now();
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  get askedAtMs(): number {
    return this.#askedAtMs;
  }

  /** The body is longer than any that is kept; a cut one may also have met an empty budget. */
  get isTooLong(): boolean {
    return this.#isTooLong;
  }

  /** Says before the first byte of a body that it will not be kept. */
  giveUpBody(): void {
    this.#truncated = true;
    this.#isTooLong = true;
  }

  onHead(status: number, headers: readonly string[]): void {
    this.#status = status;
    for (let index = 0; index + 1 < headers.length; index += 2) {
      this.#headers.push([headers[index] as string, headers[index + 1] as string]);
    }
  }

  onData(chunk: Buffer): void {
    if (this.#truncated) return;
    if (this.#bytes + chunk.length > MAX_CAPTURED_BYTES) {
      this.giveUpBody();
      return;
    }
    if (!this.#budget.take(chunk.length)) {
      this.#truncated = true;
      return;
    }
    this.#bytes += chunk.length;
    // A slice of the socket's larger buffer would keep all of it in memory.
    this.#chunks.push(Buffer.from(chunk));
  }

  finish(): CapturedAnswer {
    return {
      status: this.#status,
      headers: this.#headers,
      body: Buffer.concat(this.#chunks),
      truncated: this.#truncated,
      elapsedMs: this.elapsedMs,
      askedAtMs: this.#askedAtMs,
    };
  }

  /** Returns the memory; call it once, when nobody needs the copy any more. */
  release(): void {
    this.#budget.give(this.#bytes);
    this.#bytes = 0;
    this.#truncated = true;
    this.#chunks.length = 0;
  }
}
