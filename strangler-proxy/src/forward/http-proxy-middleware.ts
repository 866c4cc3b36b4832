import { EventEmitter } from 'node:events';
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';
import { createProxyMiddleware, type Options } from 'http-proxy-middleware';
import { checkedLookup } from './checked-lookup.ts';
import { type FailureCode, TransferFailure } from './failure.ts';
import {
  type AnswerHandler,
  type Forwarder,
  MAX_INTERIM_ANSWERS,
  type Outgoing,
  type Transfer,
} from './forwarder.ts';
import { toHeaderObject } from './raw-headers.ts';
import type { SecureOptions, UpstreamTls } from './upstream-tls.ts';

const agentOptions = { keepAlive: true, keepAliveMsecs: 4_000, lookup: checkedLookup };

/**
 * http-proxy-middleware as the engine. It opens connections and sends requests; matching, fields, timers and the whole
 * answer stay ours, because each of its own ways has a known hole (see BEHAVIOUR.md, Engines).
 */
export function createHpmForwarder(tls: UpstreamTls): Forwarder {
  const plainAgent = new HttpAgent(agentOptions);
  const secureAgents = new Map<string, { readonly options: SecureOptions; readonly agent: HttpsAgent }>();
  /** A certificate that was renewed, or another authority, asks for other connections. */
  const secureAgent = (origin: string): HttpsAgent => {
    const options = tls.of(origin);
    const known = secureAgents.get(origin);
    if (known?.options === options) return known.agent;
    if (known) retire(known.agent);
    const agent = new HttpsAgent({ ...agentOptions, ...options });
    secureAgents.set(origin, { options, agent });
    return agent;
  };
  const transferOf = (request: IncomingMessage) => (request as unknown as EngineRequest).transfer;
  const middleware = createProxyMiddleware<IncomingMessage, ServerResponse>({
    // Replaced for each request by `router`.
    target: 'http://127.0.0.1:9',
    router: (request: IncomingMessage, _response: unknown, options: Options) => {
      const { outgoing } = transferOf(request);
      options.agent = outgoing.origin.startsWith('https:') ? secureAgent(outgoing.origin) : plainAgent;
      options.buffer = outgoing.body ?? Readable.from([]);
      return outgoing.origin;
    },
    selfHandleResponse: true,
    ejectPlugins: true,
    plugins: [
      (proxy) => {
        proxy.on('proxyReq', (upstream, request) => transferOf(request).onUpstream(upstream));
        proxy.on('proxyRes', (answer, request) => transferOf(request).onAnswer(answer));
        proxy.on('error', (error, request) => transferOf(request as IncomingMessage).onError(error));
        proxy.on('econnreset', (error, request) => transferOf(request).onError(error));
      },
    ],
  });
  return {
    start(outgoing, handler) {
      const transfer = new HpmTransfer(outgoing, handler);
      const { request, response } = transfer;
      void middleware(
        request as unknown as IncomingMessage,
        response as unknown as ServerResponse,
        (error) => {
          if (error instanceof Error) transfer.onError(error);
        },
      );
      return transfer;
    },
    async close() {
      plainAgent.destroy();
      for (const { agent } of secureAgents.values()) agent.destroy();
    },
  };
}

/** Its connections end with the request they serve; the ones that serve none end now. */
function retire(agent: HttpsAgent): void {
  agent.maxFreeSockets = 0;
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
}

/** What the engine reads of a request; the client's own request never reaches it. */
class EngineRequest extends EventEmitter {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string | string[]>;
  readonly httpVersion = '1.1';
  readonly httpVersionMajor = 1;
  readonly socket = { writable: true };
  readonly transfer: HpmTransfer;

  constructor(outgoing: Outgoing, transfer: HpmTransfer) {
    super();
    this.method = outgoing.method;
    this.url = outgoing.target;
    this.headers = toHeaderObject(outgoing.headers);
    // Framing is the engine's: without a length Node sends a body chunked, and only if it is told so.
    if (outgoing.body && !('content-length' in this.headers)) this.headers['transfer-encoding'] = 'chunked';
    this.transfer = transfer;
  }
}

