/** A request under way that can tell whether its client still takes part. */
export interface Watched {
  /** Bytes that went to or came from the client; `undefined` while it is not the client's turn. */
  clientProgress(): number | undefined;
  /** The client took no part for too long. */
  clientStalled(): void;
}

/** Slower than this is no connection but an attack, or as good as one. */
const MIN_BYTES_PER_SECOND = 64;

/**
 * Every request under way, and the sweep that cuts clients which hold one without taking part: a body that trickles,
 * an answer that nobody reads. One timer for all of them; a request pays for two operations on a set.
 */
export class UnderWay {
  readonly #requests = new Map<Watched, { progress: number | undefined; stalledSweeps: number }>();
  readonly #timer: NodeJS.Timeout;
  readonly #leastBytes: number;
  /** The proxy is stopping: answers ask their clients to come back on a new connection. */
  isClosing = false;

  /** @param idleMs a client is cut between half of this and the whole after its last byte. */
  constructor(idleMs: number) {
    this.#leastBytes = Math.ceil((MIN_BYTES_PER_SECOND * idleMs) / 2_000);
    this.#timer = setInterval(() => this.#sweep(), Math.ceil(idleMs / 2));
    this.#timer.unref();
  }

  get size(): number {
    return this.#requests.size;
  }

  add(request: Watched): void {
    this.#requests.set(request, { progress: undefined, stalledSweeps: 0 });
  }

  remove(request: Watched): void {
    this.#requests.delete(request);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sweep(): void {
    for (const [request, state] of this.#requests) {
      const progress = request.clientProgress();
      const hasMoved =
        progress === undefined ||
        state.progress === undefined ||
        progress - state.progress >= this.#leastBytes;
      state.progress = progress;
      state.stalledSweeps = hasMoved ? 0 : state.stalledSweeps + 1;
      if (state.stalledSweeps >= 1) request.clientStalled();
    }
  }
}
