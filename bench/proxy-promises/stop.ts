/**
 * A stop loses nothing that was accepted: the `banyan proxy` command gets SIGTERM under load, with slow answers under way.
 *
 *   node bench/proxy-promises/stop.ts [--stops 20]
 *
 * Refused connections are right once it no longer listens; a reset or a cut answer isn't. Exits with 1 if there was one.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startLoad } from '../../strangler-proxy/test/kit/load.ts';
import { reviewsConfig, writeConfig } from '../../strangler-proxy/test/kit/proxy.ts';
import { httpUpstream } from '../../strangler-proxy/test/kit/upstream.ts';

const { values } = parseArgs({ options: { stops: { type: 'string', default: '20' } } });
const callers = 16;
const slowMs = 600;
const command = fileURLToPath(new URL('../../cli/bin/banyan.js', import.meta.url));

const monolith = await httpUpstream('monolith', ({ url }, response) => {
  if (!url.startsWith('/slow')) return void response.end('monolith');
  response.write('mono');
  setTimeout(() => response.end('lith'), slowMs);
});
const total = { answered: 0, slow: 0, refused: 0, lost: 0, longestStopMs: 0 };
for (let stop = 0; stop < Number(values.stops); stop += 1) await stopOnce();
await monolith.close();
console.log(
  `${values.stops} stops under ${callers} callers: ${total.answered} answered (${total.slow} of them took ${slowMs} ms), ${total.refused} refused after the listener closed, ${total.lost} lost; longest stop ${total.longestStopMs.toFixed(0)} ms`,
);
process.exitCode = total.lost === 0 && total.slow > 0 ? 0 : 1;

async function stopOnce(): Promise<void> {
  const { configPath, end } = await writeConfig(reviewsConfig({ monolith: monolith.origin }));
  const child = spawn(process.execPath, [command, 'proxy', '--config', configPath], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [line] = await once(child.stdout, 'data');
  const url = /http:\/\/[^ ]+/.exec(String(line))?.[0] ?? '';
  const load = startLoad(url, callers, (turn) => ({
    method: 'GET',
    path: turn % 8 === 0 ? '/slow' : '/fast',
  }));
  while (load.answers.length < 300) await pause(20);
  const stoppedAt = performance.now();
  child.kill('SIGTERM');
  await ended;
  total.longestStopMs = Math.max(total.longestStopMs, performance.now() - stoppedAt);
  await load.stop();
  await end();
  for (const { turn, answer } of load.answers) {
    if (!(answer instanceof Error) && answer.status === 200 && answer.body === 'monolith') {
      total.answered += 1;
      if (turn % 8 === 0) total.slow += 1;
    } else if (answer instanceof Error && 'code' in answer && answer.code === 'ECONNREFUSED')
      total.refused += 1;
    else {
      total.lost += 1;
      console.log(`lost: turn ${turn}, ${answer instanceof Error ? answer : answer.status}`);
    }
  }
}
