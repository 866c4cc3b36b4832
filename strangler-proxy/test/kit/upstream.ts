import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';

/** An upstream that answers as told, on a free port. */
export interface Upstream {
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
}

/** One request as an upstream saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface HttpUpstream extends Upstream {
  readonly seen: SeenRequest[];
  readonly server: Server;
}

type Answer = (request: SeenRequest, response: ServerResponse) => void;

/** An HTTP upstream that keeps what it saw; answers its name unless told otherwise. */
export async function httpUpstream(name: string, answer?: Answer): Promise<HttpUpstream> {
  const seen: SeenRequest[] = [];
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const entry: SeenRequest = {
        method: request.method ?? '',
        url: request.url ?? '',
        rawHeaders: request.rawHeaders,
        headers: request.headers,
        body: Buffer.concat(chunks).toString('latin1'),
      };
      seen.push(entry);
      if (answer) answer(entry, response);
      else response.end(name);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    server,
    port,
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface RawUpstream extends Upstream {
  /** Everything that arrived, one text for each connection. */
  readonly connections: string[];
}

/**
 * An upstream that says exactly these bytes. `script` gets the socket once the head of a request is there; it is
 * called for each head on a connection, so a second request is seen as one.
 */
export async function rawUpstream(script: (socket: Socket, request: string) => void): Promise<RawUpstream> {
  const connections: string[] = [];
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    const index = connections.push('') - 1;
    sockets.add(socket);
    let unread = '';
    socket.setEncoding('latin1');
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (text: string) => {
      connections[index] += text;
      unread += text;
      const end = unread.indexOf('\r\n\r\n');
      if (end === -1) return;
      const head = unread.slice(0, end + 4);
      unread = unread.slice(end + 4);
      script(socket, head);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    connections,
    port,
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Always the same bytes, whatever is asked. */
export const rawAnswer = (bytes: string) => rawUpstream((socket) => socket.write(bytes, 'latin1'));

/** A port nobody listens on. */
export async function deadPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
