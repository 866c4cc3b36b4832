/** Upstreams that answer what they must not: the process stays up, and no client is left waiting or misled. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engines, reviewsConfig, startTestProxy, type TestProxy } from '../kit/proxy.ts';
import { fieldsOf, sendRaw } from '../kit/raw-client.ts';
import { type HttpUpstream, httpUpstream, type RawUpstream, rawUpstream } from '../kit/upstream.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe.each(engines)('answers through %s', (engine) => {
  let hostile: RawUpstream;
  let service: HttpUpstream;
  let proxy: TestProxy;
  let bytes = OK;
  let after: 'stay' | 'end' = 'stay';
  beforeAll(async () => {
    hostile = await rawUpstream((socket) =>
      after === 'end' ? socket.end(bytes, 'latin1') : socket.write(bytes, 'latin1'),
    );
    service = await httpUpstream('service');
    // The monolith is the hostile one, so that neither fuse nor fallback answers in its place.
    const more = 'timeouts: { connectMs: 500, firstByteMs: 500, idleMs: 500 }';
    proxy = await startTestProxy(
      reviewsConfig({ monolith: hostile.origin, service: service.origin, engine, stage: 'live', more }),
    );
  });
  afterEach(async () => {
    bytes = OK;
    after = 'stay';
    expect((await sendRaw(proxy.port, 'GET /api/reviews HTTP/1.1\r\nHost: a\r\n\r\n')).body).toBe('service');
  });
  afterAll(async () => {
    await proxy.end();
    await hostile.close();
    await service.close();
  });
  const ask = (answer: string, method = 'GET', then: typeof after = 'stay') => {
    bytes = answer;
    after = then;
    return sendRaw(proxy.port, `${method} /hostile HTTP/1.1\r\nHost: a\r\n\r\n`);
  };

  it('Trailer together with Content-Length is dropped (F2)', async () => {
    const answer = await ask('HTTP/1.1 200 OK\r\nTrailer: x\r\nContent-Length: 2\r\n\r\nok');
    expect(answer).toMatchObject({ status: 200, body: 'ok' });
    expect(fieldsOf(answer, 'trailer')).toEqual([]);
  });

  it.each(['099', '000', '600', '999', '1000', 'abc'])('status %s becomes 502 (F3)', async (status) => {
    expect((await ask(`HTTP/1.1 ${status} Odd\r\nContent-Length: 2\r\n\r\nok`)).status).toBe(502);
  });

  it('101 that nobody asked for becomes 502 (F4)', async () => {
    expect(
      (await ask('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')).status,
    ).toBe(502);
  });

  it.each([
    ['inside Content-Length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'],
    ['inside a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhalf'],
    ['before the last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
  ])('an answer that ends %s cuts the client off (F6)', async (_where, answer) => {
    const got = await ask(answer, 'GET', 'end');
    expect(got.closed).toBe(true);
    expect(got.text).not.toContain('\r\n0\r\n\r\n');
  });

  it('an answer that stops sending is cut after the idle limit', async () => {
    expect(await ask('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')).toMatchObject({
      status: 200,
      closed: true,
    });
  });

  it('silence becomes 504 after the first-byte limit (F18)', async () => {
    expect((await ask('')).status).toBe(504);
  });

  it('a head that never ends becomes an error, not a wait', async () => {
    expect([502, 504]).toContain((await ask('HTTP/1.1 200 OK\r\nX-A: 1\r\n')).status);
  });

  it('204 with a body is answered as 204 without one, or as 502 (F14)', async () => {
    const answer = await ask('HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello');
    expect([204, 502]).toContain(answer.status);
    expect(answer.body).not.toContain('hello');
  });

  it('a parse error inside the head becomes 502 with our own framing (F14)', async () => {
    const answer = await ask('HTTP/1.1 200 OK\r\nContent-Length: 500\r\nBad Name: x\r\n\r\n');
    expect(answer.status).toBe(502);
    expect(answer.body).toContain('no usable answer');
  });

  it.each([
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 3'],
    ['length and chunks', 'Content-Length: 2\r\nTransfer-Encoding: chunked'],
    ['length with a sign', 'Content-Length: +2'],
    ['length in hexadecimal', 'Content-Length: 0x2'],
  ])('%s are not passed on', async (_name, fields) => {
    const answer = await ask(`HTTP/1.1 200 OK\r\n${fields}\r\n\r\nok`, 'GET', 'end');
    if (answer.status === 502) return;
    expect(
      fieldsOf(answer, 'content-length').length + fieldsOf(answer, 'transfer-encoding').length,
    ).toBeLessThanOrEqual(1);
  });

  it.each(['\r', '\0', '\x01', '\x7f'])(
    'a field with control character %j in its value does not split the answer',
    async (character) => {
      const answer = await ask(
        `HTTP/1.1 200 OK\r\nX-A: 1${character}Set-Cookie: evil=1\r\nContent-Length: 2\r\n\r\nok`,
      );
      expect([200, 502]).toContain(answer.status);
      expect(fieldsOf(answer, 'set-cookie')).toEqual([]);
    },
  );

  it('a second answer nobody asked for reaches nobody', async () => {
    const answer = await ask(`${OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`);
    expect(answer.body).toBe('ok');
    bytes = OK;
    for (let round = 0; round < 5; round++) expect((await ask(OK)).body).toBe('ok');
  });

  it('a flood of interim answers becomes 502', async () => {
    const answer = await ask(`${'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(100)}${OK}`);
    expect(answer.text.match(/HTTP\/1\.1 103/g)?.length).toBeLessThanOrEqual(16);
    expect(answer.text).toMatch(/HTTP\/1\.1 502/);
  });

  it('fields between neighbours stay between them', async () => {
    const answer = await ask(
      'HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=9\r\nProxy-Authenticate: x\r\nX-Banyan-Side: evil\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nok',
    );
    expect(answer).toMatchObject({ status: 200, body: 'ok' });
    for (const name of ['x-hop', 'proxy-authenticate', 'upgrade']) expect(fieldsOf(answer, name)).toEqual([]);
    expect(fieldsOf(answer, 'x-banyan-side')).toEqual(['monolith']);
  });

  it('an answer cannot nominate away what a browser relies on', async () => {
    const answer = await ask(
      'HTTP/1.1 200 OK\r\nConnection: set-cookie, content-length, cache-control\r\nSet-Cookie: a=1\r\nCache-Control: no-store\r\nContent-Length: 2\r\n\r\nok',
    );
    expect(fieldsOf(answer, 'set-cookie')).toEqual(['a=1']);
    expect(fieldsOf(answer, 'cache-control')).toEqual(['no-store']);
  });

  it('fields larger than the limit become 502', async () => {
    expect(
      (await ask(`HTTP/1.1 200 OK\r\nX-Big: ${'a'.repeat(40_000)}\r\nContent-Length: 2\r\n\r\nok`)).status,
    ).toBe(502);
  });

  it.each(['HEAD', 'GET'])('%s with 304 keeps the fields and has no body', async (method) => {
    const answer = await ask('HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 5\r\n\r\n', method);
    expect(answer.status).toBe(304);
    expect(fieldsOf(answer, 'etag')).toEqual(['"x"']);
    expect(answer.body).toBe('');
  });

  it('redirects are passed on, never followed', async () => {
    const answer = await ask(
      'HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n',
    );
    expect(answer.status).toBe(302);
    expect(fieldsOf(answer, 'location')).toEqual(['http://169.254.169.254/latest']);
  });
});
