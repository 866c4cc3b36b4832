import { createServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Certificate } from '../config/pem-files.ts';
import type { Config } from '../config/schema.ts';
import { DirectMessage } from '../forward/direct-message.ts';
import { MAX_HEADER_BYTES } from '../guard/http2.ts';
import { closeSoon } from './close-soon.ts';
import { handleRequest, type Services } from './handle-request.ts';
import { handleUpgrade, isWebSocket, refuseConnect } from './handle-upgrade.ts';
import { speakHttp2 } from './http2-front.ts';

/** The listener of the data port: bare `node:http`, because Express would cost more than the forwarding. */
export function createDataServer(services: Services, config: Config, certificate?: Certificate): Server {
  const newerOptions = {
    // Known to Node 24.9 and later; on older ones every Upgrade reaches `handleUpgrade`, which refuses the others.
    shouldUpgradeCallback: isWebSocket,
    // Known to 24.12 and later: a request without a body costs no events of a stream that has nothing.
    optimizeEmptyRequests: true,
  } as ServerOptions;
  const options = {
    ...newerOptions,
    IncomingMessage: DirectMessage,
    // Never set from NODE_OPTIONS: a lenient parser is how requests are smuggled.
    insecureHTTPParser: false,
    requireHostHeader: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
    requestTimeout: 0,
    keepAliveTimeout: 65_000,
    noDelay: true,
  };
  const server = certificate
    ? createSecureServer(services, config, { ...options, ...certificate })
    : createServer(options);
  // Counted by the guard; Node's own limit drops fields silently in some versions.
  server.maxHeadersCount = 0;
  server.maxConnections = config.limits.maxConnections;
  server.on('request', (request, response) => handleRequest(services, request, response));
  server.on('checkContinue', (request, response) => handleRequest(services, request, response, true));
  server.on('checkExpectation', (request, response) => handleRequest(services, request, response));
  server.on('upgrade', (request, socket, head) => handleUpgrade(services, request, socket, head));
  server.on('connect', (request, socket) => refuseConnect(services, request, socket));
  server.on('clientError', (error, socket) => {
    services.counters.total.refused += 1;
    const code = 'code' in error ? String(error.code) : '';
    // Anything else happened before HTTP was spoken, or took the connection with it.
    const isAnswerable = code.startsWith('HPE_') || code === 'ERR_HTTP_REQUEST_TIMEOUT';
    if (!isAnswerable || !socket.writable || ('bytesWritten' in socket && Number(socket.bytesWritten) > 0)) {
      socket.destroy();
      return;
    }
    closeSoon(socket, bareAnswer(unreadable[code] ?? '400 Bad Request'));
  });
  services.peers.follow(
    server,
    () => {
      const { balancers, trusted, config: live } = services.current();
      return { balancers, trusted, maxPerAddress: live.limits.maxConnectionsPerAddress };
    },
    () => {
      services.counters.total.refused += 1;
    },
  );
  return server;
}

function createSecureServer(
  services: Services,
  config: Config,
  options: ServerOptions & Certificate,
): Server {
  const isHttp2 = config.tls?.http2 !== false;
  const server = createTlsServer({
    ...options,
    minVersion: 'TLSv1.2',
    handshakeTimeout: 5_000,
    ALPNProtocols: isHttp2 ? ['h2', 'http/1.1'] : ['http/1.1'],
  });
  if (isHttp2) speakHttp2(server, services, config);
  return server;
}

/** What else than a broken request keeps Node from reading one. */
const unreadable: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** An answer where Node gives no response object: the request could not be read. */
function bareAnswer(status: string): string {
  return `HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
}
