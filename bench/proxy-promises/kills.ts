/**
 * A service that dies costs nobody a read, and no write happens twice: it is killed (-9) and started again under load,
 * through Banyan, nginx and HAProxy in turns, each with the monolith as what it falls back to.
 *
 *   node bench/proxy-promises/kills.ts [--kills 100]
 *
 * Exits with 1 if Banyan fails a read, doubles a write, or confirms one that never arrived.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startLoad } from '../../strangler-proxy/test/kit/load.ts';
import { reviewsConfig, startTestProxy } from '../../strangler-proxy/test/kit/proxy.ts';
import { deadPort } from '../../strangler-proxy/test/kit/upstream.ts';
import { isInstalled } from '../proxy/contenders.ts';
import { haproxyConfig, nginxConfig, type Ports } from './kills/peers.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '100' } } });
const callers = 16;
const answersBetweenKills = 300;
const longestBetweenKillsMs = 10_000;

interface Outcome {
  readonly reads: number;
  readonly failedReads: number;
  readonly writes: number;
  readonly failedWrites: number;
  readonly doubledWrites: number;
  /** Confirmed to the caller, but with neither side. */
  readonly lostWrites: number;
}

const folder = mkdtempSync(join(tmpdir(), 'banyan-kills-'));
/** Killed when this script ends, however it ends. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
try {
  const own = print('banyan', await killUnder('banyan', startBanyan));
  for (const [name, command, config] of [
    ['nginx', ['nginx', '-p', folder, '-c'], nginxConfig],
    ['HAProxy', ['haproxy', '-f'], haproxyConfig],
  ] as const) {
    if (!isInstalled(command[0])) console.log(`${name} is not installed, so not beside it`);
    else print(name, await killUnder(name, (ports) => startPeer(name, command, config(ports, folder))));
  }
  process.exitCode = own.failedReads + own.doubledWrites + own.lostWrites === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

type Start = (ports: Ports) => Promise<{ url: string; stop(): Promise<unknown> }>;

async function killUnder(name: string, start: Start): Promise<Outcome> {
  const ports = { own: await deadPort(), monolith: await deadPort(), service: await deadPort() };
  const files = ['monolith', 'service'].map((side) => join(folder, `${name}-${side}`));
  const [atMonolith = '', atService = ''] = files;
  for (const file of files) writeFileSync(file, '');
  const monolith = await startSide(ports.monolith, atMonolith);
  let service = await startSide(ports.service, atService);
  const proxy = await start(ports);
  const load = startLoad(proxy.url, callers, (turn) =>
    turn % 4 === 0
      ? { method: 'POST', path: '/api/reviews', body: `write-${turn}` }
      : { method: 'GET', path: `/api/reviews/${turn}` },
  );
  for (let count = 0; count < Number(values.kills); count += 1) {
    const enough = load.answers.length + answersBetweenKills;
    const givesUpAt = Date.now() + longestBetweenKillsMs;
    while (load.answers.length < enough && Date.now() < givesUpAt) await pause(1);
    service.kill('SIGKILL');
    await once(service, 'exit');
    service = await startSide(ports.service, atService);
  }
  await load.stop();
  await proxy.stop();
  for (const child of [monolith, service]) child.kill('SIGKILL');
  const delivered = files.flatMap((file) => readFileSync(file, 'utf8').trim().split('\n')).filter(Boolean);
  return judge(load.answers, delivered);
}

function judge(answers: ReturnType<typeof startLoad>['answers'], delivered: readonly string[]): Outcome {
  const arrived = new Set(delivered);
  const isDone = ({ answer }: (typeof answers)[number]) =>
    !(answer instanceof Error) && answer.status === 200;
  const reads = answers.filter(({ method }) => method === 'GET');
  const writes = answers.filter(({ method }) => method === 'POST');
  return {
    reads: reads.length,
    failedReads: reads.filter((read) => !isDone(read)).length,
    writes: writes.length,
    failedWrites: writes.filter((write) => !isDone(write)).length,
    doubledWrites: delivered.length - arrived.size,
    lostWrites: writes.filter((write) => isDone(write) && !arrived.has(`write-${write.turn}`)).length,
  };
}

function print(name: string, outcome: Outcome): Outcome {
  console.log(
    `${name.padEnd(8)} ${values.kills} kills: ${outcome.failedReads} of ${outcome.reads} reads failed; of ${outcome.writes} writes ${outcome.failedWrites} failed, ${outcome.doubledWrites} happened twice, ${outcome.lostWrites} were confirmed and lost`,
  );
  return outcome;
}

async function startBanyan({ monolith, service }: Ports) {
  const origin = (port: number) => `http://127.0.0.1:${port}`;
  const proxy = await startTestProxy(
    reviewsConfig({ monolith: origin(monolith), service: origin(service), stage: 'live' }),
  );
  return { url: proxy.url, stop: () => proxy.end() };
}

async function startPeer(
  name: string,
  [program, ...args]: readonly string[],
  { port, text }: { port: number; text: string },
) {
  const file = join(folder, `${name}.conf`);
  writeFileSync(file, text);
  const child = spawn(program ?? '', [...args, file], { stdio: 'ignore' });
  keepUntilItEnds(child);
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(url).catch(() => undefined))) await pause(50);
  return {
    url,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function startSide(port: number, file: string): Promise<ChildProcess> {
  const path = fileURLToPath(new URL('../../strangler-proxy/test/kit/counting-service.ts', import.meta.url));
  const child = spawn(process.execPath, [path, String(port), file], { stdio: ['ignore', 'pipe', 'inherit'] });
  keepUntilItEnds(child);
  await once(child.stdout, 'data');
  return child;
}

function keepUntilItEnds(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => running.delete(child));
}
