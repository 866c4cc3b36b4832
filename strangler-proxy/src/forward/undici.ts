import { buildConnector, type Dispatcher, errors, Pool } from 'undici';
import { getOrCreate } from '../get-or-create.ts';
import { checkedLookup } from './checked-lookup.ts';
import { type FailureCode, TransferFailure } from './failure.ts';
import {
  type AnswerHandler,
  type Forwarder,
  MAX_INTERIM_ANSWERS,
  type Outgoing,
  type Transfer,
} from './forwarder.ts';
import type { SecureOptions, UpstreamTls } from './upstream-tls.ts';

/** Below the 5 s after which Node's own server closes an idle connection, or we would write into a closing socket. */
const KEEP_ALIVE_MS = 4_000;
const MAX_ANSWER_HEADER_BYTES = 32 * 1024;
/** Requests wait no longer than their own `connectMs`; a connection that none of them waits for ends by this. */
const LONGEST_CONNECT_MS = 60_000;

/** The fast lane: undici's dispatch, without its request and body classes. */
export function createUndiciForwarder(tls: UpstreamTls): Forwarder {
  // A pool for each origin, not undici's Agent: it would look up what we know already for each request.
  const pools = new Map<string, Pool>();
  const securePools = new Map<string, { readonly options: SecureOptions; readonly pool: Pool }>();
  const open = (origin: string, options?: SecureOptions) =>
    new Pool(origin, {
      // Bounded by the requests under way; a fixed number would let streams that stay open starve everybody else.
      connections: null,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_ANSWER_HEADER_BYTES,
      connect: connector(options),
      // An HTTP/2 upstream would need its own header rules; we ask for HTTP/1.1 only.
      allowH2: false,
    });
  /** A certificate that was renewed, or another authority, asks for other connections. */
  const securePool = (origin: string): Pool => {
    const options = tls.of(origin);
    const known = securePools.get(origin);
    if (known?.options === options) return known.pool;
    void known?.pool.close();
    const pool = open(origin, options);
    securePools.set(origin, { options, pool });
    return pool;
  };
  return {
    start(outgoing, handler) {
      const { origin } = outgoing;
      const pool = origin.startsWith('https:')
        ? securePool(origin)
        : getOrCreate(pools, origin, () => open(origin));
      return new UndiciTransfer(pool, outgoing, handler);
    },
    async close() {
      const secure = [...securePools.values()].map(({ pool }) => pool);
      await Promise.all([...pools.values(), ...secure].map((pool) => pool.destroy()));
    },
  };
}

/** Names the upstream itself, because undici would take the name from the request's Host. */
function connector(options: SecureOptions | undefined): buildConnector.connector {
  const { servername, ...secure } = options ?? {};
  const connect = buildConnector({
    ...secure,
    timeout: LONGEST_CONNECT_MS,
    autoSelectFamily: true,
    allowH2: false,
    lookup: checkedLookup,
  });
  return ({ servername: _fromHost, ...to }, callback) =>
    connect(servername ? { ...to, servername } : to, callback);
}

class UndiciTransfer implements Transfer, Dispatcher.DispatchHandler {
  readonly #handler: AnswerHandler;
  readonly #outgoing: Outgoing;
  #controller: Dispatcher.DispatchController | undefined;
  #connectTimer: NodeJS.Timeout | undefined;
  #isOver = false;
  #hasStarted = false;
  #hasHead = false;
  #interimAnswers = 0;

