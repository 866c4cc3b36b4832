/** The proxy inside the monolith, in every framework it promises to work in. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import express from 'express';
import Fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { fastifyHook, flip, type Strangler, strangler } from '../../src/index.ts';
import { reviewsConfig, writeConfig } from '../kit/proxy.ts';
import { deadPort, httpUpstream } from '../kit/upstream.ts';

const express4 = createRequire(import.meta.url)('express4') as typeof express;

function expressApp(create: typeof express) {
  return async (middleware: Strangler) => {
    const app = create();
    app.use(middleware);
    app.use(create.json());
    app.use((request, response) => void response.send(`monolith ${JSON.stringify(request.body ?? {})}`));
    return listening(createServer(app as unknown as RequestListener));
  };
}

async function listening(server: Server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, close: () => new Promise<void>((resolve) => void server.close(() => resolve())) };
}

async function fastifyApp(middleware: Strangler) {
  const app = Fastify();
  app.addHook('onRequest', fastifyHook(middleware));
  app.all('/*', async (request) => `monolith ${JSON.stringify(request.body ?? {})}`);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, close: async () => void (await app.close()) };
}

const hosts = {
  'Express 5': expressApp(express),
  'Express 4': expressApp(express4),
  Fastify: fastifyApp,
  'bare node:http': (middleware: Strangler) =>
    listening(
      createServer((request, response) =>
        middleware(request, response, () => void response.end('monolith {}')),
      ),
    ),
};

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(host: keyof typeof hosts, stage: string, service?: string) {
  const upstream = await httpUpstream('service', (request, response) =>
    response.end(`service ${request.body}`),
  );
  const { configPath, end } = await writeConfig(
    reviewsConfig({ monolith: 'http://127.0.0.1:9', service: service ?? upstream.origin, stage }),
  );
  const middleware = await strangler({ configPath });
  const app = await hosts[host](middleware);
  ends.push(upstream.close, end, middleware.close, app.close);
  return { ...app, upstream, configPath, middleware };
}
const post = { method: 'POST', body: '{"stars":5}', headers: { 'content-type': 'application/json' } };

describe.each(Object.keys(hosts) as (keyof typeof hosts)[])('in %s', (host) => {
  it('moved routes are answered by the service, with their bodies; everything else stays', async () => {
    const { url, upstream, middleware } = await start(host, 'live');
    expect(await (await fetch(`${url}/api/reviews`, post)).text()).toBe('service {"stars":5}');
    const stayed = await fetch(`${url}/other`);
    expect(await stayed.text()).toMatch(/^monolith/);
    expect(stayed.headers.get('x-banyan-side')).toBeNull();
    expect(upstream.seen).toHaveLength(1);
    expect(upstream.seen[0]?.headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'content-length': '11',
    });
    expect(middleware.counts()).toMatchObject({ service: 1, monolith: 0 });
  });

  it('a dead service costs no read', async () => {
    const { url } = await start(host, 'live', `http://127.0.0.1:${await deadPort()}`);
    for (let round = 0; round < 10; round++)
      expect(await (await fetch(`${url}/api/reviews`)).text()).toMatch(/^monolith/);
  });
});

describe('the middleware', () => {
  it('follows banyan flip without any proxy', async () => {
    const { url, configPath } = await start('Express 5', 'off');
    expect(await (await fetch(`${url}/api/reviews`)).text()).toMatch(/^monolith/);
    await flip({ configPath, slice: 'reviews', to: 'live' });
    while (!(await (await fetch(`${url}/api/reviews`)).text()).startsWith('service'));
    await flip({ configPath, slice: 'reviews', to: 'off' });
    while (!(await (await fetch(`${url}/api/reviews`)).text()).startsWith('monolith'));
  });

  it('keeps a caller on its side, with the cookie of the proxy', async () => {
    const { url, configPath } = await start('Express 5', 'off');
    await flip({ configPath, slice: 'reviews', to: '50%' });
    let answer = await fetch(`${url}/api/reviews`);
    while (answer.headers.get('x-banyan-side') === null) answer = await fetch(`${url}/api/reviews`);
    const side = answer.headers.get('x-banyan-side');
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    for (let round = 0; round < 20; round++) {
      expect((await fetch(`${url}/api/reviews`, { headers: { cookie } })).headers.get('x-banyan-side')).toBe(
        side,
      );
    }
  });

  it('refuses to stand behind a body parser', async () => {
    const { configPath } = await start('Express 5', 'live');
    const middleware = await strangler({ configPath });
    const app = express();
    app.use(express.json(), middleware);
    app.use(((error, _request, response, _next) =>
      response.status(500).send(error.message)) as express.ErrorRequestHandler);
    const { url, close } = await listening(createServer(app as unknown as RequestListener));
    ends.push(middleware.close, close);
    expect(await (await fetch(`${url}/api/reviews`, post)).text()).toMatch(
      /behind a body parser.*before every other middleware/,
    );
  });
});
