import { describe, expect, it } from 'vitest';
import { parsePattern } from '../../src/routing/pattern.ts';
import { type AnswerPlace, translateAnswer } from '../../src/routing/translate-answer.ts';

const segmentsOf = (path: string) => {
  const parsed = parsePattern(path);
  if ('cure' in parsed) throw new Error(parsed.cure);
  return parsed.segments;
};
const route = (path: string, rewrite: string) => ({
  segments: segmentsOf(path),
  rewrite: segmentsOf(rewrite),
});

/** A caller of /api/products/7/reviews, which the service knows as /v2/7/reviews. */
const place: AnswerPlace = {
  origins: ['http://10.0.0.5:4001', 'http://reviews.internal'],
  host: 'Shop.example:8080',
  callerPath: '/api/products/7/reviews',
  servicePath: '/v2/7/reviews',
  rewritten: [
    route('/api/products/:id/reviews', '/v2/:id/reviews'),
    route('/api/reviews/*', '/v2/*'),
    route('/api/tenants/:tenant/list', '/list'),
  ],
};
const translated = (name: string, value: string, given: AnswerPlace = place) => {
  const headers = ['X-First', '1', name, value];
  translateAnswer(headers, () => given);
  expect(headers.slice(0, 3)).toEqual(['X-First', '1', name]);
  return headers[3];
};

describe('a redirect', () => {
  it.each([
    ['to the service’s own address', 'http://10.0.0.5:4001/elsewhere?a=1#b', '/elsewhere?a=1#b'],
    ['to another of its addresses', 'HTTP://Reviews.Internal:80/elsewhere', '/elsewhere'],
    ['to the service’s path of the same route', '/v2/8/reviews', '/api/products/8/reviews'],
    ['with a trailing slash', '/v2/8/reviews/', '/api/products/8/reviews/'],
    ['to a path of another route', '/v2/8/9?x=1', '/api/reviews/8/9?x=1'],
    ['by a relative reference', '../8/reviews', '/api/products/8/reviews'],
    ['to its own address and path', 'http://10.0.0.5:4001/v2/8/reviews', '/api/products/8/reviews'],
    [
      'to the caller’s host and its own path',
      'https://shop.example:8080/v2/8/reviews',
      'https://shop.example:8080/api/products/8/reviews',
    ],
    ['with bytes that stay as they are', '/v2/a%2Fb/reviews?q=%zz', '/api/products/a%2Fb/reviews?q=%zz'],
  ])('%s leads where its caller can go', (_what, value, expected) => {
    expect(translated('Location', value)).toBe(expected);
    expect(translated('content-location', value)).toBe(expected);
  });

  it.each([
    ['to somebody else', 'https://login.example/v2/8/reviews'],
    ['to a host that only begins alike', 'http://10.0.0.5:40011/v2/8/reviews'],
    ['to a path of nobody', '/welcome'],
    ['to a path that lacks what the caller’s has', '/list'],
    ['to another host by two slashes', '//evil.example/v2/8/reviews'],
    [
      'to its own address and two slashes, which would name another host',
      'http://10.0.0.5:4001//evil.example/x',
    ],
    ['to its own address without a path', 'http://10.0.0.5:4001'],
    ['of no meaning', 'http://[bad/v2/8'],
    ['to nothing', ''],
    ['to the query alone', '?page=2'],
  ])('%s stays as it is', (_what, value) => expect(translated('Location', value)).toBe(value));

  it('takes what is missing from its own request', () => {
    const tenant = route('/api/tenants/:tenant/:id', '/by-id/:id');
    const given = {
      ...place,
      callerPath: '/api/tenants/acme/7',
      servicePath: '/by-id/7',
      rewritten: [tenant],
    };
    expect(translated('Location', '/by-id/8', given)).toBe('/api/tenants/acme/8');
  });

  it('without rewritten routes is only freed from the upstream’s address', () => {
    const given = { ...place, rewritten: [], servicePath: place.callerPath };
    expect(translated('Location', 'http://10.0.0.5:4001/v2/8/reviews', given)).toBe('/v2/8/reviews');
    expect(translated('Location', '/v2/8/reviews', given)).toBe('/v2/8/reviews');
  });
});

describe('a cookie', () => {
  it.each([
    ['for the upstream’s own host', 'a=1; Domain=reviews.internal; Path=/', 'a=1; Path=/'],
    ['for its address', 'a=1;domain=.10.0.0.5;Secure', 'a=1;Secure'],
    [
      'for the service’s path',
      'a=1; Path=/v2/7/reviews; HttpOnly',
      'a=1; Path=/api/products/7/reviews; HttpOnly',
    ],
    ['for the beginning of its path', 'a=1; path=/v2', 'a=1; path=/api/products'],
  ])('%s comes back to its caller', (_what, value, expected) => {
    expect(translated('Set-Cookie', value)).toBe(expected);
  });

  it.each([
    'a=1',
    'a=1; Path=/',
    'a=1; Path=/api',
    'a=1; Path=/elsewhere',
    'a=1; Domain=shop.example',
    'a=1; Domain=other.example',
    'a="path=/v2"; Max-Age=1',
    'path=/v2',
    '__Host-a=1; Path=/; Secure',
  ])('%j stays as it is', (value) => expect(translated('Set-Cookie', value)).toBe(value));
});

it('other fields cost nothing, and are never looked at', () => {
  const headers = ['Link', '<http://10.0.0.5:4001/x>', 'X-Location', 'http://10.0.0.5:4001/x'];
  translateAnswer(headers, () => {
    throw new Error('asked for');
  });
  expect(headers[1]).toBe('<http://10.0.0.5:4001/x>');
});
