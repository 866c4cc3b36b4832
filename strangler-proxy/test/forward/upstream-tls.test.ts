/** TLS to upstreams through each engine: who is believed, who we are, and what happens when certificates change. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import {
  examineProxy,
  parseConfig,
  readAmbiguousWrites,
  startProxy as startRealProxy,
} from '../../src/index.ts';
import { askProxy } from '../../src/operate/admin-client.ts';
import { hasOpenssl, issueCertificate, makeAuthority } from '../kit/certificates.ts';
import { engines, reviewsConfig, startTestProxy, writeConfig } from '../kit/proxy.ts';
import { sendRaw } from '../kit/raw-client.ts';
import { httpUpstream, rawUpstream } from '../kit/upstream.ts';

let folder = '';
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** What an upstream saw of a request, and of who sent it. */
interface Seen {
  readonly host: string | undefined;
  readonly serverName: string | false | null;
  readonly peer: string | undefined;
  readonly port: number | undefined;
}

async function secureUpstream(
  file: string,
  options: { readonly requestCert?: boolean; readonly maxVersion?: 'TLSv1.2' } = {},
) {
  const seen: Seen[] = [];
  const read = (name: string) => readFile(join(folder, name));
  const server = createServer({
    cert: await read(`${file}.pem`),
    key: await read(`${file}.key`),
    ca: await read('ca.pem'),
    rejectUnauthorized: options.requestCert === true,
    ...options,
  });
  const note = ({ headers, socket }: IncomingMessage) => {
    const { servername, remotePort } = socket as TLSSocket & { servername: Seen['serverName'] };
    const peer = (socket as TLSSocket).getPeerCertificate().subject?.CN;
    seen.push({ host: headers.host, serverName: servername, peer: [peer].flat()[0], port: remotePort });
  };
  server.on('request', (request, response) => {
    note(request);
    response.end('service');
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    note(request);
    socket.send('service');
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
  });
  return { seen, origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function startProxy(engine: (typeof engines)[number], service: string, tls: string, more = '') {
  const monolith = await httpUpstream('monolith');
  ends.push(monolith.close);
  const yaml = reviewsConfig({
    monolith: monolith.origin,
    service,
    engine,
    stage: 'live',
    slice: ['fallback: never'],
    more,
  }).replace(`targets: [${service}]`, `targets: [${service}], tls: ${tls}`);
  const proxy = await startTestProxy(yaml);
  ends.push(proxy.end);
  return { proxy, yaml, ask: (init?: RequestInit) => fetch(`${proxy.url}/api/reviews`, init) };
}

/** `fetch` names no Host but its own. */
const askAs = (port: number, host: string) =>
  sendRaw(port, `GET /api/reviews HTTP/1.1\r\nHost: ${host}\r\n\r\n`);

describe.skipIf(!hasOpenssl).each(engines)('TLS to upstreams through %s', (engine) => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'banyan-tls-'));
    makeAuthority(folder);
    await issueCertificate(folder, 'service', 'reviews.internal');
    await issueCertificate(folder, 'address', 'address', 'IP:127.0.0.1');
    await issueCertificate(folder, 'proxy', 'the-proxy');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const file = (name: string) => join(folder, name);

  it('checks the certificate against the name of the file, never against the client’s Host', async () => {
    const { seen, origin } = await secureUpstream('service');
    const { proxy } = await startProxy(
      engine,
      origin,
      `{ ca: ${file('ca.pem')}, serverName: reviews.internal }`,
    );
    for (const host of ['shop.example', 'reviews.internal', 'other.example']) {
      expect((await askAs(proxy.port, host)).status).toBe(200);
    }
    expect(seen.map(({ host }) => host)).toEqual(['shop.example', 'reviews.internal', 'other.example']);
    expect(seen.map(({ serverName }) => serverName)).toEqual(Array(3).fill('reviews.internal'));
    expect(new Set(seen.map(({ port }) => port)).size, 'one connection serves them all').toBe(1);
  });

  it('checks it against the address where no name is given', async () => {
    const { origin } = await secureUpstream('address');
    const { ask } = await startProxy(engine, origin, `{ ca: ${file('ca.pem')} }`);
    expect((await ask()).status).toBe(200);
  });

  it.each([
    ['another name', '{ ca: CA, serverName: shop.example }'],
    ['an authority that is not ours', '{ serverName: reviews.internal }'],
  ])('sends nothing to a certificate of %s, and lists no write', async (_what, tls) => {
    const { seen, origin } = await secureUpstream('service');
    const { proxy, ask } = await startProxy(engine, origin, tls.replace('CA', file('ca.pem')));
    expect((await askAs(proxy.port, 'reviews.internal')).status).toBe(502);
    expect((await ask({ method: 'POST', body: 'x' })).status).toBe(502);
    expect(seen).toEqual([]);
    expect(await readAmbiguousWrites({ configPath: proxy.configPath })).toEqual([]);
  });

  it('shows our own certificate to an upstream that asks for one, on requests and WebSockets', async () => {
    const { seen, origin } = await secureUpstream('service', { requestCert: true });
    const tls = `{ ca: ${file('ca.pem')}, serverName: reviews.internal, cert: ${file('proxy.pem')}, key: ${file('proxy.key')} }`;
    const { proxy, ask } = await startProxy(engine, origin, tls);
    expect((await ask()).status).toBe(200);
    const socket = new WebSocket(`ws://127.0.0.1:${proxy.port}/api/reviews`);
    expect(String((await once(socket, 'message'))[0])).toBe('service');
    socket.terminate();
    expect(seen.map(({ peer }) => peer)).toEqual(['the-proxy', 'the-proxy']);
    const without = await startProxy(
      engine,
      origin,
      `{ ca: ${file('ca.pem')}, serverName: reviews.internal }`,
    );
    expect((await without.ask()).status).toBe(502);
  });

  it('speaks no older TLS than the file allows', async () => {
    const { origin } = await secureUpstream('service', { maxVersion: 'TLSv1.2' });
    const tls = `ca: ${file('ca.pem')}, serverName: reviews.internal`;
    expect((await (await startProxy(engine, origin, `{ ${tls} }`)).ask()).status).toBe(200);
    const strict = await startProxy(engine, origin, `{ ${tls}, minVersion: TLSv1.3 }`);
    expect((await strict.ask()).status).toBe(502);
  });

  it('takes a renewed certificate over at a reload', async () => {
    const { seen, origin } = await secureUpstream('service', { requestCert: true });
    await issueCertificate(folder, 'renewed', 'first');
    const tls = `{ ca: ${file('ca.pem')}, serverName: reviews.internal, cert: ${file('renewed.pem')}, key: ${file('renewed.key')} }`;
    const { proxy, ask } = await startProxy(engine, origin, tls);
    const reload = () => askProxy(proxy, 'POST', '/api/reload', { who: 'test', why: 'renewed' });
    await ask();
    await reload();
    await ask();
    await issueCertificate(folder, 'renewed', 'second');
    await ask();
    await reload();
    await ask();
    expect(seen.map(({ peer }) => peer)).toEqual(['first', 'first', 'first', 'second']);
    expect(seen[1]?.port, 'a reload that changes nothing keeps the connections').toBe(seen[0]?.port);
    await writeFile(file('renewed.key'), 'no key');
    await expect(reload()).rejects.toThrow(/services\.reviews\.tls/);
    expect((await ask()).status, 'the last good one is kept').toBe(200);
  });

  it('waits for a connection as long as the file says now, not as it said at the start', async () => {
    const silent = await rawUpstream(() => undefined);
    ends.push(silent.close);
    const origin = `https://127.0.0.1:${silent.port}`;
    const { proxy, yaml, ask } = await startProxy(engine, origin, '{}', 'timeouts: { connectMs: 60000 }');
    await writeFile(proxy.configPath, yaml.replace('connectMs: 60000', 'connectMs: 40'));
    await askProxy(proxy, 'POST', '/api/reload', { who: 'test', why: 'sooner' });
    expect((await ask()).status).toBe(504);
  });
});

