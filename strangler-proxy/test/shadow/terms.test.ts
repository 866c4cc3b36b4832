import { readFile, stat, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../src/compare/index.ts';
import { eraseExamples, readComparison } from '../../src/index.ts';
import { keyHash } from '../../src/routing/caller.ts';
import { reviewsConfig, startTestProxy, type TestProxy } from '../kit/proxy.ts';
import { type HttpUpstream, httpUpstream } from '../kit/upstream.ts';

const review = (stars: number, text: string) => (_request: unknown, response: ServerResponse) =>
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ stars, text }));

describe('the terms of a slice', () => {
  let monolith: HttpUpstream;
  let service: HttpUpstream;
  let proxy: TestProxy;

  beforeEach(async () => {
    monolith = await httpUpstream('monolith', review(5, 'private words'));
    service = await httpUpstream('service', review(4, 'other words'));
  });
  afterEach(async () => {
    await proxy.end();
    await monolith.close();
    await service.close();
  });

  const configOf = (...slice: string[]) =>
    reviewsConfig({
      monolith: monolith.origin,
      service: service.origin,
      stage: 'shadow',
      slice: ['callerKey: { cookie: sid }', ...slice],
    });

  /** Asks as a caller until `count` more pairs were compared. */
  async function compareMore(count: number): Promise<ComparisonReport> {
    const place = { configPath: proxy.configPath };
    const before = (await readComparison(place))?.requests ?? 0;
    for (;;) {
      await (await fetch(`${proxy.url}/api/reviews/1`, { headers: { cookie: 'sid=caller-one' } })).text();
      const report = await readComparison(place);
      if (report && report.requests >= before + count) return report;
      await delay(20);
    }
  }

  const wrongPaths = (report: ComparisonReport) =>
    report.endpoints.flatMap(({ mismatches }) => mismatches.map(({ path }) => path)).sort();

  it('hide what was agreed, until its last day, and at once after a reload', async () => {
    const rule = (until: string) =>
      `compare: { ignore: [{ path: body.*, because: the service rounds, until: "${until}" }] }`;
    proxy = await startTestProxy(configOf(rule('2999-12-31')));
    const agreed = await compareMore(5);
    expect(wrongPaths(agreed)).toEqual([]);
    expect(agreed.endpoints[0]?.noise.map(({ because }) => because)).toContain('rule');

    await writeFile(proxy.configPath, configOf(rule('2001-12-31')));
    while (!proxy.notices.some((notice) => notice.startsWith('serving'))) await delay(20);
    while (wrongPaths(await compareMore(3)).length < 2);
  });

  it('keep of values only what may be kept', async () => {
    proxy = await startTestProxy(configOf('compare: { redact: { mode: allow, fields: [stars] } }'));
    let report = await compareMore(3);
    while (wrongPaths(report).length < 2) report = await compareMore(1);
    const text = JSON.stringify(report);
    expect(text).toContain('"left":"5"');
    expect(text).not.toContain('words');
  });

  it('let a caller be erased by key, while the proxy runs and after', async () => {
    proxy = await startTestProxy(configOf());
    const place = { configPath: proxy.configPath };
    let report = await compareMore(3);
    while (wrongPaths(report).length < 2) report = await compareMore(1);
    const caller = keyHash('reviews', 'caller-one');
    expect(JSON.stringify(report)).toContain(caller);

    expect(await eraseExamples({ ...place, caller: 'somebody-else' })).toBe(0);
    expect(await eraseExamples({ ...place, caller: 'caller-one' })).toBeGreaterThan(0);
    const after = await readComparison(place);
    expect(JSON.stringify(after)).not.toContain(caller);
    expect(wrongPaths(after ?? report)).toEqual(['body.stars', 'body.text']);

    await compareMore(3);
    await proxy.close();
    const stored = proxy.configPath.replace('strangler.yaml', '.banyan/compare.json');
    expect((await stat(stored)).mode & 0o777).toBe(0o600);
    expect(await eraseExamples({ ...place, before: '2999-01-01' })).toBeGreaterThan(0);
    expect(await readFile(stored, 'utf8')).not.toContain(caller);
    await expect(eraseExamples({ ...place, before: 'soon' })).rejects.toThrow(/--before soon: not a time/);
  });
});
