import { request as httpRequest, type IncomingMessage, ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { checkedLookup } from '../forward/checked-lookup.ts';
import { MAX_INTERIM_ANSWERS } from '../forward/forwarder.ts';
import { toHeaderObject } from '../forward/raw-headers.ts';
import { readAnswer } from '../guard/answer.ts';
import { headerOf } from '../guard/header-list.ts';
import { isRefusal } from '../guard/refusal.ts';
import { countAnswer } from '../observe/counters.ts';
import { rewritePath } from '../routing/rewrite.ts';
import { addOwnHeaders, makeOurs } from './answer-headers.ts';
import { closeSoon } from './close-soon.ts';
import { type Admitted, admit, type Services } from './handle-request.ts';
import { answerOurselves } from './own-answer.ts';

/** Whether a request asks for a WebSocket; every other Upgrade is ignored, as RFC 9110 7.8 allows. */
export function isWebSocket(incoming: IncomingMessage): boolean {
  return incoming.method === 'GET' && incoming.headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Handles an upgrade through the same guard and decision as a request. The side holds for the life of the socket.
 * Upgrades are never retried, shadowed or answered elsewhere: what went over them can't be told.
 */
export function handleUpgrade(
  services: Services,
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const startedAt = performance.now();
  const response = takeOver(services, incoming, socket);
  if (!response) return;
  const admitted = admit(services, incoming);
  if (isRefusal(admitted)) {
    services.counters.total.refused += 1;
    answerOurselves(response, admitted.status, admitted.reason, CLOSE);
    return;
  }
  const { request } = admitted;
  if (request.upgrade?.toLowerCase() !== 'websocket' || request.body !== 'none') {
    services.counters.total.refused += 1;
    answerOurselves(response, 400, 'only WebSocket upgrades are forwarded', CLOSE);
    return;
  }
  forward(services, admitted, { socket, head, response }, startedAt);
}

/** Forwards an upgrade that was admitted already. */
export function forwardUpgrade(
  services: Services,
  admitted: Admitted,
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const startedAt = performance.now();
  const response = takeOver(services, incoming, socket);
  if (response) forward(services, admitted, { socket, head, response }, startedAt);
}

/** Makes a socket ours that Node handed over; `undefined` when it can't be answered any more. */
function takeOver(services: Services, incoming: IncomingMessage, socket: Duplex): ServerResponse | undefined {
  socket.on('error', () => socket.destroy());
  services.upgraded.add(socket);
  socket.on('close', () => services.upgraded.delete(socket));
  const response = responseOver(incoming, socket);
  if (response) return response;
  services.counters.total.refused += 1;
  socket.destroy();
  return undefined;
}

function forward(services: Services, admitted: Admitted, client: Client, startedAt: number): void {
  const { socket } = client;
  const { request, plan } = admitted;
  const { side } = plan.decision;
  const counters = plan.slice ? services.counters.slice(plan.slice.config.name) : services.counters.unmatched;
  services.counters.total[side] += 1;
  counters.requests[side] += 1;
  if (plan.route) counters.route(plan.route.id)[side].requests += 1;

  const end = (status: number, note: string | undefined) => {
    const elapsedMs = performance.now() - startedAt;
    const labels = { side, status, cohort: plan.decision.cohort ?? '' };
    countAnswer(counters, labels, elapsedMs / 1_000, 0, plan.route?.id);
    services.observe({ ...admitted, side, status, bytes: 0, elapsedMs, note });
  };
  const lease =
    side === 'service' && plan.slice
      ? services.runtime.pool(plan.slice.config.service).take(Date.now())
      : undefined;
  const path = lease && plan.route ? rewritePath(plan.route, request) : request.path;
  const destination = {
    origin: lease?.origin ?? admitted.snapshot.config.monolith.target,
    target: path + request.search,
  };
  socket.on('close', () => lease?.ended());
  openUpstream(services, admitted, destination, client, (status, note) => {
    if (status >= 500) {
      services.counters.total.failed += 1;
      counters.requests.failed += 1;
    }
    end(status, note);
  });
}

/** Refuses a tunnel to anywhere. Its socket was handed over like an upgrade's, with nobody listening for its errors. */
export function refuseConnect(services: Services, incoming: IncomingMessage, socket: Duplex): void {
  services.counters.total.refused += 1;
  socket.on('error', () => socket.destroy());
  const response = responseOver(incoming, socket);
  if (response) answerOurselves(response, 405, 'CONNECT is not forwarded', CLOSE);
  else socket.destroy();
}

function openUpstream(
  services: Services,
  admitted: Admitted,
  destination: { readonly origin: string; readonly target: string },
  { socket, head, response }: Client,
  onEnd: (status: number, note: string | undefined) => void,
): void {
  const { plan, headers, snapshot } = admitted;
  const target = new URL(destination.origin);
  const { connectMs, firstByteMs, idleMs } = plan.timeouts;
  let isAnswered = false;
  const isSecure = target.protocol === 'https:';
  const upstream = (isSecure ? httpsRequest : httpRequest)({
    ...(isSecure ? services.upstreamTls.of(destination.origin) : {}),
    host: target.hostname.replace(/^\[|\]$/g, ''),
    port: target.port || (isSecure ? 443 : 80),
    method: 'GET',
    path: destination.target,
    headers: toHeaderObject([...headers, 'connection', 'Upgrade', 'upgrade', 'websocket']),
    agent: false,
    lookup: checkedLookup,
  });
  const fail = (status: 502 | 504, note: string) => {
    if (isAnswered) return;
    isAnswered = true;
    clearTimeout(timer);
    upstream.destroy();
    answerOurselves(response, status, 'the server behind this address did not take the connection', CLOSE);
    onEnd(status, note);
  };
  const timer = setTimeout(() => fail(504, 'no answer to the upgrade in time'), connectMs + firstByteMs);
  upstream.on('error', (error) => fail(502, error.message));
  socket.on('close', () => upstream.destroy());

  let interimAnswers = 0;
  upstream.on('information', () => {
    if (++interimAnswers > MAX_INTERIM_ANSWERS) fail(502, 'too many interim answers');
  });
  upstream.on('upgrade', (answer, upstreamSocket, upstreamHead) => {
    clearTimeout(timer);
    upstreamSocket.on('error', () => upstreamSocket.destroy());
    if (answer.headers.upgrade?.toLowerCase() !== 'websocket') {
      upstreamSocket.destroy();
      fail(502, 'switched to another protocol than the one that was asked for');
      return;
    }
    isAnswered = true;
    response.detachSocket(socket as AssignedSocket);
    const fields = readAnswer(200, answer.rawHeaders)?.headers ?? [];
    addOwnHeaders(fields, { ...plan, varyBy: undefined }, plan.decision.side, snapshot.config.headers.side);
    const text = [`HTTP/1.1 101 Switching Protocols`, 'Connection: Upgrade', 'Upgrade: websocket'];
    for (let index = 0; index + 1 < fields.length; index += 2)
      text.push(`${fields[index]}: ${fields[index + 1]}`);
    socket.write(`${text.join('\r\n')}\r\n\r\n`, 'latin1');
    join(socket, upstreamSocket, idleMs);
    if (upstreamHead.length > 0) socket.write(upstreamHead);
    if (head.length > 0) upstreamSocket.write(head);
    onEnd(101, undefined);
  });
  upstream.on('response', (answer) => {
    clearTimeout(timer);
    const clean = readAnswer(answer.statusCode ?? 0, answer.rawHeaders);
    if (!clean) {
      fail(502, 'an answer without meaning');
      return;
    }
    makeOurs(clean.headers, admitted, plan.decision.side);
    if (headerOf(clean.headers, 'connection') === undefined) clean.headers.push('connection', 'close');
    try {
      response.writeHead(clean.status, answer.statusMessage ?? '', clean.headers);
    } catch (error) {
      // Node refuses a field or reason phrase that could split the answer.
      fail(502, `a field that may not be passed on (${String(error)})`);
      return;
    }
    isAnswered = true;
    answer.pipe(response);
    answer.on('error', () => socket.destroy());
    upstream.setTimeout(idleMs, () => socket.destroy());
    onEnd(clean.status, 'upgrade declined');
  });
  upstream.end();
}

/** Joins two sockets for as long as either has something to say. */
function join(client: Duplex, upstream: Duplex, idleMs: number): void {
  const idle = setTimeout(() => {
    client.destroy();
    upstream.destroy();
  }, idleMs);
  idle.unref();
  const alive = () => idle.refresh();
  client.on('data', alive);
  upstream.on('data', alive);
  upstream.on('error', () => client.destroy());
  upstream.on('close', () => {
    clearTimeout(idle);
    client.destroy();
  });
  client.on('close', () => {
    clearTimeout(idle);
    upstream.destroy();
  });
  client.pipe(upstream);
  upstream.pipe(client);
}

/** A client that asks for an upgrade: its socket, what it sent ahead, and the answer it gets if there is none. */
interface Client {
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly response: ServerResponse;
}

/** An upgraded request's socket is the plain TCP or TLS socket that Node's typings call a Duplex. */
type AssignedSocket = Parameters<ServerResponse['assignSocket']>[0];

const CLOSE = { connection: 'close' };

/**
 * The answer over a socket that Node handed over; it stands by until the upstream has decided.
 *
 * @returns nothing while an earlier request of the connection is still to be answered: Node tells of an upgrade that
 * was sent ahead at once, and what we write now would be taken for the other's answer.
 */
function responseOver(incoming: IncomingMessage, socket: Duplex): ServerResponse | undefined {
  const response = new ServerResponse(incoming);
  response.shouldKeepAlive = false;
  try {
    response.assignSocket(socket as AssignedSocket);
  } catch {
    return undefined;
  }
  response.on('finish', () => closeSoon(socket));
  return response;
}
