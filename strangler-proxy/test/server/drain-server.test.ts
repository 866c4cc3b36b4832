/** A stop that closes what is idle, and nothing that has only just been answered. */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { drainServer, openSockets } from '../../src/server/drain-server.ts';

const DEADLINE_MS = 60_000;
let server: Server;
let sockets: ReturnType<typeof openSockets>;
/** Answers that wait for the test. */
let held: ServerResponse[] = [];

beforeEach(async () => {
  held = [];
  server = createServer((request, response) => {
    if (request.url === '/held') held.push(response);
    else response.end('at once');
  });
  sockets = openSockets(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  vi.useRealTimers();
  for (const socket of sockets) socket.destroy();
  server.close();
});

async function openClient() {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.setEncoding('utf8');
  return {
    socket,
    send: (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`),
    ask(path: string): Promise<unknown[]> {
      this.send(path);
      return once(socket, 'data');
    },
  };
}
const isHeld = async (count: number) => {
  while (held.length < count) await new Promise((resolve) => setImmediate(resolve));
};
const closed = (socket: Socket) => once(socket, 'close');

it('a connection whose answer ended a moment ago is still there for its next request', async () => {
  const [client, other] = [await openClient(), await openClient()];
  client.send('/held');
  other.send('/held');
  await isHeld(2);
  vi.useFakeTimers({ toFake: ['setInterval', 'setTimeout'] });
  const drained = drainServer(server, DEADLINE_MS, sockets);
  // What follows may take its time on a busy machine; a connection's own patience is not what is asked here.
  server.keepAliveTimeout = DEADLINE_MS;
  const answered = once(client.socket, 'data');
  held[0]?.end('done');
  await answered;
  vi.advanceTimersByTime(1_000);
  expect(String((await client.ask('/next'))[0])).toContain('at once');
  client.socket.destroy();
  held[1]?.end();
  other.socket.destroy();
  await drained;
});

it('idle connections end by themselves, and the stop with the last of them', async () => {
  const [idle, fresh] = [await openClient(), await openClient()];
  await idle.ask('/first');
  const gone = closed(idle.socket);
  const drained = drainServer(server, DEADLINE_MS, sockets);
  await gone;
  // Never sent anything, so Node holds it as one whose first request is to come.
  fresh.socket.destroy();
  await drained;
});

it('the deadline cuts what is left, also connections that never sent a request', async () => {
  const [busy, fresh] = [await openClient(), await openClient()];
  busy.send('/held');
  await isHeld(1);
  const gone = Promise.all([closed(busy.socket), closed(fresh.socket)]);
  busy.socket.resume();
  fresh.socket.resume();
  await drainServer(server, 1, sockets);
  await gone;
});
