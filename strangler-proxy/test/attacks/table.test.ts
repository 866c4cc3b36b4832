/**
 * Raw bytes against a running proxy, with an upstream that records bytes. Each row is a request that two programs could
 * read differently, or that killed, smuggled through or fooled the bare stack (Express + http-proxy-middleware).
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, reviewsConfig, startTestProxy, type TestProxy } from '../kit/proxy.ts';
import { sendRaw } from '../kit/raw-client.ts';
import { type RawUpstream, rawAnswer } from '../kit/upstream.ts';

const GET = (target: string, ...fields: string[]) =>
  `GET ${target} HTTP/1.1\r\n${['Host: shop.example', ...fields].join('\r\n')}\r\n\r\n`;
const POST = (fields: string[], body: string) =>
  `POST /api/reviews HTTP/1.1\r\n${['Host: shop.example', ...fields].join('\r\n')}\r\n\r\n${body}`;
const SMUGGLED = 'GET /admin HTTP/1.1\r\nHost: internal\r\n\r\n';

/** What must be refused, with the status; nothing of it may reach an upstream. */
const refused: [string, string, number][] = [
  ['absolute-form target (F9)', GET('http://internal.example/api/reviews'), 400],
  ['double slash target (F10)', GET('//evil.example/api/reviews'), 400],
  ['path parameter that some servers cut off (F11)', GET('/api/..;/admin'), 400],
  ['encoded slash (F11)', GET('/api/..%2fadmin'), 400],
  ['fragment and dots (F11)', GET('/api/x#/../admin'), 400],
  ['dot segment', GET('/api/../admin'), 400],
  ['single dot segment', GET('/api/./reviews'), 400],
  ['trailing dot segment', GET('/api/reviews/..'), 400],
  ['encoded dot', GET('/api/%2e%2e/admin'), 400],
  ['half-encoded dots', GET('/api/.%2e/admin'), 400],
  ['encoded backslash', GET('/api/..%5cadmin'), 400],
  ['backslash', GET('/api/..\\admin'), 400],
  ['encoded NUL', GET('/api/reviews%00.json'), 400],
  ['encoded line break', GET('/api/reviews%0d%0aX:1'), 400],
  ['twice encoded slash', GET('/api/..%252fadmin'), 400],
  ['percent that encodes nothing', GET('/api/reviews/%zz'), 400],
  ['overlong UTF-8', GET('/api/reviews/%c0%af'), 400],
  ['UTF-8 cut short', GET('/api/reviews/%e2%82'), 400],
  ['raw byte above ASCII', GET('/api/r\xe9views'), 400],
  ['empty segment inside', GET('/api//reviews'), 400],
  ['target without a slash', GET('api/reviews'), 400],
  ['TRACE (F16)', 'TRACE /api/reviews HTTP/1.1\r\nHost: a\r\n\r\n', 405],
  ['CONNECT', 'CONNECT internal:22 HTTP/1.1\r\nHost: internal:22\r\n\r\n', 405],
  ['no Host', 'GET /api/reviews HTTP/1.1\r\n\r\n', 400],
  ['two Hosts (F16)', GET('/api/reviews', 'Host: other'), 400],
  ['Host with user information (F16)', 'GET / HTTP/1.1\r\nHost: a/b@c\r\n\r\n', 400],
  ['Host with a path', 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n', 400],
  ['Host with a comma', 'GET / HTTP/1.1\r\nHost: a, b\r\n\r\n', 400],
  ['Host with a bad port', 'GET / HTTP/1.1\r\nHost: a:80x\r\n\r\n', 400],
  ['empty Host', 'GET / HTTP/1.1\r\nHost:\r\n\r\n', 400],
  [
    'HTTP/1.0 with chunks (F16)',
    'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  ['length and chunks (CL.TE)', POST(['Content-Length: 6', 'Transfer-Encoding: chunked'], `0\r\n\r\nX`), 400],
  ['two lengths', POST(['Content-Length: 3', 'Content-Length: 4'], 'abcd'), 400],
  ['two equal lengths', POST(['Content-Length: 3', 'Content-Length: 3'], 'abc'), 400],
  ['length list', POST(['Content-Length: 3, 3'], 'abc'), 400],
  ['length with a sign', POST(['Content-Length: +3'], 'abc'), 400],
  ['length in hexadecimal', POST(['Content-Length: 0x3'], 'abc'), 400],
  ['negative length', POST(['Content-Length: -1'], ''), 400],
  ['coding list (F15)', POST(['Transfer-Encoding: cow, chunked'], '0\r\n\r\n'), 400],
  ['two codings (F15)', POST(['Transfer-Encoding: cow', 'Transfer-Encoding: chunked'], '0\r\n\r\n'), 400],
  ['chunked twice', POST(['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], '0\r\n\r\n'), 400],
  ['coding with a tab', POST(['Transfer-Encoding: \tchunked\t;x'], '0\r\n\r\n'), 400],
  ['identity coding', POST(['Transfer-Encoding: identity'], ''), 400],
  ['gzip coding', POST(['Transfer-Encoding: gzip, chunked'], '0\r\n\r\n'), 400],
  ['space before the colon', POST(['Transfer-Encoding : chunked'], '0\r\n\r\n'), 400],
  ['folded field', GET('/api/reviews', 'X-A: 1\r\n folded'), 400],
  ['bare line feed', 'GET /api/reviews HTTP/1.1\nHost: a\n\n', 400],
  ['bare carriage return in a value', GET('/api/reviews', 'X-A: 1\rX-B: 2'), 400],
  ['NUL in a value', GET('/api/reviews', 'X-A: 1\x002'), 400],
  ['field without a name', GET('/api/reviews', ': 1'), 400],
  ['field with a space in its name', GET('/api/reviews', 'X A: 1'), 400],
  ['expectation we do not know', POST(['Expect: 200-ok', 'Content-Length: 1'], 'a'), 417],
  ['body on GET', GET('/api/reviews', 'Content-Length: 3').concat('abc'), 400],
  ['chunked body on GET', GET('/api/reviews', 'Transfer-Encoding: chunked').concat('0\r\n\r\n'), 400],
  [
    'more than 200 fields (F19)',
    GET('/api/reviews', ...Array.from({ length: 200 }, (_, index) => `X-${index}: 1`)),
    431,
  ],
  ['fields larger than 16 KiB', GET('/api/reviews', `X-Big: ${'a'.repeat(17_000)}`), 431],
  ['target longer than 8 KiB', GET(`/api/reviews?${'a'.repeat(8_200)}`), 414],
  ['HTTP/2 preface on a plain port', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  [
    'upgrade to something else',
    GET('/api/reviews', 'Connection: Upgrade', 'Upgrade: h2c').replace('GET', 'TRACE'),
    405,
  ],
];

/** What a request with a broken body may at most deliver: one request, never a second one. */
const brokenBodies: [string, string][] = [
  ['chunk size with 0x', '0x3\r\nabc\r\n0\r\n\r\n'],
  ['chunk size with a sign', '+3\r\nabc\r\n0\r\n\r\n'],
  ['chunk extension with a bare line feed', '3;\nx\r\nabc\r\n0\r\n\r\n'],
  ['chunk ended by a bare line feed', '3\r\nabc\n0\r\n\r\n'],
  ['chunk longer than its size', `3\r\nabcdef\r\n0\r\n\r\n${SMUGGLED}`],
  ['huge chunk size', 'ffffffffffffffffff\r\nabc\r\n0\r\n\r\n'],
  ['line feed instead of the last line break', '3\r\nabc\r\n0\n\n'],
];

describe.each(engines)('attacks through %s', (engine) => {
  let upstream: RawUpstream;
  let proxy: TestProxy;
  beforeAll(async () => {
    upstream = await rawAnswer('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    proxy = await startTestProxy(reviewsConfig({ monolith: upstream.origin, engine, stage: 'live' }));
  });
  afterAll(async () => {
    await proxy.end();
    await upstream.close();
  });
  const requestLines = (text: string) => text.match(/[A-Z]+ \S+ HTTP\/1\.[01]\r\n/g) ?? [];
  const seenSince = (before: number) => upstream.connections.slice(before).flatMap(requestLines);
  const isAlive = async () => (await sendRaw(proxy.port, GET('/api/reviews/alive'))).body === 'ok';

  it.each(refused)('%s is refused and reaches nobody', async (_name, bytes, status) => {
    const before = upstream.connections.join('').length;
    const answer = await sendRaw(proxy.port, bytes);
    expect(answer.status).toBe(status);
    expect(upstream.connections.join('')).toHaveLength(before);
    expect(answer.head.toLowerCase()).toContain('connection: close');
  });

  it.each(brokenBodies)('%s delivers no second request', async (_name, body) => {
    const before = upstream.connections.length;
    await sendRaw(proxy.port, POST(['Transfer-Encoding: chunked'], body), 2);
    expect(seenSince(before).filter((line) => !line.startsWith('POST /api/reviews '))).toEqual([]);
    expect(seenSince(before).length).toBeLessThanOrEqual(1);
    expect(await isAlive()).toBe(true);
  });

  it('a Trailer field on a request without chunks does not end the process (F1)', async () => {
    const answer = await sendRaw(proxy.port, GET('/api/reviews', 'Trailer: t'));
    expect(answer.status).toBe(200);
    expect(upstream.connections.join('')).not.toMatch(/\r\ntrailer:/i);
    expect(await isAlive()).toBe(true);
  });

  it.each(['DELETE', 'OPTIONS', 'PATCH'])('a chunked %s is one request (F5)', async (method) => {
    const before = upstream.connections.length;
    await sendRaw(
      proxy.port,
      `${method} /api/reviews HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`,
    );
    const text = upstream.connections.slice(before).join('');
    const fresh = text === '' ? upstream.connections.join('') : text;
    expect(fresh).toMatch(new RegExp(`${method} /api/reviews HTTP/1.1`));
    const head = fresh.slice(fresh.lastIndexOf(`${method} /api/reviews`));
    // The body arrives inside the framing of its request: in chunks, or with its length.
    const isChunked = /transfer-encoding: chunked/i.test(head);
    const length = /content-length: (\d+)/i.exec(head)?.[1];
    expect(isChunked ? length : Number(length)).toBe(isChunked ? undefined : SMUGGLED.length);
  });

  it.each([
    'X-Forwarded-For',
    'Cookie',
    'Authorization',
    'Host',
    'Content-Length',
    'Transfer-Encoding',
    'Via',
    'X-Request-Id',
    'Traceparent',
    'Content-Type',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'Forwarded',
    'X-Real-Ip',
    'Cache-Control',
    'Origin',
    'Set-Cookie',
    'Date',
    'X-Forwarded-Port',
    'Tracestate',
  ])('nominating %s in Connection does not remove what upstreams trust (F7)', async (name) => {
    const before = upstream.connections.join('').length;
    await sendRaw(
      proxy.port,
      POST(
        [
          `Connection: close, ${name}`,
          'Cookie: sid=1',
          'Authorization: Bearer x',
          'Content-Type: a/b',
          'Content-Length: 2',
        ],
        'hi',
      ),
    );
    const text = upstream.connections.join('').slice(before);
    for (const field of [
      'cookie: sid=1',
      'authorization: Bearer x',
      'host: shop.example',
      'content-length: 2',
      'content-type: a/b',
      'x-forwarded-for: 127.0.0.1',
    ]) {
      expect(text.toLowerCase()).toContain(field.toLowerCase());
    }
  });

  it('fields that a client nominates are not forwarded, nor is the nomination', async () => {
    const before = upstream.connections.join('').length;
    await sendRaw(
      proxy.port,
      GET(
        '/api/reviews',
        'Connection: X-Hop, keep-alive',
        'X-Hop: secret',
        'Keep-Alive: 1',
        'Proxy-Connection: x',
        'Proxy-Authorization: y',
        'TE: gzip',
        'HTTP2-Settings: z',
      ),
    );
    const text = upstream.connections.join('').slice(before).toLowerCase();
    for (const name of ['x-hop', 'proxy-connection', 'proxy-authorization', 'te:', 'http2-settings'])
      expect(text).not.toContain(name);
  });

  it('forwarding fields of a client are replaced by ours (F8)', async () => {
    const before = upstream.connections.join('').length;
    const claims = [
      'X-Forwarded-For: 6.6.6.6',
      'X-Forwarded-Host: evil',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Port: 1',
      'X-Forwarded-Prefix: /evil',
      'Forwarded: for=6.6.6.6',
      'X-Real-IP: 6.6.6.6',
      'X-Original-URL: /admin',
      'X-Rewrite-URL: /admin',
      'X-Banyan-Side: service',
      'X_Forwarded_For: 6.6.6.6',
      'Transfer_Encoding: chunked',
    ];
    await sendRaw(proxy.port, GET('/api/reviews', ...claims));
    const text = upstream.connections.join('').slice(before);
    expect(text).not.toMatch(/6\.6\.6\.6|evil|\/admin|x-banyan-side|_/i);
    expect(text).toMatch(/x-forwarded-for: 127\.0\.0\.1\r\n/);
    expect(text).toMatch(/x-forwarded-proto: http\r\n/);
    expect(text).toMatch(/x-forwarded-host: shop\.example\r\n/);
  });

  it('a request that comes around again is stopped', async () => {
    const before = upstream.connections.join('').length;
    await sendRaw(proxy.port, GET('/api/reviews'));
    const via = /via: (.*)\r\n/i.exec(upstream.connections.join('').slice(before))?.[1];
    expect((await sendRaw(proxy.port, GET('/api/reviews', `Via: ${via}`))).status).toBe(508);
  });

  it('a refused request is not asked for its body', async () => {
    const answer = await sendRaw(
      proxy.port,
      POST(['Expect: 100-continue', 'Content-Length: 2', 'Host: other'], ''),
    );
    expect(answer.text).toMatch(/^HTTP\/1\.1 400/);
  });

  it('Expect: 100-continue passes guard and match like any request, and is not forwarded', async () => {
    const before = upstream.connections.join('').length;
    const answer = await sendRaw(
      proxy.port,
      POST(['Expect: 100-continue', 'Content-Length: 2', 'X-Forwarded-For: 6.6.6.6'], 'hi'),
    );
    expect(answer.text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    const text = upstream.connections.join('').slice(before);
    expect(text).not.toMatch(/expect:|6\.6\.6\.6/i);
    expect(text).toContain('\r\n\r\nhi');
  });

  it('an OPTIONS goes as far as it says, and the last hop answers it', async () => {
    const options = (hops: string) =>
      sendRaw(proxy.port, `OPTIONS /api/reviews HTTP/1.1\r\nHost: a\r\nMax-Forwards: ${hops}\r\n\r\n`);
    const before = upstream.connections.join('').length;
    expect((await options('0')).status).toBe(200);
    expect(upstream.connections.join('')).toHaveLength(before);
    await options('5');
    expect(upstream.connections.join('')).toMatch(/OPTIONS.*max-forwards: 4\r\n/is);
  });

  it('a CONNECT whose client resets the connection does not end the process', async () => {
    for (let round = 0; round < 20; round++) {
      const socket = connect(proxy.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('CONNECT internal:22 HTTP/1.1\r\nHost: internal:22\r\n\r\n');
      if (round % 2 === 0) await once(socket, 'data');
      socket.resetAndDestroy();
    }
    expect(await isAlive()).toBe(true);
  });
});
