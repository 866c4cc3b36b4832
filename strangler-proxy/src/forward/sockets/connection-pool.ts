import { Connection } from './connection.ts';
import type { Deadlines } from './deadlines.ts';

/** Below the 5 s after which Node's own server closes an idle connection, or we would write into a closing socket. */
const IDLE_MS = 4_000;
/** What an upstream says of its patience is believed less this, for the time its FIN may be on its way. */
const MARGIN_MS = 2_000;
const LONGEST_IDLE_MS = 60_000;

/**
 * The connections to one origin. As many as there are requests under way: a fixed number would let streams that stay
 * open starve everybody else. The one used last is used next, so that what is too many closes by itself.
 */
export class ConnectionPool {
  readonly #host: string;
  readonly #port: number;
  readonly #deadlines: Deadlines;
  readonly #idle: Connection[] = [];

  /** @param origin `http://host:port` */
  constructor(origin: string, deadlines: Deadlines) {
    const { hostname, port } = new URL(origin);
    this.#host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
    this.#port = port === '' ? 80 : Number(port);
    this.#deadlines = deadlines;
  }

  /** An idle connection that is open, or a new one. */
  take(): Connection {
    for (;;) {
      const connection = this.#idle.pop();
      if (!connection) return new Connection(this.#host, this.#port, this.#deadlines);
      if (connection.isOpen) return connection;
    }
  }

  /** @param keepAliveMs how long the upstream says it keeps it. */
  giveBack(connection: Connection, keepAliveMs: number | undefined): void {
    connection.leave();
    const idleMs = Math.min(LONGEST_IDLE_MS, keepAliveMs === undefined ? IDLE_MS : keepAliveMs - MARGIN_MS);
    if (idleMs <= 0) {
      connection.destroy();
      return;
    }
    connection.dueMs = performance.now() + idleMs;
    // Those that nobody has used for long are at this end, closed by their deadline.
    while (this.#idle[0]?.isOpen === false) this.#idle.shift();
    this.#idle.push(connection);
  }

  /** One kept connection died under a request: the others are likely to be as dead. */
  dropIdle(): void {
    for (const connection of this.#idle.splice(0)) connection.destroy();
  }
}
