/** Callers told apart by who they are: a claim of a token that was verified, wherever they come from. */
import { createSecretKey } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { signClaims } from '../../src/identity/token.ts';
import { parseConfig } from '../../src/index.ts';
import { reviewsConfig, startTestProxy } from '../kit/proxy.ts';
import { httpUpstream } from '../kit/upstream.ts';

const secret = '0123456789abcdef0123456789abcdef';
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const options = {
  stage: 'ramp',
  share: '50%',
  slice: ['callerKey: { claim: sub }', 'compare: { sample: 0% }'],
} as const;
const tokens = `tokens: { algorithm: HS256, secret: ${secret} }`;
/** A token of its own each time, as a login gives one. */
const tokenOf = (sub: unknown, key = secret) =>
  signClaims(createSecretKey(Buffer.from(key)), { sub, jti: Math.random() });

async function start() {
  const [monolith, service] = [await httpUpstream('monolith'), await httpUpstream('service')];
  const proxy = await startTestProxy(
    reviewsConfig({ monolith: monolith.origin, service: service.origin, ...options, more: tokens }),
  );
  ends.push(proxy.end, monolith.close, service.close);
  return async (token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await fetch(`${proxy.url}/api/reviews`, { headers });
    return {
      side: await answer.text(),
      vary: answer.headers.get('vary'),
      cookies: answer.headers.getSetCookie(),
    };
  };
}

it('keep their side with every token of theirs, and both sides have callers', async () => {
  const ask = await start();
  const sides = new Set<string>();
  for (let user = 0; user < 24; user++) {
    const first = await ask(tokenOf(`user-${user}`));
    expect(first).toMatchObject({ vary: 'authorization', cookies: [] });
    expect(await ask(tokenOf(`user-${user}`))).toEqual(first);
    sides.add(first.side);
  }
  expect(sides).toEqual(new Set(['monolith', 'service']));
});

it('go by their address without a token, with a forged one, and with a claim that is no key', async () => {
  const ask = await start();
  const { side } = await ask();
  for (let user = 0; user < 12; user++) {
    expect((await ask(tokenOf(`user-${user}`, 'x'.repeat(32)))).side).toBe(side);
    expect((await ask(tokenOf({ id: user }))).side).toBe(side);
  }
});

it('need to be told how tokens are verified', () => {
  const yaml = reviewsConfig({ monolith: 'http://127.0.0.1:3000', ...options });
  expect(() => parseConfig(yaml)).toThrow(/slices\[0\]\.callerKey\.claim.*under tokens how they are signed/s);
});
