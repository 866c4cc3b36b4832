import { connect, type Socket } from 'node:net';
import { checkedLookup } from '../checked-lookup.ts';
import type { Release } from '../forwarder.ts';
import { type AnswerListener, AnswerReader } from './answer-reader.ts';
import type { Dated, Deadlines } from './deadlines.ts';
import { ReadBuffer } from './read-buffer.ts';

/** The request that has a connection. */
export interface Tenant extends AnswerListener {
  readonly method: string;
  onConnected(): void;
  /** The upstream takes more again. */
  onDrain(): void;
  /** All that has arrived was read. */
  onLull(): void;
  /** Its deadline has passed. */
  onOverdue(): void;
  /** The connection ended under it: closed, or by bytes without meaning. */
  onLost(cause: Error | undefined, malformed: string | undefined): void;
}

/** One plain connection to an upstream. It has at most one tenant; what arrives between two of them ends it. */
export class Connection implements Dated {
  readonly #socket: Socket;
  readonly #reader = new AnswerReader();
  readonly #buffer = new ReadBuffer();
  readonly #deadlines: Deadlines;
  #tenant: Tenant | undefined;
  #isConnected = false;
  /** The tenant's deadline, or the moment when an idle connection is closed. */
  dueMs = Number.POSITIVE_INFINITY;

  constructor(host: string, port: number, deadlines: Deadlines) {
    this.#deadlines = deadlines;
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      lookup: checkedLookup,
      onread: {
        buffer: this.#buffer.next,
        callback: (bytes) => {
          this.#read(this.#buffer.take(bytes));
          return true;
        },
      },
    })
      .on('connect', () => {
        this.#isConnected = true;
        this.#tenant?.onConnected();
      })
      .on('drain', () => this.#tenant?.onDrain())
      .on('end', () => {
        if (!this.#reader.end()) this.#lose(undefined, undefined);
      })
      .on('error', (error) => this.#lose(error, undefined))
      .on('close', () => this.#lose(undefined, undefined));
    deadlines.watch(this);
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Neither end has closed it, as far as is known here. */
  get isOpen(): boolean {
    return this.#socket.readable && this.#socket.writable;
  }

  /** More was written than the upstream takes for now. */
  get isFull(): boolean {
    return this.#socket.writableNeedDrain;
  }

  rent(tenant: Tenant): void {
    this.#tenant = tenant;
  }

  /** Its tenant has what it wanted. */
  leave(): void {
    this.#tenant = undefined;
    this.#buffer.release();
  }

  /** The head of the tenant's request, and what of its body is at hand: text, because one text is one write. */
  begin(text: string): void {
    if (this.#tenant) this.#reader.expect(this.#tenant.method, this.#tenant);
    this.#socket.write(text, 'latin1');
  }

  write(piece: Buffer): void {
    this.#socket.write(piece);
  }

  /** As one chunk; empty: the last one. */
  writeChunk(piece: Buffer): void {
    this.#socket.cork();
    this.#socket.write(`${piece.length.toString(16)}\r\n`, 'latin1');
    if (piece.length > 0) this.#socket.write(piece);
    this.#socket.write('\r\n', 'latin1');
    this.#socket.uncork();
  }

  /** A piece of an answer, as others may keep it. */
  keep(piece: Buffer): Buffer {
    return this.#buffer.keep(piece);
  }

  /** For each piece of an answer: how to let go of it. */
  lend(): Release | undefined {
    return this.#buffer.lend();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Closes it at once; nobody hears of it. */
  destroy(): void {
    this.#tenant = undefined;
    this.#reader.stop();
    this.#deadlines.forget(this);
    this.#socket.destroy();
  }

  overdue(): void {
    if (this.#tenant) this.#tenant.onOverdue();
    else this.destroy();
  }

  #read(piece: Buffer): void {
    const malformed = this.#reader.read(piece);
    if (malformed !== undefined) this.#lose(undefined, malformed);
    else this.#tenant?.onLull();
    this.#buffer.settle();
  }

  #lose(cause: Error | undefined, malformed: string | undefined): void {
    const tenant = this.#tenant;
    this.destroy();
    tenant?.onLost(cause, malformed);
  }
}
