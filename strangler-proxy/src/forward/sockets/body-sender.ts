import type { Readable } from 'node:stream';
import type { Connection } from './connection.ts';

/** A first piece up to this size leaves together with the head, in one write. */
const MAX_JOINED_BYTES = 16 * 1024;

/** Hears how the sending of a body goes. */
export interface BodyListener {
  /** The upstream has taken everything, or takes no more for now. */
  onBodyWaits(isForUpstream: boolean): void;
  onBodySent(): void;
  /** The client left, or sent another length than it said. */
  onBodyBroken(message: string): void;
}

/** Sends the head and body of a request as the body arrives, no faster than the upstream takes it. */
export class BodySender {
  readonly #body: Readable;
  readonly #connection: Connection;
  readonly #listener: BodyListener;
  /** Bytes still to come; `undefined`: chunked. */
  #bytesLeft: number | undefined;
  /** The head, until it has left. */
  #head: string | undefined;
  #isOver = false;

  constructor(
    body: Readable,
    head: { readonly text: string; readonly bodyBytes: number | undefined },
    connection: Connection,
    listener: BodyListener,
  ) {
    this.#body = body;
    this.#head = head.text;
    this.#bytesLeft = head.bodyBytes;
    this.#connection = connection;
    this.#listener = listener;
    body
      .on('data', this.#onData)
      .on('end', this.#onEnd)
      .on('error', this.#onError)
      .on('close', this.#onError);
    // A small body is there already and comes in this turn; the head must not wait for one that is still on its way.
    setImmediate(this.#sendHead);
  }

  /** The upstream takes more again. */
  drained(): void {
    if (this.#isOver) return;
    this.#listener.onBodyWaits(false);
    this.#body.resume();
  }

  /** Whether all of it was sent. */
  get isDone(): boolean {
    return this.#isOver;
  }

  /** Sends no more of it; the rest is read and thrown away, so that the client can read its answer. */
  stop(): void {
    if (this.#isOver) return;
    this.#end();
    this.#body.resume();
  }

  readonly #onData = (piece: Buffer): void => {
    if (this.#bytesLeft !== undefined) {
      this.#bytesLeft -= piece.length;
      if (this.#bytesLeft < 0) {
        this.#break('a body longer than its Content-Length');
        return;
      }
    }
    this.#send(piece);
    if (!this.#connection.isFull) return;
    this.#body.pause();
    this.#listener.onBodyWaits(true);
  };

  #send(piece: Buffer): void {
    if (this.#bytesLeft === undefined) {
      this.#sendHead();
      this.#connection.writeChunk(piece);
    } else if (this.#head !== undefined && piece.length <= MAX_JOINED_BYTES) {
      this.#connection.begin(this.#head + piece.toString('latin1'));
      this.#head = undefined;
    } else {
      this.#sendHead();
      this.#connection.write(piece);
    }
  }

  readonly #sendHead = (): void => {
    if (this.#isOver || this.#head === undefined) return;
    this.#connection.begin(this.#head);
    this.#head = undefined;
  };

  readonly #onEnd = (): void => {
    if (this.#bytesLeft !== undefined && this.#bytesLeft > 0) {
      this.#break('a body shorter than its Content-Length');
      return;
    }
    this.#sendHead();
    if (this.#bytesLeft === undefined) this.#connection.writeChunk(NOTHING);
    this.#end();
    this.#listener.onBodySent();
  };

  readonly #onError = (): void => this.#break('the client left inside its request');

  #break(message: string): void {
    if (this.#isOver) return;
    this.#end();
    this.#listener.onBodyBroken(message);
  }

  #end(): void {
    this.#isOver = true;
    this.#body.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onError);
  }
}

const NOTHING = Buffer.alloc(0);
