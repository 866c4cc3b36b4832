/** What callers notice while shares change and services die: nothing. Longer with BANYAN_TEST_FULL=1. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { flip } from '../../src/index.ts';
import { startLoad } from '../kit/load.ts';
import { reviewsConfig, startTestProxy } from '../kit/proxy.ts';
import { deadPort, httpUpstream } from '../kit/upstream.ts';

const isLong = process.env['BANYAN_TEST_FULL'] !== undefined;
const flips = isLong ? 1_000 : 25;
const kills = isLong ? 100 : 6;

it(`${flips} flips under load lose no request, and no request sees two tables`, async () => {
  const monolith = await httpUpstream('monolith');
  const service = await httpUpstream('service');
  const proxy = await startTestProxy(reviewsConfig({ monolith: monolith.origin, service: service.origin }));
  const load = startLoad(proxy.url, 16, (turn) => ({
    method: turn % 5 === 0 ? 'POST' : 'GET',
    path: `/api/reviews/${turn}`,
    ...(turn % 5 === 0 ? { body: `write ${turn}` } : {}),
  }));
  for (let count = 0; count < flips; count++) {
    await flip({
      configPath: proxy.configPath,
      slice: 'reviews',
      to: ['10%', '50%', 'live', '90%', 'off'][count % 5] ?? 'off',
    });
  }
  await load.stop();
  const bad = load.answers.filter(
    ({ answer }) => answer instanceof Error || answer.status !== 200 || answer.side !== answer.body,
  );
  expect(bad).toEqual([]);
  expect(load.answers.length).toBeGreaterThan(flips * 10);
  expect(proxy.status().requests).toMatchObject({ failed: 0, fallback: 0 });
  const writes = [...monolith.seen, ...service.seen]
    .filter(({ method }) => method === 'POST')
    .map(({ body }) => body);
  expect(new Set(writes).size).toBe(writes.length);
  await proxy.end();
  await monolith.close();
  await service.close();
}, 900_000);

it(`a service that is killed ${kills} times costs no read and doubles no write`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'banyan-kills-'));
  const [home, moved] = [join(folder, 'home'), join(folder, 'moved')];
  await writeFile(home, '');
  await writeFile(moved, '');
  const script = fileURLToPath(new URL('../kit/counting-service.ts', import.meta.url));
  const start = async (port: number, file: string): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [script, String(port), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    return child;
  };
  const [homePort, servicePort] = [await deadPort(), await deadPort()];
  const monolith = await start(homePort, home);
  let service = await start(servicePort, moved);
  const proxy = await startTestProxy(
    reviewsConfig({
      monolith: `http://127.0.0.1:${homePort}`,
      service: `http://127.0.0.1:${servicePort}`,
      stage: 'live',
    }),
  );
  const load = startLoad(proxy.url, 16, (turn) =>
    turn % 4 === 0
      ? { method: 'POST', path: '/api/reviews', body: `write-${turn}` }
      : { method: 'GET', path: `/api/reviews/${turn}` },
  );
  for (let count = 0; count < kills; count++) {
    const enough = load.answers.length + 300;
    while (load.answers.length < enough) await new Promise((resolve) => setImmediate(resolve));
    service.kill('SIGKILL');
    await once(service, 'exit');
    service = await start(servicePort, moved);
  }
  await load.stop();
  const reads = load.answers.filter(({ method }) => method === 'GET');
  expect(reads.filter(({ answer }) => answer instanceof Error || answer.status !== 200)).toEqual([]);
  const delivered = `${await readFile(home, 'utf8')}${await readFile(moved, 'utf8')}`.trim().split('\n');
  expect(new Set(delivered).size).toBe(delivered.length);
  // Every write that a caller was told is done was done.
  const done = new Set(delivered);
  const confirmed = load.answers.filter(
    ({ method, answer }) => method === 'POST' && !(answer instanceof Error) && answer.status === 200,
  );
  expect(confirmed.filter(({ turn }) => !done.has(`write-${turn}`))).toEqual([]);
  // At most what was in flight when the process died is unknown, each one listed.
  const failedWrites = load.answers.filter(
    ({ method, answer }) => method === 'POST' && (answer instanceof Error || answer.status !== 200),
  );
  expect(failedWrites.length).toBeLessThanOrEqual(kills * 16);
  for (const child of [monolith, service]) child.kill('SIGKILL');
  await proxy.end();
  await rm(folder, { recursive: true });
}, 900_000);
