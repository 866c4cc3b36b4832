/**
 * Does the proxy hold on to anything? Hours of use in minutes: connections that come and go, a service that is killed,
 * resets, answers late or by halves, and flips through every stage.
 *
 *   node bench/proxy-promises/soak.ts [--minutes 20] [--rate 100 requests a second at most]
 *
 * Each minute the load pauses, the proxy collects its garbage and tells what it holds. Exits with 1 if at the end the
 * heap is more than 1 MiB above minute 5, or sockets, timers or handles have climbed.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { flip } from '@banyan/strangler-proxy';
import { reviewsConfig, writeConfig } from '../../strangler-proxy/test/kit/proxy.ts';
import { deadPort } from '../../strangler-proxy/test/kit/upstream.ts';
import type { Holdings } from './soak/proxy.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '20' }, rate: { type: 'string', default: '100' } },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);
const heapSlackBytes = 1024 * 1024;
/** Kept connections to the two sides come and go with the load; a leak of one a kill or flip is far above this. */
const handleSlack = 8;
const killEveryMs = 10_000;
const flipEveryMs = 1_500;
/** After a pause this long nothing is under way: the slowest answer takes 0.3 s, every limit below is shorter. */
const settleMs = 6_000;
const stages = ['10%', '50%', 'live', 'shadow', '90%', 'off'];
const acts = ['slow', 'reset', 'half'];

const [homePort, servicePort] = [await deadPort(), await deadPort()];
const { configPath, end } = await writeConfig(
  reviewsConfig({
    monolith: `http://127.0.0.1:${homePort}`,
    service: `http://127.0.0.1:${servicePort}`,
    more: 'timeouts: { firstByteMs: 2000, totalMs: 4000 }',
  }),
);
const home = await startSide(homePort, 'monolith');
let service = await startSide(servicePort, 'service');
const proxy = fork(script('soak/proxy.ts'), [configPath], { execArgv: ['--expose-gc'] });
const [url] = await once(proxy, 'message');
process.on('exit', () => {
  for (const child of [proxy, home, service]) child.kill('SIGKILL');
});

const tally = { asked: 0, answered: 0, refused: 0, cut: 0, kills: 0, flips: 0 };
const kept = new Agent({ keepAlive: true, maxSockets: 16 });
const startedAt = Date.now();
let isPaused = false;
let isOver = false;
const background = Promise.all([loadForever(), killForever(), flipForever()]);
let baseline: Holdings | undefined;
let last = await measure();
for (let minute = 1; minute <= minutes; minute += 1) {
  await pause(Math.max(0, startedAt + minute * 60_000 - settleMs - Date.now()));
  last = await measure();
  print(minute, last);
  if (minute === Math.min(5, minutes - 1)) baseline = last;
}
isOver = true;
await background;
kept.destroy();
for (const child of [home, service]) child.kill('SIGKILL');
proxy.kill('SIGTERM');
await end();
console.log(JSON.stringify(tally));
if (!proxy.killed || tally.answered === 0) throw new Error('the proxy died, or answered nothing');
for (const complaint of complaints(baseline ?? last, last)) {
  console.log(`CLIMBS ${complaint}`);
  process.exitCode = 1;
}

function complaints(first: Holdings, end: Holdings): string[] {
  const grown = (name: keyof Holdings) => end[name] - first[name];
  console.log(`heap ${(grown('heapBytes') / 1024).toFixed(0)} KiB above minute 5`);
  const found = (['sockets', 'timers', 'otherHandles'] as const)
    .filter((name) => grown(name) > handleSlack)
    .map((name) => `${name}: ${first[name]} → ${end[name]}`);
  if (grown('heapBytes') > heapSlackBytes) found.push(`heap: ${first.heapBytes} → ${end.heapBytes} bytes`);
  return found;
}

async function measure(): Promise<Holdings> {
  isPaused = true;
  await pause(settleMs);
  kept.destroy();
  await pause(200);
  proxy.send('count');
  const [holdings] = await once(proxy, 'message');
  isPaused = false;
  return holdings;
}

function print(minute: number, { heapBytes, residentBytes, sockets, timers, otherHandles }: Holdings): void {
  const mebibytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(2);
  console.log(
    `minute ${minute}: heap ${mebibytes(heapBytes)} MiB, resident ${mebibytes(residentBytes)} MiB, sockets ${sockets}, timers ${timers}, other ${otherHandles}`,
  );
}

async function loadForever(): Promise<void> {
  while (!isOver) {
    await pause(1_000 / rate);
    if (!isPaused) ask(tally.asked++);
  }
}

/** Every third request on a connection of its own, every tenth a write, every twelfth to a side that misbehaves. */
function ask(turn: number): void {
  const act = turn % 12 === 0 ? `?act=${acts[(turn / 12) % acts.length]}` : '';
  const path = turn % 4 === 0 ? `/products/${turn}` : `/api/reviews/${turn % 50}`;
  const sent = request(
    `${url}${path}${act}`,
    { method: turn % 10 === 3 ? 'POST' : 'GET', agent: turn % 3 === 0 ? false : kept },
    (response) => {
      if (response.statusCode === 200) tally.answered += 1;
      else tally.refused += 1;
      response.on('error', () => (tally.cut += 1)).resume();
    },
  );
  sent.on('error', () => (tally.cut += 1));
  // Some callers leave before they have their answer.
  if (turn % 37 === 0) setTimeout(() => sent.destroy(), 5);
  sent.end(turn % 10 === 3 ? `write ${turn}` : undefined);
}

async function killForever(): Promise<void> {
  while (!isOver) {
    await pause(killEveryMs);
    if (isPaused) continue;
    service.kill('SIGKILL');
    await once(service, 'exit');
    service = await startSide(servicePort, 'service');
    tally.kills += 1;
  }
}

async function flipForever(): Promise<void> {
  while (!isOver) {
    await pause(flipEveryMs);
    if (isPaused) continue;
    await flip({ configPath, slice: 'reviews', to: stages[tally.flips % stages.length] ?? 'off' });
    tally.flips += 1;
  }
}

async function startSide(port: number, name: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script('soak/service.ts'), String(port), name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

function script(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
