/** What callers notice when a service fails: reads nothing, writes at most an error, and nothing happens twice. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { engines, reviewsConfig, startTestProxy, type TestProxy } from '../kit/proxy.ts';
import { sendRaw } from '../kit/raw-client.ts';
import { deadPort, httpUpstream, type RawUpstream, rawUpstream } from '../kit/upstream.ts';

const cleanups: (() => Promise<unknown>)[] = [];
const keep = <T extends object>(thing: T & ({ close(): Promise<void> } | { end(): Promise<void> })): T => {
  cleanups.push(() => ('end' in thing ? thing.end() : thing.close()));
  return thing;
};
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
const admin = async (proxy: TestProxy, path: string) => {
  const { readFile } = await import('node:fs/promises');
  const token = await readFile(proxy.configPath.replace('strangler.yaml', '.banyan/admin.token'), 'utf8');
  return (await fetch(proxy.adminUrl + path, { headers: { authorization: `Bearer ${token}` } })).json();
};

describe.each(engines)('through %s', (engine) => {
  it('a dead service costs no read, and its fuse opens towards home', async () => {
    const monolith = keep(await httpUpstream('monolith'));
    const service = `http://127.0.0.1:${await deadPort()}`;
    const proxy = keep(
      await startTestProxy(reviewsConfig({ monolith: monolith.origin, service, engine, stage: 'live' })),
    );
    for (let round = 0; round < 20; round++) {
      const answer = await fetch(`${proxy.url}/api/reviews/${round}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('x-banyan-side')).toBe('monolith');
    }
    expect(monolith.seen).toHaveLength(20);
    const [slice] = proxy.status().slices;
    expect(slice?.requests).toMatchObject({ fallback: 5, failed: 0 });
  });

  it('a write that the service answered with a cut connection is sent once and listed', async () => {
    const monolith = keep(await httpUpstream('monolith'));
    const service = keep(await rawUpstream((socket) => socket.destroy()));
    const proxy = keep(
      await startTestProxy(
        reviewsConfig({ monolith: monolith.origin, service: service.origin, engine, stage: 'live' }),
      ),
    );
    const answer = await fetch(`${proxy.url}/api/reviews`, {
      method: 'POST',
      body: 'x',
      headers: { 'x-request-id': 'write-1' },
    });
    expect(answer.status).toBe(502);
    expect(monolith.seen).toEqual([]);
    expect(service.connections.join('').match(/POST \/api\/reviews/g)).toHaveLength(1);
    expect(await admin(proxy, '/api/ambiguous-writes')).toMatchObject([
      { requestId: 'write-1', method: 'POST', path: '/api/reviews', side: 'service' },
    ]);
  });

  it('a read whose kept connection died is sent again, on whichever side', async () => {
    let answers = 0;
    const monolith = keep(
      await rawUpstream((socket) => {
        answers += 1;
        if (answers === 2) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      }),
    );
    const proxy = keep(await startTestProxy(reviewsConfig({ monolith: monolith.origin, engine })));
    expect((await fetch(`${proxy.url}/a`)).status).toBe(200);
    expect((await fetch(`${proxy.url}/b`)).status).toBe(200);
    expect(answers).toBe(3);
  });

  it('a service whose answer never begins costs a read the first-byte limit, not more', async () => {
    const monolith = keep(await httpUpstream('monolith'));
    const service = keep(await rawUpstream(() => undefined));
    const slice = ['timeouts: { firstByteMs: 300 }'];
    const proxy = keep(
      await startTestProxy(
        reviewsConfig({ monolith: monolith.origin, service: service.origin, engine, stage: 'live', slice }),
      ),
    );
    expect(await (await fetch(`${proxy.url}/api/reviews`)).text()).toBe('monolith');
  });

  it('the total limit ends an answer that never does', async () => {
    const monolith = keep(
      await rawUpstream((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        const timer = setInterval(() => socket.write('1\r\nx\r\n'), 20);
        socket.on('close', () => clearInterval(timer));
      }),
    );
    const proxy = keep(
      await startTestProxy(
        reviewsConfig({ monolith: monolith.origin, engine, more: 'timeouts: { totalMs: 300 }' }),
      ),
    );
    const answer = await sendRaw(proxy.port, 'GET /endless HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(answer).toMatchObject({ status: 200, closed: true });
  });

  it('a failing shadow neither delays nor changes the caller’s answer', async () => {
    const monolith = keep(await httpUpstream('monolith'));
    const service = keep(await rawUpstream(() => undefined));
    const proxy = keep(
      await startTestProxy(
        reviewsConfig({
          monolith: monolith.origin,
          service: service.origin,
          engine,
          stage: 'shadow',
          more: 'limits: { shadowConcurrency: 4 }',
        }),
      ),
    );
    const startedAt = performance.now();
    for (let round = 0; round < 50; round++)
      expect(await (await fetch(`${proxy.url}/api/reviews`)).text()).toBe('monolith');
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(proxy.status().slices[0]?.shadow).toMatchObject({ asked: 4, dropped: 46 });
  });
});

describe('a client', () => {
  it.each(engines)('whose upload an upstream takes slowly is not cut (%s)', async (engine) => {
    const size = 8_000_000;
    const monolith: RawUpstream = keep(
      await rawUpstream((socket) => {
        socket.pause();
        // Longer than the idle limit, with both sockets' buffers full.
        setTimeout(() => socket.resume(), 1_500);
        socket.on('data', () => {
          const received = monolith.connections[0]?.length ?? 0;
          if (received >= size) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        });
      }),
    );
    const proxy = keep(
      await startTestProxy(
        reviewsConfig({ monolith: monolith.origin, engine, more: 'limits: { clientIdleMs: 400 }' }),
      ),
    );
    const answer = await fetch(`${proxy.url}/upload`, { method: 'POST', body: Buffer.alloc(size) });
    expect(await answer.text()).toBe('ok');
  });

  it('that stops sending its body is cut with 408', async () => {
    const monolith = keep(await httpUpstream('monolith'));
    const proxy = keep(
      await startTestProxy(
        reviewsConfig({ monolith: monolith.origin, more: 'limits: { clientIdleMs: 400 }' }),
      ),
    );
    const answer = await sendRaw(
      proxy.port,
      'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf',
    );
    expect(answer.status).toBe(408);
    expect(monolith.seen).toEqual([]);
  });

  it('that does not read its answer is cut', async () => {
    const monolith = keep(
      await httpUpstream('monolith', (_request, response) => response.end(Buffer.alloc(50_000_000))),
    );
    const proxy = keep(
      await startTestProxy(
        reviewsConfig({ monolith: monolith.origin, more: 'limits: { clientIdleMs: 400 }' }),
      ),
    );
    const socket = connect(proxy.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET /big HTTP/1.1\r\nHost: a\r\n\r\n');
    socket.pause();
    while (proxy.underWay() === 0) await once(monolith.server, 'request');
    while (proxy.underWay() > 0) await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
  });

  it('above the limit of requests under way gets 503 and is told to come back', async () => {
    const monolith = keep(await rawUpstream(() => undefined));
    const proxy = keep(
      await startTestProxy(reviewsConfig({ monolith: monolith.origin, more: 'limits: { maxUnderWay: 1 }' })),
    );
    const waiting = connect(proxy.port, '127.0.0.1');
    waiting.write('GET /wait HTTP/1.1\r\nHost: a\r\n\r\n');
    while (proxy.underWay() === 0) await new Promise((resolve) => setImmediate(resolve));
    const answer = await sendRaw(proxy.port, 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(answer.status).toBe(503);
    expect(answer.head.toLowerCase()).toContain('retry-after: 1');
    waiting.destroy();
  });
});

describe('a stop', () => {
  it('lets what is under way finish, and ends WebSockets when nothing else is left', async () => {
    let finish: () => void = () => undefined;
    const monolith = keep(
      await httpUpstream('monolith', (_request, response) => {
        response.write('first ');
        finish = () => response.end('last');
      }),
    );
    const sockets = new WebSocketServer({ server: monolith.server });
    const proxy = keep(await startTestProxy(reviewsConfig({ monolith: monolith.origin })));
    const socket = new WebSocket(`ws://127.0.0.1:${proxy.port}/live`);
    await once(socket, 'open');
    const answer = await fetch(`${proxy.url}/download`);
    const closed = proxy.close();
    finish();
    expect(await answer.text()).toBe('first last');
    await once(socket, 'close');
    await closed;
    sockets.close();
  });
});