  constructor(pool: Pool, outgoing: Outgoing, handler: AnswerHandler) {
    this.#handler = handler;
    this.#outgoing = outgoing;
    const options: Dispatcher.DispatchOptions & { readonly servername: string } = {
      origin: outgoing.origin,
      path: outgoing.target,
      method: outgoing.method as Dispatcher.HttpMethod,
      headers: outgoing.headers as string[],
      body: outgoing.body ?? null,
      headersTimeout: outgoing.timeouts.firstByteMs,
      bodyTimeout: outgoing.timeouts.idleMs,
      // Always the same: undici drops a kept connection when a request of another Host comes.
      servername: outgoing.origin,
    };
    pool.dispatch(options, this);
    // On a kept connection the request is on its way already.
    if (!this.#hasStarted && !this.#isOver) {
      const { connectMs } = outgoing.timeouts;
      this.#connectTimer = setTimeout(() => {
        this.#fail(
          new TransferFailure('CONNECT_TIMEOUT', `${outgoing.origin}: no connection in ${connectMs} ms`, {
            provablyUnsent: true,
          }),
        );
      }, connectMs);
      this.#connectTimer.unref();
    }
  }

  resume(): void {
    this.#controller?.resume();
  }

  abort(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#connectTimer);
    this.#controller?.abort(new TransferFailure('CLIENT_GONE', 'given up'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#hasStarted = true;
    clearTimeout(this.#connectTimer);
    if (this.#isOver) controller.abort(new TransferFailure('CLIENT_GONE', 'given up'));
  }

  onRequestUpgrade(controller: Dispatcher.DispatchController): void {
    this.#fail(new TransferFailure('PROTOCOL', 'switched protocols without being asked'));
    controller.abort(new Error('unasked upgrade'));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusText?: string,
  ): void {
    if (this.#isOver) return;
    const rawHeaders = asText(controller.rawHeaders);
    if (status >= 200 || status < 100) {
      this.#hasHead = true;
      this.#handler.onHead(status, statusText ?? '', rawHeaders);
      // What came with the head is told in this turn.
      queueMicrotask(() => this.#handler.onLull?.());
      return;
    }
    if (status === 101) throw new TransferFailure('PROTOCOL', 'switched protocols without being asked');
    if (++this.#interimAnswers > MAX_INTERIM_ANSWERS)
      throw new TransferFailure('PROTOCOL', 'too many interim answers');
    if (status !== 100) this.#handler.onInformation(status, rawHeaders);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#isOver && !this.#handler.onData(chunk)) controller.pause();
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handler.onEnd(asText(controller.rawTrailers));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(this.#explain(error));
  }

  #fail(failure: TransferFailure): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#connectTimer);
    // undici may refuse inside `dispatch`, before our caller holds the transfer.
    queueMicrotask(() => this.#handler.onFailure(failure));
  }

  #explain(error: Error): TransferFailure {
    if (error instanceof TransferFailure) return error;
    const { origin, timeouts } = this.#outgoing;
    const say = (code: FailureCode, message: string, provablyUnsent = false) =>
      new TransferFailure(code, `${origin}: ${message}`, { provablyUnsent, cause: error });
    if (error instanceof errors.ConnectTimeoutError)
      return say('CONNECT_TIMEOUT', 'no connection in time', true);
    if (!this.#hasStarted) return say('REFUSED', `no connection (${codeOf(error)})`, true);
    if (error instanceof errors.HeadersTimeoutError)
      return say('FIRST_BYTE_TIMEOUT', `no first byte in ${timeouts.firstByteMs} ms`);
    if (error instanceof errors.BodyTimeoutError)
      return say('IDLE_TIMEOUT', `silent for ${timeouts.idleMs} ms`);
    if (error instanceof errors.SocketError || codeOf(error) === 'ECONNRESET' || codeOf(error) === 'EPIPE') {
      return say(
        'RESET',
        this.#hasHead ? 'connection lost inside the answer' : 'connection lost before the answer',
      );
    }
    return say('PROTOCOL', error.message);
  }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** undici hands raw fields over as bytes; latin1 keeps every byte of a value as it is. */
function asText(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  if (!Array.isArray(raw)) return [];
  const text: string[] = new Array(raw.length);
  for (let index = 0; index < raw.length; index++) {
    const part = raw[index] as Buffer | string;
    text[index] = typeof part === 'string' ? part : part.toString('latin1');
  }
  return text;
}
