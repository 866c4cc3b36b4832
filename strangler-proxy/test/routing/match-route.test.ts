import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/guard/refusal.ts';
import { readRequest } from '../../src/guard/request.ts';
import { parseConfig } from '../../src/index.ts';
import { matchRoute } from '../../src/routing/match-route.ts';
import { rewritePath } from '../../src/routing/rewrite.ts';
import { buildRouteTable } from '../../src/routing/route-table.ts';

function tableOf(routes: readonly string[], matching = 'express') {
  const slices = routes
    .map((route, index) => `  - { name: s${index}, service: a, routes: [${route}] }`)
    .join('\n');
  const { config } = parseConfig(
    `version: 1\nlisten: a:1\nadmin: 127.0.0.1:0\nmonolith: { target: http://a }\nmatching: ${matching}\nservices: { a: { targets: [http://a] } }\nslices:\n${slices}\n`,
  );
  return buildRouteTable(config);
}

function ask(method: string, target: string, ...fields: string[]) {
  const request = readRequest(
    { method, target, httpVersion: '1.1', rawHeaders: ['Host', 'shop.example', ...fields] },
    { maxHeaders: 100, hosts: undefined },
  );
  if (isRefusal(request)) throw new Error(request.reason);
  return request;
}

describe('matchRoute', () => {
  const table = tableOf([
    '{ path: /api/reviews/* }',
    '{ path: "/api/reviews/:id" }',
    '{ path: /api/reviews/top, methods: [GET] }',
    '{ path: "/api/products/:id/reviews", methods: [GET, POST] }',
    '{ path: /api/reviews, hosts: [shop.example] }',
    '{ path: /api/reviews }',
    '{ path: /search, query: { v: "2" } }',
    '{ path: /search, headers: { X-Beta: true, Accept: text/x } }',
    '{ path: /caf%C3%A9/:id }',
  ]);
  it.each([
    ['GET', '/api/reviews/17', 's1'],
    ['GET', '/api/reviews/17/', 's1'],
    ['GET', '/API/Reviews/17', 's1'],
    ['GET', '/%61pi/reviews/17', 's1'],
    ['GET', '/api/reviews/17/likes/3', 's0'],
    ['GET', '/api/reviews/top', 's2'],
    ['HEAD', '/api/reviews/top', 's2'],
    ['POST', '/api/reviews/top', 's1'],
    ['GET', '/api/products/1/reviews', 's3'],
    ['DELETE', '/api/products/1/reviews', undefined],
    ['OPTIONS', '/api/products/1/reviews', undefined],
    ['GET', '/api/reviews', 's4'],
    ['GET', '/api/reviews/', 's4'],
    ['GET', '/api/reviewsx', undefined],
    ['GET', '/xapi/reviews', undefined],
    ['GET', '/api', undefined],
    ['GET', '/', undefined],
    ['GET', '/search?v=2', 's6'],
    ['GET', '/search?v=1&v=2', 's6'],
    ['GET', '/search?v=1', undefined],
    ['GET', '/search?v=__proto__', undefined],
    ['GET', '/caf%C3%A9/1', 's8'],
    ['GET', '/__proto__/constructor', undefined],
  ])('%s %s belongs to %s', (method, target, slice) => {
    expect(matchRoute(table, ask(method, target))?.slice).toBe(slice);
  });

  it('asks for a header field by name alone', () => {
    expect(matchRoute(table, ask('GET', '/search', 'x-beta', 'yes', 'ACCEPT', 'text/x'))?.slice).toBe('s7');
  });

  it('sends a preflight where its request will go', () => {
    const preflight = (method: string) =>
      ask(
        'OPTIONS',
        '/api/products/1/reviews',
        'Origin',
        'https://a',
        'Access-Control-Request-Method',
        method,
      );
    expect(matchRoute(table, preflight('POST'))?.slice).toBe('s3');
    expect(matchRoute(table, preflight('DELETE'))).toBeUndefined();
  });

  it('is as strict about case as the file says', () => {
    const exact = tableOf(['{ path: /api/Reviews }'], 'exact');
    expect(matchRoute(exact, ask('GET', '/api/Reviews'))?.slice).toBe('s0');
    expect(matchRoute(exact, ask('GET', '/api/reviews'))).toBeUndefined();
  });
});

describe('rewritePath', () => {
  const table = tableOf([
    '{ path: "/api/products/:id/reviews", rewrite: "/v2/reviews/by-product/:id" }',
    '{ path: /old/*, rewrite: /new/* }',
    '{ path: /same/:id }',
  ]);
  it.each([
    ['/api/products/7/reviews', '/v2/reviews/by-product/7'],
    ['/api/products/a%20b/reviews', '/v2/reviews/by-product/a%20b'],
    ['/old/a/b%C3%A9/c', '/new/a/b%C3%A9/c'],
    ['/same/1', '/same/1'],
  ])('turns %s into %s', (from, to) => {
    const request = ask('GET', from);
    const route = matchRoute(table, request);
    expect(route && rewritePath(route, request)).toBe(to);
  });
});
