/**
 * Memory of the proxy process under slow uploads: clients send 10 MiB each as fast as they are allowed, an upstream reads
 * them slowly. Prints the growth of resident memory for each upload; exits with 1 beyond 1.5 times the bar.
 *
 *   node bench/slow-uploads/run.ts [--uploads 1000] [--seconds 8]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const bytesPerUpload = 10 * 1024 * 1024;
/** What each upstream socket takes in one second. */
const bytesReadPerSecond = 16 * 1024;
const barKiB = 256;
const slack = 1.5;

const { values } = parseArgs({
  options: { uploads: { type: 'string', default: '1000' }, seconds: { type: 'string', default: '8' } },
});
const uploads = Number(values.uploads);

const sockets = new Set<Socket>();
const upstream = createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => sockets.delete(socket));
  socket.pause();
  const timer = setInterval(() => socket.read(bytesReadPerSecond), 1_000);
  socket.on('close', () => clearInterval(timer));
});
upstream.listen(0, '127.0.0.1', uploads);
await once(upstream, 'listening');

const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-'));
const configPath = join(folder, 'strangler.yaml');
writeFileSync(
  configPath,
  `version: 1
listen: 127.0.0.1:0
admin: 127.0.0.1:0
monolith: { target: http://127.0.0.1:${(upstream.address() as AddressInfo).port} }
timeouts: { connectMs: 60000 }
`,
);
const proxy = fork(new URL('proxy.ts', import.meta.url), [configPath]);
const [port] = (await once(proxy, 'message')) as [number];
const residentKiB = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${proxy.pid}/status`, 'utf8'))?.[1]);

const before = residentKiB();
const piece = Buffer.alloc(64 * 1024);
const clients = Array.from({ length: uploads }, () => {
  const socket = connect(port, '127.0.0.1');
  let sent = 0;
  const push = () => {
    while (sent < bytesPerUpload) {
      sent += piece.length;
      if (!socket.write(piece)) return;
    }
  };
  socket.on('error', () => socket.destroy());
  socket.on('drain', push);
  socket.write(`POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytesPerUpload}\r\n\r\n`);
  push();
  return socket;
});
let most = 0;
for (let second = 0; second < Number(values.seconds); second++) {
  await delay(1_000);
  most = Math.max(most, residentKiB());
}
const open = clients.filter((socket) => !socket.destroyed).length;
const perUpload = (most - before) / uploads;
console.log(
  `${uploads} uploads (${open} still open, ${sockets.size} at the upstream): ${perUpload.toFixed(0)} KiB each  (bar ${barKiB})`,
);
if (perUpload > barKiB * slack || open < uploads * 0.99) process.exitCode = 1;

for (const socket of [...clients, ...sockets]) socket.destroy();
proxy.kill('SIGKILL');
upstream.close();
rmSync(folder, { recursive: true });
