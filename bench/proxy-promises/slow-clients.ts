/**
 * Slow clients are cut, and nobody else notices: slowhttptest with slow heads (-H) and slow bodies (-B), a probe beside it.
 *
 *   node bench/proxy-promises/slow-clients.ts [--connections 3000]
 *
 * Exits with 1 if connections are still open 8 s after the last was made, or a probe waited for 1 s or longer.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { reviewsConfig, startTestProxy } from '../../strangler-proxy/test/kit/proxy.ts';
import { httpUpstream } from '../../strangler-proxy/test/kit/upstream.ts';

const barSeconds = 8;
const barProbeMs = 1_000;
const connectionsPerSecond = 1_000;
const longestSeconds = 40;
const attacks = [
  ['slow heads', '-H'],
  ['slow bodies', '-B'],
] as const;

const { values } = parseArgs({ options: { connections: { type: 'string', default: '3000' } } });
const folder = mkdtempSync(join(tmpdir(), 'banyan-slow-clients-'));
const monolith = await httpUpstream('monolith');
const proxy = await startTestProxy(reviewsConfig({ monolith: monolith.origin }));
let missed = false;
for (const [name, flag] of attacks) {
  const report = join(folder, flag.slice(1));
  const attack = promisify(execFile)('slowhttptest', [
    ...[flag, '-u', `${proxy.url}/slow`, '-c', values.connections, '-r', String(connectionsPerSecond)],
    ...['-i', '5', '-l', String(longestSeconds), '-x', '24', '-s', '8192', '-g', '-o', report],
  ]);
  let isOver = false;
  const probes = probe(() => isOver);
  await attack;
  isOver = true;
  const slowest = await probes;
  const { lastMade, lastClosed } = readSeconds(`${report}.csv`);
  const isMissed = lastClosed - lastMade > barSeconds || slowest >= barProbeMs;
  missed ||= isMissed;
  console.log(
    `${name}: ${values.connections} connections, the last made in second ${lastMade}, all closed in second ${lastClosed}; slowest probe ${slowest.toFixed(0)} ms${isMissed ? '  MISSED' : ''}`,
  );
}
rmSync(folder, { recursive: true, force: true });
await proxy.end();
await monolith.close();
process.exitCode = missed ? 1 : 0;

/** The slowest answer, in milliseconds, to someone who asks four times a second; infinite if one failed. */
async function probe(isOver: () => boolean): Promise<number> {
  let slowest = 0;
  while (!isOver()) {
    const startedAt = performance.now();
    const answer = await fetch(`${proxy.url}/probe`).catch(() => undefined);
    await answer?.arrayBuffer();
    slowest = Math.max(
      slowest,
      answer?.status === 200 ? performance.now() - startedAt : Number.POSITIVE_INFINITY,
    );
    await pause(250);
  }
  return slowest;
}

/** From slowhttptest's table, a row a second: seconds, closed, pending, connected, whether the service answers. */
function readSeconds(file: string): { lastMade: number; lastClosed: number } {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
  const made = rows.find(
    ([, closed = 0, , connected = 0]) => closed + connected >= Number(values.connections),
  );
  return {
    lastMade: made?.[0] ?? longestSeconds,
    // It ends with the last connection, before that second has its row.
    lastClosed: (rows.at(-1)?.[0] ?? longestSeconds) + 1,
  };
}
