/** WebSocket upgrades take the same guard and decision as requests (F12). */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { flip } from '../../src/index.ts';
import { reviewsConfig, startTestProxy, type TestProxy } from '../kit/proxy.ts';
import { fieldsOf, sendRaw } from '../kit/raw-client.ts';
import { rawAnswer, rawUpstream } from '../kit/upstream.ts';

async function echoServer(name: string) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const paths: string[] = [];
  server.on('connection', (socket, request) => {
    paths.push(request.url ?? '');
    socket.send(name);
    socket.on('message', (data) => socket.send(data));
  });
  await once(server, 'listening');
  return { server, paths, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const handshake = (path: string, ...fields: string[]) =>
  `GET ${path} HTTP/1.1\r\n${['Host: shop.example', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', ...fields].join('\r\n')}\r\n\r\n`;

describe('upgrades', () => {
  let monolith: Awaited<ReturnType<typeof echoServer>>;
  let service: Awaited<ReturnType<typeof echoServer>>;
  let proxy: TestProxy;
  beforeAll(async () => {
    monolith = await echoServer('monolith');
    service = await echoServer('service');
    proxy = await startTestProxy(
      reviewsConfig({ monolith: monolith.origin, service: service.origin, stage: 'off' }),
    );
  });
  afterAll(async () => {
    for (const { server } of [monolith, service]) {
      for (const socket of server.clients) socket.terminate();
      server.close();
    }
    await proxy.end();
  });
  const open = async (path: string) => {
    const socket = new WebSocket(`ws://127.0.0.1:${proxy.port}${path}`);
    const [first] = await once(socket, 'message');
    return { socket, name: String(first) };
  };

  it('go to the side of their route, and stay there for their life', async () => {
    const before = await open('/api/reviews/live');
    expect(before.name).toBe('monolith');
    await flip({ configPath: proxy.configPath, slice: 'reviews', to: 'live' });
    const after = await open('/api/reviews/live');
    expect(after.name).toBe('service');
    before.socket.send('still here');
    expect(String((await once(before.socket, 'message'))[0])).toBe('still here');
    expect((await open('/other')).name).toBe('monolith');
  });

  it('work as the very first request on a new connection', async () => {
    const answer = await sendRaw(proxy.port, handshake('/api/reviews/x'));
    expect(answer.status).toBe(101);
    expect(fieldsOf(answer, 'x-banyan-side')).toEqual(['service']);
  });

  it.each([
    ['a path with two meanings', handshake('/api/..;/admin'), 400],
    ['two Hosts', handshake('/api/reviews', 'Host: other'), 400],
    ['an absolute target', handshake('http://internal/api/reviews'), 400],
    ['a body', handshake('/api/reviews', 'Content-Length: 4'), 400],
  ])('with %s are refused and reach nobody', async (_name, bytes, status) => {
    const before = [...monolith.paths, ...service.paths].length;
    expect((await sendRaw(proxy.port, bytes)).status).toBe(status);
    expect([...monolith.paths, ...service.paths]).toHaveLength(before);
  });

  it('to another protocol are ignored or refused, never joined', async () => {
    const answer = await sendRaw(proxy.port, handshake('/api/reviews').replace('websocket', 'h2c'));
    expect(answer.status).not.toBe(101);
  });

  it('that the upstream declines get its answer', async () => {
    const declining = await rawAnswer(
      'HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nWWW-Authenticate: x\r\n\r\nno',
    );
    const other = await startTestProxy(reviewsConfig({ monolith: declining.origin }));
    const answer = await sendRaw(other.port, handshake('/live'));
    expect(answer).toMatchObject({ status: 401, body: 'no' });
    await other.end();
    await declining.close();
  });

  it.each([
    ['a reason phrase that could split it', 'HTTP/1.1 200 OK\x01\r\nContent-Length: 2\r\n\r\nok'],
    ['a field that could split it', 'HTTP/1.1 403 No\r\nX-A: \x01\r\nContent-Length: 2\r\n\r\nok'],
    ['no meaning', 'HTTP/1.1 099 Odd\r\n\r\n'],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
    ['interim answers without end', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(20)],
  ])('that are answered with %s become 502, and the process lives', async (_what, bytes) => {
    const hostile = await rawAnswer(bytes);
    const other = await startTestProxy(reviewsConfig({ monolith: hostile.origin }));
    expect((await sendRaw(other.port, handshake('/live'))).status).toBe(502);
    expect((await sendRaw(other.port, handshake('/live'))).status).toBe(502);
    await other.end();
    await hostile.close();
  });

  it('that are sent ahead of another answer close the connection, and reach nobody', async () => {
    const silent = await rawUpstream(() => undefined);
    const other = await startTestProxy(reviewsConfig({ monolith: silent.origin }));
    for (const path of ['/live', '/api/..;/refused']) {
      const ahead = `GET /first HTTP/1.1\r\nHost: a\r\n\r\n${handshake(path)}`;
      expect(await sendRaw(other.port, ahead)).toMatchObject({ text: '', closed: true });
    }
    expect(silent.connections.join('')).not.toContain('/live');
    await other.end();
    await silent.close();
  });
});
