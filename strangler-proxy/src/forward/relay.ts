import { readAnswer } from '../guard/answer.ts';
import { headerOf } from '../guard/header-list.ts';
import type { ClientAnswer } from './client-answer.ts';
import { TransferFailure } from './failure.ts';
import type { AnswerHandler, Release, Transfer } from './forwarder.ts';

/** How a relayed answer ended. */
export type RelayEnd =
  | { readonly kind: 'complete'; readonly status: number; readonly bytes: number }
  /** Nothing was sent to the client yet, so the request may still be answered in another way. */
  | { readonly kind: 'failed'; readonly failure: TransferFailure }
  /** The client saw a part of the answer, and its connection was cut. */
  | {
      readonly kind: 'cut';
      readonly status: number;
      readonly bytes: number;
      readonly failure: TransferFailure;
    };

/** A bounded listener to an answer on its way to the caller. */
export interface AnswerObserver {
  onHead(status: number, headers: readonly string[]): void;
  /** The chunk's memory is read into again once the caller has it: who keeps any of it keeps a copy, or shows one caller another's bytes. */
  onData(chunk: Buffer): void;
}

export interface RelayOptions {
  /** Lets us add fields (side, cookie, Vary) to a cleaned answer; called once. */
  readonly addHeaders: (headers: string[]) => void;
  readonly takesTrailers: boolean;
  readonly observer?: AnswerObserver | undefined;
  readonly onEnd: (end: RelayEnd) => void;
}

/**
 * Passes an upstream's answer on to the client. Each answer goes through the guard; a broken one becomes a failure
 * while nothing was sent, and a cut connection afterwards, so that the client never takes a part for the whole.
 */
export class Relay implements AnswerHandler {
  readonly #response: ClientAnswer;
  readonly #options: RelayOptions;
  #transfer: Transfer | undefined;
  #status = 0;
  #bytes = 0;
  #isOver = false;
  #expectsTrailers = false;
  /** The first piece, until it is known whether the answer is complete with it. */
  #held: Buffer | undefined;
  #isFlushed = false;
  #hasHead = false;
  #awaitsDrain = false;

  constructor(response: ClientAnswer, options: RelayOptions) {
    this.#response = response;
    this.#options = options;
  }

  /** Begins; the transfer is needed for back-pressure and for giving up when the client leaves. */
  attach(transfer: Transfer): void {
    this.#transfer = transfer;
    this.#response.on('close', this.#onClose);
  }

  onInformation(status: number, rawHeaders: readonly string[]): void {
    // Only 103 has a use behind a proxy; 102 is kept too (RFC 9110 15.2: a proxy forwards interim answers).
    if (this.#isOver || this.#response.headersSent) return;
    if (status === 102) this.#response.writeProcessing();
    if (status !== 103) return;
    const links: string[] = [];
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      if (rawHeaders[index]?.toLowerCase() === 'link') links.push(rawHeaders[index + 1] as string);
    }
    try {
      if (links.length > 0) this.#response.writeEarlyHints({ link: links });
    } catch {
      // Node checks the syntax of links; a hint that it refuses is only a hint.
    }
  }

