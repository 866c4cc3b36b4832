import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { identityKey, readIdentity } from '../../src/identity/token.ts';
import type { ShadowPair } from '../../src/index.ts';
import { reviewsConfig, startTestProxy, type TestProxy } from '../kit/proxy.ts';
import { type HttpUpstream, httpUpstream, type SeenRequest } from '../kit/upstream.ts';

const SECRET = 'a secret that is longer than 32 characters';
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function start(
  slice: readonly string[],
  more: string,
  { stage, whoami }: { stage: string; whoami?: (response: ServerResponse) => void },
) {
  const upstream = async (name: string): Promise<HttpUpstream> => {
    const made = await httpUpstream(name, ({ url }: SeenRequest, response) =>
      whoami && url === '/whoami' ? whoami(response) : response.end(name),
    );
    ends.push(made.close);
    return made;
  };
  const [monolith, service] = [await upstream('monolith'), await upstream('service')];
  const pairs: ShadowPair[] = [];
  const proxy: TestProxy = await startTestProxy(
    reviewsConfig({ monolith: monolith.origin, service: service.origin, stage, slice, more }),
    { onPair: (pair) => pairs.push(pair) },
  );
  ends.push(proxy.end);
  const ask = (headers: IncomingMessage['headers'] = {}) =>
    fetch(`${proxy.url}/api/reviews/7`, { headers: headers as Record<string, string> }).then((answer) =>
      answer.text(),
    );
  const pairOf = async (): Promise<ShadowPair> => {
    while (pairs.length === 0) await delay(5);
    return pairs[0] as ShadowPair;
  };
  return { monolith, service, ask, pairOf };
}

const bodyOf = (answer: ShadowPair['otherAnswer']) =>
  'body' in answer ? Buffer.from(answer.body).toString() : answer.failed;

describe('reverse shadow', () => {
  it.each([
    ['the monolith owns the data', 'monolith', ['monolith', 'service']],
    ['the service owns the data', 'service', ['service', 'monolith']],
  ])(
    'asks the monolith while the service is live; %s, so it is the measure',
    async (_name, home, expected) => {
      const { monolith, service, ask, pairOf } = await start(
        ['compare: { reverse: true, sample: 100% }', `home: ${home}`],
        '',
        { stage: 'live' },
      );
      expect(await ask()).toBe('service');
      const pair = await pairOf();
      expect([bodyOf(pair.homeAnswer), bodyOf(pair.otherAnswer)]).toEqual(expected);
      expect(monolith.seen[0]?.headers['x-banyan-shadow']).toBe('1');
      expect(service.seen[0]?.headers['x-banyan-shadow']).toBeUndefined();
    },
  );
});

describe('a slice with identity', () => {
  it('tells the service in shadow who is asking', async () => {
    const { service, ask, pairOf } = await start(
      ['identity: true'],
      `identity: { ask: /whoami, secret: ${SECRET} }`,
      { stage: 'shadow', whoami: (response) => response.end('{"id":"ana"}') },
    );
    expect(await ask({ cookie: 'sid=s1' })).toBe('monolith');
    const { serviceFields, request } = await pairOf();
    const token = String(service.seen[0]?.headers['x-banyan-identity']);
    expect(readIdentity(identityKey(SECRET), token, 'reviews', Date.now())).toEqual({ id: 'ana' });
    expect(serviceFields).toEqual(['x-banyan-identity', token]);
    expect(JSON.stringify(request.headers)).not.toContain(token);
  });

  it('asks nothing in shadow while nobody can say who is asking', async () => {
    const { service, ask } = await start(
      ['identity: true'],
      `identity: { ask: /whoami, secret: ${SECRET} }`,
      {
        stage: 'shadow',
        whoami: (response) => response.writeHead(500).end(),
      },
    );
    expect(await ask({ cookie: 'sid=s1' })).toBe('monolith');
    expect(await ask()).toBe('monolith');
    while (service.seen.length === 0) await delay(5);
    expect(service.seen.map(({ headers }) => headers.cookie)).toEqual([undefined]);
  });
});
