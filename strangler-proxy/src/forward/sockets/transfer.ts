import { type FailureCode, TransferFailure } from '../failure.ts';
import { type AnswerHandler, MAX_INTERIM_ANSWERS, type Outgoing, type Transfer } from '../forwarder.ts';
import type { AnswerHead } from './answer-head.ts';
import { BodySender } from './body-sender.ts';
import type { Connection, Tenant } from './connection.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { type RequestHead, requestHead } from './request-head.ts';

/** One request on its way through one connection. */
export class SocketTransfer implements Transfer, Tenant {
  readonly method: string;
  readonly #outgoing: Outgoing;
  readonly #handler: AnswerHandler;
  readonly #pool: ConnectionPool;
  readonly #connection: Connection;
  readonly #head: RequestHead;
  readonly #isReused: boolean;
  #body: BodySender | undefined;
  #answer: AnswerHead | undefined;
  #interimAnswers = 0;
  #isOver = false;

  constructor(pool: ConnectionPool, head: RequestHead, outgoing: Outgoing, handler: AnswerHandler) {
    this.method = outgoing.method;
    this.#outgoing = outgoing;
    this.#handler = handler;
    this.#pool = pool;
    this.#head = head;
    this.#connection = pool.take();
    this.#isReused = this.#connection.isConnected;
    this.#connection.rent(this);
    if (this.#isReused) this.#send();
    else this.#dueIn(outgoing.timeouts.connectMs);
  }

  resume(): void {
    if (this.#isOver) return;
    this.#dueIn(this.#outgoing.timeouts.idleMs);
    this.#connection.resume();
  }

  abort(): void {
    if (this.#isOver) return;
    this.#end();
    this.#connection.destroy();
  }

  onConnected(): void {
    this.#send();
  }

  #send(): void {
    const { body } = this.#outgoing;
    if (body) {
      this.#connection.dueMs = Number.POSITIVE_INFINITY;
      this.#body = new BodySender(body, this.#head, this.#connection, this);
    } else {
      this.#dueIn(this.#outgoing.timeouts.firstByteMs);
      this.#connection.begin(this.#head.text);
    }
  }

  onDrain(): void {
    this.#body?.drained();
  }

  onBodyWaits(isForUpstream: boolean): void {
    // For the client to send more others watch; for the upstream to take more, or to answer, we do.
    if (this.#answer) return;
    if (isForUpstream) this.#dueIn(this.#outgoing.timeouts.firstByteMs);
    else this.#connection.dueMs = Number.POSITIVE_INFINITY;
  }

  onBodySent(): void {
    if (!this.#answer) this.#dueIn(this.#outgoing.timeouts.firstByteMs);
  }

  onBodyBroken(message: string): void {
    this.#fail('CLIENT_GONE', message);
  }

  onInterimHead({ status, rawHeaders }: AnswerHead): void {
    if (++this.#interimAnswers > MAX_INTERIM_ANSWERS) this.#fail('PROTOCOL', 'too many interim answers');
    else if (status !== 100) this.#handler.onInformation(status, rawHeaders);
  }

  onFinalHead(head: AnswerHead): void {
    this.#answer = head;
    this.#dueIn(this.#outgoing.timeouts.idleMs);
    this.#handler.onHead(head.status, head.statusText, head.rawHeaders);
  }

  onBody(piece: Buffer): void {
    this.#dueIn(this.#outgoing.timeouts.idleMs);
    const kept = this.#connection.keep(piece);
    if (this.#handler.onData(kept, this.#connection.lend()) || this.#isOver) return;
    // Its reader takes no more for now, which is no fault of the upstream's.
    this.#connection.dueMs = Number.POSITIVE_INFINITY;
    this.#connection.pause();
  }

  onLull(): void {
    if (this.#answer) this.#handler.onLull?.();
  }

  onComplete(rawTrailers: readonly string[], isAlone: boolean): void {
    const isWhole = this.#body?.isDone ?? true;
    this.#end();
    if (isWhole && isAlone && this.#answer?.keepsAlive)
      this.#pool.giveBack(this.#connection, this.#answer.keepAliveMs);
    else this.#connection.destroy();
    this.#handler.onEnd(rawTrailers);
  }

  onOverdue(): void {
    const { connectMs, firstByteMs, idleMs } = this.#outgoing.timeouts;
    if (!this.#connection.isConnected)
      this.#fail('CONNECT_TIMEOUT', `no connection in ${connectMs} ms`, undefined, true);
    else if (this.#answer) this.#fail('IDLE_TIMEOUT', `silent for ${idleMs} ms`);
    else this.#fail('FIRST_BYTE_TIMEOUT', `no first byte in ${firstByteMs} ms`);
  }

  onLost(cause: Error | undefined, malformed: string | undefined): void {
    if (malformed !== undefined) this.#fail('PROTOCOL', malformed);
    else if (!this.#connection.isConnected)
      this.#fail('REFUSED', `no connection (${codeOf(cause)})`, cause, true);
    else {
      if (this.#isReused && !this.#answer) this.#pool.dropIdle();
      this.#fail('RESET', `connection lost ${this.#answer ? 'inside' : 'before'} the answer`, cause);
    }
  }

  #dueIn(ms: number): void {
    this.#connection.dueMs = performance.now() + ms;
  }

  #end(): void {
    this.#isOver = true;
    this.#body?.stop();
  }

  #fail(code: FailureCode, message: string, cause?: Error, provablyUnsent = false): void {
    if (this.#isOver) return;
    this.#end();
    this.#connection.destroy();
    this.#handler.onFailure(
      new TransferFailure(code, `${this.#outgoing.origin}: ${message}`, { provablyUnsent, cause }),
    );
  }
}

function codeOf(cause: Error | undefined): string {
  return cause && 'code' in cause ? String(cause.code) : 'closed';
}

/** Sends a request that goes through a pool's connection. */
export function startTransfer(pool: ConnectionPool, outgoing: Outgoing, handler: AnswerHandler): Transfer {
  const head = requestHead(outgoing);
  if (head) return new SocketTransfer(pool, head, outgoing, handler);
  const failure = new TransferFailure('PROTOCOL', 'a request with a field that may not be sent', {
    provablyUnsent: true,
  });
  // Our caller has to hold the transfer before it hears of it.
  queueMicrotask(() => handler.onFailure(failure));
  return { resume: () => undefined, abort: () => undefined };
}
