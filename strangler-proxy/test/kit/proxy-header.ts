import { isIPv6 } from 'node:net';

/** The bytes of a PROXY header of version 2; parts that are wrong on purpose are given as they shall stand. */
export function binaryHeader(parts: {
  readonly command?: number;
  readonly family?: number;
  readonly source?: string;
  readonly isTls?: boolean;
  readonly additions?: Buffer;
  readonly length?: number;
}): Buffer {
  const { source = '192.0.2.7', command = 0x21, isTls = false } = parts;
  const family = parts.family ?? (isIPv6(source) ? 0x21 : 0x11);
  const addresses = Buffer.alloc({ 17: 12, 33: 36, 49: 216 }[family] ?? 0);
  if (family === 0x11) addresses.set(source.split('.').map(Number));
  if (family === 0x21) {
    const [front = '', back = ''] = source.split('::');
    const groups = (text: string) => text.split(':').filter((group) => group !== '');
    const missing = 8 - groups(front).length - groups(back).length;
    const all = [...groups(front), ...Array(missing).fill('0'), ...groups(back)];
    for (const [index, group] of all.entries())
      addresses.writeUInt16BE(Number.parseInt(group, 16), index * 2);
  }
  const tls = isTls ? Buffer.from([0x20, 0, 5, 0x01, 0, 0, 0, 0]) : Buffer.alloc(0);
  const rest = Buffer.concat([addresses, tls, parts.additions ?? Buffer.alloc(0)]);
  const head = Buffer.from('\r\n\r\n\0\r\nQUIT\n\0\0\0\0', 'latin1');
  head.writeUInt8(command, 12);
  head.writeUInt8(family, 13);
  head.writeUInt16BE(parts.length ?? rest.length, 14);
  return Buffer.concat([head, rest.subarray(0, parts.length ?? rest.length)]);
}
