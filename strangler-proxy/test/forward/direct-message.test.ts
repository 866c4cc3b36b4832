import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type BodyTaker, DirectMessage } from '../../src/forward/direct-message.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A server whose every request is handed to `onRequest`, and a connection to it. */
async function serve(
  onRequest: (request: DirectMessage, response: ServerResponse) => void,
): Promise<{ client: Socket; received: () => string }> {
  const server = createServer({ IncomingMessage: DirectMessage });
  server.on('request', (request, response) => onRequest(request as DirectMessage, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const client = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
  client.on('error', () => undefined);
  let text = '';
  client.setEncoding('latin1').on('data', (more: string) => {
    text += more;
  });
  ends.push(() => {
    client.destroy();
    server.close();
    server.closeAllConnections();
  });
  await once(client, 'connect');
  return { client, received: () => text };
}

/** Takes all, or as much as `limit` bytes before it asks for a pause, and writes down what it hears. */
class Taker implements BodyTaker {
  readonly heard: string[] = [];
  readonly pieces: Buffer[] = [];
  readonly limit: number;
  readonly onEnd: () => void;

  constructor(onEnd: () => void = () => undefined, limit = Number.POSITIVE_INFINITY) {
    this.onEnd = onEnd;
    this.limit = limit;
  }

  get bytes(): number {
    return this.pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  onPiece(piece: Buffer): boolean {
    this.pieces.push(piece);
    return this.bytes < this.limit;
  }

  onBodyEnd(): void {
    this.heard.push('end');
    this.onEnd();
  }

  onBodyCut(): void {
    this.heard.push('cut');
  }
}

const post = (body: string, length = body.length) =>
  `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n${body}`;
const chunked =
  'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n';

describe('a request whose body goes right to its taker', () => {
  it('brings each body whole and in order, also of requests sent ahead', async () => {
    const takers: Taker[] = [];
    const { client, received } = await serve((request, response) => {
      const taker = new Taker(() => response.end(Buffer.concat(taker.pieces)));
      takers.push(taker);
      expect(request.handTo(taker)).toBe(true);
    });
    client.write(post('first') + chunked + post('last'));
    await expect.poll(received).toMatch(/first[\s\S]*abc[\s\S]*last$/);
    expect(takers.map(({ heard }) => heard)).toEqual([['end'], ['end'], ['end']]);
  });

  it('is over for its server as a stream would be', async () => {
    let seen: DirectMessage | undefined;
    const { client, received } = await serve((request, response) => {
      seen = request;
      request.handTo(new Taker(() => response.end('done')));
      expect(request).toMatchObject({ readableFlowing: true, readableDidRead: true, readableEnded: false });
    });
    client.write(post('x'));
    await expect.poll(received).toMatch(/done$/);
    expect(seen).toMatchObject({ complete: true, readableEnded: true, aborted: false });
    expect(seen?.listenerCount('end')).toBe(0);
    client.end();
    await pause(30);
    expect(seen).toMatchObject({ aborted: false });
  });

  it('waits while its taker is full, and holds no more than was read at once', async () => {
    const size = 8 * 1024 * 1024;
    const taker = new Taker(() => undefined, 1);
    let seen: DirectMessage | undefined;
    const { client } = await serve((request) => {
      seen = request;
      request.handTo(taker);
    });
    client.write(post('x'.repeat(size)));
    await expect.poll(() => taker.bytes).toBeGreaterThan(0);
    await pause(50);
    expect(taker.bytes).toBeLessThanOrEqual(64 * 1024);
    expect(seen?.readableFlowing).toBe(false);
    while (taker.heard.length === 0) {
      seen?.goOn();
      await pause(0);
    }
    expect(taker).toMatchObject({ bytes: size, heard: ['end'] });
  });

  it.each([
    ['inside a length', post('abc', 10)],
    ['inside chunks', chunked.slice(0, -5)],
    ['by a chunk without a size', chunked.replace('0\r\n\r\n', 'zz\r\n')],
  ])('says once that it was cut %s', async (_where, bytes) => {
    const taker = new Taker();
    const { client } = await serve((request) => void request.handTo(taker));
    client.write(bytes);
    await expect.poll(() => taker.bytes).toBe(3);
    client.destroy();
    await expect.poll(() => taker.heard).toEqual(['cut']);
    await pause(30);
    expect(taker.heard).toEqual(['cut']);
  });

  it('throws the rest away when its taker lets go of it, and serves the next request', async () => {
    const takers: Taker[] = [];
    const { client, received } = await serve((request, response) => {
      const taker = new Taker(() => undefined, 1);
      takers.push(taker);
      request.handTo(taker);
      setTimeout(() => {
        request.letGo();
        response.end(`answer ${takers.length}`);
      }, 20);
    });
    client.write(post('x'.repeat(1024 * 1024)) + post('y'));
    await expect.poll(received).toMatch(/answer 1[\s\S]*answer 2$/);
    expect(takers[0]?.heard).toEqual([]);
    expect(takers[0]?.bytes).toBeLessThanOrEqual(64 * 1024);
    expect(received()).not.toContain('400');
  });

  it('stays a stream for whoever reads it, and after a part of it has come', async () => {
    const answers: string[] = [];
    const { client, received } = await serve(async (request, response) => {
      await pause(20);
      expect(request.handTo(new Taker())).toBe(false);
      let text = '';
      for await (const piece of request) text += piece;
      expect(request.handTo(new Taker())).toBe(false);
      answers.push(text);
      response.end(`got ${text}`);
    });
    client.write(post('whole'));
    await expect.poll(received).toMatch(/got whole$/);
    client.write(post('part', 7));
    await pause(40);
    client.write('ial');
    await expect.poll(received).toMatch(/got partial$/);
    expect(answers).toEqual(['whole', 'partial']);
  });

  it('has one taker', async () => {
    const { client, received } = await serve((request, response) => {
      request.handTo(new Taker(() => response.end('once')));
      expect(request.handTo(new Taker())).toBe(false);
    });
    client.write(post('x'));
    await expect.poll(received).toMatch(/once$/);
  });
});
