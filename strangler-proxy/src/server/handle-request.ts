import type { KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { ClientAnswer } from '../forward/client-answer.ts';
import type { Forwarder } from '../forward/forwarder.ts';
import { type Origin, outgoingHeaders, type TraceIds } from '../forward/outgoing-headers.ts';
import type { UpstreamTls } from '../forward/upstream-tls.ts';
import { readHttp2 } from '../guard/http2.ts';
import { isRefusal, type Refusal } from '../guard/refusal.ts';
import { type CleanRequest, type RawRequest, readRequest } from '../guard/request.ts';
import type { WhoIs } from '../identity/ask-monolith.ts';
import type { Counters } from '../observe/counters.ts';
import { traceIds } from '../observe/trace.ts';
import type { CallerCookies } from '../routing/caller-cookie.ts';
import type { Side } from '../routing/choose-side.ts';
import { ALL } from '../routing/share.ts';
import type { ShadowSender } from '../shadow/sender.ts';
import type { AmbiguousWrite } from '../store/events.ts';
import { originOf } from './client-origin.ts';
import { Exchange } from './exchange.ts';
import type { Http2Request } from './http2-request.ts';
import { answerOurselves } from './own-answer.ts';
import type { Peers } from './peers.ts';
import { type Plan, planRequest } from './plan.ts';
import type { Recording } from './recording.ts';
import type { Runtime } from './runtime.ts';
import type { Snapshot } from './snapshot.ts';
import type { UnderWay } from './under-way.ts';

/** What handling a request needs of the rest of the proxy. */
export interface Services {
  readonly current: () => Snapshot;
  readonly runtime: Runtime;
  readonly forwarder: () => Forwarder;
  readonly upstreamTls: UpstreamTls;
  readonly shadow: ShadowSender;
  readonly recording: Recording;
  readonly whoIs: WhoIs;
  readonly cookies: CallerCookies;
  readonly overrideKey: KeyObject;
  readonly counters: Counters;
  readonly underWay: UnderWay;
  readonly peers: Peers;
  /** Clients' sockets that were upgraded and are still open. */
  readonly upgraded: Set<Duplex>;
  /** Clients' HTTP/2 connections that are open. */
  readonly sessions: Set<ServerHttp2Session>;
  /** Our name in Via. */
  readonly via: string;
  readonly observe: (seen: Seen) => void;
  /** Told of a write of which nobody knows whether it was done. */
  readonly onAmbiguousWrite: (write: AmbiguousWrite) => void;
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

/** A client's request, in either version of HTTP. */
export type ClientRequest = IncomingMessage | Http2Request;

/** Guard, snapshot, match, choose: everything that happens before a byte is sent anywhere. */
export function admit(services: Services, incoming: ClientRequest): Admitted | Refusal {
  const snapshot = services.current();
  const raw = rawRequestOf(incoming);
  const request = isRefusal(raw) ? raw : readRequest(raw, snapshot.guard);
  if (isRefusal(request)) return request;
  if (request.via.includes(services.via)) return { status: 508, reason: 'this request has been here before' };
  const peer = services.peers.of(incoming.socket);
  const origin = originOf(request, peer, snapshot.trusted);
  const plan = planRequest(snapshot, request, {
    clientIp: origin.clientIp,
    peerIsTrusted: snapshot.trusted.has(peer.address),
    isSecure: origin.protocol === 'https',
    cookies: services.cookies,
    overrideKey: services.overrideKey,
    nowMs: Date.now(),
    isServiceDown: (slice, isSafe) => services.runtime.isServiceDown(slice, isSafe, Date.now()),
  });
  const { telemetry } = snapshot.config;
  const trace = traceIds(
    request.requestId,
    request.traceparent,
    telemetry && (() => Math.random() * ALL < telemetry.sample),
  );
  return {
    snapshot,
    request,
    origin,
    plan,
    trace,
    headers: outgoingHeaders(request, origin, trace, services.via),
  };
}

function rawRequestOf(incoming: ClientRequest): RawRequest | Refusal {
  if ('bytesBrought' in incoming) return readHttp2(incoming.rawHeaders, !incoming.stream.endAfterHeaders);
  const { method = '', url: target = '', httpVersion, rawHeaders } = incoming;
  return { method, target, httpVersion, rawHeaders };
}

/**
 * Handles a request of an HTTP/1.1 connection.
 *
 * @param expectsContinue the client waits for 100 before it sends its body.
 */
export function handleRequest(
  services: Services,
  incoming: IncomingMessage,
  response: ServerResponse,
  expectsContinue = false,
): void {
  // Sent ahead of an answer that is still to come. Each waits for its turn: a read behind a write must see what it
  // wrote (RFC 9112 9.3.2), and one connection shall not put a hundred requests upon an upstream at once.
  if (response.socket === null) {
    response.once('socket', () => takeRequest(services, incoming, response, expectsContinue));
    return;
  }
  takeRequest(services, incoming, response, expectsContinue);
}

/** Handles one request from its head to the last byte of its answer. */
export function takeRequest(
  services: Services,
  incoming: ClientRequest,
  response: ClientAnswer,
  expectsContinue: boolean,
): void {
  const startedAt = performance.now();
  if (incoming.url === '*' && incoming.method === 'OPTIONS') {
    answerOurselves(response, 200, 'this is a proxy');
    return;
  }
  const admitted = admit(services, incoming);
  if (isRefusal(admitted)) {
    services.counters.total.refused += 1;
    // What follows on this connection can't be trusted to begin where we think it does.
    answerOurselves(response, admitted.status, admitted.reason, {
      connection: 'close',
      ...(admitted.location !== undefined && { location: admitted.location }),
    });
    services.observe(seenRefusal(admitted, startedAt));
    return;
  }
  if (admitted.request.isLastHop) {
    answerOurselves(response, 200, 'this is a proxy');
    return;
  }
  if (services.underWay.size >= admitted.snapshot.config.limits.maxUnderWay) {
    services.counters.total.refused += 1;
    answerOurselves(response, 503, 'too many requests are under way', {
      connection: 'close',
      'retry-after': '1',
    });
    services.observe({
      ...seenRefusal({ status: 503, reason: 'too many requests are under way' }, startedAt),
      request: admitted.request,
    });
    return;
  }
  // Only now: a client must not send a body that nobody wants.
  if (expectsContinue && admitted.request.body !== 'none') response.writeContinue();
  new Exchange(services, admitted, incoming, response, startedAt).begin();
}

function seenRefusal(refusal: { readonly status: number; readonly reason: string }, startedAt: number): Seen {
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
