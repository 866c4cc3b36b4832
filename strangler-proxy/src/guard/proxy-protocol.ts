import { isIP, SocketAddress } from 'node:net';

/** What a load balancer says before the first byte of a connection (HAProxy's PROXY protocol, versions 1 and 2). */
export interface ProxyHeader {
  /** Bytes it takes; the client's own begin after them. */
  readonly length: number;
  /** The client's address; `undefined` where the balancer speaks for itself or names no Internet address. */
  readonly clientAddress: string | undefined;
  /** The client spoke TLS to the balancer. */
  readonly isTls: boolean;
}

/** The longest line of version 1, with its line break (PROXY protocol 2.1). */
const MAX_LINE_BYTES = 107;
/** Addresses take 36 bytes; the rest is room for what a balancer adds, such as its client's certificate name. */
const MAX_BINARY_BYTES = 4_096;
const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const BINARY_HEAD_BYTES = 16;

/**
 * Reads the header at the beginning of a connection. What is not exactly a header is malformed: to guess would let a
 * client's own bytes be taken for the balancer's word, or the other way round.
 */
export function readProxyHeader(bytes: Buffer): ProxyHeader | 'incomplete' | 'malformed' {
  const isBinary = bytes[0] === signature[0];
  return isBinary ? readBinary(bytes) : readLine(bytes);
}

const port = '(?:0|[1-9]\\d{0,4})';
const line = new RegExp(`^PROXY (TCP[46]) ([0-9A-Fa-f:.]+) ([0-9A-Fa-f:.]+) (${port}) (${port})$`);

function readLine(bytes: Buffer): ReturnType<typeof readProxyHeader> {
  const text = bytes.toString('latin1', 0, MAX_LINE_BYTES);
  const begin = 'PROXY ';
  if (!text.startsWith(begin.slice(0, text.length))) return 'malformed';
  const end = text.indexOf('\r\n');
  if (end === -1) return bytes.length < MAX_LINE_BYTES ? 'incomplete' : 'malformed';
  const said = text.slice(0, end);
  const length = end + 2;
  if (said === 'PROXY UNKNOWN' || said.startsWith('PROXY UNKNOWN '))
    return { length, clientAddress: undefined, isTls: false };
  const [, protocol, source = '', destination = '', ...ports] = line.exec(said) ?? [];
  const family = protocol === 'TCP4' ? 4 : 6;
  const isValid =
    isIP(source) === family &&
    isIP(destination) === family &&
    ports.every((number) => Number(number) <= 65_535);
  return isValid ? { length, clientAddress: canonical(source, family), isTls: false } : 'malformed';
}

/** Address families over a stream, and the bytes that both addresses and ports take. */
const families: ReadonlyMap<number, { readonly bytes: number; readonly family: 4 | 6 | undefined }> = new Map(
  [
    [0x00, { bytes: 0, family: undefined }],
    [0x11, { bytes: 12, family: 4 }],
    [0x21, { bytes: 36, family: 6 }],
    [0x31, { bytes: 216, family: undefined }],
  ],
);
const LOCAL = 0x20;
const PROXY = 0x21;

function readBinary(bytes: Buffer): ReturnType<typeof readProxyHeader> {
  const known = Math.min(bytes.length, signature.length);
  if (bytes.compare(signature, 0, known, 0, known) !== 0) return 'malformed';
  if (bytes.length < BINARY_HEAD_BYTES) return 'incomplete';
  const command = bytes.readUInt8(12);
  const family = families.get(bytes.readUInt8(13));
  const length = BINARY_HEAD_BYTES + bytes.readUInt16BE(14);
  if ((command !== LOCAL && command !== PROXY) || !family || length > MAX_BINARY_BYTES) return 'malformed';
  if (bytes.length < length) return 'incomplete';
  // Its own health check: addresses and additions have no meaning then.
  if (command === LOCAL) return { length, clientAddress: undefined, isTls: false };
  const rest = bytes.subarray(BINARY_HEAD_BYTES, length);
  if (rest.length < family.bytes) return 'malformed';
  const isTls = readTls(rest.subarray(family.bytes));
  if (isTls === undefined) return 'malformed';
  const clientAddress =
    family.family === 4
      ? rest.subarray(0, 4).join('.')
      : family.family === 6
        ? canonical(groupsOf(rest.subarray(0, 16)), 6)
        : undefined;
  return { length, clientAddress, isTls };
}

const PP2_TYPE_SSL = 0x20;
const PP2_CLIENT_SSL = 0x01;

/** Whether the balancer's additions say that its client spoke TLS; `undefined` when they are cut short. */
function readTls(additions: Buffer): boolean | undefined {
  let isTls = false;
  let rest = additions;
  while (rest.length > 0) {
    if (rest.length < 3) return undefined;
    const end = 3 + rest.readUInt16BE(1);
    if (rest.length < end) return undefined;
    if (rest[0] === PP2_TYPE_SSL && end > 3) isTls ||= (rest.readUInt8(3) & PP2_CLIENT_SSL) !== 0;
    rest = rest.subarray(end);
  }
  return isTls;
}

function groupsOf(address: Buffer): string {
  return Array.from({ length: 8 }, (_, index) => address.readUInt16BE(index * 2).toString(16)).join(':');
}

/** One way of writing for each address, as Node writes a socket's. */
function canonical(address: string, family: 4 | 6): string {
  return new SocketAddress({ address, family: family === 4 ? 'ipv4' : 'ipv6' }).address;
}
