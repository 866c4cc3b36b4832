import { END_HEADERS, END_STREAM, frame, frameTypes, literals } from '../kit/raw-http2.ts';
import { SMUGGLED } from './grammar.ts';
import type { Random } from './random.ts';

const inner = `GET ${SMUGGLED} HTTP/1.1\r\nHost: internal\r\n\r\n`;
const methods = [
  'GET',
  'POST',
  'POST',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'get',
  `GET ${SMUGGLED}`,
  '',
];
const paths = [
  '/api/reviews/1',
  '/api/reviews',
  '/',
  '*',
  '',
  'x',
  '//evil',
  '/a/../b',
  '/a%2fb',
  '/a b',
  `/x HTTP/1.1\r\n\r\n${inner}`,
  'http://evil/',
];
const schemes = ['https', 'https', 'https', 'http', '', 'ftp'];
const authorities = ['shop.example', 'shop.example', 'a@b', 'a\r\nx: 1', '', '[::1]:80'];
const fields: readonly (readonly [string, string])[] = [
  ['transfer-encoding', 'chunked'],
  ['content-length', '0'],
  ['content-length', '3'],
  ['content-length', '5000'],
  ['content-length', '+3'],
  ['connection', 'close'],
  ['connection', 'cookie, x-forwarded-for'],
  ['upgrade', 'h2c'],
  ['te', 'trailers'],
  ['te', 'chunked'],
  ['trailer', 'x'],
  ['host', 'shop.example'],
  ['host', 'other'],
  ['expect', '100-continue'],
  ['expect', 'x'],
  ['cookie', 'a=1'],
  ['cookie', 'b=2'],
  ['x-a', `1\r\n\r\n${inner}`],
  ['x-a\r\ntransfer-encoding', 'chunked'],
  ['X-Upper', '1'],
  ['', '1'],
  [':late', '1'],
  ['__proto__', '1'],
  ['x-forwarded-for', '6.6.6.6'],
  ['max-forwards', '0'],
  ['range', 'bytes=0-1'],
  ['x-long', 'a'.repeat(5_000)],
];
const bodies = ['', 'abc', inner, `0\r\n\r\n${inner}`, 'a'.repeat(3_000)];
const flags = [0, END_STREAM, END_HEADERS, END_STREAM | END_HEADERS, 0x8, 0x20, 0xff];

function headersOf(random: Random): readonly (readonly [string, string])[] {
  /** Plain for the most part, or nothing would come through. */
  const mostly = (plain: string, odd: readonly string[]) => (random.once(6) ? random.pick(odd) : plain);
  const pseudo = [
    [':method', mostly(random.pick(['GET', 'POST']), methods)],
    [':scheme', mostly('https', schemes)],
    [':authority', mostly('shop.example', authorities)],
    [':path', mostly('/api/reviews/1', paths)],
  ] as const;
  const kept = pseudo.filter(() => !random.once(30));
  const all = [...kept, ...(random.once(2) ? random.some(fields, 3) : [])];
  return random.once(20) ? [...all].reverse() : all;
}

/** Frames of one client: mostly requests that may be wrong in several ways, and now and then anything at all. */
export function http2Frames(random: Random): Buffer[] {
  const frames: Buffer[] = [];
  let stream = 1;
  for (let count = 1 + random.below(6); count > 0; count--) {
    const at = random.once(10) ? random.below(9) : stream;
    switch (random.once(8) ? random.below(6) : 6) {
      case 0:
        frames.push(frame(frameTypes.reset, 0, at, Buffer.from([0, 0, 0, random.below(14)])));
        break;
      case 1:
        frames.push(
          frame(
            frameTypes.settings,
            random.below(2),
            random.once(9) ? at : 0,
            bytes(random, 6 * random.below(3)),
          ),
        );
        break;
      case 2:
        frames.push(frame(frameTypes.windowUpdate, 0, random.once(2) ? 0 : at, bytes(random, 4)));
        break;
      case 3:
        frames.push(frame(random.below(14), random.pick(flags), at, bytes(random, random.below(40))));
        break;
      case 4:
        frames.push(frame(frameTypes.continuation, random.pick(flags), at, literals(random.some(fields, 3))));
        break;
      case 5:
        frames.push(frame(frameTypes.data, random.pick(flags), at, random.pick(bodies)));
        break;
      default: {
        const body = random.pick(bodies);
        const hasBody = random.once(2);
        const head = END_HEADERS | (hasBody ? 0 : END_STREAM);
        frames.push(
          frame(
            frameTypes.headers,
            random.once(12) ? random.pick(flags) : head,
            at,
            literals(headersOf(random)),
          ),
        );
        if (hasBody) frames.push(frame(frameTypes.data, random.once(3) ? 0 : END_STREAM, at, body));
        stream += 2;
      }
    }
  }
  return frames;
}

function bytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}
