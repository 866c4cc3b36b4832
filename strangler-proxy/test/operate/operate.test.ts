import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createOverride,
  describeEvent,
  examineProxy,
  flip,
  parseConfig,
  readAmbiguousWrites,
  readHistory,
  readStatus,
  simulate,
  startProxy,
  undo,
  why,
} from '../../src/index.ts';
import { readLogLine } from '../../src/operate/access-log-lines.ts';
import { askProxy } from '../../src/operate/admin-client.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { stateFiles, stateFolderOf } from '../../src/store/state-folder.ts';
import { reviewsConfig, startTestProxy, type TestProxy, writeConfig } from '../kit/proxy.ts';
import { deadPort, type HttpUpstream, httpUpstream } from '../kit/upstream.ts';

const secondSlice = `  - { name: orders, service: reviews, routes: [{ path: /api/orders }], stage: off }`;

let ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});
async function start(
  options: Partial<Parameters<typeof reviewsConfig>[0]> = {},
): Promise<{ proxy: TestProxy; monolith: HttpUpstream; service: HttpUpstream }> {
  const monolith = await httpUpstream('monolith');
  const service = await httpUpstream('service');
  const proxy = await startTestProxy(
    reviewsConfig({ monolith: monolith.origin, service: service.origin, ...options }),
  );
  ends.push(monolith.close, service.close, proxy.end);
  return { proxy, monolith, service };
}

