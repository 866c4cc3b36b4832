/** Nearly every answer fits in whole, and copying this much is cheaper than new memory for each read. */
const SHARED_BYTES = 16 * 1024;
/** As much as the system hands over at once on most machines; Node's own size. */
const OWN_BYTES = 64 * 1024;

/** Every connection reads into this one: what it holds is copied before anybody else reads. */
const shared = Buffer.allocUnsafeSlow(SHARED_BYTES);

/**
 * The memory that a connection reads into. A short answer is copied out of one buffer that all connections share; the
 * rest of a long one gets buffers of its own and is never copied.
 */
export class ReadBuffer {
  /** `undefined`: one of its own, made when it is needed. */
  #current: Buffer | undefined = shared;

  /** Where the next bytes go. */
  readonly next = (): Buffer => {
    this.#current ??= Buffer.allocUnsafeSlow(OWN_BYTES);
    return this.#current;
  };

  /** The bytes of a read, for whoever wants to keep them. */
  take(bytes: number): Buffer {
    const buffer = this.next();
    const read = buffer.subarray(0, bytes);
    if (buffer !== shared && bytes > SHARED_BYTES) {
      this.#current = undefined;
      return read;
    }
    // Full: more is waiting.
    this.#current = bytes === SHARED_BYTES && buffer === shared ? undefined : shared;
    return Buffer.from(read);
  }

  /** An answer is over. */
  release(): void {
    this.#current = shared;
  }
}