/** What the engine asks of a response: whether it is still there. */
class EngineResponse extends EventEmitter {
  readonly headersSent = false;
  readonly finished = false;
  destroyed = false;
  writableFinished = false;
  destroy(): void {
    this.destroyed = true;
  }
}

class HpmTransfer implements Transfer {
  readonly outgoing: Outgoing;
  readonly request: EngineRequest;
  readonly response = new EngineResponse();
  readonly #handler: AnswerHandler;
  #upstream: ClientRequest | undefined;
  #answer: IncomingMessage | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #isConnected = false;
  #interimAnswers = 0;

  constructor(outgoing: Outgoing, handler: AnswerHandler) {
    this.outgoing = outgoing;
    this.#handler = handler;
    this.request = new EngineRequest(outgoing, this);
    this.#arm('CONNECT_TIMEOUT', outgoing.timeouts.connectMs);
  }

  resume(): void {
    this.#answer?.resume();
  }

  abort(): void {
    this.#finish();
    this.#upstream?.destroy();
    this.response.emit('close');
  }

  onUpstream(upstream: ClientRequest): void {
    this.#upstream = upstream;
    if (this.#isOver) {
      upstream.destroy();
      return;
    }
    const onConnect = () => {
      this.#isConnected = true;
      this.#arm('FIRST_BYTE_TIMEOUT', this.outgoing.timeouts.firstByteMs);
    };
    // Over TLS nothing is sent before the handshake, so until then a failure is provably no write.
    const isSecure = this.outgoing.origin.startsWith('https:');
    if (upstream.socket?.connecting) upstream.socket.once(isSecure ? 'secureConnect' : 'connect', onConnect);
    else onConnect();
    upstream.on('information', ({ statusCode, rawHeaders }) => {
      if (this.#isOver) return;
      if (++this.#interimAnswers > MAX_INTERIM_ANSWERS) this.#fail('PROTOCOL', 'too many interim answers');
      else if (statusCode !== 100) this.#handler.onInformation(statusCode, rawHeaders);
    });
    upstream.on('upgrade', (_answer, socket) => {
      socket.destroy();
      this.#fail('PROTOCOL', 'switched protocols without being asked');
    });
  }

  onAnswer(answer: IncomingMessage): void {
    if (this.#isOver) return;
    this.#answer = answer;
    const { idleMs } = this.outgoing.timeouts;
    this.#arm('IDLE_TIMEOUT', idleMs);
    this.#handler.onHead(answer.statusCode ?? 0, answer.statusMessage ?? '', answer.rawHeaders);
    queueMicrotask(() => this.#handler.onLull?.());
    answer.on('data', (chunk: Buffer) => {
      if (this.#isOver) return;
      this.#timer?.refresh();
      if (!this.#handler.onData(chunk)) answer.pause();
    });
    answer.on('end', () => {
      if (this.#isOver) return;
      this.#finish();
      // Answered before the whole request was sent: nothing else can follow on its connection.
      if (!this.#upstream?.writableFinished) this.#upstream?.destroy();
      this.#handler.onEnd(answer.rawTrailers);
    });
    answer.on('close', () => this.#fail('RESET', 'connection lost inside the answer'));
  }

  onError(error: Error): void {
    const code = 'code' in error ? String(error.code) : error.name;
    if (code.startsWith('HPE_')) this.#fail('PROTOCOL', `malformed answer (${code})`, error);
    else if (!this.#isConnected) this.#fail('REFUSED', `no connection (${code})`, error);
    else this.#fail('RESET', `connection lost (${code})`, error);
  }

  #arm(code: FailureCode, ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail(code, `nothing in ${ms} ms`), ms);
    this.#timer.unref();
  }

  #finish(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.response.writableFinished = true;
  }

  #fail(code: FailureCode, message: string, cause?: Error): void {
    if (this.#isOver) return;
    this.#finish();
    this.#upstream?.destroy();
    this.#handler.onFailure(
      new TransferFailure(code, `${this.outgoing.origin}: ${message}`, {
        provablyUnsent: !this.#isConnected,
        cause,
      }),
    );
  }
}
