import { describe, expect, it } from 'vitest';
import { engines } from '../kit/proxy.ts';
import { faultsOf, readStrictly } from './read-strictly.ts';
import { fuzz } from './run-fuzz.ts';

const isLong = process.env['BANYAN_TEST_FULL'] !== undefined;
const milliseconds = isLong ? 60_000 : 3_000;
/** A new one each day, so that the nights add up; printed with every finding. */
const seed = Number(process.env['BANYAN_FUZZ_SEED'] ?? Math.floor(Date.now() / 86_400_000) * 1_000_003);

describe('generated requests and answers', () => {
  it.each(engines)(
    'through %s end no process and reach no upstream with two meanings',
    async (engine) => {
      const { cases, found } = await fuzz(`banyan ${engine}`, seed, milliseconds);
      expect([...found], `seed ${seed}`).toEqual([]);
      expect(cases).toBeGreaterThan(100);
    },
    milliseconds + 60_000,
  );

  it(
    'find the known holes of the bare stack, so the fuzzer can see',
    async () => {
      const { found } = await fuzz('bare http-proxy-middleware', seed, milliseconds);
      const known = [
        'exit',
        'framing with two meanings',
        'Host with two meanings',
        ...(isLong ? ['TRACE'] : []),
      ];
      expect([...found.keys()]).toEqual(expect.arrayContaining(known));
    },
    milliseconds + 60_000,
  );
});

describe('the strict reader', () => {
  it.each([
    [
      'POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n',
      ['smuggled request'],
    ],
    [
      'POST /a HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n',
      ['smuggled request'],
    ],
    [
      'POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 38\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: a\r\n\r\nabc',
      [],
    ],
    ['GET /a HTTP/1.1\r\nhost: a\r\ntransfer_encoding: chunked\r\n\r\n', ['framing with two meanings']],
    ['GET /a HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n', ['Host with two meanings']],
  ])('of %j finds %j', (bytes, faults) => {
    expect(faultsOf(readStrictly(bytes), '/smuggled')).toEqual(faults);
  });
});
