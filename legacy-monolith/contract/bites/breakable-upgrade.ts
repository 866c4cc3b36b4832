import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Handler, newHandler } from './handler.ts';

/** Puts a switch in front of a server's WebSockets, which know no router. */
export function makeUpgradeBreakable(server: Server, route: string): Handler {
  const handler = newHandler(route, true);
  const listeners = server.listeners('upgrade');
  server.removeAllListeners('upgrade');
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    handler.route ??= route;
    if (handler.fault === undefined)
      for (const listener of listeners) listener.call(server, request, socket, head);
    else socket.end('HTTP/1.1 500 Internal Server Error\r\nconnection: close\r\n\r\n');
  });
  return handler;
}
