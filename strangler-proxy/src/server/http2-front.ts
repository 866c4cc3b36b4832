import {
  createServer,
  type Http2Server,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { Config } from '../config/schema.ts';
import { type Services, takeRequest } from './handle-request.ts';
import { Http2Answer } from './http2-answer.ts';
import { Http2Request } from './http2-request.ts';

/** As long as an HTTP/1.1 connection may take for its first request, and be idle between two. */
const FIRST_REQUEST_MS = 5_000;
const IDLE_MS = 65_000;
/** For a request that crosses our GOAWAY. */
const GRACE_MS = 250;
/** Of one connection, over all its streams; each of them has 64 KiB, so that a stalled upload holds up no other. */
const CONNECTION_WINDOW_BYTES = 1024 * 1024;

/** Lets a TLS listener speak HTTP/2 with clients that ask for it (ALPN `h2`); everybody else goes on as before. */
export function speakHttp2(server: Server, services: Services, config: Config): void {
  const http2 = createHttp2(services, config);
  const serveHttp1 = server.listeners('secureConnection');
  server.removeAllListeners('secureConnection');
  server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.alpnProtocol === 'h2') http2.emit('connection', socket);
    else for (const listener of serveHttp1) listener.call(server, socket);
  });
}

function createHttp2(services: Services, { limits }: Config): Http2Server {
  const http2 = createServer({
    Http2ServerRequest: Http2Request,
    settings: {
      maxConcurrentStreams: 100,
      // A little more than we take, so that a client hears 431 rather than that its stream was reset.
      maxHeaderListSize: 32 * 1024,
    },
    // Counted by the guard, which answers 431; beyond twice as many a stream is reset.
    maxHeaderListPairs: limits.maxHeaders * 2,
    maxSettings: 32,
    maxOutstandingPings: 10,
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: 100,
    // Requests that are taken back at once (CVE-2023-44487): so many, and then so many a second.
    streamResetBurst: 200,
    streamResetRate: 33,
    // An upstream that says `X-Content-Type-Options` twice said nothing else in HTTP/1.1.
    strictSingleValueFields: false,
  });
  http2.on('session', (session) => {
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    services.sessions.add(session);
    session.on('close', () => services.sessions.delete(session));
    closeWhenIdle(session);
  });
  const take = (expectsContinue: boolean) => (incoming: Http2Request, response: Http2ServerResponse) =>
    takeRequest(services, incoming, new Http2Answer(response, incoming), expectsContinue);
  http2.on('request', take(false));
  http2.on('checkContinue', take(true));
  http2.on('checkExpectation', take(false));
  http2.on('connect', take(false));
  // Floods and malformed frames: nghttp2 has ended the session, and it is no fault of ours.
  http2.on('sessionError', () => {
    services.counters.total.refused += 1;
  });
  return http2;
}

/** Frames that are no request keep no connection open. */
function closeWhenIdle(session: ServerHttp2Session): void {
  let streams = 0;
  let timer: NodeJS.Timeout;
  const closeIn = (ms: number) => {
    timer = setTimeout(() => {
      session.close();
      // Node waits for a request whose head never ends.
      timer = setTimeout(() => session.destroy(), GRACE_MS);
      timer.unref();
    }, ms);
    timer.unref();
  };
  closeIn(FIRST_REQUEST_MS);
  session.on('stream', (stream) => {
    streams += 1;
    clearTimeout(timer);
    stream.once('close', () => {
      streams -= 1;
      if (streams === 0 && !session.closed) closeIn(IDLE_MS);
    });
  });
  session.once('close', () => clearTimeout(timer));
}
