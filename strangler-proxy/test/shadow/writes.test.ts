import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ShadowPair, shadowWrites } from '../../src/index.ts';
import { reviewsConfig, startTestProxy, type TestProxy } from '../kit/proxy.ts';
import { type HttpUpstream, httpUpstream } from '../kit/upstream.ts';

const SECRET = 'a secret that is longer than 32 characters';

/** A service that counts what it was asked to write, and answers with it. */
async function startService(secret: string | undefined) {
  const seen: { method: string; url: string; body: string; isShadow: boolean | undefined }[] = [];
  const tell = secret === undefined ? undefined : shadowWrites({ secret, slice: 'reviews' });
  const server: Server = createServer((request: IncomingMessage & { isShadow?: boolean }, response) => {
    const answer = async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      seen.push({
        method: request.method ?? '',
        url: request.url ?? '',
        body,
        isShadow: request.isShadow,
      });
      if (request.method === 'POST') await delay(Number(/\d+$/.exec(body)?.[0] ?? 0));
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ wrote: body }));
    };
    if (tell) tell(request, response, () => void answer());
    else void answer();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    seen,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('writes in shadow', () => {
  let monolith: HttpUpstream;
  let service: Awaited<ReturnType<typeof startService>>;
  let proxy: TestProxy;
  let pairs: ShadowPair[];

  beforeEach(async () => {
    pairs = [];
    monolith = await httpUpstream('monolith', ({ body }, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ wrote: body })),
    );
  });
  afterEach(async () => {
    await proxy.end();
    await monolith.close();
    await service.close();
  });

  async function start(serviceSecret: string | undefined, { stage = 'shadow', optsIn = true } = {}) {
    service = await startService(serviceSecret);
    const yaml = reviewsConfig({
      monolith: monolith.origin,
      service: service.origin,
      stage,
      share: '50%',
      slice: ['callerKey: { cookie: sid }'],
      more: `shadow: { secret: ${SECRET} }`,
    }).replace('path: /api/reviews/*', `path: /api/reviews/*, shadowWrites: ${optsIn}`);
    proxy = await startTestProxy(yaml, { onPair: (pair) => pairs.push(pair) });
  }

  const send = (method: string, path: string, body?: string) =>
    fetch(`${proxy.url}${path}`, {
      method,
      headers: { cookie: 'sid=ana' },
      ...(body !== undefined && { body }),
    }).then((response) => response.json());

  async function pairsOf(count: number): Promise<ShadowPair[]> {
    while (pairs.length < count) await delay(5);
    return pairs;
  }

  it('are sent with their body once home has answered, marked so that the service can tell', async () => {
    await start(SECRET);
    expect(await send('POST', '/api/reviews/7?x=1', 'five stars')).toEqual({ wrote: 'five stars' });
    const [pair] = await pairsOf(1);
    expect(service.seen).toEqual([
      { method: 'POST', url: '/api/reviews/7?x=1', body: 'five stars', isShadow: true },
    ]);
    expect(pair).toMatchObject({ endpoint: 'POST /api/reviews/*', isWrite: true });
    const { homeAnswer, otherAnswer } = pair as ShadowPair;
    expect('body' in otherAnswer && Buffer.compare(homeAnswer.body, otherAnswer.body)).toBe(0);
  });

  it('keep the order of their caller, and reads wait for what was written before', async () => {
    await start(SECRET);
    await send('POST', '/api/reviews/1', 'slow 80');
    await send('POST', '/api/reviews/2', 'fast');
    await send('GET', '/api/reviews/3');
    await pairsOf(3);
    expect(service.seen.map(({ url }) => url)).toEqual([
      '/api/reviews/1',
      '/api/reviews/2',
      '/api/reviews/3',
    ]);
    expect(pairs.map(({ request }) => request.url)).toEqual(service.seen.map(({ url }) => url));
  });

  it.each([
    ['does not speak of shadow writes', undefined],
    ['has another secret', 'another secret, also longer than 32 characters'],
  ])('are never sent to a service that %s', async (_name, secret) => {
    await start(secret);
    for (let turn = 0; turn < 6; turn += 1) await send('POST', '/api/reviews/7', 'five stars');
    while (proxy.status().slices[0]?.shadow.dropped !== 5) await delay(5);
    expect(service.seen.filter(({ method }) => method === 'POST')).toEqual([]);
    expect(proxy.notices.join()).toContain('not saying that it keeps shadow writes apart');
  });

  it.each([
    ['without the route’s opt-in', { optsIn: false }],
    ['during a ramp, when the service answers callers', { stage: 'ramp' }],
  ])('are not sent %s', async (_name, options) => {
    await start(SECRET, options);
    await send('POST', '/api/reviews/7', 'five stars');
    await send('GET', '/api/reviews/7');
    await send('GET', '/api/reviews/8');
    const wrote = [...service.seen, ...monolith.seen].filter(({ method }) => method === 'POST');
    expect(wrote).toHaveLength(1);
    expect(pairs.some(({ isWrite }) => isWrite)).toBe(false);
  });

  it('that are too long to be copied reach home whole, and only home', async () => {
    await start(SECRET);
    const long = 'x'.repeat(300 * 1024);
    expect(await send('POST', '/api/reviews/7', long)).toEqual({ wrote: long });
    while (proxy.status().slices[0]?.shadow.dropped !== 1) await delay(5);
    expect(service.seen).toEqual([]);
  });

  it('whose home failed are not sent', async () => {
    await start(SECRET);
    await monolith.close();
    await fetch(`${proxy.url}/api/reviews/7`, { method: 'POST', body: 'lost' });
    while (proxy.status().slices[0]?.shadow.dropped !== 1) await delay(5);
    expect(service.seen).toEqual([]);
    monolith = await httpUpstream('monolith');
  });
});

describe('shadowWrites', () => {
  it.each(['', 'x.y.z'])('takes the token %j for none', async (token) => {
    const service = await startService(SECRET);
    await fetch(`${service.origin}/api/reviews/7`, {
      method: 'POST',
      headers: { 'x-banyan-shadow': '1', 'x-banyan-shadow-token': token },
    });
    expect(service.seen).toMatchObject([{ isShadow: false }]);
    await service.close();
  });
});
