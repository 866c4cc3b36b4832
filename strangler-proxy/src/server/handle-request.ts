import type { IncomingMessage, ServerResponse } from 'node:http';
import { statusOf, type TransferFailure } from '../forward/failure.ts';
import type { Forwarder } from '../forward/forwarder.ts';
import { type Origin, outgoingHeaders, type TraceIds } from '../forward/outgoing-headers.ts';
import { Relay, type RelayEnd } from '../forward/relay.ts';
import { isRefusal, type Refusal } from '../guard/refusal.ts';
import { type CleanRequest, readRequest } from '../guard/request.ts';
import { type Counters, countAnswer, type SliceCounters } from '../observe/counters.ts';
import { traceIds } from '../observe/trace.ts';
import type { CallerCookies } from '../routing/caller-cookie.ts';
import type { Side } from '../routing/choose-side.ts';
import { ALL } from '../routing/share.ts';
import type { Shadow, ShadowSender } from '../shadow/sender.ts';
import { addOwnHeaders } from './answer-headers.ts';
import { originOf, plainAddress } from './client-origin.ts';
import { answerOurselves } from './own-answer.ts';
import { type Plan, planRequest, targetOf } from './plan.ts';
import { otherSideOf } from './shadowing.ts';
import type { Snapshot } from './snapshot.ts';

/** What handling a request needs of the rest of the proxy. */
export interface Services {
  readonly current: () => Snapshot;
  readonly forwarder: () => Forwarder;
  readonly shadow: ShadowSender;
  readonly cookies: CallerCookies;
  readonly counters: Counters;
  /** Our name in Via. */
  readonly via: string;
  readonly observe: (seen: Seen) => void;
}

/** One finished request, for the access log. */
export interface Seen {
  readonly request: CleanRequest | undefined;
  readonly plan: Plan | undefined;
  readonly origin: Origin | undefined;
  readonly trace: TraceIds | undefined;
  readonly side: Side | 'proxy';
  readonly status: number;
  readonly bytes: number;
  readonly elapsedMs: number;
  /** Refused, fell back, failed: what is worth a word besides the plan's reason. */
  readonly note: string | undefined;
}

/** What guard and plan made of a request; shared by plain requests and upgrades. */
export interface Admitted {
  readonly snapshot: Snapshot;
  readonly request: CleanRequest;
  readonly origin: Origin;
  readonly plan: Plan;
  readonly trace: TraceIds;
  readonly headers: string[];
}

/** Guard, snapshot, match, choose: everything that happens before a byte is sent anywhere. */
export function admit(services: Services, incoming: IncomingMessage): Admitted | Refusal {
  const snapshot = services.current();
  const request = readRequest(
    {
      method: incoming.method ?? '',
      target: incoming.url ?? '',
      httpVersion: incoming.httpVersion,
      rawHeaders: incoming.rawHeaders,
    },
    snapshot.guard,
  );
  if (isRefusal(request)) return request;
  if (request.via.includes(services.via)) return { status: 508, reason: 'this request has been here before' };
  const peer = plainAddress(incoming.socket.remoteAddress);
  const origin = originOf(request, peer, 'encrypted' in incoming.socket, snapshot.trusted);
  const plan = planRequest(snapshot, request, {
    clientIp: origin.clientIp,
    peerIsTrusted: snapshot.trusted.has(peer),
    isSecure: origin.protocol === 'https',
    cookies: services.cookies,
  });
  const trace = traceIds(request.requestId, request.traceparent);
  return {
    snapshot,
    request,
    origin,
    plan,
    trace,
    headers: outgoingHeaders(request, origin, trace, services.via),
  };
}

/** Handles one request from its head to the last byte of its answer. */
export function handleRequest(services: Services, incoming: IncomingMessage, response: ServerResponse): void {
  const startedAt = performance.now();
  if (incoming.url === '*' && incoming.method === 'OPTIONS') {
    answerOurselves(response, 200, 'this is a proxy');
    return;
  }
  const admitted = admit(services, incoming);
  if (isRefusal(admitted)) {
    services.counters.total.refused += 1;
    // What follows on this connection can't be trusted to begin where we think it does.
    answerOurselves(response, admitted.status, admitted.reason, { connection: 'close' });
    services.observe(seenRefusal(admitted, startedAt));
    return;
  }
  new Exchange(services, admitted, incoming, response, startedAt).begin();
}

function seenRefusal(refusal: Refusal, startedAt: number): Seen {
  return {
    request: undefined,
    plan: undefined,
    origin: undefined,
    trace: undefined,
    side: 'proxy',
    status: refusal.status,
    bytes: 0,
    elapsedMs: performance.now() - startedAt,
    note: refusal.reason,
  };
}

/** One admitted request: forward, fall back once if that is safe, count. */
class Exchange {
  readonly #services: Services;
  readonly #admitted: Admitted;
  readonly #incoming: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #startedAt: number;
  readonly #counters: SliceCounters;
  #shadow: Shadow | undefined;

