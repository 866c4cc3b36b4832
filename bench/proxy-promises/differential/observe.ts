import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { readStrictly, type StrictRequest } from '../../../strangler-proxy/test/fuzz/read-strictly.ts';
import { countComplete } from '../../../strangler-proxy/test/kit/raw-client.ts';

/** What became of one client's bytes at one proxy. */
export interface Outcome {
  /** Of the first answer; 0 when the connection was closed without one. */
  readonly status: number;
  /** The refusal in words, where the proxy gives any. */
  readonly said: string;
  /** What reached the upstream. */
  readonly forwarded: readonly StrictRequest[];
}

/** How long a case waits that brings no answer, because its bytes may be the beginning of more, and for what was sent on just now. */
export interface Patience {
  readonly answerMs: number;
  readonly upstreamMs: number;
}

/** An upstream that writes down what arrives and answers everything with 200, each request on a connection of its own. */
export async function recorder() {
  let seen: string[] = [];
  const server = createServer((socket) => {
    const index = seen.push('') - 1;
    const into = seen;
    socket.setEncoding('latin1');
    socket.on('error', () => socket.destroy());
    socket.on('data', (text: string) => {
      into[index] += text;
      if (into[index]?.includes('\r\n\r\n'))
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What arrived since the last time. */
    take(): readonly StrictRequest[] {
      const taken = seen;
      seen = [];
      return taken.flatMap(readStrictly);
    },
    close: () => server.close(),
  };
}

/** Sends a case and waits for an answer, the connection's end, or patience. */
export async function observe(
  port: number,
  bytes: string,
  upstream: Awaited<ReturnType<typeof recorder>>,
  { answerMs, upstreamMs }: Patience,
): Promise<Outcome> {
  const text = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let got = '';
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(got);
    };
    const timer = setTimeout(finish, answerMs);
    socket.setEncoding('latin1');
    socket.on('connect', () => socket.write(bytes, 'latin1'));
    socket.on('data', (chunk: string) => {
      got += chunk;
      if (countComplete(got) >= 1) finish();
    });
    socket.on('error', finish);
    socket.on('end', finish);
  });
  await new Promise((resolve) => setTimeout(resolve, upstreamMs));
  return {
    status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0),
    said: /"error":"([^"]*)"/.exec(text)?.[1] ?? '',
    forwarded: upstream.take(),
  };
}
