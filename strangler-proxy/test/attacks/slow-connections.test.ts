/** Connections that bring no request are closed by themselves, whatever else they bring, and on whatever layer they wait. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, it } from 'vitest';
import { hasOpenssl } from '../kit/certificates.ts';
import { reviewsConfig, startTestProxy } from '../kit/proxy.ts';
import { frame, frameTypes, literals, openRawHttp2, plainRequest } from '../kit/raw-http2.ts';
import { secureFront } from '../kit/secure-front.ts';
import { httpUpstream } from '../kit/upstream.ts';

it.skipIf(!hasOpenssl)('every connection without a request is closed', async () => {
  const upstream = await httpUpstream('monolith');
  const front = await secureFront();
  const proxy = await startTestProxy(reviewsConfig({ monolith: upstream.origin, more: front.tls }));
  const opened: Socket[] = [];
  const closed: Promise<unknown>[] = [];
  /** What the other end closes is over, though this end stays half open. */
  const watch = (socket: Socket) => {
    opened.push(socket);
    socket.on('error', () => undefined);
    closed.push(Promise.race([once(socket, 'end'), once(socket, 'close')]));
  };
  const silent = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
  silent.resume();
  watch(silent);
  for (const bytes of [
    '',
    'GET / HTTP/1.1\r\nHost:',
    '\0\0\0\r\n\r\n',
    'GET /../ HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET /../ HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n',
  ]) {
    // Never closes its own half, as an attacker does not.
    const options = { port: proxy.port, host: '127.0.0.1', rejectUnauthorized: false, allowHalfOpen: true };
    const socket = connectTls(options);
    await once(socket, 'secureConnect');
    watch(socket);
    socket.resume();
    if (bytes !== '') socket.write(bytes);
  }
  for (const frames of [[], [frame(frameTypes.headers, 0, 1, literals(plainRequest))]]) {
    const client = await openRawHttp2(proxy.port);
    watch(client.socket);
    client.send(...frames);
  }
  const pinging = await openRawHttp2(proxy.port);
  watch(pinging.socket);
  const pings = setInterval(() => pinging.send(frame(frameTypes.ping, 0, 0, '12345678')), 100);
  await Promise.all(closed);
  expect(closed).toHaveLength(10);
  clearInterval(pings);
  // None is held here either: a stop has nothing to wait for.
  await proxy.end();
  for (const socket of opened) socket.destroy();
  await upstream.close();
  await front.end();
  expect(upstream.seen).toEqual([]);
});

it('a head that takes too long is answered 408, as what it is', async () => {
  const proxy = await startTestProxy(reviewsConfig({ monolith: 'http://127.0.0.1:9' }));
  const socket = connect(proxy.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost:');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString();
  });
  await once(socket, 'close');
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  await proxy.end();
});
