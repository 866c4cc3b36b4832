/** The two ways out of strict paths: a redirect to the plain form, or the monolith as it is; never a slice by another spelling. */
import { afterEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/index.ts';
import { engines, reviewsConfig, startTestProxy } from '../kit/proxy.ts';
import { fieldsOf, sendRaw } from '../kit/raw-client.ts';
import { httpUpstream } from '../kit/upstream.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(paths: string, engine: (typeof engines)[number] = 'sockets') {
  const monolith = await httpUpstream('monolith');
  const service = await httpUpstream('service');
  const proxy = await startTestProxy(
    reviewsConfig({
      monolith: monolith.origin,
      service: service.origin,
      engine,
      stage: 'live',
      more: `paths: ${paths}`,
    }),
  );
  ends.push(proxy.end, monolith.close, service.close);
  const get = (target: string) => sendRaw(proxy.port, `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
  return { get, monolith, service };
}

describe('paths: redirect', () => {
  it.each([
    ['//api//reviews', '/api/reviews'],
    ['/x/../api/reviews?a=//', '/api/reviews?a=//'],
    ['/api/./reviews/', '/api/reviews/'],
    ['/api/%2e%2E/api/reviews', '/api/reviews'],
    ['/api\\reviews', '/api/reviews'],
    ['/../../..', '/'],
    ['//evil.example/..', '/'],
    ['/\\evil.example/', '/evil.example/'],
    ['/a/b/..', '/a/'],
  ])('sends %s to %s, and nothing to an upstream', async (target, location) => {
    const { get, monolith, service } = await start('redirect');
    const answer = await get(target);
    expect(answer.status).toBe(307);
    expect(fieldsOf(answer, 'location')).toEqual([location]);
    expect([...monolith.seen, ...service.seen]).toEqual([]);
    expect((await get(location)).status).toBe(200);
  });

  it.each(['/api/..;/x', '/api/a%2fb', '/a%00', '/a%252e', '/%zz', '/a#b', '//a;b'])(
    'refuses %s, which has no plain form',
    async (target) => {
      const { get } = await start('redirect');
      expect((await get(target)).status).toBe(400);
    },
  );
});

describe.each(engines)('paths: pass through %s', (engine) => {
  it.each([
    '//api/reviews',
    '/api/../api/reviews',
    '/api/reviews;v=1',
    '/api%2freviews',
    '/api/a%2Fb',
    '/api\\reviews',
    '/a%zz',
  ])('leaves %s to the monolith, byte for byte', async (target) => {
    const { get, monolith, service } = await start('pass', engine);
    expect((await get(`${target}?q=1`)).body).toBe('monolith');
    expect(monolith.seen.map(({ url }) => url)).toEqual([`${target}?q=1`]);
    expect(service.seen).toEqual([]);
    expect((await get('/api/reviews')).body).toBe('service');
  });

  it.each(['x', 'http://a/api', '/a#b', '/caf\xe9', '*'])('still refuses %s', async (target) => {
    const { get, monolith } = await start('pass', engine);
    expect((await get(target)).status).toBe(400);
    expect(monolith.seen).toEqual([]);
  });
});

it('paths: pass is refused once a service owns its data', () => {
  const yaml = reviewsConfig({
    monolith: 'http://127.0.0.1:3000',
    stage: 'live',
    slice: ['home: service'],
    more: 'paths: pass',
  });
  expect(() => parseConfig(yaml)).toThrow(/paths: "pass"\. The service of slice reviews owns its data/);
});
