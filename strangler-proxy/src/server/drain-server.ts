import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { Duplex } from 'node:stream';

/** Idle connections get this long to bring a request that is already on its way; its answer then closes them. */
const GRACE_MS = 250;

/**
 * Takes no more connections, lets requests under way finish, and cuts what is left at the deadline. Sockets that were
 * upgraded have no end of their own; they go when nothing else is left.
 *
 * Not `server.close()` alone: it closes idle connections at once, and a request that is just arriving on one is lost.
 *
 * @param upgraded sockets that the server handed over.
 * @param isQuiet whether no request is under way.
 */
export function drainServer(
  server: Server,
  deadlineMs: number,
  upgraded: ReadonlySet<Duplex> = new Set(),
  isQuiet: () => boolean = () => true,
): Promise<void> {
  return new Promise((resolve) => {
    const closeUpgraded = () => {
      for (const socket of upgraded) socket.destroy();
    };
    const step = setInterval(
      () => {
        server.closeIdleConnections();
        if (isQuiet()) closeUpgraded();
      },
      Math.min(GRACE_MS, Math.max(1, deadlineMs)),
    );
    const deadline = setTimeout(() => {
      server.closeAllConnections();
      closeUpgraded();
    }, deadlineMs);
    const done = () => {
      clearInterval(step);
      clearTimeout(deadline);
      resolve();
    };
    if (server.listening) NetServer.prototype.close.call(server, done);
    else done();
  });
}
