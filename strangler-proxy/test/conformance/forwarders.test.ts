/** One suite over every engine: what a client and an upstream see of each other through the proxy. */
import { once } from 'node:events';
import { request as httpRequest, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, reviewsConfig, startTestProxy, type TestProxy } from '../kit/proxy.ts';
import { fieldsOf, sendRaw } from '../kit/raw-client.ts';
import {
  type HttpUpstream,
  httpUpstream,
  type RawUpstream,
  rawUpstream,
  type SeenRequest,
} from '../kit/upstream.ts';

const BIG = Buffer.alloc(3_000_000, 'banyan ');
/** More than sockets hold back between two programs. */
const LONG_BYTES = 8_000_000;

describe.each(engines)('through %s', (engine) => {
  let upstream: HttpUpstream;
  let proxy: TestProxy;
  let answer: (request: SeenRequest, response: ServerResponse) => void;
  beforeAll(async () => {
    upstream = await httpUpstream('monolith', (request, response) => answer(request, response));
    proxy = await startTestProxy(reviewsConfig({ monolith: upstream.origin, engine, stage: 'live' }));
  });
  afterAll(async () => {
    await proxy.end();
    await upstream.close();
  });
  const reply = (write: (response: ServerResponse) => void) => {
    answer = (_request, response) => write(response);
  };
  const lastSeen = () => upstream.seen.at(-1);

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    '%s arrives as itself',
    async (method) => {
      reply((response) => response.end('ok'));
      const answered = await fetch(`${proxy.url}/api/reviews/1?q=a%20b&q=c`, { method });
      expect(answered.status).toBe(200);
      expect(lastSeen()).toMatchObject({ method, url: '/api/reviews/1?q=a%20b&q=c' });
    },
  );

  it.each([
    200, 201, 202, 206, 301, 302, 303, 307, 308, 400, 401, 403, 404, 409, 410, 418, 422, 429, 451, 500, 501,
    502, 503, 504, 599,
  ])('status %i and its body pass unchanged', async (status) => {
    reply((response) => response.writeHead(status, { 'content-type': 'text/x' }).end(`body of ${status}`));
    const answered = await fetch(`${proxy.url}/api/reviews`, { redirect: 'manual' });
    expect(answered.status).toBe(status);
    expect(await answered.text()).toBe(`body of ${status}`);
    expect(answered.headers.get('content-type')).toBe('text/x');
  });

  it('long answers beside each other keep every byte, also when their readers are slow or leave', async () => {
    // Each byte tells whose it is and where it belongs.
    const bodyOf = (caller: number) => {
      const body = Buffer.allocUnsafe(LONG_BYTES);
      for (let at = 0; at + 4 <= body.length; at += 4) body.writeUInt32LE(caller * 10_000_000 + at, at);
      return body;
    };
    answer = ({ url }, response) => {
      const caller = Number(url.split('=')[1]);
      const body = bodyOf(caller);
      if (caller % 2 === 0) response.setHeader('content-length', body.length);
      for (let at = 0; at < body.length; at += 50_000) response.write(body.subarray(at, at + 50_000));
      response.end();
    };
    const ask = async (caller: number): Promise<void> => {
      const request = httpRequest(`${proxy.url}/api/reviews?caller=${caller}`).end();
      const [response] = await once(request, 'response');
      // Long enough for what the system keeps for it to be full, and for others to be served meanwhile.
      if (caller % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 300));
      const pieces: Buffer[] = [];
      for await (const piece of response) {
        pieces.push(piece);
        if (caller % 5 === 0) break;
      }
      const got = Buffer.concat(pieces);
      expect(got.equals(bodyOf(caller).subarray(0, got.length))).toBe(true);
      if (caller % 5 !== 0) expect(got.length).toBe(LONG_BYTES);
    };
    await Promise.all(Array.from({ length: 12 }, (_, index) => ask(index + 1)));
  });

  it.each([204, 304])('status %i passes without a body', async (status) => {
    reply((response) => response.writeHead(status, { etag: '"1"' }).end());
    const raw = await sendRaw(proxy.port, 'GET /api/reviews HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(raw).toMatchObject({ status, body: '' });
    expect(fieldsOf(raw, 'transfer-encoding')).toEqual([]);
  });

  it('HEAD keeps the length of the body that GET would have', async () => {
    reply((response) => response.writeHead(200, { 'content-length': '1234' }).end());
    const answered = await fetch(`${proxy.url}/api/reviews`, { method: 'HEAD' });
    expect(answered.headers.get('content-length')).toBe('1234');
  });

  it('repeated fields keep their number and order, both ways', async () => {
    reply((response) =>
      response
        .writeHead(200, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2; Path=/', 'Link', '<a>', 'Link', '<b>'])
        .end(),
    );
    const raw = await sendRaw(
      proxy.port,
      'GET /api/reviews HTTP/1.1\r\nHost: a\r\nAccept: one\r\nX-Many: 1\r\nX-Many: 2\r\n\r\n',
    );
    expect(fieldsOf(raw, 'set-cookie')).toEqual(['a=1', 'b=2; Path=/']);
    expect(fieldsOf(raw, 'link')).toEqual(['<a>', '<b>']);
    expect(lastSeen()?.headers['x-many']).toBe('1, 2');
  });

  it('bytes above ASCII in field values survive', async () => {
    reply((response) => response.writeHead(200, { 'x-name': 'J\xfcrgen' }).end());
    const raw = await sendRaw(
      proxy.port,
      'GET /api/reviews HTTP/1.1\r\nHost: a\r\nX-Name: J\xfcrgen\r\n\r\n',
    );
    expect(fieldsOf(raw, 'x-name')).toEqual(['J\xfcrgen']);
    expect(lastSeen()?.headers['x-name']).toBe('J\xfcrgen');
  });

  it.each([
    ['gzip', gzipSync(BIG)],
    ['br', brotliCompressSync(BIG.subarray(0, 100_000))],
  ])('a %s body passes byte for byte with its encoding', async (encoding, bytes) => {
    reply((response) =>
      response.writeHead(200, { 'content-encoding': encoding, 'content-length': bytes.length }).end(bytes),
    );
    const got = await read(`${proxy.url}/api/reviews`);
    expect(got.headers['content-encoding']).toBe(encoding);
    expect(got.body.equals(bytes)).toBe(true);
  });

  it.each(['content-length', 'chunked'])(
    'a body of 3 MB framed by %s arrives whole, both ways',
    async (framing) => {
      answer = (request, response) => {
        if (framing === 'content-length') response.setHeader('content-length', BIG.length);
        expect(request.body).toHaveLength(BIG.length);
        response.end(BIG);
      };
      const got = await read(`${proxy.url}/api/reviews`, 'POST', BIG, framing === 'content-length');
      expect(got.body.equals(BIG)).toBe(true);
    },
  );

  it('ranges, validators and their answers pass untouched', async () => {
    reply((response) =>
      response.writeHead(206, { 'content-range': 'bytes 0-1/10', 'accept-ranges': 'bytes' }).end('ab'),
    );
    const answered = await fetch(`${proxy.url}/api/reviews`, {
      headers: { range: 'bytes=0-1', 'if-none-match': '"x"', 'if-range': '"y"' },
    });
    expect(answered.status).toBe(206);
    expect(answered.headers.get('content-range')).toBe('bytes 0-1/10');
    expect(lastSeen()?.headers).toMatchObject({
      range: 'bytes=0-1',
      'if-none-match': '"x"',
      'if-range': '"y"',
    });
  });

  it('events of a stream arrive one by one, before the next is sent', async () => {
    let response: ServerResponse | undefined;
    const opened = new Promise<void>((resolve) => {
      answer = (_request, given) => {
        response = given;
        given.writeHead(200, { 'content-type': 'text/event-stream' });
        given.write('data: 0\n\n');
        resolve();
      };
    });
    const answered = await fetch(`${proxy.url}/api/reviews/events`);
    await opened;
    const reader = answered.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (const round of [0, 1, 2]) {
      expect((await reader?.read())?.value).toBe(`data: ${round}\n\n`);
      response?.write(`data: ${round + 1}\n\n`);
    }
    await reader?.cancel();
  });

  it('the head of a stream arrives before its first event', async () => {
    reply((response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders());
    const answered = await fetch(`${proxy.url}/api/reviews/events`);
    expect(answered.headers.get('content-type')).toBe('text/event-stream');
    await answered.body?.cancel();
  });

  it('a client that leaves ends the upstream’s answer', async () => {
    const gone = new Promise<void>((resolve) => {
      reply((response) => {
        response.write('first');
        response.on('close', resolve);
      });
    });
    const request = httpRequest(`${proxy.url}/api/reviews/slow`);
    request.on('error', () => undefined);
    request.end();
    const [incoming] = await once(request, 'response');
    await once(incoming, 'data');
    request.destroy();
    await gone;
  });

  it('a slow reader slows the upstream instead of filling memory', async () => {
    const limit = 64 * 1024 * 1024;
    let written = 0;
    const chunk = Buffer.alloc(64 * 1024);
    let stalled: () => void;
    const hasStalled = new Promise<void>((resolve) => {
      stalled = resolve;
    });
    reply((response) => {
      const push = () => {
        while (written < limit) {
          written += chunk.length;
          if (!response.write(chunk)) {
            const timer = setTimeout(stalled, 300);
            response.once('drain', () => {
              clearTimeout(timer);
              push();
            });
            return;
          }
        }
        stalled();
      };
      push();
    });
    const socket = connect(proxy.port, '127.0.0.1');
    socket.write('GET /api/reviews HTTP/1.1\r\nHost: a\r\n\r\n');
    socket.pause();
    await hasStalled;
    // What fits into the sockets' buffers of three programs, with a wide margin; far below what was offered.
    expect(written).toBeLessThan(limit / 2);
    socket.destroy();
  });

  it('trailers that were announced pass to a client that takes them', async () => {
    reply((response) => {
      response.writeHead(200, { trailer: 'x-checksum' });
      response.write('body');
      response.addTrailers({ 'x-checksum': 'abc', 'set-cookie': 'evil=1' });
      response.end();
    });
    const raw = await sendRaw(
      proxy.port,
      'GET /api/reviews HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: TE\r\n\r\n',
    );
    expect(raw.text).toMatch(/\r\n0\r\nx-checksum: abc\r\n\r\n$/i);
    expect(raw.text).not.toContain('evil');
    const without = await sendRaw(proxy.port, 'GET /api/reviews HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(without.text).not.toMatch(/x-checksum/i);
  });

  it('103 Early Hints reaches the client before the answer', async () => {
    reply((response) => {
      response.writeEarlyHints({ link: '</a.css>; rel=preload; as=style' });
      response.end('ok');
    });
    const raw = await sendRaw(proxy.port, 'GET /api/reviews HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(raw.text).toMatch(
      /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>; rel=preload; as=style\r\n\r\nHTTP\/1\.1 200/i,
    );
  });

  it('HTTP/1.0 clients get an answer they can read', async () => {
    reply((response) => response.end('old'));
    const raw = await sendRaw(proxy.port, 'GET /api/reviews HTTP/1.0\r\nHost: a\r\n\r\n');
    expect(raw).toMatchObject({ status: 200, body: 'old' });
    expect(fieldsOf(raw, 'transfer-encoding')).toEqual([]);
  });

  it('requests on one connection are answered in order', async () => {
    answer = (request, response) => response.end(request.url.slice(-1));
    const one = (name: string) => `GET /api/reviews/${name} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const raw = await sendRaw(proxy.port, one('1') + one('2') + one('3'), 3);
    expect(raw.text.match(/\r\n\r\n(\d)/g)).toEqual(['\r\n\r\n1', '\r\n\r\n2', '\r\n\r\n3']);
  });

  it('a request that is sent ahead waits until the one before it is answered', async () => {
    const before = upstream.seen.length;
    const underWay: ServerResponse[] = [];
    let arrived: () => void = () => undefined;
    const hasArrived = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    answer = (request, response) => {
      if (request.method === 'GET') {
        response.end(`read after ${underWay[0]?.writableEnded === true ? 'the answer' : 'nothing'}`);
        return;
      }
      underWay.push(response);
      arrived();
    };
    const post = 'POST /api/reviews HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx';
    const both = sendRaw(proxy.port, `${post}GET /api/reviews HTTP/1.1\r\nHost: a\r\n\r\n`, 2);
    await hasArrived;
    // Time for a request that does not wait to overtake: it is on the same connection, and parsed already.
    await fetch(`${proxy.url}/api/reviews/other`);
    expect(upstream.seen.slice(before).map(({ url }) => url)).toEqual(['/api/reviews', '/api/reviews/other']);
    underWay[0]?.end('written');
    expect((await both).text).toContain('read after the answer');
  });

  it('a redirect and a cookie of a rewritten route lead back to where the caller came from', async () => {
    reply((response) =>
      response
        .writeHead(303, [
          ...['Location', `${upstream.origin}/v2/reviews/8?done=1`],
          ...['Set-Cookie', 'seen=1; Path=/v2/reviews; Domain=127.0.0.1'],
        ])
        .end(),
    );
    const yaml = reviewsConfig({ monolith: upstream.origin, engine, stage: 'live' });
    const other = await startTestProxy(
      yaml.replace('- { path: /api/reviews/* }', '- { path: /api/reviews/*, rewrite: /v2/reviews/* }'),
    );
    const ask = () => sendRaw(other.port, 'GET /api/reviews/7 HTTP/1.1\r\nHost: a\r\n\r\n');
    const answered = await ask();
    expect(lastSeen()?.url).toBe('/v2/reviews/7');
    expect(fieldsOf(answered, 'location')).toEqual(['/api/reviews/8?done=1']);
    expect(fieldsOf(answered, 'set-cookie')).toEqual(['seen=1; Path=/api/reviews']);
    await other.end();
    const plain = await startTestProxy(`${yaml}headers: { translate: false }\n`);
    const untouched = await sendRaw(plain.port, 'GET /api/reviews/7 HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(fieldsOf(untouched, 'location')).toEqual([`${upstream.origin}/v2/reviews/8?done=1`]);
    await plain.end();
  });

  it('a target is found by its name', async () => {
    reply((response) => response.end('found'));
    const monolith = `http://localhost:${upstream.port}`;
    const other = await startTestProxy(reviewsConfig({ monolith, engine, stage: 'live' }));
    expect(await (await fetch(`${other.url}/api/reviews`)).text()).toBe('found');
    await other.end();
  });

  it('an early answer to an upload closes the connection, and the rest of the body is no request', async () => {
    const before = upstream.seen.length;
    const early = await rawUpstream((socket) =>
      socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'),
    );
    const other = await startTestProxy(reviewsConfig({ monolith: early.origin, engine, stage: 'live' }));
    const inner = 'GET /admin HTTP/1.1\r\nHost: a\r\n\r\n';
    const raw = await sendRaw(
      other.port,
      `POST /api/reviews HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n${inner}`,
      2,
    );
    expect(raw.status).toBe(403);
    expect(fieldsOf(raw, 'connection')).toEqual(['close']);
    expect(early.connections.join('').match(/^GET \/admin/gm) ?? []).toHaveLength(
      early.connections.join('').includes(inner) ? 1 : 0,
    );
    expect(upstream.seen).toHaveLength(before);
    await other.end();
    await early.close();
  });

  it('what the client asked for is what the upstream hears: host, agent, accept, length', async () => {
    reply((response) => response.end());
    await sendRaw(
      proxy.port,
      'POST /api/reviews HTTP/1.1\r\nHost: shop.example:8080\r\nUser-Agent: x/1\r\nAccept: text/x\r\nAccept-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi',
    );
    expect(lastSeen()).toMatchObject({
      body: 'hi',
      headers: {
        host: 'shop.example:8080',
        'user-agent': 'x/1',
        accept: 'text/x',
        'accept-encoding': 'gzip',
        'content-length': '2',
      },
    });
  });

  it('a trace goes on with a new parent, a request id is kept', async () => {
    reply((response) => response.end());
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await fetch(`${proxy.url}/api/reviews`, {
      headers: { traceparent: trace, tracestate: 'a=1', 'x-request-id': 'abc-1' },
    });
    const headers = lastSeen()?.headers;
    expect(headers).toMatchObject({ 'x-request-id': 'abc-1', tracestate: 'a=1' });
    expect(headers?.['traceparent']).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(headers?.['traceparent']).not.toBe(trace);
    await fetch(`${proxy.url}/api/reviews`);
    expect(lastSeen()?.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('a refused connection becomes 502, and says nothing of what stands behind', async () => {
    const gone: RawUpstream = await rawUpstream(() => undefined);
    const other = await startTestProxy(reviewsConfig({ monolith: gone.origin, engine }));
    await gone.close();
    const raw = await sendRaw(other.port, 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(raw.status).toBe(502);
    expect(raw.text).not.toContain(String(gone.port));
    await other.end();
  });
});

/** Reads an answer without decoding it, as fetch would. */
async function read(url: string, method = 'GET', body?: Buffer, withLength = true) {
  const request = httpRequest(url, {
    method,
    headers: body && withLength ? { 'content-length': body.length } : {},
  });
  // Several writes without a length make Node send chunks.
  if (body && !withLength) {
    request.write(body.subarray(0, 10));
    request.end(body.subarray(10));
  } else request.end(body);
  const [incoming] = await once(request, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return { headers: incoming.headers, body: Buffer.concat(chunks) };
}
