import type { Release } from '../forwarder.ts';

/** Nearly every answer fits in whole, and copying this much is cheaper than memory of its own for each read. */
const SHARED_BYTES = 16 * 1024;
/** As much as the system hands over at once on most machines; Node's own size. */
const OWN_BYTES = 64 * 1024;
/** Buffers that are kept to be used again, 2 MiB. */
const MAX_SPARE = 32;

/** Every connection reads into this one: what it holds is copied before anybody else reads. */
const shared = Buffer.allocUnsafeSlow(SHARED_BYTES);

/**
 * Buffers that nobody refers to any more. Memory outside of the heap makes V8 collect everything: with a new buffer for
 * each read of 64 kB answers it did so six times a second, a quarter of the CPU time.
 */
const spare: Buffer[] = [];

/** A buffer with pieces of an answer in it. It is used again when its reader and all who got a piece are done with it. */
class Loan {
  readonly #buffer: Buffer;
  #holders = 1;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  /** For one more piece. Whoever never calls it keeps the memory for good. */
  lend(): Release {
    this.#holders += 1;
    let isHeld = true;
    return (error) => {
      // After a failure nobody knows who still reads from it.
      if (!isHeld || error) return;
      isHeld = false;
      this.giveBack();
    };
  }

  giveBack(): void {
    this.#holders -= 1;
    if (this.#holders === 0 && spare.length < MAX_SPARE) spare.push(this.#buffer);
  }
}

/**
 * The memory that a connection reads into. A short answer is copied out of one buffer that all connections share; the
 * rest of a long one gets buffers of its own and is never copied.
 */
export class ReadBuffer {
  /** `undefined`: one of its own, taken when it is needed. */
  #current: Buffer | undefined = shared;
  #loan: Loan | undefined;
  #isCopied = true;

  /** Where the next bytes go. */
  readonly next = (): Buffer => {
    this.#current ??= spare.pop() ?? Buffer.allocUnsafeSlow(OWN_BYTES);
    return this.#current;
  };

  /** The bytes of a read, until the next one; see `keep`. */
  take(bytes: number): Buffer {
    const buffer = this.next();
    const read = buffer.subarray(0, bytes);
    this.#loan = buffer === shared ? undefined : new Loan(buffer);
    this.#isCopied = buffer === shared || bytes <= SHARED_BYTES;
    // A copy of a whole shared buffer: more is waiting.
    const isLong = !this.#isCopied || bytes === SHARED_BYTES;
    this.#current = isLong ? undefined : shared;
    return read;
  }

  /** A piece of what was taken last, as it may be kept; who has let go of it says so by what `lend` gave with it. */
  keep(piece: Buffer): Buffer {
    return this.#isCopied ? Buffer.from(piece) : piece;
  }

  /** To be called for each piece of what was taken last; `undefined` where `keep` copies. */
  lend(): Release | undefined {
    return this.#isCopied ? undefined : this.#loan?.lend();
  }

  /** What was taken last was read, and its pieces handed on. Not after something was thrown: the system may still write into the buffer then. */
  settle(): void {
    this.#loan?.giveBack();
    this.#loan = undefined;
  }

  /** An answer is over. A buffer that waits for a read is left to the collector: the system may write into it still. */
  release(): void {
    this.#current = shared;
  }
}
