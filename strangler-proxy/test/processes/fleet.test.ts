/** Several processes behind one socket that decide, count and die as one proxy. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { flip, readAmbiguousWrites, readStatus } from '../../src/index.ts';
import { askProxy } from '../../src/operate/admin-client.ts';
import { startLoad } from '../kit/load.ts';
import { reviewsConfig, startTestProxy, type TestProxy } from '../kit/proxy.ts';
import { httpUpstream } from '../kit/upstream.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(config: Partial<Parameters<typeof reviewsConfig>[0]> = {}) {
  const monolith = await httpUpstream('monolith');
  const service = await httpUpstream('service');
  const proxy = await startTestProxy(
    reviewsConfig({
      monolith: monolith.origin,
      service: service.origin,
      ...config,
      more: `workers: 2\n${config.more ?? ''}`,
    }),
  );
  ends.push(monolith.close, service.close, proxy.end);
  return { monolith, service, proxy };
}

/** Each request on a connection of its own, so that every worker gets some. */
async function sidesOf(
  url: string,
  count: number,
  headers: Record<string, string> = {},
): Promise<Set<string>> {
  const answers = await Promise.all(
    Array.from({ length: count }, () =>
      fetch(`${url}/api/reviews`, { headers: { connection: 'close', ...headers } }),
    ),
  );
  return new Set(await Promise.all(answers.map((answer) => answer.text())));
}

async function pids(proxy: TestProxy): Promise<number[]> {
  return (await readStatus(proxy)).workers.map(({ pid }) => pid);
}

/** Waits for a state of the proxy that nothing announces. */
async function eventually<T>(look: () => Promise<T>, isGood: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found !== undefined && isGood(found)) return found;
  }
}

describe('a proxy with two workers', () => {
  it('has told all of them when a flip returns', async () => {
    const { proxy } = await start();
    for (const to of ['live', 'off', 'live', 'shadow', 'live']) {
      await flip({ configPath: proxy.configPath, slice: 'reviews', to });
      expect(await sidesOf(proxy.url, 20)).toEqual(new Set([to === 'live' ? 'service' : 'monolith']));
    }
  });

  it('keeps a caller on its side, whichever worker it meets', async () => {
    const { proxy } = await start({ stage: 'ramp', share: '50%' });
    for (let caller = 0; caller < 6; caller++) {
      const first = await fetch(`${proxy.url}/api/reviews`, { headers: { connection: 'close' } });
      const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      expect(await sidesOf(proxy.url, 10, { cookie })).toEqual(new Set([await first.text()]));
    }
  });

  it('adds up what they count, in status and metrics', async () => {
    const { proxy } = await start({ stage: 'live' });
    await sidesOf(proxy.url, 30);
    const status = await readStatus(proxy);
    expect(status.requests.service).toBe(30);
    expect(status.slices[0]?.routes[0]?.requests).toEqual({ monolith: 0, service: 30 });
    expect(status.slices[0]?.fuse).toEqual({ openIn: 0, of: 2 });
    expect(status.workers).toHaveLength(2);
    const token = await readFile(join(dirname(proxy.configPath), '.banyan/admin.token'), 'utf8');
    const metrics = await fetch(`${proxy.adminUrl}/metrics`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const text = await metrics.text();
    expect(text).toContain('banyan_requests_total{slice="reviews",side="service",status="200",cohort=""} 30');
    expect(text).toContain(
      'banyan_route_answer_bytes_total{slice="reviews",route="ANY /api/reviews",side="service"} 210',
    );
  });

  it('compares what both sides answered in one place', async () => {
    const { proxy } = await start({ stage: 'shadow' });
    const compared = async () => {
      await sidesOf(proxy.url, 10);
      return (await askProxy(proxy, 'GET', '/api/comparison')) as { requests: number } | null;
    };
    await eventually(compared, (report) => (report?.requests ?? 0) >= 20);
  });

  it('replaces one that is killed; its callers alone notice, and no count is taken back', async () => {
    const { proxy } = await start({ stage: 'live' });
    const before = await pids(proxy);
    await sidesOf(proxy.url, 20);
    const counted = (await readStatus(proxy)).requests.service;
    process.kill(before[0] ?? 0, 'SIGKILL');
    const after = await eventually(
      () => pids(proxy),
      (now) => now.length === 2 && !now.includes(before[0] ?? 0),
    );
    expect(after).toContain(before[1]);
    expect(await sidesOf(proxy.url, 20)).toEqual(new Set(['service']));
    expect((await readStatus(proxy)).requests.service).toBe(counted + 20);
    expect(proxy.notices.join()).toMatch(/worker \d+ ended \(SIGKILL\); another one takes its place/);
  });

  it('never serves more than was acknowledged, though workers are killed all the time', async () => {
    const { proxy } = await start();
    for (let round = 0; round < 4; round++) {
      const [victim] = await eventually(
        () => pids(proxy),
        (now) => now.length > 0,
      );
      const flipped = flip({ configPath: proxy.configPath, slice: 'reviews', to: 'live' });
      process.kill(victim ?? 0, 'SIGKILL');
      await flipped;
      await flip({ configPath: proxy.configPath, slice: 'reviews', to: 'off' });
      expect(await sidesOf(proxy.url, 20)).toEqual(new Set(['monolith']));
    }
  });

  it('lists a write that was cut, wherever it was', async () => {
    const monolith = await httpUpstream('monolith', (request, response) =>
      request.method === 'POST' ? response.destroy() : response.end('monolith'),
    );
    ends.push(monolith.close);
    const { proxy } = await start({ monolith: monolith.origin });
    expect((await fetch(`${proxy.url}/api/reviews`, { method: 'POST', body: 'x' })).status).toBe(502);
    const [write] = await eventually(
      () => readAmbiguousWrites(proxy),
      (found) => found.length > 0,
    );
    expect(write).toMatchObject({ method: 'POST', path: '/api/reviews', side: 'monolith' });
  });

  it('lets requests under way finish when it stops', async () => {
    const monolith = await httpUpstream('monolith', (_request, response) => {
      response.write('mono');
      slow = () => response.end('lith');
    });
    let slow: () => void = () => undefined;
    ends.push(monolith.close);
    const { proxy } = await start({ monolith: monolith.origin });
    const load = startLoad(proxy.url, 1, () => ({ method: 'GET', path: '/slow' }));
    await once(monolith.server, 'request');
    const closed = proxy.close();
    slow();
    const stopped = load.stop();
    await closed;
    await stopped;
    expect(load.answers[0]?.answer).toMatchObject({ status: 200, body: 'monolith' });
  });
});
