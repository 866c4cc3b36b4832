import { describe, expect, it } from 'vitest';
import { readAnswerHead } from '../../../src/forward/sockets/answer-head.ts';
import { cut, readHere } from './read-answer.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const read = (bytes: string, method = 'GET') => readHere(cut(bytes, []), method);

describe('the reader of answers', () => {
  it.each([
    ['a length', `${OK}Content-Length: 2\r\n\r\nok`, 'ok'],
    ['chunks', `${OK}Transfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;a=b\r\nk\r\n0\r\n\r\n`, 'ok'],
    ['the end of the connection', `${OK}\r\nok`, 'ok'],
    ['nothing to come', `${OK}Content-Length: 0\r\n\r\n`, ''],
  ])('knows where an answer framed by %s ends', (_framing, bytes, body) => {
    expect(read(bytes)).toMatchObject({ status: 200, body, isComplete: true, isAlone: true });
  });

  it('reads the same from single bytes', () => {
    const bytes = `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n`;
    const pieces = Array.from(Buffer.from(bytes, 'latin1'), (byte) => Buffer.of(byte));
    expect(readHere(pieces, 'GET')).toEqual(read(bytes));
    expect(read(bytes)).toMatchObject({
      interim: [103],
      body: 'hello',
      trailers: ['X-Sum', '1'],
      isComplete: true,
    });
  });

  it.each([
    ['HEAD', `${OK}Content-Length: 5\r\n\r\n`],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n'],
    ['GET', 'HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ])('an answer to %s that has no body ends with its head', (method, bytes) => {
    expect(read(bytes, method)).toMatchObject({ body: '', isComplete: true, isAlone: true });
  });

  it('says when something follows an answer', () => {
    expect(read(`${OK}Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK`)).toMatchObject({
      body: 'ok',
      isAlone: false,
    });
  });

  it.each([
    ['a bare line feed', `${OK.replace('\r', '')}\r\n\r\n`],
    ['a folded field', `${OK}A: 1\r\n 2\r\n\r\n`],
    ['a space before the colon', `${OK}A : 1\r\n\r\n`],
    ['a field without a name', `${OK}: 1\r\n\r\n`],
    ['a carriage return in a value', `${OK}A: 1\rB: 2\r\n\r\n`],
    ['NUL in a value', `${OK}A: \0\r\n\r\n`],
    ['two lengths, even equal ones', `${OK}Content-Length: 2\r\nContent-Length: 2\r\n\r\nok`],
    ['a list of lengths', `${OK}Content-Length: 2, 2\r\n\r\nok`],
    ['a signed length', `${OK}Content-Length: +2\r\n\r\nok`],
    ['length and chunks', `${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['chunked twice', `${OK}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['another coding', `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['HTTP/2.0', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['status 600', 'HTTP/1.1 600 Odd\r\n\r\n'],
    ['a head of more than 32 KiB', `${OK}A: ${'a'.repeat(33_000)}\r\n\r\n`],
    ['a chunk size with a sign', `${OK}Transfer-Encoding: chunked\r\n\r\n+1\r\na\r\n0\r\n\r\n`],
    ['a chunk size with 0x', `${OK}Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n`],
    ['a chunk size beyond 2^48', `${OK}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\na`],
    ['a space after a chunk size', `${OK}Transfer-Encoding: chunked\r\n\r\n1 \r\na\r\n0\r\n\r\n`],
    ['a line feed in a chunk extension', `${OK}Transfer-Encoding: chunked\r\n\r\n1;\nx\r\na\r\n0\r\n\r\n`],
    ['a chunk longer than its size', `${OK}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n`],
    ['a malformed trailer', `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\nx y: 1\r\n\r\n`],
    [
      'more than 16 KiB of extensions',
      `${OK}Transfer-Encoding: chunked\r\n\r\n${`1;${'a'.repeat(999)}\r\na\r\n`.repeat(20)}0\r\n\r\n`,
    ],
    [
      'more than 16 KiB of trailers',
      `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n${`x: ${'a'.repeat(999)}\r\n`.repeat(20)}\r\n`,
    ],
    ['an end inside a length', `${OK}Content-Length: 3\r\n\r\nok`],
    ['an end before the last chunk', `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n`],
    ['an unasked switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'],
  ])('never takes %s for a whole answer', (_fault, bytes) => {
    const answer = read(bytes);
    expect(answer.isComplete).toBe(false);
    expect(answer.problem).toEqual(expect.any(String));
  });

  it('takes no longer for a hostile head than for its length', () => {
    // 32 KiB of blanks and a control character: a pattern that backtracks would need a second and more.
    const startedAt = performance.now();
    read(`${OK}A:${' '.repeat(32_000)}\x01\r\n\r\n`);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

describe('a connection after an answer', () => {
  const head = (fields: string, line = 'HTTP/1.1 200 OK', method = 'GET') => {
    const read = readAnswerHead(`${line}\r\n${fields}`, method);
    if (typeof read === 'string') throw new Error(read);
    return read;
  };

  it.each([
    [true, 'Content-Length: 2'],
    [true, 'Content-Length: 2\r\nConnection: keep-alive'],
    [false, 'Content-Length: 2\r\nConnection: close'],
    [false, 'Content-Length: 2\r\nConnection: x, Close'],
    [false, 'X: until the end'],
  ])('is kept: %s, after %j', (keepsAlive, fields) => {
    expect(head(fields).keepsAlive).toBe(keepsAlive);
  });

  it('is not kept after HTTP/1.0, nor after an answer without a body that announces one', () => {
    expect(head('Content-Length: 2', 'HTTP/1.0 200 OK').keepsAlive).toBe(false);
    expect(head('Content-Length: 2', 'HTTP/1.1 204 No Content').keepsAlive).toBe(false);
    expect(head('Content-Length: 2', 'HTTP/1.1 304 Not Modified').keepsAlive).toBe(true);
    expect(head('Content-Length: 2', 'HTTP/1.1 200 OK', 'HEAD').keepsAlive).toBe(true);
  });

  it('is kept for as long as the upstream says', () => {
    expect(head('Content-Length: 2\r\nKeep-Alive: timeout=5, max=100').keepAliveMs).toBe(5_000);
    expect(head('Content-Length: 2\r\nKeep-Alive: max=100').keepAliveMs).toBeUndefined();
  });
});
