import type { Readable } from 'node:stream';
import type { Timeouts } from '../config/schema.ts';
import type { TransferFailure } from './failure.ts';

/** A request as it leaves us. */
export interface Outgoing {
  /** `http://127.0.0.1:3000` */
  readonly origin: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Names and values in turn, ready to be written; Host and Content-Length among them, no Transfer-Encoding. */
  readonly headers: readonly string[];
  /** Without a Content-Length it is sent chunked. */
  readonly body: Readable | undefined;
  readonly timeouts: Timeouts;
}

/** Lets go of a piece of an answer; after an error it doesn't. */
export type Release = (error?: unknown) => void;

/** What becomes of a request. After `onEnd` or `onFailure` nothing more is called. */
export interface AnswerHandler {
  /** An interim answer such as 103; not 100, which is ours to answer. */
  onInformation(status: number, rawHeaders: readonly string[]): void;
  onHead(status: number, statusText: string, rawHeaders: readonly string[]): void;
  /**
   * `false` asks for a pause until `Transfer.resume`.
   *
   * @param release to be called once when nobody refers to the chunk any more, so that its memory can be used again. Never has to be.
   */
  onData(chunk: Buffer, release?: Release): boolean;
  /** More of the answer may take its time: what was held back to leave in one piece should leave. Said after the head, and again at will. */
  onLull?(): void;
  onEnd(rawTrailers: readonly string[]): void;
  onFailure(failure: TransferFailure): void;
}

/** A request on its way. */
export interface Transfer {
  resume(): void;
  /** Gives up and closes the upstream's connection; the handler hears no more. */
  abort(): void;
}

/** Sends requests to upstreams. One shared conformance suite runs over every implementation. */
export interface Forwarder {
  start(outgoing: Outgoing, handler: AnswerHandler): Transfer;
  close(): Promise<void>;
}

/** An upstream that sends more interim answers than this before its answer is attacking us. */
export const MAX_INTERIM_ANSWERS = 16;
