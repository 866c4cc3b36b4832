import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProxyHeader } from '../../src/guard/proxy-protocol.ts';
import { binaryHeader } from '../kit/proxy-header.ts';

const read = (text: string) => readProxyHeader(Buffer.from(text, 'latin1'));

describe('a PROXY header in text', () => {
  it.each([
    ['PROXY TCP4 192.0.2.7 198.51.100.1 51234 443\r\nGET', '192.0.2.7', 45],
    ['PROXY TCP6 2001:DB8::7 2001:db8:0:0:0:0:0:1 1 65535\r\n', '2001:db8::7', 53],
    ['PROXY UNKNOWN\r\n', undefined, 15],
    ['PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n', undefined, 59],
  ])('%j names %s', (text, clientAddress, length) => {
    expect(read(text)).toEqual({ length, clientAddress, isTls: false });
  });

  it.each([
    'GET / HTTP/1.1\r\n\r\n',
    'proxy TCP4 192.0.2.7 198.51.100.1 1 2\r\n',
    'PROXY  TCP4 192.0.2.7 198.51.100.1 1 2\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 1 2 \r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 1\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 01 2\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 1 65536\r\n',
    'PROXY TCP4 192.0.2.07 198.51.100.1 1 2\r\n',
    'PROXY TCP4 2001:db8::7 198.51.100.1 1 2\r\n',
    'PROXY TCP6 192.0.2.7 198.51.100.1 1 2\r\n',
    'PROXY TCP6 fe80::1%lo fe80::2 1 2\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 1 2\n\r\n',
    'PROXY UNKNOWN1\r\n',
    'PROXY UDP4 192.0.2.7 198.51.100.1 1 2\r\n',
    `PROXY UNKNOWN ${'f'.repeat(100)}\r\n`,
    'PROXY TCP4 192.0.2.7\r\nX: 1\r\n',
  ])('%j is malformed', (text) => expect(read(text)).toBe('malformed'));
});

describe('a PROXY header in binary', () => {
  it.each([
    ['an IPv4 client', binaryHeader({ source: '192.0.2.7' }), '192.0.2.7', false],
    ['an IPv6 client', binaryHeader({ source: '2001:db8::7' }), '2001:db8::7', false],
    ['a client that spoke TLS', binaryHeader({ source: '192.0.2.7', isTls: true }), '192.0.2.7', true],
    ['the balancer itself', binaryHeader({ command: 0x20, source: '192.0.2.7' }), undefined, false],
    ['nobody', binaryHeader({ family: 0 }), undefined, false],
    ['a Unix socket', binaryHeader({ family: 0x31 }), undefined, false],
  ])('of %s is read', (_of, bytes, clientAddress, isTls) => {
    const answer = { length: bytes.length, clientAddress, isTls };
    expect(readProxyHeader(Buffer.concat([bytes, Buffer.from('GET')]))).toEqual(answer);
  });

  it.each([
    ['another version', binaryHeader({ command: 0x11 })],
    ['another command', binaryHeader({ command: 0x22 })],
    ['datagrams', binaryHeader({ family: 0x12 })],
    ['an unknown family', binaryHeader({ family: 0x41 })],
    ['addresses cut short', binaryHeader({ length: 8 })],
    ['more than 4 KiB', binaryHeader({ length: 5_000 })],
    ['an addition cut short', binaryHeader({ additions: Buffer.from([0x04, 0, 9, 1]) })],
    ['a signature that is nearly one', Buffer.from('\r\n\r\n\0\r\nQUIT\r!\x11\0\0', 'latin1')],
    ['an empty line in front of a request', Buffer.from('\r\nGET / HTTP/1.1\r\n\r\n')],
  ])('with %s is malformed', (_what, bytes) => expect(readProxyHeader(bytes)).toBe('malformed'));
});

describe('any bytes', () => {
  const headers = [
    Buffer.from('PROXY TCP4 192.0.2.7 198.51.100.1 51234 443\r\n'),
    Buffer.from('PROXY UNKNOWN\r\n'),
    binaryHeader({ source: '2001:db8::7', isTls: true }),
  ];
  it('that begin a header are incomplete until its last one', () => {
    for (const bytes of headers) {
      for (let length = 0; length < bytes.length; length++)
        expect(readProxyHeader(bytes.subarray(0, length))).toBe('incomplete');
      expect(readProxyHeader(bytes)).toMatchObject({ length: bytes.length });
    }
  });

  it('are never taken for a header that is not whole, and never asked for beyond 4 KiB', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(fc.constantFrom(...headers), fc.nat(80), fc.uint8Array({ maxLength: 4_200 }))
        .map(([header, keep, rest]) => Buffer.concat([header.subarray(0, keep), rest])),
    );
    fc.assert(
      fc.property(bytes, (given) => {
        const header = readProxyHeader(Buffer.from(given));
        if (typeof header === 'object') expect(header.length).toBeLessThanOrEqual(given.length);
        else if (given.length >= 4_096) expect(header).toBe('malformed');
      }),
      { numRuns: 2_000 },
    );
  });
});
