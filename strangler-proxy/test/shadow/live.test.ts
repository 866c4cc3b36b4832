import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readComparison } from '../../src/index.ts';
import { reviewsConfig, startTestProxy } from '../kit/proxy.ts';
import { httpUpstream } from '../kit/upstream.ts';

it('a field that differs is found by live comparison, and the access log says why each request went where', async () => {
  const answer = (stars: number) => (_request: unknown, response: import('node:http').ServerResponse) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ stars, text: 'grows' }));
  const monolith = await httpUpstream('monolith', answer(5));
  const service = await httpUpstream('service', answer(4));
  const proxy = await startTestProxy(
    reviewsConfig({ monolith: monolith.origin, service: service.origin, stage: 'shadow' }),
  );
  const { configPath } = proxy;
  let report = await readComparison({ configPath });
  expect(report).toBeNull();
  while (!report?.endpoints.some(({ mismatches }) => mismatches.length > 0)) {
    expect(await (await fetch(`${proxy.url}/api/reviews/1?token=secret`)).json()).toEqual({
      stars: 5,
      text: 'grows',
    });
    await delay(20);
    report = await readComparison({ configPath });
  }
  expect(report.endpoints[0]?.endpoint).toBe('GET /api/reviews/*');
  expect(JSON.stringify(report.endpoints[0]?.mismatches)).toContain('stars');
  expect(proxy.status().slices[0]?.comparison).toMatchObject({
    compared: expect.any(Number),
    fields: [expect.stringMatching(/^GET \/api\/reviews\/\* .*stars/)],
  });
  // Asking again is asking for noise, on both sides; no caller's answer came from the service.
  expect(service.seen.every(({ headers }) => headers['x-banyan-shadow'] === '1')).toBe(true);
  await proxy.end();
  await monolith.close();
  await service.close();
});

it('the access log has one JSON line for each request, with the reason and without the query', async () => {
  const monolith = await httpUpstream('monolith');
  const proxy = await startTestProxy(
    reviewsConfig({ monolith: monolith.origin, stage: 'ramp', share: '100%', more: 'accessLog: access.log' }),
  );
  await fetch(`${proxy.url}/api/reviews/1?token=secret`, { headers: { 'x-request-id': 'abc-1' } });
  await fetch(`${proxy.url}/api/..%2f`);
  await proxy.close();
  const log = await readFile(proxy.configPath.replace('strangler.yaml', 'access.log'), 'utf8');
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    {
      requestId: 'abc-1',
      path: '/api/reviews/1',
      status: 200,
      side: 'service',
      slice: 'reviews',
      because: 'share',
      route: 'ANY /api/reviews/*',
    },
    { status: 400, side: 'proxy', note: expect.stringContaining('encoded slash') },
  ]);
  expect(log).not.toContain('secret');
  await proxy.end();
  await monolith.close();
});
