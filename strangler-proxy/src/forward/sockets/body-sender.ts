import type { Readable } from 'node:stream';
import { type BodySource, type BodyTaker, DirectMessage } from '../direct-message.ts';
import type { Connection } from './connection.ts';
import { StreamSource } from './stream-source.ts';

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
export class BodySender implements BodyTaker {
  readonly #source: BodySource;
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
    this.#head = head.text;
    this.#bytesLeft = head.bodyBytes;
    this.#connection = connection;
    this.#listener = listener;
    this.#source = body instanceof DirectMessage && body.handTo(this) ? body : new StreamSource(body, this);
    // A small body is there already and comes in this turn; the head must not wait for one that is still on its way.
    if (begun.push(this) === 1) setImmediate(sendHeads);
  }

  /** The upstream takes more again. */
  drained(): void {
    if (this.#isOver) return;
    this.#listener.onBodyWaits(false);
    this.#source.goOn();
  }

  /** Whether all of it was sent. */
  get isDone(): boolean {
    return this.#isOver;
  }

  /** Sends no more of it; the rest is read and thrown away, so that the client can read its answer. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#source.letGo();
  }

  onPiece(piece: Buffer): boolean {
    if (this.#isOver) return true;
    if (this.#bytesLeft !== undefined) {
      this.#bytesLeft -= piece.length;
      if (this.#bytesLeft < 0) {
        this.#break('a body longer than its Content-Length');
        return true;
      }
    }
    this.#send(piece);
    if (!this.#connection.isFull) return true;
    this.#listener.onBodyWaits(true);
    return false;
  }

  #send(piece: Buffer): void {
    if (this.#bytesLeft === undefined) {
      this.sendHead();
      this.#connection.writeChunk(piece);
    } else if (this.#head !== undefined && piece.length <= MAX_JOINED_BYTES) {
      this.#connection.begin(this.#head + piece.toString('latin1'));
      this.#head = undefined;
    } else {
      this.sendHead();
      this.#connection.write(piece);
    }
  }

  /** Without what follows it, unless both have left. */
  sendHead(): void {
    if (this.#isOver || this.#head === undefined) return;
    this.#connection.begin(this.#head);
    this.#head = undefined;
  }

  onBodyEnd(): void {
    if (this.#isOver) return;
    if (this.#bytesLeft !== undefined && this.#bytesLeft > 0) {
      this.#break('a body shorter than its Content-Length');
      return;
    }
    this.sendHead();
    if (this.#bytesLeft === undefined) this.#connection.writeChunk(NOTHING);
    this.#isOver = true;
    this.#listener.onBodySent();
  }

  onBodyCut(): void {
    this.#break('the client left inside its request');
  }

  #break(message: string): void {
    if (this.#isOver) return;
    this.stop();
    this.#listener.onBodyBroken(message);
  }
}

/** Those that began in this turn: one immediate is enough for all of them. */
let begun: BodySender[] = [];

function sendHeads(): void {
  const senders = begun;
  begun = [];
  for (const sender of senders) sender.sendHead();
}

const NOTHING = Buffer.alloc(0);
