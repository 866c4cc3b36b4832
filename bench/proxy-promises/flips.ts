/**
 * Changing a share loses nothing: flips through a slice's whole range under wrk. Each request must be answered 200, by the
 * side that the proxy names.
 *
 *   node bench/proxy-promises/flips.ts [--flips 1000] [--seconds 60] [--connections 32]
 *
 * Exits with 1 if a request failed or was decided twice.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { flip } from '@banyan/strangler-proxy';
import { reviewsConfig, startTestProxy } from '../../strangler-proxy/test/kit/proxy.ts';
import { deadPort } from '../../strangler-proxy/test/kit/upstream.ts';

const { values } = parseArgs({
  options: {
    flips: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
    connections: { type: 'string', default: '32' },
  },
});
const seconds = Number(values.seconds);
const roundSeconds = 10;
const stages = ['10%', '50%', 'live', '90%', 'off'];

const folder = mkdtempSync(join(tmpdir(), 'banyan-flips-'));
const script = join(folder, 'sides.lua');
writeFileSync(
  script,
  `function response(status, headers, body)
  if status == 200 and headers["x-banyan-side"] ~= body then io.stdout:write("mixed\\n") end
end
`,
);
const monolith = await startSide('monolith');
const service = await startSide('service');
const proxy = await startTestProxy(reviewsConfig({ monolith: monolith.origin, service: service.origin }));
const startedAt = Date.now();
let flips = 0;
let isOver = false;
const load = loadUntilOver();
while (flips < Number(values.flips)) {
  // Spread evenly; a busy machine takes longer.
  await pause(Math.max(0, startedAt + (flips * seconds * 1_000) / Number(values.flips) - Date.now()));
  await flip({ configPath: proxy.configPath, slice: 'reviews', to: stages[flips % stages.length] ?? 'off' });
  flips += 1;
}
const tookSeconds = (Date.now() - startedAt) / 1_000;
isOver = true;
const { requests, failed, mixed } = await load;
const { monolith: onMonolith, service: onService } = proxy.status().requests;
console.log(
  `${flips} flips in ${tookSeconds.toFixed(0)} s, ${requests} requests (${onMonolith} by the monolith, ${onService} by the service): ${failed} failed, ${mixed} mixed`,
);
process.exitCode = failed + mixed === 0 && requests > 0 ? 0 : 1;
await proxy.end();
for (const side of [monolith, service]) side.stop();
rmSync(folder, { recursive: true, force: true });

/** wrk, round after round, until the last flip is done. */
async function loadUntilOver(): Promise<{ requests: number; failed: number; mixed: number }> {
  const sum = { requests: 0, failed: 0, mixed: 0 };
  const errors = ['connect', 'read', 'write', 'timeout'].map((kind) => new RegExp(`${kind} (\\d+)`));
  while (!isOver) {
    const { stdout } = await promisify(execFile)(
      'wrk',
      [
        ...['-t1', `-c${values.connections}`, `-d${roundSeconds}s`, '-s', script],
        `${proxy.url}/api/reviews/17`,
      ],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    const count = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1] ?? 0);
    sum.requests += count(/(\d+) requests in/);
    for (const error of [/Non-2xx or 3xx responses: (\d+)/, ...errors]) sum.failed += count(error);
    sum.mixed += stdout.split('\n').filter((line) => line === 'mixed').length;
  }
  return sum;
}

async function startSide(name: string): Promise<{ origin: string; stop(): void }> {
  const port = await deadPort();
  const path = fileURLToPath(new URL('../../strangler-proxy/test/kit/counting-service.ts', import.meta.url));
  const child = spawn(process.execPath, [path, String(port), join(folder, name), name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.on('exit', () => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return { origin: `http://127.0.0.1:${port}`, stop: () => child.kill('SIGKILL') };
}