  onHead(status: number, statusText: string, rawHeaders: readonly string[]): void {
    if (this.#isOver) return;
    const answer = readAnswer(status, rawHeaders);
    if (!answer) {
      this.giveUp(new TransferFailure('PROTOCOL', `an answer without meaning (status ${status})`));
      return;
    }
    this.#status = status;
    const { headers } = answer;
    const trailer = this.#options.takesTrailers ? headerOf(rawHeaders, 'trailer') : undefined;
    if (trailer !== undefined && headerOf(headers, 'content-length') === undefined) {
      this.#expectsTrailers = true;
      headers.push('trailer', trailer);
    }
    this.#options.observer?.onHead(status, headers);
    this.#options.addHeaders(headers);
    try {
      this.#response.writeHead(status, statusText, headers);
      this.#hasHead = true;
      // These have no body, whatever their sender says or sends next.
      if (status === 204 || status === 304) this.onEnd([]);
    } catch (error) {
      // Node refuses a field or reason phrase that could split the answer.
      for (const name of this.#response.getHeaderNames()) this.#response.removeHeader(name);
      this.giveUp(new TransferFailure('PROTOCOL', 'a field that may not be passed on', { cause: error }));
    }
  }

  onData(chunk: Buffer, release?: Release): boolean {
    if (this.#isOver) return true;
    this.#bytes += chunk.length;
    this.#options.observer?.onData(chunk);
    if (!this.#isFlushed && !this.#held && chunk.length <= MAX_HELD_BYTES) {
      this.#held = chunk;
      return true;
    }
    this.onLull();
    const takesMore = this.#response.write(chunk, release);
    if (!takesMore && !this.#awaitsDrain) this.#response.on('drain', this.#onDrain);
    this.#awaitsDrain ||= !takesMore;
    return takesMore;
  }

  onEnd(rawTrailers: readonly string[]): void {
    if (this.#isOver) return;
    if (this.#expectsTrailers) this.#addTrailers(rawTrailers);
    // Head and body as one text are one write into the socket; as text and bytes they are two buffers and a costlier one.
    if (this.#held && !this.#isFlushed) this.#response.end(this.#held.toString('latin1'), 'latin1');
    else this.#response.end();
    this.#finish({ kind: 'complete', status: this.#status, bytes: this.#bytes });
  }

  onFailure(failure: TransferFailure): void {
    if (this.#isOver) return;
    if (!this.#response.headersSent) {
      this.#finish({ kind: 'failed', failure });
      return;
    }
    this.#finish({ kind: 'cut', status: this.#status, bytes: this.#bytes, failure });
    this.#response.destroy();
  }

  /** Stops the transfer and ends as it would have ended by itself. */
  giveUp(failure: TransferFailure): void {
    this.#transfer?.abort();
    this.onFailure(failure);
  }

  #addTrailers(rawTrailers: readonly string[]): void {
    const allowed: [string, string][] = [];
    for (let index = 0; index + 1 < rawTrailers.length; index += 2) {
      const name = rawTrailers[index] as string;
      if (!neverTrailers.has(name.toLowerCase())) allowed.push([name, rawTrailers[index + 1] as string]);
    }
    try {
      this.#response.addTrailers(allowed);
    } catch {
      // A trailer that Node refuses is left out; the body before it is whole.
    }
  }

  #finish(end: RelayEnd): void {
    this.#isOver = true;
    this.#response.off('close', this.#onClose);
    if (this.#awaitsDrain) this.#response.off('drain', this.#onDrain);
    this.#options.onEnd(end);
  }

  /**
   * A stream's head must not wait for its first event. Not `flushHeaders`: it writes fields as UTF-8, and so doubles
   * the bytes above ASCII; an empty Buffer sends them as they came.
   */
  onLull(): void {
    if (this.#isOver || this.#isFlushed || !this.#hasHead) return;
    this.#isFlushed = true;
    this.#response.write(this.#held ?? NOTHING);
  }

  readonly #onDrain = () => this.#transfer?.resume();

  readonly #onClose = () => {
    if (this.#isOver) return;
    this.#transfer?.abort();
    this.#finish({
      kind: 'cut',
      status: this.#status,
      bytes: this.#bytes,
      failure: new TransferFailure('CLIENT_GONE', 'the client left'),
    });
  };
}

const NOTHING = Buffer.alloc(0);
/** An answer up to this size that arrives in one piece leaves in one piece. */
const MAX_HELD_BYTES = 16 * 1024;

/** RFC 9110 6.5.1: fields that frame, route or authorise a message can't come after it. */
const neverTrailers: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'content-type',
  'content-range',
  'trailer',
  'host',
  'connection',
  'authorization',
  'set-cookie',
  'cookie',
  'cache-control',
  'www-authenticate',
  'proxy-authenticate',
  'location',
]);
