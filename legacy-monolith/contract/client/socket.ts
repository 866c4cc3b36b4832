import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Visitor } from './visitor.ts';

/** A WebSocket whose messages can be awaited one by one, however early they came. */
export class Socket {
  readonly #socket: WebSocket;
  readonly #waiting: string[] = [];
  #wake: () => void = () => {};

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      this.#waiting.push(String(data));
      this.#wake();
    });
    socket.on('close', () => this.#wake());
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The next message as JSON; rejects where the socket closes first or nothing comes in time. */
  async next(timeoutMs = 5_000): Promise<unknown> {
    const deadline = setTimeout(() => this.#socket.terminate(), timeoutMs);
    try {
      while (this.#waiting.length === 0) {
        if (this.#socket.readyState === WebSocket.CLOSED)
          throw new Error(`no message within ${timeoutMs} ms`);
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      return JSON.parse(this.#waiting.shift() ?? '');
    } finally {
      clearTimeout(deadline);
    }
  }

  /** The code with which the other side closes. */
  async closed(): Promise<number> {
    const [code] = await once(this.#socket, 'close');
    return Number(code);
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.close(1000);
    await closed;
  }
}

/** Opens a WebSocket with the visitor's cookies. An answer other than 101 rejects with `unexpected answer <status>`. */
export function openSocket(visitor: Visitor, path: string): Promise<Socket> {
  const url = visitor.connection.baseUrl.replace(/^http/, 'ws') + path;
  const socket = new WebSocket(url, {
    headers: visitor.headers(),
    handshakeTimeout: visitor.connection.timeoutMs,
  });
  const opened = new Socket(socket);
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, message) => {
      message.resume();
      reject(new Error(`unexpected answer ${message.statusCode}`));
    });
    socket.on('upgrade', (message) => {
      const side = message.headers['x-banyan-side'];
      const tookMs = performance.now() - startedAt;
      visitor.connection.observe({ method: 'WS', path, status: 101, side: side?.toString(), tookMs });
    });
    socket.on('open', () => resolve(opened));
  });
}
