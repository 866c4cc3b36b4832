import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  compareSystems,
  LiveComparer,
  readRequests,
  renderComparison,
  startRecorder,
  writeComparison,
} from '../../src/compare/index.ts';

/** Words a person would choose, so that only their place gives them away; and drawn ones, which may stand anywhere. */
const CHOSEN = 'hunter2canary';
const DRAWN = 'cAn4rYq8Zk2Lw9Xv7Bt5';
const TOKEN = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ${DRAWN}In0.c2lnbmF0dXJl${DRAWN}`;
const FORBIDDEN = [CHOSEN, DRAWN, '4111 1111 1111 1111', 'canary@example.test'];

let folder: string;
const servers: Server[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'canary-'));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  await rm(folder, { recursive: true });
});

/** An answer with a secret in every position, each differing from the other side's, so that each becomes an example. */
async function leaky(side: string): Promise<string> {
  const secrets = {
    password: `${CHOSEN}${side}`,
    nested: { apiKey: `${CHOSEN}${side}`, list: [{ sessionToken: `${CHOSEN}${side}` }] },
    note: `the code ${DRAWN}${side} and card 4111 1111 1111 1111 of canary@example.test (${side})`,
    link: `https://user:${CHOSEN}@files.example/${side}?signature=${CHOSEN}${side}&x=${DRAWN}${side}`,
    jwt: `${TOKEN}${side}`,
    free: `${DRAWN}${side}`,
    header: `Bearer ${CHOSEN}${side}`,
    [`${side}-key`]: 1,
    text: `password=${CHOSEN}${side}; rest`,
    deep: { very: { deep: { secret: { value: `${CHOSEN}${side}` } } } },
    typed: side === 'a' ? { token: CHOSEN } : `token: ${CHOSEN}`,
  };
  const server = createServer((request, response) => {
    response.setHeader('content-type', request.url?.startsWith('/page') ? 'text/html' : 'application/json');
    response.setHeader('set-cookie', [`sid=${CHOSEN}${side}; Path=/${side}`, `other=${DRAWN}${side}`]);
    response.setHeader('authorization-info', `Basic ${CHOSEN}${side}`);
    response.setHeader('location', `/next?token=${CHOSEN}${side}`);
    response.setHeader('x-api-key', `${CHOSEN}${side}`);
    const page = `<form><input type="hidden" name="csrf_token" value="${CHOSEN}${side}"><p>${DRAWN}${side} ${side}</p></form>`;
    response.end(request.url?.startsWith('/page') ? page : JSON.stringify(secrets));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const REQUESTS = [
  {
    url: `/a?token=${CHOSEN}&x=${DRAWN}`,
    headers: { authorization: `Bearer ${CHOSEN}`, cookie: `sid=${CHOSEN}` },
  },
  {
    url: `/page/${DRAWN}`,
    headers: { 'x-api-key': CHOSEN, referer: `https://x.example/?password=${CHOSEN}` },
  },
  {
    method: 'POST',
    url: '/login',
    headers: { 'content-type': 'application/json' },
    body: { email: 'canary@example.test', password: CHOSEN },
  },
  {
    method: 'POST',
    url: '/form',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `user=x&password=${CHOSEN}&csrf=${DRAWN}`,
  },
];
const requests = readRequests(REQUESTS.map((request) => JSON.stringify(request)).join('\n'));

async function expectNoSecrets(texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    expect(text.length).toBeGreaterThan(100);
    expect(FORBIDDEN.filter((secret) => text.includes(secret))).toEqual([]);
  }
}

describe('secrets in every position of requests and answers', () => {
  it('reach neither terminal, JSON, HTML, Markdown nor JUnit', async () => {
    const report = await compareSystems({ left: await leaky('a'), right: await leaky('b'), requests });
    expect(report.endpoints.flatMap(({ mismatches }) => mismatches).length).toBeGreaterThan(10);
    const files = await writeComparison(join(folder, 'out'), report);
    const written = await Promise.all(Object.values(files).map((file) => readFile(file, 'utf8')));
    await expectNoSecrets([JSON.stringify(report), renderComparison(report, { colour: false }), ...written]);
  });

  it('do not reach the counters of live comparison on disk', async () => {
    const stateFile = join(folder, 'state', 'compare.json');
    const live = new LiveComparer({ stateFile });
    await live.ready();
    const [a, b] = [await leaky('a'), await leaky('b')];
    for (const request of requests) {
      const ask = async (base: string) => {
        const response = await fetch(`${base}${request.url}`, { redirect: 'manual' });
        const headers = [...response.headers].map(([name, value]) => [name, value] as const);
        return {
          status: response.status,
          headers,
          body: new Uint8Array(await response.arrayBuffer()),
          truncated: false,
          elapsedMs: 1,
          askedAtMs: Date.now(),
        };
      };
      live.offer({
        slice: 's',
        endpoint: `${request.method} /x`,
        request,
        homeAnswer: await ask(a),
        otherAnswer: await ask(b),
        callerKeyHash: 'h',
      });
    }
    await live.idle();
    await live.close();
    const names = await readdir(join(folder, 'state'));
    await expectNoSecrets(
      await Promise.all(names.map((name) => readFile(join(folder, 'state', name), 'utf8'))),
    );
  });

  it('stand in a recording as stand-ins, the same for the same secret', async () => {
    const out = join(folder, 'day.jsonl');
    const recorder = await startRecorder({ target: await leaky('a'), out });
    for (const { method, url, headers, body } of requests) {
      await fetch(`${recorder.url}${url}`, {
        method,
        headers: headers.map(([name, value]): [string, string] => [name, value]),
        redirect: 'manual',
        ...(body ? { body: Buffer.from(body) } : {}),
      });
    }
    await recorder.close();
    const text = await readFile(out, 'utf8');
    for (const secret of [CHOSEN, `sid=${CHOSEN}`]) expect(text).not.toContain(secret);
    expect(text.match(/"cookie","sid=(x[\w-]+)"/)?.[1]).toBeDefined();
  });
});
