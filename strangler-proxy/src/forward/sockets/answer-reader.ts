import { type AnswerHead, readAnswerHead } from './answer-head.ts';
import { ChunkedReader } from './chunked-reader.ts';

const MAX_HEAD_BYTES = 32 * 1024;
const HEAD_END = '\r\n\r\n';
const NO_TRAILERS: readonly string[] = [];

/** Hears of one answer, in order. */
export interface AnswerListener {
  onInterimHead(head: AnswerHead): void;
  onFinalHead(head: AnswerHead): void;
  onBody(piece: Buffer): void;
  /** @param isAlone nothing followed the answer, as nothing may. */
  onComplete(rawTrailers: readonly string[], isAlone: boolean): void;
}

/**
 * Reads the answers of one connection out of its bytes, one at a time and only when one is expected. A listener may
 * stop it at any moment; it says nothing after that.
 */
export class AnswerReader {
  #listener: AnswerListener | undefined;
  #method = '';
  #part: 'head' | 'length' | 'chunked' | 'close' = 'head';
  #head = '';
  #bytesLeft = 0;
  #chunked: ChunkedReader | undefined;

  /** The next bytes are the answer to a request of this method. */
  expect(method: string, listener: AnswerListener): void {
    this.#listener = listener;
    this.#method = method;
    this.#part = 'head';
    this.#head = '';
  }

  stop(): void {
    this.#listener = undefined;
  }

  /** @returns what is wrong with the bytes; nothing after that can be read. */
  read(piece: Buffer): string | undefined {
    let at = 0;
    while (at < piece.length) {
      if (!this.#listener) return 'bytes that belong to no answer';
      const next = this.#part === 'head' ? this.#readHead(piece, at) : this.#readBody(piece, at);
      // Stopped by its listener: the rest is nobody's.
      if (!this.#listener) return undefined;
      if (typeof next === 'string') return next;
      at = next;
    }
    return undefined;
  }

  /** @returns whether the end of the connection was the end of the answer; it is told as complete then. */
  end(): boolean {
    if (!this.#listener || this.#part !== 'close') return false;
    this.#complete(NO_TRAILERS, true);
    return true;
  }

  #readHead(piece: Buffer, at: number): number | string {
    const before = this.#head.length;
    // The head of nearly every answer is in one piece and short, and the body after it may be long.
    this.#head += piece.toString(
      'latin1',
      at,
      Math.min(piece.length, at + MAX_HEAD_BYTES + HEAD_END.length - before),
    );
    const end = this.#head.indexOf(HEAD_END, Math.max(0, before - HEAD_END.length));
    if (end === -1) {
      if (this.#head.length >= MAX_HEAD_BYTES) return `an answer's head of more than ${MAX_HEAD_BYTES} bytes`;
      return piece.length;
    }
    const head = readAnswerHead(this.#head.slice(0, end), this.#method);
    if (typeof head === 'string') return head;
    this.#head = '';
    const next = at + end + HEAD_END.length - before;
    if (head.status < 200) {
      // Neither is there one in HTTP/1.0, nor can the answer itself come after a close.
      if (!head.keepsAlive) return 'an interim answer that ends its connection';
      this.#listener?.onInterimHead(head);
    } else this.#beginBody(head, next === piece.length);
    return next;
  }

  #beginBody(head: AnswerHead, isAlone: boolean): void {
    this.#listener?.onFinalHead(head);
    switch (head.framing.kind) {
      case 'none':
        this.#complete(NO_TRAILERS, isAlone);
        return;
      case 'length':
        this.#bytesLeft = head.framing.bytes;
        break;
      case 'chunked':
        this.#chunked = new ChunkedReader((piece) => this.#listener?.onBody(piece));
        break;
      case 'close':
    }
    this.#part = head.framing.kind;
  }

  #readBody(piece: Buffer, at: number): number | string {
    if (this.#part === 'chunked') return this.#readChunked(piece, at);
    const end = this.#part === 'close' ? piece.length : Math.min(piece.length, at + this.#bytesLeft);
    this.#bytesLeft -= end - at;
    this.#listener?.onBody(at === 0 && end === piece.length ? piece : piece.subarray(at, end));
    if (this.#part === 'length' && this.#bytesLeft === 0) this.#complete(NO_TRAILERS, end === piece.length);
    return end;
  }

  #readChunked(piece: Buffer, at: number): number | string {
    const chunked = this.#chunked as ChunkedReader;
    const end = chunked.read(piece, at);
    if (typeof end === 'number' && chunked.isDone) this.#complete(chunked.trailers, end === piece.length);
    return end;
  }

  #complete(rawTrailers: readonly string[], isAlone: boolean): void {
    const listener = this.#listener;
    this.#listener = undefined;
    this.#chunked = undefined;
    listener?.onComplete(rawTrailers, isAlone);
  }
}