describe('flip', () => {
  it('returns when the proxy serves it, and keeps the file’s comments', async () => {
    const { proxy } = await start();
    const { configPath } = proxy;
    await writeFile(
      configPath,
      `# why we move\n${(await readFile(configPath, 'utf8')).replace('stage: off', 'stage: off # not yet')}`,
    );
    for (const to of ['shadow', '12.5%', 'live', 'off', '50%', 'graduated']) {
      const result = await flip({ configPath, slice: 'reviews', to });
      expect(result.served).toBe(true);
      const side = (await fetch(`${proxy.url}/api/reviews`)).headers.get('x-banyan-side');
      if (to === 'live' || to === 'graduated') expect(side).toBe('service');
      if (to === 'off' || to === 'shadow') expect(side).toBe('monolith');
    }
    const text = await readFile(configPath, 'utf8');
    expect(text).toMatch(/^# why we move\n/);
    expect(text).toMatch(/stage: graduated # not yet/);
  });

  it.each([
    [{ slice: 'orders', to: 'live' }, /no slice "orders"\. The file has: reviews/],
    [
      { slice: 'reviews', to: '25' },
      /"25" is no stage\. Write off, shadow, a share from 0% to 100% such as 10% or 0\.25%/,
    ],
    [{ slice: 'reviews', to: 'ramp' }, /is no stage/],
  ])('%j is refused with a cure, and the file stays', async (options, message) => {
    const { configPath, end } = await writeConfig(reviewsConfig({ monolith: 'http://127.0.0.1:9' }));
    ends.push(end);
    const before = await readFile(configPath, 'utf8');
    await expect(flip({ configPath, ...options })).rejects.toThrow(message);
    expect(await readFile(configPath, 'utf8')).toBe(before);
  });

  it('without a running proxy is served by the next start', async () => {
    const { configPath, end } = await writeConfig(reviewsConfig({ monolith: 'http://127.0.0.1:9' }));
    ends.push(end);
    expect(await flip({ configPath, slice: 'reviews', to: '30%' })).toMatchObject({ served: false });
    const proxy = await startProxy({ configPath });
    expect(proxy.status().slices[0]?.served).toEqual({ stage: 'ramp', share: 3_000 });
    await proxy.close();
  });

  it('stands in the history under its own name, though the watch saw the file first', async () => {
    const { proxy } = await start();
    const { configPath } = proxy;
    const edited = (await readFile(configPath, 'utf8')).replace('stage: off', 'stage: live');
    const hash = createHash('sha256').update(edited).digest('hex');
    await askProxy(proxy, 'POST', '/api/announce', { hash, who: 'ana', why: 'it is ready' });
    await writeFile(configPath, edited);
    while (proxy.status().slices[0]?.served.stage !== 'live') await new Promise(setImmediate);
    // The same text is somebody else's change the next time.
    await writeFile(configPath, edited.replace('stage: live', 'stage: off'));
    while (proxy.status().slices[0]?.served.stage !== 'off') await new Promise(setImmediate);
    await writeFile(configPath, edited);
    while (proxy.status().slices[0]?.served.stage !== 'live') await new Promise(setImmediate);
    const told = () => readHistory({ configPath, slice: 'reviews' });
    while ((await told()).length < 4) await new Promise(setImmediate);
    expect((await told()).slice(0, 3).map(({ who, why }) => `${who}: ${why}`)).toEqual([
      'file: the file changed',
      'file: the file changed',
      'ana: it is ready',
    ]);
  });

  it('keeps what others change in the file meanwhile', async () => {
    const { proxy } = await start({ more: secondSlice });
    const { configPath } = proxy;
    const flips = Array.from({ length: 12 }, (_, index) =>
      flip({ configPath, slice: index % 2 === 0 ? 'reviews' : 'orders', to: `${index + 1}%` }),
    );
    const done = (await Promise.allSettled(flips)).filter(({ status }) => status === 'fulfilled');
    expect(done.length).toBeGreaterThan(1);
    // Now that nobody flips, each slice serves what some flip of its own asked for, and so says the file.
    const shares = proxy.status().slices.map(({ file, served }) => [file.share, served.share]);
    for (const [index, [file, served]] of shares.entries()) {
      expect(served).toBe(file);
      expect((Number(file) / 100 - 1) % 2).toBe(index);
    }
  });

  it('never undoes another slice’s flip that was acknowledged', async () => {
    for (const isRunning of [true, false]) {
      const { configPath, end } = await writeConfig(
        reviewsConfig({ monolith: 'http://127.0.0.1:9', stage: 'live', more: secondSlice }),
      );
      ends.push(end);
      if (isRunning) {
        const proxy = await startProxy({ configPath });
        ends.push(() => proxy.close());
      }
      for (let round = 1; round <= 8; round++) {
        const to = `${round}%`;
        await Promise.all([
          flip({ configPath, slice: 'reviews', to }),
          flip({ configPath, slice: 'orders', to }),
        ]);
        const { slices } = parseConfig(await readFile(configPath, 'utf8')).config;
        expect(slices.map(({ share }) => share)).toEqual([round * 100, round * 100]);
      }
    }
  });

  it('goes no further than a cap, whether a proxy runs or not', async () => {
    const { configPath, end } = await writeConfig(reviewsConfig({ monolith: 'http://127.0.0.1:9' }));
    ends.push(end);
    await flip({ configPath, slice: 'reviews', to: '10%' });
    const { events } = stateFiles(stateFolderOf(configPath));
    const store = await openSqliteStore(events);
    const why = { who: 'judge', why: 'too many errors', configHash: '' };
    await store.append([{ kind: 'cap', slice: 'reviews', stage: 'ramp', share: 500, ...why }]);
    await store.close();
    for (const isRunning of [false, true]) {
      const proxy = isRunning ? await startProxy({ configPath }) : undefined;
      await expect(flip({ configPath, slice: 'reviews', to: '20%' })).rejects.toThrow(
        /rolled back and may go no further than 5%.*--lift-cap/,
      );
      await proxy?.close();
    }
    const lifted = await flip({ configPath, slice: 'reviews', to: '20%', liftCap: true });
    expect(lifted.served).toBe(false);
    const proxy = await startProxy({ configPath });
    expect(proxy.status().slices[0]).toMatchObject({ cap: null, served: { share: 2_000 } });
    await proxy.close();
  });

  it('is written down with who and why, and undo takes it back', async () => {
    const { proxy } = await start();
    const { configPath } = proxy;
    await flip({ configPath, slice: 'reviews', to: '10%', who: 'ana', why: 'first ramp' });
    await flip({ configPath, slice: 'reviews', to: '20%', who: 'ana', why: 'looks good' });
    const history = await readHistory({ configPath, slice: 'reviews' });
    expect(history.slice(0, 2).map((event) => describeEvent(event).replace(/^\S+ /, ''))).toEqual([
      'reviews 20% by ana: looks good',
      'reviews 10% by ana: first ramp',
    ]);
    expect(await undo({ configPath })).toMatchObject({
      after: { stage: 'ramp', share: 1_000 },
      served: true,
    });
  });
});

describe('history', () => {
  it('of a proxy that never ran is empty, and nothing is made for it', async () => {
    const { configPath, end } = await writeConfig(reviewsConfig({ monolith: 'http://127.0.0.1:9' }));
    ends.push(end);
    expect([await readHistory({ configPath }), await readAmbiguousWrites({ configPath })]).toEqual([[], []]);
    expect(existsSync(stateFolderOf(configPath))).toBe(false);
    await expect(undo({ configPath })).rejects.toThrow(/no change to take back/);
  });
});

describe('a start', () => {
  it('beside a proxy of the same file is refused, on whatever address', async () => {
    const { proxy } = await start();
    const { configPath } = proxy;
    await expect(startProxy({ configPath })).rejects.toThrow(
      /A proxy of strangler\.yaml runs already with \S+: process \d+, admin API at http:\S+\. Stop it first/,
    );
    expect(await flip({ configPath, slice: 'reviews', to: '10%' })).toMatchObject({ served: true });
  });

  it('with another file in the same folder is refused, and each file’s commands know whose proxy runs', async () => {
    const { proxy } = await start();
    const configPath = proxy.configPath.replace('strangler.yaml', 'other.yaml');
    await writeFile(configPath, await readFile(proxy.configPath, 'utf8'));
    await expect(startProxy({ configPath })).rejects.toThrow(
      /A proxy of strangler\.yaml runs already .*each needs a folder of its own/,
    );
    await expect(readStatus({ configPath })).rejects.toThrow(
      /serves strangler\.yaml, not .*other\.yaml\. Name that with --config/,
    );
  });

  it('with an event log that can’t be read says which, and what to do', async () => {
    const { configPath, end } = await writeConfig(reviewsConfig({ monolith: 'http://127.0.0.1:9' }));
    ends.push(end);
    await (await startProxy({ configPath })).close();
    await writeFile(stateFiles(stateFolderOf(configPath)).events, 'no database at all'.repeat(100));
    const told = /The event log \S+events\.sqlite can't be used \(.*not a database.*move it away/;
    await expect(startProxy({ configPath })).rejects.toThrow(told);
    await expect(readHistory({ configPath })).rejects.toThrow(told);
  });

  it('serves no more than was acknowledged, although the file was raised meanwhile', async () => {
    const { configPath, end } = await writeConfig(
      reviewsConfig({ monolith: 'http://127.0.0.1:9', stage: 'ramp', share: '10%' }),
    );
    ends.push(end);
    await (await startProxy({ configPath })).close();
    await writeFile(configPath, (await readFile(configPath, 'utf8')).replace('share: 10%', 'share: 90%'));
    const notices: string[] = [];
    const proxy = await startProxy({ configPath, onNotice: (text) => notices.push(text) });
    expect(proxy.status().slices[0]).toMatchObject({ file: { share: 9_000 }, served: { share: 1_000 } });
    expect(notices.join()).toMatch(/the file allows 90%, 10% is served/);
    await proxy.close();
  });

  it('keeps its secrets to itself', async () => {
    const { proxy } = await start();
    for (const name of ['events.sqlite', 'cookie.key', 'admin.token', 'proxy.json']) {
      expect((await stat(proxy.configPath.replace('strangler.yaml', `.banyan/${name}`))).mode & 0o077).toBe(
        0,
      );
    }
  });

  it('on a port that is taken says so', async () => {
    const { proxy } = await start();
    const { configPath, end } = await writeConfig(
      reviewsConfig({ monolith: 'http://127.0.0.1:9' }).replace(
        'listen: 127.0.0.1:0',
        `listen: 127.0.0.1:${proxy.port}`,
      ),
    );
    ends.push(end);
    await expect(startProxy({ configPath })).rejects.toThrow(
      /listen: can't listen on 127\.0\.0\.1:\d+ \(EADDRINUSE\)/,
    );
  });
});

describe('the admin API', () => {
  const cases: [string, Record<string, string>, number][] = [
    ['without a token', {}, 401],
    ['with a wrong token', { authorization: 'Bearer wrong' }, 401],
    ['with a foreign Origin', { origin: 'https://evil.example' }, 403],
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ];
  it.each(cases)('%s answers nothing', async (_name, headers, status) => {
    const { proxy } = await start();
    const token = await readFile(proxy.configPath.replace('strangler.yaml', '.banyan/admin.token'), 'utf8');
    for (const [path, method] of [
      ['/api/status', 'GET'],
      ['/metrics', 'GET'],
      ['/api/reload', 'POST'],
    ] as const) {
      const answer = await fetch(proxy.adminUrl + path, {
        method,
        headers: { ...(status === 403 ? { authorization: `Bearer ${token}` } : {}), ...headers },
      });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('counts for Prometheus, by variant of an experiment too', async () => {
    const cohorts = 'cohorts: { beta: { cookie: beta, values: [yes please] } }';
    const slice = ['cohorts: [{ name: beta, share: 100% }]'];
    const { proxy } = await start({ stage: 'ramp', share: '0%', slice, more: cohorts });
    for (const cookie of ['beta=yes please', 'beta=no'])
      await (await fetch(`${proxy.url}/api/reviews`, { headers: { cookie } })).text();
    const token = await readFile(proxy.configPath.replace('strangler.yaml', '.banyan/admin.token'), 'utf8');
    const text = await (
      await fetch(`${proxy.adminUrl}/metrics`, { headers: { authorization: `Bearer ${token}` } })
    ).text();
    expect(text).toContain(
      'banyan_requests_total{slice="reviews",side="service",status="200",cohort="beta"} 1',
    );
    expect(text).toContain('banyan_requests_total{slice="reviews",side="monolith",status="200",cohort=""} 1');
    expect(text).toContain('banyan_share_ratio{slice="reviews"} 0');
  });
});

describe('a tester’s override', () => {
  it('is made for a slice of the file only', async () => {
    const { configPath, end } = await writeConfig(
      reviewsConfig({ monolith: 'http://127.0.0.1:9', stage: 'ramp', share: '0%' }),
    );
    ends.push(end);
    await expect(createOverride({ configPath }, 'orders', 'service', 5)).rejects.toThrow(
      /no slice "orders"\. The file has: reviews/,
    );
    const header = await createOverride({ configPath }, 'reviews', 'service', 5);
    const told = await why({
      configPath,
      request: 'GET /api/reviews',
      headers: ['x-banyan-override', header],
    });
    expect(told).toMatchObject({ side: 'service', because: 'override' });
  });
});

describe('why', () => {
  it('tells route, bucket, side and changed headers', async () => {
    const { configPath, end } = await writeConfig(
      reviewsConfig({
        monolith: 'http://127.0.0.1:9',
        service: 'http://127.0.0.1:10',
        stage: 'ramp',
        share: '100%',
      }),
    );
    ends.push(end);
    const told = await why({
      configPath,
      request: 'GET /api/reviews/7',
      headers: ['Connection', 'close', 'Accept', 'text/html'],
    });
    expect(told).toMatchObject({
      side: 'service',
      because: 'share',
      route: 'ANY /api/reviews/*',
      target: 'http://127.0.0.1:10',
      headersRemoved: ['connection'],
      text: expect.stringMatching(/drawn by lot; a cookie will keep it/),
    });
    expect(await why({ configPath, request: 'GET /' })).toMatchObject({
      side: 'monolith',
      because: 'no slice',
    });
    expect(await why({ configPath, request: 'GET /api/..;/x' })).toMatchObject({
      refused: true,
      status: 400,
    });
    await expect(why({ configPath, request: '/api' })).rejects.toThrow(/Write a method and a path/);
  });
});

describe('simulate', () => {
  it('reads common, combined and JSON lines and tells what each share would move', async () => {
    const { configPath, end } = await writeConfig(
      reviewsConfig({ monolith: 'http://127.0.0.1:9', stage: 'ramp', share: '100%' }),
    );
    ends.push(end);
    const log = configPath.replace('strangler.yaml', 'access.log');
    const lines = [
      ...Array.from(
        { length: 200 },
        (_, index) =>
          `10.0.0.${index} - - [23/Nov/2026:05:00:0${index % 10} +0000] "GET /api/reviews/${index} HTTP/1.1" 200 12 "-" "curl"`,
      ),
      '10.0.0.1 - - [23/Nov/2026:05:00:00 +0000] "POST /api/reviews HTTP/1.1" 201 12',
      '{"method":"GET","url":"/other","status":200,"clientIp":"10.0.0.9","time":1795410000000}',
      '10.0.0.1 - - [23/Nov/2026:05:00:00 +0000] "GET /api/..;/admin HTTP/1.1" 404 1',
      'not a line',
    ];
    await writeFile(log, lines.join('\n'));
    const result = await simulate({ configPath, log });
    expect(result).toMatchObject({ lines: 204, unreadable: 1, refused: 1, noSlice: 1 });
    const [slice] = result.slices;
    expect(slice).toMatchObject({ requests: 201, reads: 200, callers: 200, toServiceNow: 201 });
    expect(slice?.whatIf.at(-1)).toMatchObject({ share: 10_000, requests: 201, peakPerSecond: 21 });
    expect(slice?.whatIf.map(({ requests }) => requests)).toEqual(
      slice?.whatIf.map(({ requests }) => requests).toSorted((a, b) => a - b),
    );
    await expect(simulate({ configPath, log: `${log}.gone` })).rejects.toThrow(/can't be read/);
  });

  it('takes no time for a line that was made to take it', () => {
    const startedAt = performance.now();
    expect(readLogLine(`a b ${'['.repeat(200_000)}`)).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('examineProxy', () => {
  it('finds what is missing and says the cure', async () => {
    const port = await deadPort();
    const { proxy } = await start({ service: `http://127.0.0.1:${port}` });
    const findings = await examineProxy({ configPath: proxy.configPath });
    expect(findings.filter(({ isGood }) => !isGood)).toMatchObject([
      { what: 'service reviews', message: expect.stringMatching(/ECONNREFUSED.*start it/) },
    ]);
    expect(findings.find(({ what }) => what === 'proxy')?.message).toContain(proxy.url);
  });
});
