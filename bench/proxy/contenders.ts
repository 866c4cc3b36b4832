import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Contender {
  readonly name: string;
  readonly url: string;
  /** CPU seconds that its processes have used, user and system. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Linux counts CPU time in ticks of 1/100 s (`getconf CLK_TCK`). */
const ticksPerSecond = 100;

/** A Node script of this folder that prints `listening PORT`. */
export async function startScript(
  name: string,
  script: string,
  ...args: readonly string[]
): Promise<Contender> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const died = once(child, 'exit').then(([code]) => [`ended with ${code}`]);
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), died]);
  const port = /^listening (\d+)$/.exec(String(line))?.[1];
  if (port === undefined) throw new Error(`${name} said "${String(line)}" instead of its port`);
  return running(name, Number(port), child, () => [child.pid ?? 0]);
}

export const isInstalled = (command: string): boolean => {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** nginx with one worker, keep-alive to the upstream and its access log on. */
export async function startNginx(upstream: string): Promise<Contender> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-nginx-'));
  const port = await freePort();
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log ${folder}/access.log;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  upstream app { server ${new URL(upstream).host}; keepalive 64; }
  server {
    listen 127.0.0.1:${port}; keepalive_requests 1000000;
    location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; }
  }
}`,
  );
  const child = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: 'ignore' });
  await untilListening(port);
  const pids = () => [child.pid ?? 0, ...childrenOf(child.pid ?? 0)];
  return running('nginx', port, child, pids, () => rmSync(folder, { recursive: true, force: true }));
}

/** HAProxy with one thread. */
export async function startHaproxy(upstream: string): Promise<Contender> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-haproxy-'));
  const port = await freePort();
  writeFileSync(
    join(folder, 'haproxy.cfg'),
    `global
  nbthread 1
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
frontend front
  bind 127.0.0.1:${port}
  default_backend app
backend app
  server app ${new URL(upstream).host}
`,
  );
  const child = spawn('haproxy', ['-f', join(folder, 'haproxy.cfg')], { stdio: 'ignore' });
  await untilListening(port);
  return running(
    'HAProxy',
    port,
    child,
    () => [child.pid ?? 0],
    () => rmSync(folder, { recursive: true, force: true }),
  );
}

function running(
  name: string,
  port: number,
  child: ChildProcess,
  pids: () => readonly number[],
  cleanUp: () => void = () => {},
): Contender {
  children.add(child);
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    cpuSeconds: () => pids().reduce((sum, pid) => sum + cpuSecondsOf(pid), 0),
    async stop() {
      const ended = child.exitCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGTERM');
      await ended;
      cleanUp();
    },
  };
}

/** Fields 14 and 15 of /proc/PID/stat, counted after the command's closing bracket (proc(5)). */
function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function untilListening(port: number): Promise<void> {
  const givesUpAt = Date.now() + 10_000;
  while (Date.now() < givesUpAt) {
    const answers = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens on port ${port}`);
}
