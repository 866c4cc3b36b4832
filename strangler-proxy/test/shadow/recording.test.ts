import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecording } from '../../src/compare/index.ts';
import { recordFromProxy } from '../../src/index.ts';
import { reviewsConfig, startTestProxy, type TestProxy } from '../kit/proxy.ts';
import { type HttpUpstream, httpUpstream } from '../kit/upstream.ts';

let folder: string;
let out: string;
let monolith: HttpUpstream;
let proxy: TestProxy | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recording-'));
  out = join(folder, 'day.jsonl');
  monolith = await httpUpstream('monolith', ({ method, body }, response) =>
    response.setHeader('set-cookie', 'sid=given-out-by-the-monolith').end(`${method} ${body}`),
  );
});
afterEach(async () => {
  await proxy?.end();
  await monolith.close();
  await rm(folder, { recursive: true });
});

/** Runs `work` while the proxy records; what it did is then in the file. */
async function recordWhile(configPath: string, expected: number, work: () => Promise<unknown>) {
  const stop = new AbortController();
  let recorded = 0;
  const recording = recordFromProxy({
    configPath,
    out,
    signal: stop.signal,
    onRecorded: () => {
      recorded += 1;
    },
  });
  while (recorded < expected) {
    await work();
    await delay(20);
  }
  stop.abort();
  await recording;
}

describe.each([1, 2])('a proxy with %i workers', (workers) => {
  it('lets its callers be recorded: bodies, answers, sessions, and no secrets', {
    timeout: 30_000,
  }, async () => {
    proxy = await startTestProxy(reviewsConfig({ monolith: monolith.origin, more: `workers: ${workers}` }));
    const { url, configPath } = proxy;
    await recordWhile(configPath, 4, async () => {
      await (
        await fetch(`${url}/api/reviews/7`, {
          method: 'POST',
          body: 'five stars',
          headers: { cookie: 'sid=given-out-by-the-monolith' },
        })
      ).text();
      await (await fetch(`${url}/p/7`, { headers: { cookie: 'sid=given-out-by-the-monolith' } })).text();
    });
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const text = await readFile(out, 'utf8');
    expect(text).not.toContain('given-out-by-the-monolith');
    const lines = readRecording(text);
    const post = lines.find(({ request }) => request.method === 'POST');
    expect(post?.request.url).toBe('/api/reviews/7');
    expect(String(Buffer.from(post?.request.body ?? []))).toBe('five stars');
    expect(String(Buffer.from(post?.answer.body ?? []))).toBe('POST five stars');
    const other = lines.find(({ request }) => request.url === '/p/7');
    expect(other?.request.session).toBe(post?.request.session);
  });
});

it('only one records at a time, and one who leaves makes room', async () => {
  proxy = await startTestProxy(reviewsConfig({ monolith: monolith.origin }));
  const { configPath, url } = proxy;
  await recordWhile(configPath, 1, async () => {
    await (await fetch(`${url}/p/1`)).text();
    const lines = await readFile(out, 'utf8').catch(() => '');
    if (lines === '') return;
    const second = recordFromProxy({ configPath, out, signal: new AbortController().signal });
    await expect(second).rejects.toThrow(/Somebody records already/);
  });
  await recordWhile(configPath, 1, async () => (await fetch(`${url}/p/1`)).text());
});

it('ends with the proxy, and does not hold it up', async () => {
  proxy = await startTestProxy(reviewsConfig({ monolith: monolith.origin }));
  const { configPath, url } = proxy;
  let recorded = 0;
  const recording = recordFromProxy({
    configPath,
    out,
    signal: new AbortController().signal,
    onRecorded: () => {
      recorded += 1;
    },
  });
  recording.catch(() => undefined);
  while (recorded === 0) {
    await (await fetch(`${url}/p/1`)).text();
    await delay(20);
  }
  const startedAt = performance.now();
  await proxy.close();
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  await expect(recording).rejects.toThrow(/The proxy ended the recording.*run the command again/);
});

it('says that no proxy runs', async () => {
  const { signal } = new AbortController();
  await expect(recordFromProxy({ configPath: join(folder, 'strangler.yaml'), out, signal })).rejects.toThrow(
    /no proxy of .* runs/,
  );
});
