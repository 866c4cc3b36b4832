import { Buffer } from 'node:buffer';

/** As much as the system hands over at once on most machines; Node's own size. */
const BYTES = 64 * 1024;
/** Up to here copying is cheaper than what Node does for each read: a new 64 KiB, of which the rest is given back. */
const COPY_UP_TO = 16 * 1024;

/** Every connection reads into this one: what it holds is used or copied before anybody else reads. */
const shared = Buffer.allocUnsafeSlow(BYTES);

/**
 * The memory that a connection reads into. A short answer is copied out of one buffer that all connections share; a
 * long one gets buffers of its own and is never copied.
 */
export class ReadBuffer {
  #current = shared;

  /** Where the next bytes go. */
  readonly next = (): Buffer => this.#current;

  /** The bytes of a read, for whoever wants to keep them. */
  take(bytes: number): Buffer {
    const isLong = bytes > COPY_UP_TO;
    const mayKeep = isLong && this.#current !== shared;
    const read = this.#current.subarray(0, bytes);
    this.#current = isLong ? Buffer.allocUnsafeSlow(BYTES) : shared;
    return mayKeep ? read : Buffer.from(read);
  }
}
