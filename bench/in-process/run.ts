/**
 * What the in-process middleware adds to a request of the monolith that stays there: one that matches nothing, and one
 * of a caller in a ramp whose signed cookie is verified. Prints microseconds; exits with 1 beyond 1.5 times the bar.
 *
 *   node bench/in-process/run.ts [--routes 200]
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { IncomingMessage, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { strangler } from '@banyan/strangler-proxy';

const { values } = parseArgs({ options: { routes: { type: 'string', default: '200' } } });
const rounds = 7;
const requestsPerRound = 100_000;
const bars = { 'matches nothing': 3, 'stays, signed cookie': 10 };
const slack = 1.5;

const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-'));
const configPath = join(folder, 'strangler.yaml');
const routes = Array.from(
  { length: Number(values.routes) },
  (_, index) => `      - { path: /api/r${index}/:id }`,
);
writeFileSync(
  configPath,
  `version: 1
listen: 127.0.0.1:0
admin: 127.0.0.1:0
monolith: { target: http://127.0.0.1:9 }
services: { a: { targets: [http://127.0.0.1:9] } }
slices:
  - name: a
    service: a
    stage: ramp
    share: 0%
    routes:
${routes.join('\n')}
`,
);
const middleware = await strangler({ configPath });
const socket = new Socket();

function requestFor(url: string, cookie: string): IncomingMessage {
  const request = new IncomingMessage(socket);
  request.method = 'GET';
  request.url = url;
  request.httpVersion = '1.1';
  request.rawHeaders = [
    'Host',
    'shop.example',
    'Accept',
    '*/*',
    'User-Agent',
    'bench/1',
    'Accept-Encoding',
    'gzip',
    'Cookie',
    cookie,
  ];
  request.headers = { host: 'shop.example' };
  request.complete = true;
  return request;
}

/** The least of several rounds: what the code costs when the machine does nothing else. */
function microseconds(url: string, cookie: string): number {
  let best = Number.POSITIVE_INFINITY;
  const request = requestFor(url, cookie);
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    for (let count = 0; count < requestsPerRound; count++) {
      middleware(request, { appendHeader() {} } as unknown as ServerResponse, () => {});
    }
    best = Math.min(best, ((performance.now() - startedAt) * 1_000) / requestsPerRound);
  }
  return best;
}

let cookie = 'sid=0123456789abcdef';
const recorder = {
  appendHeader(name: string, value: string) {
    if (name === 'set-cookie') cookie += `; ${value.split(';')[0]}`;
  },
};
middleware(requestFor('/api/r7/1', cookie), recorder as unknown as ServerResponse, () => {});

const measured = {
  'matches nothing': microseconds('/products/17', cookie),
  'stays, signed cookie': microseconds('/api/r7/1', cookie),
};
for (const [name, bar] of Object.entries(bars)) {
  const value = measured[name as keyof typeof measured];
  console.log(`${name.padEnd(22)} ${value.toFixed(2)} µs  (bar ${bar})`);
  if (value > bar * slack) process.exitCode = 1;
}
await middleware.close();
rmSync(folder, { recursive: true });
