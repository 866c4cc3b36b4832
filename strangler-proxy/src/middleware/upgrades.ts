import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { isRefusal } from '../guard/refusal.ts';
import { admit, type Services } from '../server/handle-request.ts';
import { forwardUpgrade, isWebSocket } from '../server/handle-upgrade.ts';

/**
 * Sends the WebSockets of moved slices to their service, and leaves every other upgrade to the program's own listeners,
 * whenever those were added.
 */
export function followUpgrades(
  server: Server,
  services: Services,
  stays: (request: IncomingMessage) => boolean,
): void {
  const takes = (request: IncomingMessage, socket: Duplex, head: Buffer): boolean => {
    if (!isWebSocket(request) || stays(request)) return false;
    const admitted = admit(services, request);
    if (isRefusal(admitted) || admitted.plan.decision.side === 'monolith') return false;
    forwardUpgrade(services, admitted, request, socket, head);
    return true;
  };
  // Node hands a socket over only where somebody listens.
  const listenAtAll = (_request: IncomingMessage, socket: Duplex) => {
    if (server.listenerCount('upgrade') === 1)
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  };
  server.on('upgrade', listenAtAll);
  // All listeners of an event hear it, so the choice between us and them is made before.
  const emit = server.emit.bind(server) as (event: string | symbol, ...given: unknown[]) => boolean;
  server.emit = (event: string | symbol, ...given: unknown[]): boolean =>
    (event === 'upgrade' && takes(...(given as Parameters<typeof takes>))) || emit(event, ...given);
}
