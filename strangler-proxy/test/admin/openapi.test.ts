/** The admin API and its OpenAPI document say the same. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createAdminApp } from '../../src/admin/app.ts';
import { type AdminServices, operations } from '../../src/admin/operations.ts';
import { flip } from '../../src/index.ts';
import { listenerProof } from '../../src/store/listener-proof.ts';
import { reviewsConfig, startTestProxy, type TestProxy } from '../kit/proxy.ts';
import { httpUpstream } from '../kit/upstream.ts';

type Schema = Parameters<typeof z.fromJSONSchema>[0];
interface Content {
  readonly content: Record<string, { schema: Schema }>;
}
interface Described {
  readonly parameters?: readonly { readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: Content;
  readonly responses: Record<string, Content>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Described>>;
}

let proxy: TestProxy;
let monolith: Awaited<ReturnType<typeof httpUpstream>>;
let document: Document;
let token: string;

async function call(method: string, path: string, body?: unknown) {
  const answer = await fetch(proxy.adminUrl + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const isJson = answer.headers.get('content-type')?.startsWith('application/json');
  return { status: answer.status, body: isJson ? await answer.json() : await answer.text() };
}

beforeAll(async () => {
  monolith = await httpUpstream('monolith', (request, response) =>
    request.method === 'POST' ? response.destroy() : response.end('{}'),
  );
  proxy = await startTestProxy(reviewsConfig({ monolith: monolith.origin, stage: 'shadow' }));
  token = await readFile(proxy.configPath.replace('strangler.yaml', '.banyan/admin.token'), 'utf8');
  await flip({ configPath: proxy.configPath, slice: 'reviews', to: '25%', why: 'test' });
  for (let turn = 0; turn < 5; turn++) await fetch(`${proxy.url}/api/reviews/${turn}`);
  await fetch(`${proxy.url}/api/reviews`, { method: 'POST', body: 'x' });
  document = (await call('GET', '/openapi.json')).body as Document;
});
afterAll(async () => {
  await proxy.end();
  await monolith.close();
});

/** What the document says of an operation's answer, as a check. */
function answerSchema(method: string, path: string, status: number): z.ZodType {
  const content = document.paths[path]?.[method]?.responses[status]?.content ?? {};
  const [described] = Object.values(content);
  if (!described) throw new Error(`${method} ${path} ${status} is not in the document`);
  const { schema } = described;
  return typeof schema === 'object' && '$ref' in schema
    ? z.strictObject({ error: z.string() })
    : z.fromJSONSchema(schema);
}

const named = operations.map(({ method, path }) => ({ method, path }));

describe('the admin API', () => {
  it('has the operations of its document, and the document those of the router', async () => {
    const services = { token, onFailure: () => undefined } as unknown as AdminServices;
    const { router } = createAdminApp(services) as unknown as {
      router: { stack: { route?: { path: string; methods: Record<string, boolean> } }[] };
    };
    const routed = router.stack.flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => `${method} ${route.path}`) : [],
    );
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(described.length).toBeGreaterThan(6);
    expect(routed.sort()).toEqual([...described, 'get /openapi.json'].sort());
  });

  const given: Record<string, object> = { '/api/announce': { hash: 'ab'.repeat(32) } };
  // A restart ends this proxy, a recording only ends when its reader leaves, and a proof needs a nonce.
  const apart = ['/api/restart', '/api/recording', '/api/proof'];
  it.each(named.filter(({ path }) => !apart.includes(path)))(
    'answers $method $path as the document says',
    async ({ method, path }) => {
      const { status, body } = await call(
        method.toUpperCase(),
        path,
        method === 'post' ? (given[path] ?? {}) : undefined,
      );
      expect(status).toBe(200);
      expect(answerSchema(method, path, status).safeParse(body).error?.issues).toBeUndefined();
    },
  );

  it('proves without the token that it knows it, to programs alone', async () => {
    const nonce = 'ab'.repeat(32);
    const ask = (query: string, headers = {}) => fetch(`${proxy.adminUrl}/api/proof?${query}`, { headers });
    const answer = await ask(`nonce=${nonce}`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { proof: listenerProof(token, proxy.adminUrl, nonce) },
    ]);
    expect(document.paths['/api/proof']?.['get']).toMatchObject({ security: [] });
    expect((await ask(`nonce=${nonce}`, { origin: 'https://evil.example' })).status).toBe(403);
    for (const query of ['', 'nonce=', `nonce=${nonce}00`, `nonce=${nonce}&nonce=${nonce}`, 'nonce[]=1'])
      expect([query, (await ask(query)).status]).toEqual([query, 400]);
  });

  it('shows entries in history and list of writes, so that their schemas are tried', async () => {
    expect((await call('GET', '/api/history?limit=5')).body).not.toEqual([]);
    expect((await call('GET', '/api/ambiguous-writes')).body).not.toEqual([]);
  });

  it('can’t restart a proxy inside another program, and says so as the document says', async () => {
    const { status, body } = await call('POST', '/api/restart', {});
    expect(status).toBe(409);
    expect(answerSchema('post', '/api/restart', 409).parse(body)).toMatchObject({
      error: expect.stringContaining('inside another program'),
    });
  });

  it('lifts no cap of a slice that does not exist', async () => {
    const { status, body } = await call('POST', '/api/reload', { liftCapOf: 'orders' });
    expect([status, body]).toEqual([409, { error: expect.stringContaining('no slice "orders"') }]);
  });

  it('refuses what the document does not allow', async () => {
    const wrong = [
      ['GET', '/api/history?limit=0', undefined],
      ['GET', '/api/history?limit=5&slices=reviews', undefined],
      ['GET', '/api/status?verbose=1', undefined],
      ['POST', '/api/reload', { whom: 'me' }],
      ['POST', '/api/reload', { who: 7 }],
      ['POST', '/api/reload', []],
      ['POST', '/api/announce', { who: 'me' }],
      ['POST', '/api/announce', { hash: 'ab' }],
      ['POST', '/api/restart', { now: true }],
    ] as const;
    for (const [method, target, given] of wrong) {
      const { status, body } = await call(method, target, given);
      const [path = ''] = target.split('?');
      expect([target, status]).toEqual([target, 400]);
      expect(answerSchema(method.toLowerCase(), path, 400).safeParse(body).success).toBe(true);
      const { parameters = [], requestBody } = document.paths[path]?.[method.toLowerCase()] ?? {};
      if (given !== undefined) {
        const schema = requestBody?.content['application/json']?.schema ?? false;
        expect(z.fromJSONSchema(schema).safeParse(given).success).toBe(false);
      } else {
        const asked = [...new URLSearchParams(target.split('?')[1])];
        const isAllowed = asked.every(([name, value]) => {
          const schema = parameters.find((parameter) => parameter.name === name)?.schema;
          return schema !== undefined && z.fromJSONSchema(schema).safeParse(Number(value)).success;
        });
        expect(isAllowed).toBe(false);
      }
    }
  });

  it('tells the operator why an operation failed, and the caller only that it did', async () => {
    const told: string[] = [];
    const services = {
      token,
      onFailure: (operation: string, error: unknown) => told.push(`${operation}: ${String(error)}`),
      status: () => Promise.reject(new Error('disk I/O error')),
    } as unknown as AdminServices;
    const server = createServer(createAdminApp(services)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/api/status`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('disk')]);
    expect(told).toEqual(['GET /api/status: Error: disk I/O error']);
    server.close();
  });
});
