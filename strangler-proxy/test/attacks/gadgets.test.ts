/** Ways to write Transfer-Encoding and Content-Length so that two programs disagree, each with and without the other field (F15). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readStrictly } from '../fuzz/read-strictly.ts';
import { engines, reviewsConfig, startTestProxy, type TestProxy } from '../kit/proxy.ts';
import { sendRaw } from '../kit/raw-client.ts';
import { type RawUpstream, rawAnswer } from '../kit/upstream.ts';

const spaces = ['', ' ', '\t', '\x0b', '\x0c', '\xa0', '\r\n ', '\n', '\r', '\0', '"', "'", ','];
const names = [
  'Transfer-Encoding',
  'transfer-encoding',
  'TRANSFER-ENCODING',
  'Transfer_Encoding',
  'Transfer Encoding',
  'Transfer-Encoding\\',
  'X: y\r\nTransfer-Encoding',
  'Content-Encoding: x\r\nTransfer-Encoding',
];
const codings = [
  'chunked',
  'Chunked',
  'xchunked',
  'chunkedx',
  'chunked, identity',
  'identity, chunked',
  'cow, chunked',
  'chunk',
  '[chunked]',
  'chunked;q=1',
  'c\x00hunked',
  '\u{212a}chunked'.replace('\u{212a}', 'K'),
];

function* gadgets(): Generator<string> {
  for (const name of names) for (const coding of codings) yield `${name}: ${coding}`;
  for (const space of spaces) {
    yield `Transfer-Encoding${space}: chunked`;
    yield `Transfer-Encoding:${space}chunked`;
    yield `Transfer-Encoding: chunked${space}`;
    yield `${space}Transfer-Encoding: chunked`;
    yield `Transfer-Encoding: ${space}chunked${space}`;
    yield `Content-Length${space}: 4`;
    yield `Content-Length: ${space}4`;
    yield `Content-Length: 4${space}`;
  }
  for (const coding of codings) {
    yield `Transfer-Encoding: ${coding}\r\nTransfer-Encoding: chunked`;
    yield `Transfer-Encoding: chunked\r\nTransfer-Encoding: ${coding}`;
  }
}

/** Ends inside a chunked reading, and holds a whole second request in a reading by length. */
const body = '4\r\nabcd\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: internal\r\n\r\n';
const payloads = [...gadgets()].flatMap((gadget) => [
  gadget,
  `Content-Length: ${body.length}\r\n${gadget}`,
  `${gadget}\r\nContent-Length: 4`,
]);

let upstream: RawUpstream;
let proxies: TestProxy[];
beforeAll(async () => {
  upstream = await rawAnswer('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  proxies = await Promise.all(
    engines.map((engine) => startTestProxy(reviewsConfig({ monolith: upstream.origin, engine }))),
  );
});
afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.end()));
  await upstream.close();
});

it(`${payloads.length} payloads reach no upstream with odd framing, nor with a request out of a body`, async () => {
  for (const proxy of proxies) {
    for (let start = 0; start < payloads.length; start += 20) {
      await Promise.all(
        payloads
          .slice(start, start + 20)
          .map((fields) =>
            sendRaw(
              proxy.port,
              `POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n\r\n${body}`,
            ),
          ),
      );
    }
  }
  const requests = upstream.connections.flatMap(readStrictly);
  const isOdd = ({ fields }: (typeof requests)[number]) => {
    const framing = fields.filter(
      ([name]) => /^(transfer|content)[-_](encoding|length)$/.test(name) && name !== 'content-encoding',
    );
    return (
      framing.length > 1 ||
      framing.some(([name, value]) => name === 'transfer-encoding' && value !== 'chunked')
    );
  };
  expect(requests.filter(isOdd)).toEqual([]);
  expect(requests.filter(({ target }) => target !== '/x')).toEqual([]);
  expect(requests.length).toBeGreaterThan(0);
});