  constructor(
    services: Services,
    admitted: Admitted,
    incoming: IncomingMessage,
    response: ServerResponse,
    startedAt: number,
  ) {
    this.#services = services;
    this.#admitted = admitted;
    this.#incoming = incoming;
    this.#response = response;
    this.#startedAt = startedAt;
    const { slice } = admitted.plan;
    this.#counters = slice ? services.counters.slice(slice.config.name) : services.counters.unmatched;
  }

  begin(): void {
    const { plan } = this.#admitted;
    this.#count(plan.decision.side);
    this.#startShadow();
    this.#send(plan.decision.side, plan.target, (end) => this.#onFirstEnd(end));
  }

  #count(side: Side): void {
    const { route } = this.#admitted.plan;
    this.#services.counters.total[side] += 1;
    this.#counters.requests[side] += 1;
    if (route) this.#counters.route(route.id)[side] += 1;
  }

  #startShadow(): void {
    const { snapshot, plan, request, headers } = this.#admitted;
    const { slice, route } = plan;
    const other = slice && plan.isSafe ? otherSideOf(slice, plan.decision.side) : undefined;
    if (!slice || !route || !other || Math.random() * ALL >= slice.config.compare.sample) return;
    this.#shadow = this.#services.shadow.start({
      pair: {
        slice: slice.config.name,
        endpoint: `${request.method} ${route.path}`,
        request: { method: request.method, url: request.path + request.search, headers: pairsOf(headers) },
        callerKeyHash: plan.callerKeyHash,
      },
      outgoing: {
        origin: targetOf(snapshot, slice, other),
        method: request.method,
        target: request.path + request.search,
        headers: [...headers, 'x-banyan-shadow', '1'],
        body: undefined,
        timeouts: plan.timeouts,
      },
      counters: this.#counters,
      callerHasHome: other !== slice.config.home,
    });
  }

  #send(side: Side, target: string, onEnd: (end: RelayEnd) => void): void {
    const { snapshot, request, plan, headers } = this.#admitted;
    const relay = new Relay(this.#response, {
      addHeaders: (answerHeaders) => {
        addOwnHeaders(answerHeaders, plan, side, snapshot.config.headers.side);
        // The client is still sending: what it sends next must not be taken for a new request.
        if (request.body !== 'none' && !this.#incoming.complete) answerHeaders.push('connection', 'close');
      },
      takesTrailers: request.takesTrailers,
      observer: this.#shadow?.callerCapture,
      onEnd,
    });
    const transfer = this.#services.forwarder().start(
      {
        origin: target,
        method: request.method,
        target: request.path + request.search,
        headers,
        body: request.body === 'none' ? undefined : this.#incoming,
        timeouts: plan.timeouts,
      },
      relay,
    );
    relay.attach(transfer);
  }

  #onFirstEnd(end: RelayEnd): void {
    const { snapshot, plan } = this.#admitted;
    const { slice } = plan;
    const side = plan.decision.side;
    if (end.kind === 'failed' && end.failure.code !== 'CLIENT_GONE') {
      const mayFallBack =
        slice && slice.config.fallback === 'reads' && plan.isSafe && side !== slice.config.home;
      if (mayFallBack) {
        this.#services.counters.total.fallback += 1;
        this.#counters.requests.fallback += 1;
        const home = slice.config.home;
        this.#count(home);
        this.#send(home, targetOf(snapshot, slice, home), (second) =>
          this.#finish(home, second, `fallback: ${end.failure.message}`),
        );
        return;
      }
    }
    this.#finish(side, end, undefined);
  }

  #finish(side: Side, end: RelayEnd, note: string | undefined): void {
    const elapsedMs = performance.now() - this.#startedAt;
    const status = end.kind === 'failed' ? this.#answerFailure(end.failure) : end.status;
    const bytes = end.kind === 'failed' ? 0 : end.bytes;
    if (end.kind === 'complete') this.#shadow?.callerCompleted();
    else this.#shadow?.callerFailed();
    countAnswer(this.#counters, side, status, elapsedMs / 1_000, bytes);
    this.#services.observe({
      ...this.#admitted,
      side,
      status,
      bytes,
      elapsedMs,
      note: end.kind === 'complete' ? note : end.failure.message,
    });
  }

  #answerFailure(failure: TransferFailure): number {
    const status = statusOf(failure.code);
    this.#services.counters.total.failed += 1;
    this.#counters.requests.failed += 1;
    const message =
      status === 504
        ? 'the server behind this address did not answer in time'
        : 'the server behind this address gave no usable answer';
    // A body that nobody reads any more may still be arriving.
    const isReceiving = this.#admitted.request.body !== 'none' && !this.#incoming.complete;
    answerOurselves(this.#response, status, message, isReceiving ? { connection: 'close' } : {});
    return status;
  }
}

function pairsOf(flat: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2)
    pairs.push([flat[index] as string, flat[index + 1] as string]);
  return pairs;
}
