import type { Random } from './random.ts';

/** A request of this target reached an upstream only if a body was taken for a request. */
export const SMUGGLED = '/smuggled';

const methods = [
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'HEAD',
  'PATCH',
  'TRACE',
  'get',
  'G\tT',
  'PROPFIND',
  'CONNECT',
];
const targets = [
  '/',
  '/api/reviews',
  '/api/reviews/1?q=1',
  '//evil/api',
  '/api/..;/x',
  '/api/..%2fx',
  '/a%00',
  '/a/../b',
  'http://evil/x',
  '*',
  'x',
  '/a#b',
  '/%zz',
  '/a\\b',
  '/caf\xe9',
  '/%c0%af',
  `/${'a'.repeat(300)}`,
];
const versions = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/1.2', 'HTTP/2.0', 'http/1.1', 'HTTP/1.1 '];
const hosts = [
  'Host: a',
  'Host: a',
  'Host: a',
  'Host: a\r\nHost: b',
  'Host: a/b@c',
  '',
  'Host:',
  'Host: [::1]:80',
  'host : a',
];
const codings = [
  'chunked',
  'Chunked',
  'cow, chunked',
  'chunked, cow',
  'identity',
  ' chunked',
  '\x0bchunked',
  'chunked\t',
  'xchunked',
  'chunked;a=b',
  '"chunked"',
  'gzip, chunked',
];
const lengths = ['0', '3', '5', '+3', '-1', '0x3', '3, 3', '3 ', '99', ' 3', '03', '3.0'];
const oddFields = [
  'Trailer: t',
  'Trailer: x\r\nTE: trailers',
  'Expect: 100-continue',
  'Expect: x',
  'Connection: close, Cookie',
  'Connection: keep-alive',
  'Connection: Upgrade\r\nUpgrade: websocket',
  'Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: x',
  'X-A: 1\r\n folded',
  'X-A: 1\x00',
  'X-A: \r1',
  'X-Forwarded-For: 6.6.6.6',
  'Keep-Alive: x',
  'Proxy-Connection: x',
  'Cookie: a=1',
  ': empty',
  'Bad Name: x',
  'X-Long: '.padEnd(2_000, 'a'),
  '__proto__: 1',
  'constructor: 1',
  'Max-Forwards: 0',
  'Range: bytes=0-1',
  'Content-Type: a/b',
];
const framingNames = [
  'Transfer-Encoding',
  'transfer-encoding',
  'Transfer_Encoding',
  'Transfer-Encoding ',
  '\tTransfer-Encoding',
  'Content-Length',
  'Content_Length',
];
const inner = `GET ${SMUGGLED} HTTP/1.1\r\nHost: internal\r\n\r\n`;
const bodies = [
  '',
  'abc',
  `0\r\n\r\n${inner}`,
  `3\r\nabc\r\n0\r\n\r\n`,
  `3\r\nabc\r\n0\r\n\r\n${inner}`,
  `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`,
  inner,
  `0x3\r\nabc\r\n0\r\n\r\n`,
  '3;\nx\r\nabc\r\n0\r\n\r\n',
  '+3\r\nabc\r\n0\r\n\r\n',
  '3\nabc\n0\n\n',
  `0\r\nX: 1\r\n\r\n${inner}`,
  'ffffffffffffffff\r\nabc',
  '3\r\nabcdef\r\n0\r\n\r\n',
];

/** Bytes of one client: a request that may be wrong in several ways at once. */
export function requestBytes(random: Random): string {
  const fields = [random.pick(hosts), ...random.some(oddFields, 3)];
  for (let count = random.below(3); count > 0; count--) {
    const name = random.pick(framingNames);
    fields.push(
      `${name}:${random.pick(['', ' ', '\t'])}${random.pick(/length/i.test(name) ? lengths : codings)}`,
    );
  }
  const method = random.once(3) ? random.pick(methods) : random.pick(['GET', 'POST', 'DELETE']);
  const target = random.once(3) ? random.pick(targets) : '/api/reviews/1';
  const version = random.once(8) ? random.pick(versions) : 'HTTP/1.1';
  const end = random.once(20) ? '\n' : '\r\n';
  const text = [`${method} ${target} ${version}`, ...fields.filter((field) => field !== '')].join(end);
  return `${text}${end}${end}${random.pick(bodies)}`;
}

const statuses = [
  '200 OK',
  '200',
  '204 No Content',
  '304 Not Modified',
  '099 Odd',
  '000 Odd',
  '600 Odd',
  '101 Switching Protocols',
  '100 Continue',
  '103 Early Hints',
  '302 Found',
  '500 Broken',
  '200 OK\x01',
  'abc',
];
const answerFields = [
  'Trailer: x',
  'Content-Length: 2',
  'Content-Length: 3',
  'Content-Length: 2\r\nContent-Length: 3',
  'Content-Length: -1',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: cow',
  'Connection: close',
  'Connection: set-cookie, x-a',
  'Set-Cookie: a=1',
  'Set-Cookie: a=1\r\nSet-Cookie: b=2',
  'X-A: 1\r\n folded',
  'X-A: \x00',
  'X-A: \r',
  'Bad Name: x',
  'Location: http://evil/',
  'Link: </a>',
  'Link: bad',
  'Upgrade: x',
  'Keep-Alive: timeout=0',
  'X-Banyan-Side: x',
  'X-Long: '.padEnd(40_000, 'a'),
  'Date: never',
  'Content-Encoding: gzip',
  'X-\xe9: \xe9',
];
const answerBodies = [
  '',
  'ok',
  'abc',
  '2\r\nok\r\n0\r\n\r\n',
  '2\r\nok\r\n0\r\nx: 1\r\nset-cookie: evil=1\r\n\r\n',
  '5\r\nok',
  'zz\r\nok\r\n',
  'okHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil',
  '\x00'.repeat(100),
];

/** Bytes of one upstream's answer, or silence. */
export function answerBytes(random: Random): string {
  if (random.once(30)) return '';
  const interim = random.once(6)
    ? 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(random.pick([1, 20]))
    : '';
  const version = random.once(10) ? random.pick(['HTTP/1.0', 'HTTP/2.0', 'ICY', 'HTTP/1.1\t']) : 'HTTP/1.1';
  const status = random.once(2) ? '200 OK' : random.pick(statuses);
  const fields = random.some(answerFields, 4);
  return `${interim}${[`${version} ${status}`, ...fields].join('\r\n')}\r\n\r\n${random.pick(answerBodies)}`;
}
