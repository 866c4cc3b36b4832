/** A side in a process of its own: a page of 4 KB, or whatever a broken service can do to whoever asks it. */
import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const MIB = 1024 * 1024;
const piece = Buffer.alloc(MIB, 'x');
/** 200 MiB in 200 KB, which is less than a capture keeps: it is up to the comparison to stop. */
const bomb = gzipSync(Buffer.alloc(200 * MIB, '0'));
const deepJson = '['.repeat(200_000);
const items = Array.from({ length: 30 }, (_, id) => ({
  id,
  name: `Ficus no. ${id}`,
  price: 10 + id / 4,
  tags: ['green', 'large'],
  description: 'needs light and water',
}));

const acts: Readonly<Record<string, (response: ServerResponse, turn: number) => void>> = {
  page: (response, turn) => {
    const isEqual = turn % 2 === 0;
    const answeredAs = {
      requestId: isEqual ? 'same' : randomUUID(),
      servedAt: isEqual ? 0 : new Date().toISOString(),
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ items, ...answeredAs }));
  },
  hang: () => undefined,
  reset: (response) => response.socket?.resetAndDestroy(),
  trickle: (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 50);
    response.on('close', () => clearInterval(timer));
  },
  gibibyte: (response) => {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 1024 * MIB });
    let left = 1024;
    const push = () => {
      while (left > 0 && !response.destroyed) {
        left -= 1;
        if (!response.write(piece)) return;
      }
    };
    response.on('drain', push);
    push();
  },
  bomb: (response, turn) => {
    response.setHeader('content-type', 'application/json');
    if (turn % 2 === 0) response.setHeader('content-encoding', 'gzip').end(bomb);
    else response.end(deepJson);
  },
};

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://upstream');
  const act = process.argv[2] === 'hostile' ? pathname.slice(pathname.lastIndexOf('/') + 1) : 'page';
  response.on('error', () => response.destroy());
  acts[act]?.(response, Number(searchParams.get('turn')));
});
server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
