import { describe, expect, it } from 'vitest';
import { readRequests } from '../../src/compare/index.ts';

const read = (text: string) => readRequests(text, { fileName: 'smoke.txt' });

describe('readRequests', () => {
  it('reads plain lines, bare paths and JSON lines, and skips blanks and remarks', () => {
    const requests = read('# smoke\nGET /a?x=1\n\n/b\r\n{"method":"post","url":"/c","body":{"n":1}}\n');
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /a?x=1',
      'GET /b',
      'POST /c',
    ]);
    expect(requests[2]?.headers).toEqual([['content-type', 'application/json']]);
    expect(Buffer.from(requests[2]?.body ?? []).toString()).toBe('{"n":1}');
  });

  it('takes the origin off whole URLs, for each side has its own', () => {
    expect(read('GET http://old.example:3000/a?b=c')[0]?.url).toBe('/a?b=c');
  });

  it('reads a HAR: the first host only, without what the sender sets', () => {
    const entry = (url: string) => ({
      request: {
        method: 'GET',
        url,
        headers: [
          { name: 'Host', value: 'shop' },
          { name: ':authority', value: 'shop' },
          { name: 'Accept', value: '*/*' },
        ],
      },
      response: {},
    });
    const har = { log: { version: '1.2', entries: [entry('http://shop/a'), entry('http://fonts/x')] } };
    expect(read(JSON.stringify(har))).toEqual([{ method: 'GET', url: '/a', headers: [['Accept', '*/*']] }]);
  });

  it.each([
    ['GET', 'smoke.txt:2: "GET" is not a request. Write a method and a path'],
    ['FETCH /a', 'smoke.txt:2: "FETCH /a" is not a request'],
    ['GET /a HTTP/1.1', 'smoke.txt:2: "GET /a HTTP/1.1" is not a request'],
    ['GET ftp://x/', 'smoke.txt:2: "ftp://x/" is neither a path nor an http URL. Start it with "/".'],
    ['{"url":', 'smoke.txt:2: "{\\"url\\":" is not JSON'],
    ['{"method":"GET"}', 'smoke.txt:2: url in'],
    ['{"url":"/a","verb":"GET"}', 'Known keys: method, url, headers, body, session.'],
  ])('says place, value and cure of %j', (line, message) => {
    expect(() => read(`GET /ok\n${line}`)).toThrow(message);
  });

  it('refuses a file without requests', () => {
    expect(() => read('# nothing\n')).toThrow('smoke.txt: no requests in it');
  });
});

describe('readRequests of other sources', () => {
  it('takes the open reads of an access log', () => {
    const line = (request: string, status: number) =>
      `10.0.0.1 - - [23/Nov/2026:14:05:06 +0000] "${request} HTTP/1.1" ${status} 512 "-" "curl"`;
    const log = [
      line('GET /api/products?page=2', 200),
      line('POST /api/cart', 201),
      line('GET /api/orders', 401),
      'garbage',
    ].join('\n');
    expect(read(log).map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /api/products?page=2']);
  });

  it('takes the examples of an OpenAPI document, as YAML or JSON', () => {
    const document = `openapi: 3.1.0
paths:
  /plants/{id}:
    parameters: [{ name: id, in: path, example: 7 }]
    get: { parameters: [{ name: sort, in: query, schema: { enum: [name, price] } }] }
  /plants/{id}/{part}:
    get: { parameters: [{ name: id, in: path, example: 7 }] }
`;
    expect(read(document)).toEqual([{ method: 'GET', url: '/plants/7?sort=name', headers: [] }]);
    expect(() => read('{"openapi":"3.1.0","paths":{}}')).toThrow(
      'no GET whose path parameters all have an example',
    );
  });
});
