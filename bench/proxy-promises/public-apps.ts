/**
 * Do public applications answer through the proxy as they do without it? A scripted session of each (logins, writes, files,
 * errors) is run against a fresh instance directly, again directly, and through the proxy with both engines.
 *
 *   node bench/proxy-promises/public-apps.ts [--folder FOLDER]
 *
 * The applications are brought by npm into the folder (a temporary one unless named, which saves bringing them again).
 * Answers are compared by our own comparer; framing and the names of all fields are compared besides. Exits with 1 on a
 * difference that is not explained.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isFailure, type Outcome } from '../../strangler-proxy/src/compare/answer.ts';
import { createAsker } from '../../strangler-proxy/src/compare/ask/ask.ts';
import { Comparer } from '../../strangler-proxy/src/compare/comparer.ts';
import { createRedactor, DEFAULT_REDACTION } from '../../strangler-proxy/src/compare/redact.ts';
import { engines, reviewsConfig, startTestProxy } from '../../strangler-proxy/test/kit/proxy.ts';
import { type PublicApp, requestOf, textOf } from './public-apps/app.ts';
import { nodeRed } from './public-apps/node-red.ts';
import { pouchdb } from './public-apps/pouchdb.ts';

const { values } = parseArgs({ options: { folder: { type: 'string' } } });
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'public-apps-'));
const startMs = 30_000;

/** Fields that a proxy may or must change: of one connection, or its own word on who answered. */
const notCompared = /^(connection|keep-alive|transfer-encoding|date|x-banyan-side|x-banyan-slice)$/;

const REFUSED = 'path with an encoded slash, which means two things and is refused';

let unexplained = 0;
for (const app of [pouchdb, nodeRed]) await runApp(app);
if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
process.exitCode = unexplained === 0 ? 0 : 1;

async function runApp(app: PublicApp): Promise<void> {
  const home = join(folder, app.packages[0]?.split('@')[0] ?? app.name);
  bring(app, home);
  const direct = await withInstance(app, home, (origin) => runSession(app, origin));
  const runs = [
    { name: 'direct again', answers: await withInstance(app, home, (origin) => runSession(app, origin)) },
  ];
  for (const engine of engines) {
    const answers = await withInstance(app, home, async (origin) => {
      const proxy = await startTestProxy(reviewsConfig({ monolith: origin, engine }));
      const all = await runSession(app, proxy.url);
      await proxy.end();
      return all;
    });
    runs.push({ name: `through the proxy, ${engine}`, answers });
  }
  console.log(`${app.name}: ${app.session.length} requests, ${statusesOf(direct)}`);
  for (const { name, answers } of runs) {
    const { identical, explained, differences } = compare(app, direct, answers);
    const reasons = [...explained].map(([because, count]) => `${count} ${because}`).join(', ');
    console.log(
      `  ${name}: ${identical} answered byte for byte alike, explained ${reasons || 'nothing'}, ${differences.length} unexplained`,
    );
    for (const difference of differences) console.log(`    ${difference}`);
    unexplained += differences.length;
  }
}

function bring(app: PublicApp, home: string): void {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'serve.cjs'), app.program);
  if (existsSync(join(home, 'node_modules'))) return;
  writeFileSync(join(home, 'package.json'), '{ "private": true }');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...flags, ...app.packages], { cwd: home, stdio: 'inherit' });
}

/** A fresh instance with data of its own, ended afterwards. */
async function withInstance<T>(
  app: PublicApp,
  home: string,
  use: (origin: string) => Promise<T>,
): Promise<T> {
  const data = mkdtempSync(join(tmpdir(), 'public-app-'));
  const port = await freePort();
  const child = spawn(process.execPath, [join(home, 'serve.cjs'), String(port)], {
    cwd: data,
    stdio: 'ignore',
  });
  const origin = `http://127.0.0.1:${port}`;
  try {
    const until = performance.now() + startMs;
    while (!(await isUp(origin + app.ready))) {
      if (child.exitCode !== null || performance.now() > until) throw new Error(`${app.name} did not start`);
      await pause(100);
    }
    return await use(origin);
  } finally {
    if (child.exitCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(data, { recursive: true, force: true });
  }
}

async function isUp(url: string): Promise<boolean> {
  return fetch(url).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.status < 500;
    },
    () => false,
  );
}

