/** The proxy inside the monolith, in every framework it promises to work in. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import 'reflect-metadata';
import { All, Body, Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express from 'express';
import Fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import {
  fastifyHook,
  flip,
  type ShadowPair,
  type Strangler,
  type StranglerOptions,
  strangler,
  useStrangler,
} from '../../src/index.ts';
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
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, server, close };
}

async function fastifyApp(middleware: Strangler) {
  const app = Fastify();
  app.addHook('onRequest', fastifyHook(middleware));
  app.all('/*', async (request) => `monolith ${JSON.stringify(request.body ?? {})}`);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, server: app.server, close: async () => void (await app.close()) };
}

/** The same application in Nest, without decorators: Node runs the types only off. */
async function nestApp(platform: 'express' | 'fastify', middleware: Strangler) {
  class Everything {
    answer(body: unknown) {
      return `monolith ${JSON.stringify(body ?? {})}`;
    }
  }
  const { prototype } = Everything;
  All(platform === 'express' ? '*path' : '*')(
    prototype,
    'answer',
    Object.getOwnPropertyDescriptor(prototype, 'answer') as TypedPropertyDescriptor<unknown>,
  );
  Body()(prototype, 'answer', 0);
  Controller()(Everything);
  class Root {}
  Module({ controllers: [Everything] })(Root);
  const app =
    platform === 'express'
      ? await NestFactory.create(Root, { logger: ['error'] })
      : await NestFactory.create(Root, new FastifyAdapter(), { logger: ['error'] });
  useStrangler(app, middleware);
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), server: app.getHttpServer() as Server, close: () => app.close() };
}

const hosts = {
  'Express 5': expressApp(express),
  'Express 4': expressApp(express4),
  Fastify: fastifyApp,
  'Nest on Express': (middleware: Strangler) => nestApp('express', middleware),
  'Nest on Fastify': (middleware: Strangler) => nestApp('fastify', middleware),
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

async function start(
  host: keyof typeof hosts,
  stage: string,
  service?: string,
  options: Partial<StranglerOptions> = {},
) {
  const upstream = await httpUpstream('service', (request, response) =>
    response.end(`service ${request.body}`),
  );
  const { configPath, end } = await writeConfig(
    reviewsConfig({ monolith: 'http://127.0.0.1:9', service: service ?? upstream.origin, stage }),
  );
  const middleware = await strangler({ configPath, ...options });
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

const shadowed = ['Express 5', 'Express 4', 'Fastify', 'Nest on Fastify', 'bare node:http'] as const;

describe.each(shadowed)('shadow traffic in %s', (host) => {
  it('pairs what the monolith answered, as it went out, with what the service says', async () => {
    const paired = Promise.withResolvers<ShadowPair>();
    const { url, upstream } = await start(host, 'shadow', undefined, { onPair: paired.resolve });
    const answer = await fetch(`${url}/api/reviews?page=2`);
    const text = await answer.text();
    expect(text).toMatch(/^monolith/);
    const { homeAnswer, otherAnswer, endpoint, request } = await paired.promise;
    expect({ endpoint, url: request.url }).toEqual({
      endpoint: 'GET /api/reviews',
      url: '/api/reviews?page=2',
    });
    expect(homeAnswer.status).toBe(200);
    expect(Buffer.from(homeAnswer.body).toString()).toBe(text);
    expect(new Map(homeAnswer.headers).get('content-type')).toBe(
      answer.headers.get('content-type') ?? undefined,
    );
    expect(homeAnswer.headers.map(([name]) => name.toLowerCase())).not.toContain('x-banyan-side');
    expect('body' in otherAnswer && Buffer.from(otherAnswer.body).toString()).toBe('service ');
    expect(upstream.seen[0]?.headers['x-banyan-shadow']).toBe('1');
  });
});

describe.each(['bare node:http', 'Nest on Express', 'Nest on Fastify'] as const)(
  'WebSockets in %s',
  (host) => {
    async function startWithSockets(stage: string) {
      const system = await start(host, stage);
      const atService = new WebSocketServer({ server: system.upstream.server });
      atService.on('connection', (socket) => socket.send('service'));
      // `useStrangler` has done so in Nest.
      if (host === 'bare node:http') system.middleware.followUpgrades(system.server);
      // Added after ours, as a framework may do.
      const atMonolith = new WebSocketServer({ server: system.server });
      atMonolith.on('connection', (socket) => socket.send('monolith'));
      const greeting = async (path: string) => {
        const socket = new WebSocket(system.url.replace('http', 'ws') + path);
        const [said] = await once(socket, 'message');
        socket.terminate();
        return String(said);
      };
      ends.push(async () => {
        for (const client of [...atService.clients, ...atMonolith.clients]) client.terminate();
      });
      return { ...system, greeting };
    }

    it('follow their slice, and the others stay with the program', async () => {
      const { greeting, configPath } = await startWithSockets('live');
      expect(await greeting('/api/reviews/live')).toBe('service');
      expect(await greeting('/other')).toBe('monolith');
      await flip({ configPath, slice: 'reviews', to: 'off' });
      while ((await greeting('/api/reviews/live')) !== 'monolith');
    });
  },
);

describe('the middleware', () => {
  it('answers an upgrade that nobody takes', async () => {
    const { url, server, middleware } = await start('bare node:http', 'live');
    middleware.followUpgrades(server);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/other`);
    const [error] = await once(socket, 'error');
    expect(String(error)).toMatch(/404/);
  });

  it('asks nothing in shadow while nobody takes the pairs, and never itself', async () => {
    const pairs: ShadowPair[] = [];
    const quiet = await start('Express 5', 'shadow');
    await fetch(`${quiet.url}/api/reviews`);
    const live = await start('Express 5', 'live', undefined, { onPair: (pair) => pairs.push(pair) });
    await fetch(`${live.url}/api/reviews`);
    expect([quiet.upstream.seen.length, live.upstream.seen.length, pairs.length]).toEqual([0, 1, 0]);
  });

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
