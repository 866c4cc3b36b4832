/**
 * A proxy that was killed leaves `.banyan/proxy.json` behind, with an admin port that anybody on the machine may take. The
 * command line used to send the admin token to whoever listened there.
 */
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examineProxy, flip, readStatus, recordFromProxy, restartProxy } from '../../src/index.ts';
import { listenerProof } from '../../src/store/listener-proof.ts';
import { openStateFolder, writeRunningFile } from '../../src/store/state-folder.ts';
import { reviewsConfig, startTestProxy, writeConfig } from '../kit/proxy.ts';

const thiefSays = (body: string) =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

/** Takes a port; `heard` is all that it was ever sent. */
async function startThief(answer: (socket: Socket, said: string, connection: number) => void) {
  let heard = '';
  let connections = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    const connection = ++connections;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      heard += chunk.toString();
      answer(socket, chunk.toString(), connection);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard: () => heard,
    connections: () => connections,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
type Thief = Awaited<ReturnType<typeof startThief>>;

let ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

let configPath: string;
let folder: string;
let token: string;
beforeEach(async () => {
  const written = await writeConfig(reviewsConfig({ monolith: 'http://127.0.0.1:9' }));
  ends.push(written.end);
  configPath = written.configPath;
  folder = join(configPath, '../.banyan');
  token = (await openStateFolder(folder)).adminToken;
});

async function thief(answer: Parameters<typeof startThief>[0]): Promise<Thief> {
  const started = await startThief(answer);
  ends.push(started.close);
  await writeRunningFile(folder, { pid: 4_000_000, adminUrl: started.url, config: 'strangler.yaml' });
  return started;
}

const impostor = /can't show that it knows .*admin\.token, so it was told nothing.*remove .*proxy\.json/;

describe('a thief on the port of a proxy that was killed', () => {
  it.each([
    ['says yes to everything', thiefSays('{}')],
    ['guesses a proof', thiefSays(JSON.stringify({ proof: '0'.repeat(64) }))],
    [
      'asks for the token',
      'HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Bearer\r\ncontent-length: 0\r\n\r\n',
    ],
    [
      'sends us elsewhere',
      'HTTP/1.1 307 Temporary Redirect\r\nlocation: /api/status\r\ncontent-length: 0\r\n\r\n',
    ],
  ])('that %s is told nothing, whatever is asked of the proxy', async (_name, answer) => {
    const { heard } = await thief((socket) => socket.write(answer));
    const place = { configPath };
    const out = join(await mkdtemp(join(tmpdir(), 'banyan-thief-')), 'out');
    ends.push(() => rm(join(out, '..'), { recursive: true }));
    const before = await readFile(configPath, 'utf8');
    await expect(readStatus(place)).rejects.toThrow(impostor);
    await expect(restartProxy(place)).rejects.toThrow(impostor);
    await expect(flip({ ...place, slice: 'reviews', to: 'live' })).rejects.toThrow(impostor);
    await expect(recordFromProxy({ ...place, out, signal: new AbortController().signal })).rejects.toThrow(
      impostor,
    );
    expect((await examineProxy(place)).find(({ what }) => what === 'proxy')).toMatchObject({
      isGood: false,
      message: expect.stringMatching(impostor),
    });
    expect(heard()).not.toMatch(new RegExp(`${token}|authorization`, 'i'));
    expect(await readFile(configPath, 'utf8')).toBe(before);
  });

  it('that sends without end is left', async () => {
    const piece = 'x'.repeat(64 * 1024);
    const { heard } = await thief((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n');
      const more = () => {
        while (socket.write(piece));
      };
      socket.on('drain', more);
      more();
    });
    await expect(readStatus({ configPath })).rejects.toThrow(impostor);
    expect(heard()).not.toContain(token);
  });

  it('that passes everything on to where the proxy listens now gets no proof that counts', async () => {
    const proxy = await startTestProxy(reviewsConfig({ monolith: 'http://127.0.0.1:9' }), {
      stateDir: folder,
    });
    ends.push(proxy.end);
    const { port } = new URL(proxy.adminUrl);
    const { heard } = await thief((socket, said) => {
      const onwards = connect(Number(port), '127.0.0.1');
      onwards.on('data', (chunk) => socket.write(chunk));
      onwards.on('error', () => socket.destroy());
      // It asks for the address that the proxy knows itself by, or the guard would refuse.
      onwards.write(said.replace(/host: \S+/i, `host: 127.0.0.1:${port}`));
      ends.push(() => onwards.destroy());
    });
    await expect(readStatus({ configPath })).rejects.toThrow(impostor);
    expect(heard()).not.toContain(token);
  });

  it('that takes the port between the proof and the question is told nothing', async () => {
    const { heard, connections, url } = await thief((socket, said, connection) => {
      const nonce = /nonce=(\w+)/.exec(said)?.[1] ?? '';
      // The proxy proves itself on the first connection and dies; whoever comes next can't.
      const isProxy = connection === 1;
      const proof = isProxy ? listenerProof(token, url, nonce) : '0'.repeat(64);
      socket.write(thiefSays(JSON.stringify({ proof })), () => {
        if (isProxy) socket.resetAndDestroy();
      });
    });
    await expect(readStatus({ configPath })).rejects.toThrow(/told nothing|gave no answer/);
    expect(connections()).toBeLessThanOrEqual(2);
    expect(heard().split('authorization').length - 1).toBeLessThanOrEqual(1);
    expect(heard()).toMatch(/nonce/);
  });

  it('that is gone leaves no trace: no proxy runs', async () => {
    const { close } = await thief((socket) => socket.destroy());
    close();
    await expect(readStatus({ configPath })).rejects.toThrow(/No proxy of .* is running/);
  });
});
