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
