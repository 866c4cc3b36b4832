/** An HTTP/2 client of bare frames: it says what no library would. */
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';

export const frameTypes = {
  data: 0x0,
  headers: 0x1,
  priority: 0x2,
  reset: 0x3,
  settings: 0x4,
  ping: 0x6,
  goaway: 0x7,
  windowUpdate: 0x8,
  continuation: 0x9,
} as const;
export const END_STREAM = 0x1;
export const END_HEADERS = 0x4;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

export function frame(type: number, flags: number, stream: number, payload: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(payload as string, 'latin1');
  const head = Buffer.alloc(9);
  head.writeUIntBE(bytes.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, bytes]);
}

/** Fields as HPACK literals without indexing or Huffman (RFC 7541 6.2.2), so that any byte can stand in them. */
export function literals(fields: readonly (readonly [string, string])[]): Buffer {
  const text = (value: string) => {
    const bytes = Buffer.from(value, 'latin1');
    return Buffer.concat([length(bytes.length), bytes]);
  };
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
}

/** An integer with a prefix of 7 bits (RFC 7541 5.1). */
function length(value: number): Buffer {
  if (value < 127) return Buffer.from([value]);
  const bytes = [127];
  let rest = value - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

export const plainRequest: readonly (readonly [string, string])[] = [
  [':method', 'GET'],
  [':scheme', 'https'],
  [':authority', 'shop.example'],
  [':path', '/api/reviews'],
];

export interface RawHttp2 {
  readonly socket: TLSSocket;
  readonly frames: Frame[];
  send(...frames: Buffer[]): void;
  /** The first frame that is like this, now or later; `undefined` when the connection closes without one. */
  frame(isLike: (frame: Frame) => boolean): Promise<Frame | undefined>;
  close(): void;
}

/** Opens a connection and says the preface; settings are acknowledged, pings are not. */
export async function openRawHttp2(port: number): Promise<RawHttp2> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'] });
  await once(socket, 'secureConnect');
  socket.on('error', () => undefined);
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  const tell = () => {
    for (const look of waiting) look();
  };
  let unread: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    while (unread.length >= 9 && unread.length >= 9 + unread.readUIntBE(0, 3)) {
      const end = 9 + unread.readUIntBE(0, 3);
      frames.push({
        type: unread.readUInt8(3),
        flags: unread.readUInt8(4),
        stream: unread.readUInt32BE(5) & 0x7fffffff,
        payload: unread.subarray(9, end),
      });
      unread = unread.subarray(end);
    }
    tell();
  });
  let isClosed = false;
  socket.on('close', () => {
    isClosed = true;
    tell();
  });
  const send = (...parts: Buffer[]) => {
    if (!socket.destroyed) socket.write(Buffer.concat(parts));
  };
  send(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(frameTypes.settings, 0, 0));
  return {
    socket,
    frames,
    send,
    frame: (isLike) =>
      new Promise((resolve) => {
        const look = () => {
          const found = frames.find(isLike);
          if (!found && !isClosed) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    close: () => socket.destroy(),
  };
}
