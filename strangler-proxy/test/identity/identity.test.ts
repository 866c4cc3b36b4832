/** The extracted service hears who is asking, from the monolith's own session, and can't be lied to. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, expect, it } from 'vitest';
import { identityKey, readIdentity, signIdentity } from '../../src/identity/token.ts';
import { verifyIdentity, whoami } from '../../src/index.ts';
import { reviewsConfig, startTestProxy } from '../kit/proxy.ts';

const secret = '0123456789abcdef0123456789abcdef';
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serve(app: express.Express): Promise<string> {
  const server = createServer(app as unknown as Parameters<typeof createServer>[1]);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function start(questions: { asked: number; isBroken?: boolean }) {
  const sessions = new Map([['s1', { id: 'ana', role: 'staff' }]]);
  const sid = (request: express.Request) => /sid=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  const monolith = express();
  monolith.get(
    '/whoami',
    (_request, response, next) => {
      questions.asked += 1;
      if (questions.isBroken) response.status(500).end();
      else next();
    },
    whoami((request: express.Request) => sessions.get(sid(request))),
  );
  monolith.post('/logout', (request, response) => {
    sessions.delete(sid(request));
    response.end('bye');
  });
  monolith.get('/api/reviews', (_request, response) => void response.end('monolith'));
  const service = express();
  service.use(verifyIdentity({ secret, slice: 'reviews' }));
  service.get(
    '/api/reviews',
    (request, response) => void response.json((request as { identity?: unknown }).identity ?? 'nobody'),
  );
  const proxy = await startTestProxy(
    reviewsConfig({
      monolith: await serve(monolith),
      service: await serve(service),
      stage: 'live',
      slice: ['identity: true'],
      more: `identity: { ask: /whoami, secret: ${secret}, rememberMs: 60000 }`,
    }),
  );
  ends.push(proxy.end);
  return (headers: Record<string, string> = {}, path = '/api/reviews', method = 'GET') =>
    fetch(proxy.url + path, { method, headers }).then((answer) => answer.text());
}

it('a caller is known by the monolith’s session, asked once; a logout counts at once', async () => {
  const questions = { asked: 0 };
  const ask = await start(questions);
  const cookie = 'sid=s1';
  for (let round = 0; round < 3; round++)
    expect(JSON.parse(await ask({ cookie }))).toEqual({ id: 'ana', role: 'staff' });
  expect(questions.asked).toBe(1);
  expect(await ask({ cookie: 'sid=unknown' })).toBe('"nobody"');
  await ask({ cookie }, '/logout', 'POST');
  expect(await ask({ cookie })).toBe('"nobody"');
});

it('a caller without credentials costs no question, and can’t claim to be somebody', async () => {
  const questions = { asked: 0 };
  const ask = await start(questions);
  const forged = signIdentity(identityKey('x'.repeat(32)), { id: 'root' }, 'reviews', Date.now());
  expect(await ask({ 'x-banyan-identity': forged })).toBe('"nobody"');
  expect(questions.asked).toBe(0);
});

it('while the monolith can’t say who is asking, it answers itself', async () => {
  const ask = await start({ asked: 0, isBroken: true });
  expect(await ask({ cookie: 'sid=s1' })).toBe('monolith');
});

it('a token counts for its slice, its key and its time', () => {
  const key = identityKey(secret);
  const token = signIdentity(key, { id: 'ana' }, 'reviews', 1_000_000);
  expect(readIdentity(key, token, 'reviews', 1_059_000)).toEqual({ id: 'ana' });
  expect(readIdentity(key, token, 'reviews', 1_061_000)).toBeUndefined();
  expect(readIdentity(key, token, 'orders', 1_000_000)).toBeUndefined();
  expect(readIdentity(identityKey('x'.repeat(32)), token, 'reviews', 1_000_000)).toBeUndefined();
});
