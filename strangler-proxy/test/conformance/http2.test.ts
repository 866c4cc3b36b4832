/** HTTP/2 in front, over every engine: what a client and an upstream see of each other is what HTTP/1.1 shows. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { hasOpenssl } from '../kit/certificates.ts';
import { engines, reviewsConfig, startTestProxy, type TestProxy } from '../kit/proxy.ts';
import {
  END_HEADERS,
  END_STREAM,
  frame,
  frameTypes,
  literals,
  openRawHttp2,
  plainRequest,
} from '../kit/raw-http2.ts';
import { secureFront } from '../kit/secure-front.ts';
import { type HttpUpstream, httpUpstream, rawUpstream, type SeenRequest } from '../kit/upstream.ts';

const BIG = Buffer.alloc(3_000_000, 'banyan ');

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The whole answer, or a rejection when the stream is reset. */
async function read(stream: ClientHttp2Stream): Promise<Answer> {
  let trailers: IncomingHttpHeaders = {};
  stream.on('trailers', (given) => {
    trailers = given;
  });
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = once(stream, 'close');
  const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders & { ':status'?: number }];
  await closed;
  if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) throw new Error(`reset with ${stream.rstCode}`);
  return { status: Number(headers[':status']), headers, trailers, body: Buffer.concat(chunks) };
}