describe.skipIf(!hasOpenssl)('a tls of an upstream', () => {
  const yaml = (tls: string, target = 'https://10.0.0.1') =>
    reviewsConfig({ monolith: 'http://127.0.0.1:3000', service: target }).replace(']', `], tls: ${tls}`);

  it.each([
    ['{ cert: a.pem }', 'services.reviews.tls.key: missing'],
    ['{ ca: 7 }', 'services.reviews.tls.ca: 7'],
    ['{ serverName: "a b" }', 'services.reviews.tls.serverName: "a b"'],
    ['{ minVersion: SSLv3 }', 'services.reviews.tls.minVersion: "SSLv3". Write TLSv1.2 or TLSv1.3.'],
    ['{ rejectUnauthorized: false }', 'services.reviews.tls.rejectUnauthorized: unknown key'],
  ])('%s is refused', (tls, message) => {
    expect(() => parseConfig(yaml(tls))).toThrow(message);
  });

  it('with a plain target is refused, and so are two ways to one target', () => {
    expect(() => parseConfig(yaml('{}', 'http://10.0.0.1'))).toThrow(/plain http:/);
    const two = yaml('{ serverName: a.example }').replace(
      'slices:',
      '  other: { targets: [https://10.0.0.1], tls: { serverName: b.example } }\nslices:',
    );
    expect(() => parseConfig(two)).toThrow(
      /services\.other\.tls.*https:\/\/10\.0\.0\.1 has other settings under services\.reviews\.tls/s,
    );
  });

  it('with a file that is not there keeps the proxy from starting, and the doctor says so', async () => {
    const { configPath, end } = await writeConfig(yaml('{ ca: none.pem }'));
    ends.push(end);
    await expect(startRealProxy({ configPath })).rejects.toThrow(
      /services\.reviews\.tls\.ca: none\.pem can't be read \(ENOENT\)/,
    );
    expect(await examineProxy({ configPath })).toContainEqual({
      what: 'certificates',
      isGood: false,
      message: expect.stringContaining('services.reviews.tls.ca'),
    });
  });
});
