/** HTTP/2 as an attacker speaks it, frame by frame: one meaning per request when it becomes HTTP/1.1, and floods that stay bounded. */
import { connect as connectHttp2 } from 'node:http2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  type RawHttp2,
} from '../kit/raw-http2.ts';
import { secureFront } from '../kit/secure-front.ts';
import { type RawUpstream, rawAnswer } from '../kit/upstream.ts';

type Fields = readonly (readonly [string, string])[];

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
const withField = (name: string, value: string): Fields => [...plainRequest, [name, value]];
const instead = (name: string, value: string): Fields =>
  plainRequest.map(([known, before]) => [known, known === name ? value : before]);
const without = (name: string): Fields => plainRequest.filter(([known]) => known !== name);
const post = (...fields: Fields): Fields => [...instead(':method', 'POST'), ...fields];

/** A status is told by HPACK's static table or as a literal; 200 alone begins so. */
const STATUS_200 = 0x88;

/** Fields, and a body where there is one. */
const refused: [string, Fields, string?][] = [
  ['transfer-encoding (H2.TE)', post(['transfer-encoding', 'chunked']), `0\r\n\r\n${SMUGGLED}`],
  ['a length that its body exceeds (H2.CL)', post(['content-length', '0']), SMUGGLED],
  ['a length that its body does not reach', post(['content-length', '500']), 'abc'],
  ['two lengths', post(['content-length', '3'], ['content-length', '4']), 'abc'],
  ['a length that is no number', post(['content-length', '3, 3']), 'abc'],
  ['connection', withField('connection', 'close')],
  ['proxy-connection', withField('proxy-connection', 'keep-alive')],
  ['keep-alive', withField('keep-alive', 'timeout=5')],
  ['upgrade', withField('upgrade', 'websocket')],
  ['http2-settings', withField('http2-settings', 'AAAA')],
  ['te that is not trailers', withField('te', 'gzip')],
  ['an upper-case name', withField('Transfer-Encoding', 'chunked')],
  ['a line break in the path', instead(':path', `/api HTTP/1.1\r\nHost: a\r\n\r\n${SMUGGLED}`)],
  ['a space in the path', instead(':path', '/api/reviews HTTP/1.1')],
  ['a line break in the method', instead(':method', 'GET /smuggled HTTP/1.1\r\nX: ')],
  ['a space in the method', instead(':method', 'GET /smuggled')],
  ['a line break in the authority', instead(':authority', 'a\r\nX: 1')],
  ['user information in the authority', instead(':authority', 'user@shop.example')],
  ['an authority and another Host', withField('host', 'internal')],
  ['two authorities', [...plainRequest.slice(0, 3), [':authority', 'b'], ...plainRequest.slice(3)]],
  ['no authority and no Host', without(':authority')],
  ['two Hosts', [...without(':authority'), ['host', 'a'], ['host', 'b']]],
  ['no method', without(':method')],
  ['no path', without(':path')],
  ['an empty path', instead(':path', '')],
  ['no scheme', without(':scheme')],
  ['the scheme http over TLS', instead(':scheme', 'http')],
  ['a scheme that holds a request', instead(':scheme', `https://internal/admin?`)],
  ['two paths', [...plainRequest, [':path', '/admin']]],
  ['a pseudo-field behind others', [...withField('x-a', '1'), [':authority', 'b']]],
  ['an unknown pseudo-field', [[':x', '1'], ...plainRequest]],
  ['a status', [[':status', '200'], ...plainRequest]],
  ['a path of absolute form', instead(':path', 'http://internal/admin')],
  ['a path with dot segments', instead(':path', '/api/../admin')],
  ['a path with an encoded slash', instead(':path', '/api/..%2fadmin')],
  ['a path that begins with two slashes', instead(':path', '//evil/api')],
  [
    'CONNECT',
    [
      [':method', 'CONNECT'],
      [':authority', 'internal:22'],
    ],
  ],
  ['CONNECT with a protocol', [...instead(':method', 'CONNECT'), [':protocol', 'websocket']]],
  ['TRACE', instead(':method', 'TRACE')],
  ['a body on GET', plainRequest, 'abc'],
  [
    'more than 200 fields',
    [...plainRequest, ...Array.from({ length: 200 }, (_, at) => [`x-${at}`, '1'] as const)],
  ],
  ['fields of more than 16 KiB', withField('x-big', 'a'.repeat(17_000))],
];

/** nghttp2 leaves such a field out before anybody sees it, so the rest of the request has one meaning. */
const dropped: [string, Fields][] = [
  ['a line break in a value', withField('x-a', `1\r\n\r\n${SMUGGLED}`)],
  ['a bare line feed in a value', withField('x-a', '1\nx-b: 2')],
  ['a NUL in a value', withField('x-a', '1\x002')],
  ['a line break in a name', withField('x-a: 1\r\nx-b', '2')],
  ['a colon in a name', withField('x-a:transfer-encoding', 'chunked')],
  ['a space in a name', withField('x a', '1')],
  ['an empty name', withField('', '1')],
];

