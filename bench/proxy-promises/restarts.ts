/**
 * A restart loses nothing: `banyan proxy restart` again and again under load, with slow answers under way; then the proxy
 * process is killed (-9), where connections that come meanwhile must wait instead of being refused.
 *
 *   node bench/proxy-promises/restarts.ts [--restarts 10] [--workers 2] [--tls]
 *
 * Exits with 1 if a request was lost in a restart, or a new connection was refused after a kill.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readStatus, restartProxy } from '@banyan/strangler-proxy';
import { makeCertificate } from '../../strangler-proxy/test/kit/certificates.ts';
import { startLoad } from '../../strangler-proxy/test/kit/load.ts';
import { reviewsConfig, writeConfig } from '../../strangler-proxy/test/kit/proxy.ts';
import { httpUpstream } from '../../strangler-proxy/test/kit/upstream.ts';

const { values } = parseArgs({
  options: {
    restarts: { type: 'string', default: '10' },
    workers: { type: 'string', default: '2' },
    tls: { type: 'boolean', default: false },
  },
});
const callers = 8;
const slowMs = 600;
const longestBetweenMs = 10_000;
const command = fileURLToPath(new URL('../../cli/bin/banyan.js', import.meta.url));

const monolith = await httpUpstream('monolith', ({ url }, response) => {
  if (!url.startsWith('/slow')) return void response.end('monolith');
  response.write('mono');
  setTimeout(() => response.end('lith'), slowMs);
});
const { configPath, end } = await writeConfig(
  reviewsConfig({
    monolith: monolith.origin,
    more: `workers: ${values.workers}\n${values.tls ? 'tls: { cert: cert.pem, key: key.pem }' : ''}`,
  }),
);
if (values.tls) makeCertificate(dirname(configPath));
const child = spawn(process.execPath, [command, 'proxy', '--config', configPath], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.on('exit', () => child.kill());
const [line] = await once(child.stdout, 'data');
const url = /https?:\/\/[^ ]+/.exec(String(line))?.[0] ?? '';
const kind = `${values.workers} workers${values.tls ? ', TLS' : ''}`;

const lostInRestarts = await restartUnderLoad();
const refusedAfterKills = await killUnderNewConnections();
process.exitCode = lostInRestarts + refusedAfterKills === 0 ? 0 : 1;
const ended = once(child, 'exit');
child.kill('SIGTERM');
await ended;
await monolith.close();
await end();

async function restartUnderLoad(): Promise<number> {
  const load = startLoad(url, callers, (turn) => ({
    method: turn % 4 === 0 ? 'POST' : 'GET',
    path: turn % 8 === 1 ? '/slow' : '/fast',
    ...(turn % 4 === 0 ? { body: 'x' } : {}),
  }));
  let longestMs = 0;
  for (let restart = 0; restart < Number(values.restarts); restart += 1) {
    const startedAt = performance.now();
    await restartProxy({ configPath });
    longestMs = Math.max(longestMs, performance.now() - startedAt);
    const enough = load.answers.length + 100;
    const givesUpAt = Date.now() + longestBetweenMs;
    while (load.answers.length < enough && Date.now() < givesUpAt) await pause(10);
  }
  await load.stop();
  const lost = load.answers.filter(
    ({ answer }) => answer instanceof Error || answer.status !== 200 || answer.body !== 'monolith',
  );
  for (const { turn, answer } of lost)
    console.log(`lost: turn ${turn}, ${answer instanceof Error ? answer : answer.status}`);
  console.log(
    `${values.restarts} restarts (${kind}) under ${callers} callers: ${load.answers.length} requests, ${lost.length} lost; longest until the successor served ${longestMs.toFixed(0)} ms`,
  );
  return lost.length;
}

/** On a connection of its own, with all the patience in the world. */
function answerOf(target: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const ask = target.startsWith('https:') ? tlsRequest : request;
    const sent = ask(target, { agent: false, rejectUnauthorized: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject);
    sent.end();
  });
}

function runningProcess(): number {
  const running = readFileSync(join(dirname(configPath), '.banyan/proxy.json'), 'utf8');
  return (JSON.parse(running) as { pid: number }).pid;
}

/** Each request on a connection of its own: what was under way in a process that is killed is lost, what comes is not. */
async function killUnderNewConnections(): Promise<number> {
  let refused = 0;
  let longestMs = 0;
  let killed = 0;
  const kills = Math.ceil(Number(values.restarts) / 2);
  for (let kill = 0; kill < kills; kill += 1) {
    // Workers that finish what they began answer while there is no other process yet.
    while (runningProcess() === killed) await pause(50);
    // Answered when it serves: one that is killed three times while it begins is given up, as it should be.
    await readStatus({ configPath });
    killed = runningProcess();
    process.kill(killed, 'SIGKILL');
    const startedAt = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, turn) => {
        await pause(turn * 20);
        return answerOf(`${url}/fast`).catch((error: Error) => error);
      }),
    );
    longestMs = Math.max(longestMs, performance.now() - startedAt);
    const failed = answers.filter((answer) => answer instanceof Error);
    for (const error of failed) console.log(`after a kill: ${error}`);
    refused += failed.length;
  }
  console.log(
    `${kills} kills of the proxy process (${kind}): of ${kills * 20} new connections ${refused} were refused or reset; longest wait ${longestMs.toFixed(0)} ms`,
  );
  return refused;
}
