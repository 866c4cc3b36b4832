import { getOrCreate } from '../get-or-create.ts';
import type { Forwarder } from './forwarder.ts';
import { ConnectionPool } from './sockets/connection-pool.ts';
import { Deadlines } from './sockets/deadlines.ts';
import { startTransfer } from './sockets/transfer.ts';

/**
 * The fast lane: a client of our own on plain sockets, for upstreams that are spoken to without TLS. It knows as much
 * of HTTP/1.1 as a proxy needs, and reads answers more strictly than Node does.
 *
 * @param secure for targets with `https:`, where the cost of encryption hides what we could save. Whoever made it closes it.
 */
export function createSocketForwarder(secure: Forwarder): Forwarder {
  const deadlines = new Deadlines();
  const pools = new Map<string, ConnectionPool>();
  return {
    start(outgoing, handler) {
      if (outgoing.origin.startsWith('https:')) return secure.start(outgoing, handler);
      const pool = getOrCreate(pools, outgoing.origin, () => new ConnectionPool(outgoing.origin, deadlines));
      return startTransfer(pool, outgoing, handler);
    },
    async close() {
      deadlines.destroyAll();
    },
  };
}