describe.skipIf(!hasOpenssl).each(engines)('HTTP/2 through %s', (engine) => {
  let upstream: HttpUpstream;
  let proxy: TestProxy;
  let session: ClientHttp2Session;
  let front: Awaited<ReturnType<typeof secureFront>>;
  let answer: (request: SeenRequest, response: ServerResponse) => void;
  const configOf = (origin: string) =>
    reviewsConfig({ monolith: origin, engine, stage: 'live', more: front.tls });
  const open = (to: TestProxy) => {
    const opened = connect(to.url, { rejectUnauthorized: false });
    opened.on('error', () => undefined);
    return opened;
  };
  beforeAll(async () => {
    upstream = await httpUpstream('monolith', (request, response) => answer(request, response));
    front = await secureFront();
    proxy = await startTestProxy(configOf(upstream.origin));
    session = open(proxy);
  });
  afterAll(async () => {
    session.destroy();
    await proxy.end();
    await upstream.close();
    await front.end();
  });
  const reply = (write: (response: ServerResponse) => void) => {
    answer = (_request, response) => write(response);
  };
  const lastSeen = () => upstream.seen.at(-1);
  const ask = (fields: OutgoingHttpHeaders, body?: Buffer | string) => {
    const stream = session.request(
      { ':path': '/api/reviews', ...fields },
      { endStream: body === undefined, waitForTrailers: false },
    );
    if (body !== undefined) stream.end(body);
    return read(stream);
  };

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    '%s arrives as itself, as HTTP/1.1',
    async (method) => {
      reply((response) => response.end('ok'));
      const answered = await ask({
        ':method': method,
        ':path': '/api/reviews/1?q=a%20b',
        'x-many': ['1', '2'],
      });
      expect(answered.status).toBe(200);
      expect(answered.body.toString()).toBe(method === 'HEAD' ? '' : 'ok');
      expect(lastSeen()).toMatchObject({
        method,
        url: '/api/reviews/1?q=a%20b',
        headers: {
          host: `127.0.0.1:${proxy.port}`,
          'x-forwarded-proto': 'https',
          'x-forwarded-for': '127.0.0.1',
          'x-many': '1, 2',
        },
      });
      expect(Object.keys(lastSeen()?.headers ?? {}).filter((name) => name.startsWith(':'))).toEqual([]);
    },
  );

  it.each([200, 204, 206, 301, 304, 404, 418, 500, 503])('status %i passes', async (status) => {
    const hasBody = status !== 204 && status !== 304;
    reply((response) => response.writeHead(status, { etag: '"1"' }).end(hasBody ? 'body' : undefined));
    const answered = await ask({});
    expect(answered.status).toBe(status);
    expect(answered.body.toString()).toBe(hasBody ? 'body' : '');
    expect(answered.headers.etag).toBe('"1"');
  });

  it('repeated fields keep their number, also those that stand once as a rule, and none speaks of a connection', async () => {
    reply((response) =>
      response
        .writeHead(200, [
          'Set-Cookie',
          'a=1',
          'Set-Cookie',
          'b=2',
          'X-Content-Type-Options',
          'nosniff',
          'X-Content-Type-Options',
          'nosniff',
          'Connection',
          'keep-alive, x-hop',
          'X-Hop',
          '1',
          'Keep-Alive',
          'timeout=5',
          'X-Name',
          'J\xfcrgen',
        ])
        .end('ok'),
    );
    const { headers, status } = await ask({});
    expect(status).toBe(200);
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-name']).toBe('J\xfcrgen');
    for (const name of ['connection', 'keep-alive', 'transfer-encoding', 'x-hop'])
      expect(headers).not.toHaveProperty(name);
  });

  it('cookies that were split are joined again', async () => {
    reply((response) => response.end());
    await ask({ cookie: ['a=1', 'b=2'] });
    expect(lastSeen()?.headers.cookie).toBe('a=1; b=2');
  });

  it.each([
    ['with its length', { 'content-length': BIG.length }],
    ['without one', {}],
  ])('a body of 3 MB %s arrives whole, both ways', async (_framing, fields) => {
    answer = (request, response) => {
      expect(request.body).toHaveLength(BIG.length);
      response.end(BIG);
    };
    expect((await ask({ ':method': 'POST', ...fields }, BIG)).body.equals(BIG)).toBe(true);
    expect(lastSeen()?.headers['transfer-encoding']).toBe('content-length' in fields ? undefined : 'chunked');
  });

  it('events of a stream arrive one by one, the head before the first', async () => {
    let response: ServerResponse | undefined;
    reply((given) => {
      response = given;
      given.writeHead(200, { 'content-type': 'text/event-stream' });
      given.flushHeaders();
    });
    const stream = session.request({ ':path': '/api/reviews/events' });
    await once(stream, 'response');
    stream.setEncoding('utf8');
    for (const round of [0, 1, 2]) {
      response?.write(`data: ${round}\n\n`);
      expect((await once(stream, 'data'))[0]).toBe(`data: ${round}\n\n`);
    }
    const gone = once(response as ServerResponse, 'close');
    stream.close(constants.NGHTTP2_CANCEL);
    await gone;
  });

  it('trailers pass to a client that takes them', async () => {
    reply((response) => {
      response.writeHead(200, { trailer: 'x-checksum' });
      response.write('body');
      response.addTrailers({ 'x-checksum': 'abc', 'set-cookie': 'evil=1' });
      response.end();
    });
    expect((await ask({ te: 'trailers' })).trailers).toMatchObject({ 'x-checksum': 'abc' });
    expect((await ask({ te: 'trailers' })).trailers).not.toHaveProperty('set-cookie');
    expect((await ask({})).trailers).toEqual({});
  });

  it('103 Early Hints reaches the client before the answer', async () => {
    reply((response) => {
      response.writeEarlyHints({ link: '</a.css>; rel=preload' });
      response.end('ok');
    });
    const stream = session.request({ ':path': '/api/reviews' });
    const hints = once(stream, 'headers');
    const answered = await read(stream);
    expect((await hints)[0]).toMatchObject({ ':status': 103, link: '</a.css>; rel=preload' });
    expect(answered.body.toString()).toBe('ok');
  });

  it('a client that waits for 100 gets it, and one whose request is refused does not', async () => {
    reply((response) => response.end('ok'));
    const stream = session.request(
      { ':method': 'POST', ':path': '/api/reviews', expect: '100-continue' },
      { endStream: false },
    );
    await once(stream, 'continue');
    stream.end('hi');
    expect((await read(stream)).status).toBe(200);
    expect(lastSeen()).toMatchObject({ body: 'hi' });
    expect(lastSeen()?.headers).not.toHaveProperty('expect');
    const refused = session.request(
      { ':method': 'POST', ':path': '/api/..%2fadmin', expect: '100-continue' },
      { endStream: false },
    );
    let isContinued = false;
    refused.on('continue', () => {
      isContinued = true;
    });
    expect((await read(refused)).status).toBe(400);
    expect(isContinued).toBe(false);
  });

  it('a slow reader slows its own stream, and no other one of its connection', async () => {
    const limit = 32 * 1024 * 1024;
    let written = 0;
    const stalled = new Promise<void>((resolve) => {
      answer = (request, response) => {
        if (!request.url.endsWith('/slow')) {
          response.end('quick');
          return;
        }
        const push = () => {
          while (written < limit) {
            written += 65_536;
            if (response.write(Buffer.alloc(65_536))) continue;
            const timer = setTimeout(resolve, 300);
            response.once('drain', () => {
              clearTimeout(timer);
              push();
            });
            return;
          }
          resolve();
        };
        push();
      };
    });
    const slow = session.request({ ':path': '/api/reviews/slow' });
    await once(slow, 'response');
    await stalled;
    expect(written).toBeLessThan(limit / 2);
    expect((await ask({})).body.toString()).toBe('quick');
    slow.close(constants.NGHTTP2_CANCEL);
  });

  it('an upload that is reset is never taken for a whole one', async () => {
    const early = await rawUpstream(() => undefined);
    const other = await startTestProxy(configOf(early.origin));
    // Bare frames: a library ends the body before it resets the stream.
    const own = await openRawHttp2(other.port);
    const fields = plainRequest.map(([name, value]) => [name, name === ':method' ? 'POST' : value] as const);
    own.send(
      frame(frameTypes.headers, END_HEADERS, 1, literals(fields)),
      frame(frameTypes.data, 0, 1, 'half of it'),
    );
    while (!early.connections.join('').includes('half of it')) await new Promise(setImmediate);
    own.send(frame(frameTypes.reset, 0, 1, Buffer.from([0, 0, 0, 8])));
    while (other.underWay() > 0) await new Promise(setImmediate);
    own.close();
    await other.end();
    expect(early.connections.join('')).toContain('transfer-encoding: chunked');
    expect(early.connections.join('')).not.toContain('0\r\n\r\n');
    await early.close();
  });

  it('an answer that breaks off is a stream that was reset, never a shorter answer', async () => {
    const broken = await rawUpstream((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\nonly this much'),
    );
    const other = await startTestProxy(configOf(broken.origin));
    const own = open(other);
    const stream = own.request({ ':path': '/api/reviews' });
    stream.on('error', () => undefined);
    await expect(read(stream)).rejects.toThrow();
    own.destroy();
    await other.end();
    await broken.close();
  });

  it('an early answer to an upload arrives whole, and ends the upload without a fault', async () => {
    const early = await rawUpstream((socket) =>
      socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'),
    );
    const other = await startTestProxy(configOf(early.origin));
    const own = open(other);
    const stream = own.request({ ':method': 'POST', ':path': '/api/reviews' }, { endStream: false });
    stream.write('the beginning');
    expect(await read(stream)).toMatchObject({ status: 403 });
    expect((await read(own.request({ ':path': '/api/reviews' }))).status, 'the connection goes on').toBe(403);
    own.destroy();
    await other.end();
    await early.close();
  });

  it('a stalled upload and a stalled reader are cut, however busy their connection is', async () => {
    answer = (request, response) => {
      if (request.url.endsWith('/big')) response.write(Buffer.alloc(20_000_000));
      else response.end('ok');
    };
    const other = await startTestProxy(`${configOf(upstream.origin)}\nlimits: { clientIdleMs: 300 }\n`);
    const own = await openRawHttp2(other.port);
    const fieldsOf = (method: string, path: string) =>
      literals(
        plainRequest.map(([name, value]) => [
          name,
          name === ':method' ? method : name === ':path' ? path : value,
        ]),
      );
    own.send(
      frame(frameTypes.headers, END_HEADERS, 1, fieldsOf('POST', '/api/reviews')),
      frame(frameTypes.data, 0, 1, 'the beginning'),
      frame(frameTypes.headers, END_HEADERS | END_STREAM, 3, fieldsOf('GET', '/api/reviews/big')),
    );
    let next = 3;
    const busy = setInterval(() => {
      next += 2;
      own.send(frame(frameTypes.headers, END_HEADERS | END_STREAM, next, fieldsOf('GET', '/api/reviews')));
    }, 20);
    const upload = await own.frame(({ type, stream }) => stream === 1 && type === frameTypes.headers);
    expect(upload?.payload.toString('latin1')).toContain('408');
    const reader = await own.frame(({ type, stream }) => stream === 3 && type === frameTypes.reset);
    expect(reader?.payload.readUInt32BE()).toBe(constants.NGHTTP2_INTERNAL_ERROR);
    clearInterval(busy);
    own.close();
    await other.end();
  });

  it('requests under way at a stop are answered, and the client is told to turn elsewhere', async () => {
    let response: ServerResponse | undefined;
    reply((given) => {
      response = given;
      given.write('begun');
    });
    const other = await startTestProxy(configOf(upstream.origin));
    const own = open(other);
    const stream = own.request({ ':path': '/api/reviews' });
    await once(stream, 'response');
    const goaway = once(own, 'goaway');
    const closing = other.end();
    const [code, lastStream] = await goaway;
    expect([code, lastStream]).toEqual([constants.NGHTTP2_NO_ERROR, 2 ** 31 - 1]);
    const whole = textOf(stream);
    response?.end(' and done');
    expect(await whole).toBe('begun and done');
    await closing;
  });

  it('HTTP/1.1 and WebSockets go on as before on the same port', async () => {
    reply((response) => response.end('old'));
    const sent = httpsRequest(`${proxy.url}/api/reviews`, { rejectUnauthorized: false, agent: false });
    sent.end();
    const [incoming] = await once(sent, 'response');
    expect(incoming.httpVersion).toBe('1.1');
    incoming.resume();

    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    server.on('connection', (socket) => socket.send('hello'));
    const other = await startTestProxy(
      configOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
    const socket = new WebSocket(`wss://127.0.0.1:${other.port}/api/reviews`, { rejectUnauthorized: false });
    expect(String((await once(socket, 'message'))[0])).toBe('hello');
    socket.terminate();
    await other.end();
    server.close();
  });
});

async function textOf(stream: ClientHttp2Stream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
