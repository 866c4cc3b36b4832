import { createHmac, createSecretKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CallerCookies, withoutOwnCookies } from '../../src/routing/caller-cookie.ts';
import { verifiedClaims } from '../../src/routing/jwt.ts';
import { readOverride, signOverride } from '../../src/routing/override.ts';

const key = createSecretKey(Buffer.alloc(32, 7));
const pairOf = (setCookie: string) => setCookie.slice(0, setCookie.indexOf(';'));

describe('a caller’s cookie', () => {
  const cookies = new CallerCookies(key);
  const caller = cookies.create('reviews');
  const pair = pairOf(cookies.setCookie('reviews', caller, false));

  it('brings its caller back, also after a restart and among others', () => {
    const restarted = new CallerCookies(key);
    expect(restarted.read('reviews', `a=1; ${pair}; b=2`)).toEqual(caller);
    expect(restarted.read('reviews', `a=1; ${pair}; b=2`)).toEqual(caller);
  });
  it.each([
    ['another bucket', (text: string) => text.replace(/=\d+/, `=${(caller.bucket + 1) % 10_000}`)],
    ['another nonce', (text: string) => text.replace(caller.nonce, 'AAAAAAAAAAAA')],
    ['another signature', (text: string) => `${text.slice(0, -4)}AAAA`],
    ['the cookie of another slice', (text: string) => text.replace('banyan-reviews', 'banyan-orders')],
    ['nothing', () => 'banyan-reviews='],
  ])('is nothing with %s', (_name, forge) => {
    expect(
      new CallerCookies(key).read(
        forge(pair).startsWith('banyan-orders') ? 'orders' : 'reviews',
        forge(pair),
      ),
    ).toBeUndefined();
  });
  it('is nothing under another key', () => {
    expect(new CallerCookies(createSecretKey(Buffer.alloc(32, 8))).read('reviews', pair)).toBeUndefined();
  });
  it('is taken although a forged one stands before it', () => {
    expect(cookies.read('reviews', `banyan-reviews=0.AAAAAAAAAAAA.AAAAAAAAAAAAAAAA; ${pair}`)).toEqual(
      caller,
    );
  });
  it('is not shown to upstreams', () => {
    expect(withoutOwnCookies(`sid=1; ${pair}; theme=dark`)).toBe('sid=1; theme=dark');
    expect(withoutOwnCookies(pair)).toBe('');
  });
  it('is Secure where the caller came by TLS', () => {
    expect(cookies.setCookie('reviews', caller, true)).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
  });
});

describe('an override', () => {
  const signed = signOverride(key, 'reviews', 'service', 1_000_000);
  it('counts for its slice until it expires', () => {
    expect(readOverride(key, 'reviews', signed, 999_000)).toBe('service');
    expect(readOverride(key, 'reviews', signed, 1_001_000)).toBeUndefined();
    expect(readOverride(key, 'orders', signed, 999_000)).toBeUndefined();
  });
  it.each([
    signed.replace('service', 'monolith'),
    signed.replace('.1000.', '.9999.'),
    `${signed}x`,
    '',
    'reviews.service',
  ])('%s is refused', (forged) => {
    expect(readOverride(key, 'reviews', forged, 999_000)).toBeUndefined();
  });
});

describe('a token', () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const secret = createSecretKey(Buffer.from('0123456789abcdef'));
  const hs256 = (claims: unknown, head: unknown = { alg: 'HS256' }) => {
    const text = `${part(head)}.${part(claims)}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const verify = (token: string) => verifiedClaims(token, { algorithm: 'HS256', secret }, 1_000_000);

  it('that is signed and has not expired gives its claims', () => {
    expect(verify(hs256({ tenant: 'acme', exp: 2_000 }))).toEqual({ tenant: 'acme', exp: 2_000 });
  });
  it.each([
    ['has expired', hs256({ exp: 999 })],
    ['names another algorithm', hs256({}, { alg: 'none' })],
    ['was changed', hs256({ tenant: 'acme' }).replace(/\.[^.]+\./, `.${part({ tenant: 'evil' })}.`)],
    ['has no signature', hs256({}).replace(/[^.]+$/, '')],
    ['is not JSON', 'a.b.c'],
  ])('that %s gives nothing', (_name, token) => {
    expect(verify(token)).toBeUndefined();
  });
  it('signed with a private key is verified with the public one, and never with it as a secret', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const text = `${part({ alg: 'ES256' })}.${part({ tenant: 'acme' })}`;
    const token = `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    expect(verifiedClaims(token, { algorithm: 'ES256', publicKey }, 0)).toEqual({ tenant: 'acme' });
    expect(verifiedClaims(hs256({}), { algorithm: 'ES256', publicKey }, 0)).toBeUndefined();
  });
});