describe.skipIf(!hasOpenssl).each(engines)('HTTP/2 attacks through %s', (engine) => {
  let upstream: RawUpstream;
  let proxy: TestProxy;
  let end: () => Promise<void>;
  beforeAll(async () => {
    const front = await secureFront();
    upstream = await rawAnswer('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    proxy = await startTestProxy(
      reviewsConfig({ monolith: upstream.origin, engine, stage: 'live', more: front.tls }),
    );
    end = async () => {
      await proxy.end();
      await upstream.close();
      await front.end();
    };
  });
  afterAll(() => end());

  const request = (stream: number, fields: Fields, body?: string) => [
    frame(frameTypes.headers, END_HEADERS | (body === undefined ? END_STREAM : 0), stream, literals(fields)),
    ...(body === undefined ? [] : [frame(frameTypes.data, END_STREAM, stream, body)]),
  ];
  /** The stream's answer or reset, or the connection's end. */
  const outcome = (client: RawHttp2, stream: number) =>
    client.frame(
      (one) =>
        one.type === frameTypes.goaway ||
        (one.stream === stream && (one.type === frameTypes.headers || one.type === frameTypes.reset)),
    );
  /** Requests of GET that an upstream got, on whichever connection. */
  const readsSeen = () => upstream.connections.join('').match(/GET \S+ HTTP\/1\.1\r\n/g)?.length ?? 0;
  const isServed = async () => {
    const client = await openRawHttp2(proxy.port);
    client.send(...request(1, plainRequest));
    const found = await client.frame(({ type, stream }) => stream === 1 && type === frameTypes.data);
    client.close();
    return found?.payload.toString() === 'ok';
  };

  it('a plain request is served, so that the others are refused for what is wrong with them', async () => {
    expect(await isServed()).toBe(true);
    const client = await openRawHttp2(proxy.port);
    client.send(...request(1, post(['content-length', '3']), 'abc'));
    expect((await outcome(client, 1))?.type).toBe(frameTypes.headers);
    client.send(...request(3, [...without(':authority'), ['host', 'shop.example']]));
    expect((await outcome(client, 3))?.type).toBe(frameTypes.headers);
    client.close();
  });

  it.each(refused)('%s is refused and reaches nobody', async (_what, fields, body) => {
    const before = readsSeen();
    const client = await openRawHttp2(proxy.port);
    client.send(...request(1, fields, body));
    const found = await outcome(client, 1);
    if (found?.type === frameTypes.headers) expect(found.payload[0]).not.toBe(STATUS_200);
    client.close();
    expect(await isServed()).toBe(true);
    expect(readsSeen(), 'the one that shows that it is served').toBe(before + 1);
    expect(upstream.connections.join('')).not.toMatch(/smuggled|admin|internal/);
  });

  it.each(dropped)('%s is left out, and the rest is one request', async (_what, fields) => {
    const before = readsSeen();
    const client = await openRawHttp2(proxy.port);
    client.send(...request(1, fields));
    expect((await outcome(client, 1))?.payload[0]).toBe(STATUS_200);
    client.close();
    expect(readsSeen()).toBe(before + 1);
    expect(upstream.connections.join('')).not.toMatch(/smuggled|^x-a|^x-b|^x a|chunked\r\n\r\nGET/m);
  });

  it('a forwarding field of a client is replaced, as in HTTP/1.1', async () => {
    const before = upstream.connections.join('').length;
    const client = await openRawHttp2(proxy.port);
    client.send(
      ...request(1, [
        ...plainRequest,
        ['x-forwarded-for', '6.6.6.6'],
        ['forwarded', 'for=6.6.6.6'],
        ['x_forwarded_for', '6.6.6.6'],
        ['x-banyan-side', 'service'],
        ['trailer', 't'],
        ['proxy-authorization', 'secret'],
      ]),
    );
    await outcome(client, 1);
    client.close();
    const seen = upstream.connections.join('').slice(before);
    expect(seen).toMatch(/x-forwarded-for: 127\.0\.0\.1\r\n/);
    expect(seen).toMatch(/host: shop\.example\r\n/);
    expect(seen).not.toMatch(/6\.6\.6\.6|x-banyan|trailer|secret/i);
  });

  /** How many requests an upstream got while a flood ran, and whether the flood was ended. */
  async function flood(send: (client: RawHttp2, round: number) => void, rounds: number) {
    const before = upstream.connections.join('').length;
    const client = await openRawHttp2(proxy.port);
    for (let round = 0; round < rounds && !client.socket.destroyed; round++) {
      send(client, round);
      if (client.socket.writableNeedDrain || round % 50 === 0) await new Promise(setImmediate);
    }
    const ended = await client.frame(({ type }) => type === frameTypes.goaway);
    client.close();
    const seen = upstream.connections.join('').slice(before);
    return {
      ended: ended !== undefined || client.socket.destroyed,
      requests: seen.match(/^GET /gm)?.length ?? 0,
    };
  }
  const code = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };

  it('requests that are taken back at once end the connection (CVE-2023-44487)', async () => {
    const { ended, requests } = await flood((client, round) => {
      const stream = round * 2 + 1;
      client.send(...request(stream, plainRequest), frame(frameTypes.reset, 0, stream, code(8)));
    }, 3_000);
    expect(ended).toBe(true);
    expect(requests).toBeLessThan(600);
    expect(await isServed()).toBe(true);
  });

  it('a request that is taken back in the same packet is never begun, whatever it waits for', async () => {
    const before = upstream.connections.join('').length;
    const client = await openRawHttp2(proxy.port);
    for (let stream = 1; stream < 60; stream += 2) {
      const fields = stream % 4 === 1 ? post(['expect', '100-continue']) : post();
      client.send(
        frame(frameTypes.headers, END_HEADERS, stream, literals(fields)),
        frame(frameTypes.reset, 0, stream, code(8)),
      );
    }
    client.send(...request(61, plainRequest));
    expect((await outcome(client, 61))?.payload[0]).toBe(STATUS_200);
    client.close();
    expect(upstream.connections.join('').slice(before)).not.toContain('POST');
  });

  it.each([
    [
      'settings',
      (client: RawHttp2) =>
        client.send(frame(frameTypes.settings, 0, 0, Buffer.from([0, 4, 0, 0, 255, 255]))),
    ],
    ['pings', (client: RawHttp2) => client.send(frame(frameTypes.ping, 0, 0, '12345678'))],
  ])('%s without end end the connection', async (_what, send) => {
    // Answers pile up, because nobody reads them.
    const client = await openRawHttp2(proxy.port);
    client.socket.pause();
    for (let round = 0; round < 200_000 && !client.socket.destroyed; round++) {
      send(client);
      if (round % 500 === 0) await new Promise(setImmediate);
      if (client.socket.writableLength > 4_000_000) break;
    }
    client.socket.resume();
    await client.frame(({ type }) => type === frameTypes.goaway);
    client.close();
    expect(await isServed()).toBe(true);
  });

  it('continuations without end end the connection (CVE-2024-28182)', async () => {
    const client = await openRawHttp2(proxy.port);
    client.send(frame(frameTypes.headers, END_STREAM, 1, literals(plainRequest)));
    for (let round = 0; round < 500 && !client.socket.destroyed; round++) {
      client.send(frame(frameTypes.continuation, 0, 1, literals([[`x-${round}`, 'a'.repeat(1_000)]])));
      if (round % 20 === 0) await new Promise(setImmediate);
    }
    expect(await client.frame(({ type }) => type === frameTypes.goaway)).toBeDefined();
    client.close();
    expect(await isServed()).toBe(true);
  });

  it('a field of one byte that stands for 4 KiB is counted by what it stands for (HPACK bomb)', async () => {
    const before = upstream.connections.join('').length;
    const client = await openRawHttp2(proxy.port);
    // Put into the dynamic table once (RFC 7541 6.2.1), then named by its index, 62, again and again.
    const once4k = Buffer.concat([
      Buffer.from([0x40]),
      literals([['x-bomb', 'a'.repeat(3_900)]]).subarray(1),
    ]);
    const block = Buffer.concat([literals(plainRequest), once4k, Buffer.alloc(4_000, 0x80 | 62)]);
    client.send(frame(frameTypes.headers, END_HEADERS | END_STREAM, 1, block));
    const found = await outcome(client, 1);
    if (found?.type === frameTypes.headers) expect(found.payload[0]).not.toBe(STATUS_200);
    client.close();
    expect(upstream.connections.join('')).toHaveLength(before);
    expect(await isServed()).toBe(true);
  });

  it('empty pieces of a body without end end the connection (CVE-2019-9518)', async () => {
    const client = await openRawHttp2(proxy.port);
    client.send(frame(frameTypes.headers, END_HEADERS, 1, literals(post())));
    for (let round = 0; round < 20_000 && !client.socket.destroyed; round++) {
      client.send(frame(frameTypes.data, 0, 1, ''));
      if (round % 200 === 0) await new Promise(setImmediate);
    }
    expect(await outcome(client, 1)).toBeDefined();
    client.close();
    expect(await isServed()).toBe(true);
  });

  it('a preface that is none, and HTTP/1.1 where HTTP/2 was agreed, end only their connection', async () => {
    const client = await openRawHttp2(proxy.port);
    client.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.frame(({ type }) => type === frameTypes.goaway);
    client.close();
    expect(await isServed()).toBe(true);
  });

  it('is not spoken where the file says http2: false', async () => {
    const front = await secureFront();
    const other = await startTestProxy(
      reviewsConfig({ monolith: upstream.origin, engine, more: front.tls.replace(' }', ', http2: false }') }),
    );
    const session = connectHttp2(other.url, { rejectUnauthorized: false });
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => session.on('error', resolve));
    expect(error.code).toMatch(/NO_APPLICATION_PROTOCOL|ERR_HTTP2/);
    await other.end();
    await front.end();
  });
});
