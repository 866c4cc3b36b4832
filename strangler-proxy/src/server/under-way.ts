import { Bag, type InBag } from '../bag.ts';

/** A request under way that can tell whether its client still takes part. */
export interface Watched {
  /** Bytes that went to or came from the client; `undefined` while it is not the client's turn. */
  clientProgress(): number | undefined;
  /** The client took no part for too long. */
  clientStalled(): void;
}

/** Slower than this is no connection but an attack, or as good as one. */
const MIN_BYTES_PER_SECOND = 64;

/** What the sweep remembers of one request. */
export class Watch implements InBag {
  readonly request: Watched;
  place = 0;
  progress: number | undefined;
  stalledSweeps = 0;

  constructor(request: Watched) {
    this.request = request;
  }
}

/**
 * Every request under way, and the sweep that cuts clients which hold one without taking part: a body that trickles,
 * an answer that nobody reads. One timer for all of them.
 */
export class UnderWay {
  readonly #watches = new Bag<Watch>();
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
    return this.#watches.size;
  }

  add(watch: Watch): void {
    this.#watches.add(watch);
  }

  remove(watch: Watch): void {
    this.#watches.remove(watch);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sweep(): void {
    for (const watch of this.#watches.toArray()) {
      const progress = watch.request.clientProgress();
      const hasMoved =
        progress === undefined ||
        watch.progress === undefined ||
        progress - watch.progress >= this.#leastBytes;
      watch.progress = progress;
      watch.stalledSweeps = hasMoved ? 0 : watch.stalledSweeps + 1;
      if (watch.stalledSweeps >= 1) watch.request.clientStalled();
    }
  }
}
