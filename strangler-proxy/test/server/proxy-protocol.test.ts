/** PROXY headers in front: who the client is, before TLS, HTTP and WebSockets; and connections that bring none. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { hasOpenssl, issueCertificate, makeAuthority } from '../kit/certificates.ts';
import { engines, reviewsConfig, startTestProxy } from '../kit/proxy.ts';
import { binaryHeader } from '../kit/proxy-header.ts';
import { sendRaw } from '../kit/raw-client.ts';
import { httpUpstream } from '../kit/upstream.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const GET = 'GET /api/reviews HTTP/1.1\r\nHost: a\r\n\r\n';
const TEXT = 'PROXY TCP4 192.0.2.7 127.0.0.1 51234 80\r\n';
const BINARY = binaryHeader({ source: '192.0.2.7' }).toString('latin1');

async function start(more: string, engine: (typeof engines)[number] = 'undici') {
  const upstream = await httpUpstream('monolith');
  ends.push(upstream.close);
  const proxy = await startTestProxy(reviewsConfig({ monolith: upstream.origin, engine, more }));
  ends.push(proxy.end);
  return { proxy, upstream, lastHeaders: () => upstream.seen.at(-1)?.headers };
}

describe.each(engines)('a PROXY header through %s', (engine) => {
  it.each([
    ['in text', TEXT + GET, '192.0.2.7', 'http'],
    ['in binary', BINARY + GET, '192.0.2.7', 'http'],
    [
      'of a balancer that ended TLS',
      binaryHeader({ source: '2001:db8::7', isTls: true }).toString('latin1') + GET,
      '2001:db8::7',
      'https',
    ],
    ['that names nobody', `PROXY UNKNOWN\r\n${GET}`, '127.0.0.1', 'http'],
    ['of a health check', binaryHeader({ command: 0x20 }).toString('latin1') + GET, '127.0.0.1', 'http'],
  ])('%s says who asks', async (_what, bytes, address, protocol) => {
    const { proxy, lastHeaders } = await start('proxyProtocol: [127.0.0.0/8]', engine);
    expect((await sendRaw(proxy.port, bytes)).status).toBe(200);
    expect(lastHeaders()).toMatchObject({ 'x-forwarded-for': address, 'x-forwarded-proto': protocol });
    expect((await sendRaw(proxy.port, [...bytes])).status, 'byte by byte').toBe(200);
    expect(lastHeaders()).toMatchObject({ 'x-forwarded-for': address });
  });

  it('counts for every request of its connection, body and pipeline included', async () => {
    const { proxy, upstream } = await start('proxyProtocol: [127.0.0.0/8]', engine);
    const post = 'POST /api/reviews HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello';
    expect((await sendRaw(proxy.port, TEXT + post + GET, 2)).text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(upstream.seen.map(({ body, headers }) => [body, headers['x-forwarded-for']])).toEqual([
      ['hello', '192.0.2.7'],
      ['', '192.0.2.7'],
    ]);
  });

  it.each([
    ['none', GET],
    ['a broken one', `PROXY TCP4 192.0.2.7\r\n${GET}`],
    ['one too long', `PROXY UNKNOWN ${'a'.repeat(200)}\r\n${GET}`],
    ['two that contradict', TEXT + BINARY + GET],
  ])('closes a balancer’s connection that brings %s, and nothing is forwarded', async (_what, bytes) => {
    const { proxy, upstream } = await start('proxyProtocol: [127.0.0.0/8]', engine);
    const answer = await sendRaw(proxy.port, bytes);
    expect([0, 400]).toContain(answer.status);
    expect(answer.closed || answer.status === 400).toBe(true);
    expect(upstream.seen).toEqual([]);
    expect(proxy.status().requests.refused).toBe(1);
  });
});

describe('PROXY headers', () => {
  it('of others are no headers but a broken request', async () => {
    const { proxy, upstream } = await start('proxyProtocol: [192.0.2.1]');
    expect((await sendRaw(proxy.port, TEXT + GET)).status).toBe(400);
    expect((await sendRaw(proxy.port, GET)).status).toBe(200);
    expect(upstream.seen).toHaveLength(1);
  });

  it('are followed by the addresses of proxies that are trusted, and by no others', async () => {
    const claim = 'GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n';
    const { proxy, lastHeaders } = await start(
      'proxyProtocol: [127.0.0.0/8]\ntrustedProxies: [192.0.2.7, 127.0.0.0/8]',
    );
    await sendRaw(proxy.port, TEXT + claim);
    expect(lastHeaders()?.['x-forwarded-for']).toBe('203.0.113.9, 192.0.2.7');
    await sendRaw(proxy.port, `PROXY TCP4 198.51.100.8 127.0.0.1 1 2\r\n${claim}`);
    expect(lastHeaders()?.['x-forwarded-for']).toBe('198.51.100.8');
  });

  it('put callers into the cohort of their own network, and follow a reload', async () => {
    const monolith = await httpUpstream('monolith');
    const service = await httpUpstream('service');
    ends.push(monolith.close, service.close);
    const yaml = reviewsConfig({
      monolith: monolith.origin,
      service: service.origin,
      stage: 'ramp',
      share: '0%',
      slice: ['cohorts: [{ name: office, share: 100% }]'],
      more: 'cohorts: { office: { networks: [192.0.2.0/24] } }\n',
    });
    const proxy = await startTestProxy(yaml);
    ends.push(proxy.end);
    expect((await sendRaw(proxy.port, TEXT + GET)).status).toBe(400);
    const { version } = proxy.status();
    await writeFile(proxy.configPath, `${yaml}proxyProtocol: [127.0.0.1]\n`);
    while (proxy.status().version === version) await new Promise((resolve) => setImmediate(resolve));
    expect((await sendRaw(proxy.port, TEXT + GET)).body).toBe('service');
    expect((await sendRaw(proxy.port, `PROXY UNKNOWN\r\n${GET}`)).body).toBe('monolith');
  });

  it('name the address whose connections are counted, where their number is limited', async () => {
    const { proxy } = await start('proxyProtocol: [127.0.0.1]\nlimits: { maxConnectionsPerAddress: 2 }');
    const open = async (text: string) => {
      const socket = connect(proxy.port, '127.0.0.1');
      socket.on('error', () => undefined);
      ends.push(async () => socket.destroy());
      socket.write(text + GET);
      await Promise.race([once(socket, 'data'), once(socket, 'close')]);
      return socket;
    };
    const [first, second] = [await open(TEXT), await open(TEXT)];
    expect([first.destroyed, second.destroyed]).toEqual([false, false]);
    expect((await open(TEXT)).destroyed).toBe(true);
    expect((await open('PROXY TCP4 192.0.2.8 127.0.0.1 1 2\r\n')).destroyed).toBe(false);
    for (let count = 0; count < 4; count++) expect((await open('PROXY UNKNOWN\r\n')).destroyed).toBe(false);
    first.destroy();
    while ((await open(TEXT)).destroyed) await new Promise((resolve) => setImmediate(resolve));
  });

  it('that never end hold no stop up', async () => {
    const { proxy } = await start('proxyProtocol: [127.0.0.1]\nlimits: { stopMs: 50 }');
    const socket = connect(proxy.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('PROXY TCP4 192');
    const closed = once(socket, 'close');
    await proxy.close();
    await closed;
  });

  it('stand before a WebSocket’s handshake too', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    ends.push(async () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    });
    const proxy = await startTestProxy(
      reviewsConfig({
        monolith: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        more: 'proxyProtocol: [127.0.0.1]',
      }),
    );
    ends.push(proxy.end);
    const seen = once(server, 'connection');
    const handshake =
      'GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
    expect((await sendRaw(proxy.port, BINARY + handshake)).status).toBe(101);
    const [, request] = await seen;
    expect(request.headers['x-forwarded-for']).toBe('192.0.2.7');
  });
});

describe.skipIf(!hasOpenssl)('a PROXY header before TLS', () => {
  it.each([false, true])('says who asks (sent together with the handshake: %s)', async (together) => {
    const folder = await mkdtemp(join(tmpdir(), 'banyan-proxy-tls-'));
    ends.push(() => rm(folder, { recursive: true, force: true }));
    makeAuthority(folder);
    await issueCertificate(folder, 'front', 'localhost');
    const { proxy, lastHeaders } = await start(
      `proxyProtocol: [127.0.0.1]\ntls: { cert: ${join(folder, 'front.pem')}, key: ${join(folder, 'front.key')} }`,
    );
    const socket = connect(proxy.port, '127.0.0.1');
    await once(socket, 'connect');
    if (together) socket.cork();
    socket.write(BINARY, 'latin1');
    const secure = connectTls({ socket, rejectUnauthorized: false, servername: 'localhost' });
    if (together) process.nextTick(() => socket.uncork());
    await once(secure, 'secureConnect');
    const sent = httpsRequest({ createConnection: () => secure, host: 'localhost', path: '/api/reviews' });
    sent.end();
    const [response] = await once(sent, 'response');
    expect(response.statusCode).toBe(200);
    response.resume();
    expect(lastHeaders()).toMatchObject({ 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' });
    secure.destroy();
  });
});