async function untilFound(url: string): Promise<void> {
  const givesUpAt = performance.now() + startMs;
  while ((await fetch(url)).status === 404) {
    if (performance.now() > givesUpAt) throw new Error(`${url} is never found`);
    await pause(20);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function runSession(app: PublicApp, origin: string): Promise<Outcome[]> {
  const asker = createAsker(origin);
  const kept = new Map<string, string>();
  const answers: Outcome[] = [];
  for (const step of app.session) {
    if (step.waitsFor !== undefined) await untilFound(origin + step.waitsFor);
    const outcome = await asker.ask(requestOf(step, (name) => kept.get(name) ?? ''));
    answers.push(outcome);
    if (step.keep && !isFailure(outcome)) {
      for (const [name, value] of Object.entries(step.keep(textOf(outcome), outcome.status)))
        kept.set(name, value);
    }
  }
  await asker.close();
  return answers;
}

function compare(app: PublicApp, direct: readonly Outcome[], other: readonly Outcome[]) {
  const comparer = new Comparer({
    redactor: createRedactor(DEFAULT_REDACTION, new Uint8Array(32)),
    random: () => 0,
    clock: () => performance.now(),
    today: () => new Date().toISOString().slice(0, 10),
    followsWrites: true,
  });
  const explained = new Map<string, number>();
  const differences: string[] = [];
  let identical = 0;
  for (const [index, step] of app.session.entries()) {
    const [left, right] = [direct[index], other[index]];
    if (!left || !right) continue;
    const request = requestOf(step, (name) => `{${name}}`);
    const endpoint = `${request.method} ${request.url}`;
    if (!isFailure(left) && !isFailure(right) && Buffer.compare(left.body, right.body) === 0) identical += 1;
    if (isRefusedByGuard(request.url, right)) {
      explained.set(REFUSED, (explained.get(REFUSED) ?? 0) + 1);
      continue;
    }
    for (const { difference, because } of comparer.add({ endpoint, request, left, right }, false)) {
      if (because) explained.set(because, (explained.get(because) ?? 0) + 1);
      else differences.push(`${endpoint}: ${difference.path} (${difference.kind})`);
    }
    for (const name of framingDifferences(left, right)) differences.push(`${endpoint}: field ${name}`);
  }
  return { identical, explained, differences };
}

function isRefusedByGuard(url: string, answer: Outcome): boolean {
  return /%2f/i.test(url) && !isFailure(answer) && answer.status === 400;
}

/** Fields that only one of the two has, and a length that no longer fits though the body is the same. */
function framingDifferences(left: Outcome, right: Outcome): string[] {
  if (isFailure(left) || isFailure(right)) return [];
  const fieldsOf = (answer: typeof left) =>
    new Map(
      answer.headers
        .map(([name, value]) => [name.toLowerCase(), value] as const)
        .filter(([name]) => !notCompared.test(name)),
    );
  const [a, b] = [fieldsOf(left), fieldsOf(right)];
  const names = new Set([...a.keys(), ...b.keys()]);
  return [...names].filter((name) => {
    if (a.has(name) !== b.has(name)) return true;
    const isSameLength = left.body.length === right.body.length;
    return name === 'content-length' && isSameLength && a.get(name) !== b.get(name);
  });
}

function statusesOf(answers: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const answer of answers) {
    const status = isFailure(answer) ? answer.failed : String(answer.status);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts]
    .sort()
    .map(([status, count]) => `${count} × ${status}`)
    .join(', ');
}
