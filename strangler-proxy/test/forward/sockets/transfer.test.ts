/** What the suites of all engines can't see: connections that are kept or not, and requests that must not be sent. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TransferFailure } from '../../../src/forward/failure.ts';
import type { Forwarder, Outgoing } from '../../../src/forward/forwarder.ts';
import { createSocketForwarder } from '../../../src/forward/sockets.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

let server: Server;
let forwarder: Forwarder;
/** Everything each connection sent. */
let seen: string[];
let sockets: Socket[];
/** What a connection does with what arrives. */
let answer: (socket: Socket, text: string) => void;

beforeEach(async () => {
  [seen, sockets] = [[], []];
  answer = (socket) => socket.write(OK);
  server = createServer((socket) => {
    const index = seen.push('') - 1;
    sockets.push(socket);
    socket.setEncoding('latin1').on('error', () => undefined);
    socket.on('data', (text: string) => {
      seen[index] += text;
      answer(socket, seen[index] ?? '');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const unused: Forwarder = { start: () => expect.unreachable(), close: async () => undefined };
  forwarder = createSocketForwarder(unused);
});

afterEach(async () => {
  await forwarder.close();
  for (const socket of sockets) socket.destroy();
  server.close();
});

interface Outcome {
  readonly status: number;
  readonly body: string;
  readonly failure: TransferFailure | undefined;
}

function ask(given: Partial<Outgoing> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    let status = 0;
    let body = '';
    forwarder.start(
      {
        origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        method: 'GET',
        target: '/',
        headers: ['host', 'a'],
        body: undefined,
        timeouts: { connectMs: 2_000, firstByteMs: 2_000, idleMs: 2_000 },
        ...given,
      },
      {
        onInformation: () => undefined,
        onHead: (given) => {
          status = given;
        },
        onData: (chunk) => {
          body += chunk.toString('latin1');
          return true;
        },
        onEnd: () => resolve({ status, body, failure: undefined }),
        onFailure: (failure) => resolve({ status, body, failure }),
      },
    );
  });
}

describe('connections', () => {
  it('are used again, one request at a time', async () => {
    for (let round = 0; round < 3; round++) await ask();
    expect(seen).toHaveLength(1);
    await Promise.all([ask(), ask(), ask()]);
    expect(seen).toHaveLength(3);
  });

  it.each([
    ['that says it closes', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['with something behind it', `${OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`],
    [
      'whose sender has no patience',
      'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok',
    ],
  ])('are not used again after an answer %s', async (_which, bytes) => {
    answer = (socket) => socket.write(bytes);
    expect((await ask()).body).toBe('ok');
    expect((await ask()).body).toBe('ok');
    expect(seen).toHaveLength(2);
  });

  it('that say something unasked while idle are closed, and nobody reads it', async () => {
    await ask();
    sockets[0]?.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil');
    await once(sockets[0] as Socket, 'close');
    expect((await ask()).body).toBe('ok');
    expect(seen).toHaveLength(2);
  });

  it('that the upstream closed while idle are not tried', async () => {
    await ask();
    sockets[0]?.end();
    await once(sockets[0] as Socket, 'close');
    expect((await ask()).failure).toBeUndefined();
  });

  it('that die under a request are told as ambiguous, and the other idle ones go with them', async () => {
    await Promise.all([ask(), ask()]);
    answer = (socket) => socket.destroy();
    const { failure } = await ask();
    expect(failure).toMatchObject({ code: 'RESET', provablyUnsent: false });
    answer = (socket) => socket.write(OK);
    await ask();
    expect(seen).toHaveLength(3);
  });
});

describe('requests', () => {
  it('leave with head and small body in one piece', async () => {
    const pieces: string[] = [];
    answer = (socket, text) => {
      pieces.push(text);
      socket.write(OK);
    };
    const body = new PassThrough();
    body.end('hello');
    await ask({ method: 'POST', headers: ['host', 'a', 'content-length', '5'], body });
    expect(pieces).toEqual(['POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello']);
  });

  it('without a length go in chunks', async () => {
    answer = (socket, text) => {
      if (text.endsWith('0\r\n\r\n')) socket.write(OK);
    };
    const body = new PassThrough();
    body.end('hello');
    expect((await ask({ method: 'POST', body })).status).toBe(200);
    expect(seen[0]).toBe(
      'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    );
  });

  it.each([
    ['a line feed in a value', { headers: ['x', 'a\nb: c'] }],
    ['a carriage return in a value', { headers: ['x', 'a\rb'] }],
    ['a character that becomes a line feed', { headers: ['x', 'a\u010ab'] }],
    ['a colon in a name', { headers: ['a: b', 'c'] }],
    ['two lengths', { headers: ['content-length', '1', 'Content-Length', '1'] }],
    ['a space in the target', { target: '/a HTTP/1.1' }],
    ['a space in the method', { method: 'GET /x' }],
  ])('with %s are never sent', async (_fault, given) => {
    const { failure } = await ask(given);
    expect(failure).toMatchObject({ code: 'PROTOCOL', provablyUnsent: true });
    expect(seen).toEqual([]);
  });

  it.each([
    ['shorter', 'hell'],
    ['longer', 'hello world'],
  ])('whose body is %s than its Content-Length are broken off', async (_how, text) => {
    const body = new PassThrough();
    body.end(text);
    answer = () => undefined;
    const { failure } = await ask({ method: 'POST', headers: ['content-length', '5'], body });
    expect(failure?.code).toBe('CLIENT_GONE');
    await ask({ timeouts: { connectMs: 2_000, firstByteMs: 1, idleMs: 1 } });
    expect(seen[0]).not.toContain('hello world');
  });

  it('that are answered before their body has arrived give up the connection', async () => {
    const body: Readable = new PassThrough();
    const first = await ask({ method: 'POST', headers: ['content-length', '5'], body });
    expect(first.status).toBe(200);
    await ask();
    expect(seen).toHaveLength(2);
  });
});
