/** A proxy that is followed by another one, or dies and begins again, without its callers noticing. */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { flip, launchProxy, parseReach, readStatus, restartProxy, startProxy } from '../../src/index.ts';
import { hasOpenssl, makeCertificate } from '../kit/certificates.ts';
import { startLoad } from '../kit/load.ts';
import { reviewsConfig, writeConfig } from '../kit/proxy.ts';
import { httpUpstream } from '../kit/upstream.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function launch(more: string, stage = 'off') {
  const monolith = await httpUpstream('monolith');
  const service = await httpUpstream('service');
  const { configPath, end } = await writeConfig(
    reviewsConfig({ monolith: monolith.origin, service: service.origin, stage, more }),
  );
  if (more.includes('tls:')) makeCertificate(dirname(configPath));
  ends.push(monolith.close, service.close, end);
  const notices: string[] = [];
  const proxy = await launchProxy({ configPath, onNotice: (text) => notices.push(text) });
  ends.push(() => proxy.close());
  return { proxy, configPath, notices };
}

async function processOf(configPath: string): Promise<number> {
  const file = join(dirname(configPath), '.banyan/proxy.json');
  return (JSON.parse(await readFile(file, 'utf8')) as { pid: number }).pid;
}

async function ask(proxy: { readonly url: string }): Promise<string> {
  return (await fetch(`${proxy.url}/api/reviews`, { headers: { connection: 'close' } })).text();
}

const isLong = process.env['BANYAN_TEST_FULL'] !== undefined;
const tls = 'tls: { cert: cert.pem, key: key.pem }';
const kinds = [
  { name: 'one worker', more: 'workers: 1', isSkipped: hasOpenssl && !isLong },
  { name: 'one worker and TLS', more: `workers: 1\n${tls}`, isSkipped: !hasOpenssl },
  { name: 'two workers', more: 'workers: 2', isSkipped: !isLong },
  { name: 'two workers and TLS', more: `workers: 2\n${tls}`, isSkipped: !hasOpenssl || !isLong },
];

describe.each(kinds)('a restart with $name', ({ more, isSkipped }) => {
  it.skipIf(isSkipped)('fails no request under load, and flips go on', async () => {
    const { proxy, configPath } = await launch(more);
    const load = startLoad(proxy.url, 3, (turn) => ({
      method: turn % 4 === 0 ? 'POST' : 'GET',
      path: `/api/reviews/${turn}`,
      ...(turn % 4 === 0 ? { body: 'x' } : {}),
    }));
    for (const to of isLong ? ['live', 'off', '50%', 'shadow'] : ['live']) {
      const before = load.answers.length;
      const [{ before: old, after }] = await Promise.all([
        restartProxy({ configPath }),
        flip({ configPath, slice: 'reviews', to }),
      ]);
      expect(after).not.toBe(old);
      expect((await readStatus({ configPath })).slices[0]?.served).toEqual(parseReach(to));
      while (load.answers.length < before + 100) await new Promise(setImmediate);
    }
    await load.stop();
    const bad = load.answers.filter(
      ({ answer }) => answer instanceof Error || answer.status !== 200 || answer.side !== answer.body,
    );
    expect(bad).toEqual([]);
  });
});

describe('a flip while a proxy begins', () => {
  it('is served by it when it returns, whatever was read before', async () => {
    const monolith = await httpUpstream('monolith');
    const service = await httpUpstream('service');
    const { configPath, end } = await writeConfig(
      reviewsConfig({ monolith: monolith.origin, service: service.origin, stage: 'live' }),
    );
    ends.push(monolith.close, service.close, end);
    for (const to of ['off', 'live', 'off']) {
      const starting = startProxy({ configPath });
      const flipped = await flip({ configPath, slice: 'reviews', to });
      const proxy = await starting;
      const side = to === 'live' ? 'service' : 'monolith';
      expect([flipped.served, await ask(proxy)]).toEqual([expect.any(Boolean), side]);
      await proxy.close();
    }
  });
});

describe('a launched proxy', () => {
  it('that is killed begins again, and connections wait for it', async () => {
    const { proxy, configPath, notices } = await launch('workers: 1', 'live');
    expect(await ask(proxy)).toBe('service');
    for (let kill = 0; kill < 2; kill++) {
      process.kill(await processOf(configPath), 'SIGKILL');
      expect(await ask(proxy)).toBe('service');
    }
    expect(notices.join()).toMatch(/process \d+\) ended \(SIGKILL\); another one takes its place/);
  });

  it('whose deciding process is killed sends everything home until there is another', async () => {
    const { proxy, configPath } = await launch('workers: 2', 'live');
    const load = startLoad(proxy.url, 8, (turn) => ({ method: 'GET', path: `/api/reviews/${turn}` }));
    while (load.answers.length < 50) await new Promise(setImmediate);
    process.kill(await processOf(configPath), 'SIGKILL');
    expect(await ask(proxy)).toMatch(/monolith|service/);
    while ((await ask(proxy)) !== 'service');
    await load.stop();
    const bad = load.answers.filter(({ answer }) => answer instanceof Error || answer.status !== 200);
    expect(bad).toEqual([]);
  });

  it.skipIf(!isLong)('that hangs is ended all the same when it is stopped', async () => {
    const { proxy, configPath } = await launch('workers: 2\nlimits: { stopMs: 1 }');
    const pid = await processOf(configPath);
    process.kill(pid, 'SIGSTOP');
    await proxy.close();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('with a file that can’t be served says so and goes on as it is', async () => {
    const { proxy, configPath } = await launch('workers: 1');
    const good = await readFile(configPath, 'utf8');
    await writeFile(configPath, good.replace('stage: off', 'stage: on'));
    await expect(restartProxy({ configPath })).rejects.toThrow(
      /can't be restarted, so the one that runs goes on: .*slices\[0\]\.stage/s,
    );
    expect(await ask(proxy)).toBe('monolith');
    await writeFile(configPath, good);
    await restartProxy({ configPath });
    expect(await ask(proxy)).toBe('monolith');
  });

  it('takes over what a reload leaves: another number of workers, another address', async () => {
    const { proxy, configPath } = await launch('workers: 1');
    const before = proxy.url;
    await writeFile(
      configPath,
      (await readFile(configPath, 'utf8'))
        .replace('workers: 1', 'workers: 2')
        .replace('listen: 127.0.0.1:0', 'listen: localhost:0'),
    );
    await restartProxy({ configPath });
    expect((await readStatus({ configPath })).workers).toHaveLength(2);
    expect(proxy.url).not.toBe(before);
    expect(await ask(proxy)).toBe('monolith');
  });

  it('with a file that can’t be served does not begin, and says what the file has wrong', async () => {
    const { configPath, end } = await writeConfig('version: 1\nlisten: here\n');
    ends.push(end);
    await expect(launchProxy({ configPath })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/strangler\.yaml:2 listen/),
    });
  });
});
