import type { Duplex } from 'node:stream';

/** Long enough for an answer to be read; a socket that is cut with bytes unread takes its answer with it. */
const LINGER_MS = 1_000;

/** Ends a client's socket after what was written, and cuts it where the client does not close its own half. */
export function closeSoon(socket: Duplex, last?: string): void {
  if (last === undefined) socket.end();
  else socket.end(last, 'latin1');
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}
