/** The examples of docs/coming-from-another-proxy.md, run: an upstream sees the same before and after. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/index.ts';
import { startTestProxy } from '../kit/proxy.ts';
import { deadPort, type HttpUpstream, httpUpstream } from '../kit/upstream.ts';

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));
const environment = { ...process.env, PATH: [process.env['PATH'], '/usr/sbin'].join(delimiter) };
const hasNginx = spawnSync('nginx', ['-v'], { env: environment }).status === 0;
if (!hasNginx) console.warn('skipped: the guide’s example for nginx, because nginx is not installed');

let guide = '';
beforeAll(async () => {
  guide = await readFile(join(PACKAGE, '../docs/coming-from-another-proxy.md'), 'utf8');
});
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The first block of a language in a chapter. */
function block(chapter: string, language: string): string {
  const text = guide.split(/^## /m).find((part) => part.startsWith(`${chapter}\n`)) ?? '';
  const found = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(text)?.[1];
  if (!found) throw new Error(`no ${language} in the chapter ${chapter}`);
  return found;
}

interface Upstreams {
  readonly monolith: HttpUpstream;
  readonly reviews: HttpUpstream;
}

async function startUpstreams(): Promise<Upstreams> {
  const [monolith, reviews] = [await httpUpstream('monolith'), await httpUpstream('reviews')];
  ends.push(monolith.close, reviews.close);
  return { monolith, reviews };
}

/** An example with the addresses of this test. */
const here = (text: string, { monolith, reviews }: Upstreams, port: number) =>
  text
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${monolith.port}`)
    .replaceAll('127.0.0.1:4001', `127.0.0.1:${reviews.port}`)
    .replaceAll('127.0.0.1:9090', '127.0.0.1:0')
    .replaceAll('8080', String(port));

/** Runs a program until the test ends; returns once it takes connections. */
async function run(command: string, args: readonly string[], port: number): Promise<void> {
  const child: ChildProcess = spawn(command, args, { cwd: PACKAGE, env: environment, stdio: 'ignore' });
  ends.push(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  });
  const isOpen = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
  while (child.exitCode === null && !(await isOpen())) await new Promise((resolve) => setImmediate(resolve));
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly cookie?: string;
}

/** What each request was to the upstream that got it, and whose answer came back. */
async function whatUpstreamsSee(url: string, upstreams: Upstreams, requests: readonly Sent[]) {
  const all = [upstreams.monolith, upstreams.reviews];
  for (const { seen } of all) seen.length = 0;
  const answers: string[] = [];
  for (const { method, path, cookie } of requests) {
    const init = { method, headers: cookie ? { cookie } : {}, ...(method === 'GET' ? {} : { body: 'text' }) };
    answers.push(await (await fetch(url + path, init)).text());
  }
  const port = new URL(url).port;
  const seen = all.flatMap(({ seen: requestsSeen, port: upstreamPort }) =>
    requestsSeen
      .filter(({ headers }) => headers['x-banyan-shadow'] === undefined)
      .map(({ method, url: target, body, headers }) => ({
        at: upstreamPort,
        method,
        target,
        body,
        host: headers.host?.replace(port, 'PORT'),
      })),
  );
  return { answers, seen };
}

const requests: Sent[] = [
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/cart?item=7&item=8' },
  { method: 'POST', path: '/cart' },
  { method: 'GET', path: '/api/reviews/7?page=2' },
  { method: 'POST', path: '/api/reviews/7' },
  { method: 'DELETE', path: '/api/reviews/7/a%20b' },
  { method: 'GET', path: '/api/orders' },
];

describe('the guide', () => {
  it('from http-proxy-middleware leads to what was there before', async () => {
    const upstreams = await startUpstreams();
    const port = await deadPort();
    const chapter = 'http-proxy-middleware';
    const before = here(block(chapter, 'js'), upstreams, port);
    await run(process.execPath, ['--input-type=module', '-e', before], port);
    const proxy = await startTestProxy(here(block(chapter, 'yaml'), upstreams, 0));
    ends.push(proxy.end);
    const all = [...requests, { method: 'GET', path: '/api/reviews' }];
    const old = await whatUpstreamsSee(`http://127.0.0.1:${port}`, upstreams, all);
    expect(old.answers).toContain('reviews');
    expect(old.seen.map(({ target }) => target)).toContain('/v2/reviews/7?page=2');
    expect(await whatUpstreamsSee(proxy.url, upstreams, all)).toEqual(old);
  });

  it.skipIf(!hasNginx)('from nginx leads to what was there before, caller by caller', async () => {
    const upstreams = await startUpstreams();
    const port = await deadPort();
    const folder = await mkdtemp(join(tmpdir(), 'banyan-guide-'));
    ends.push(() => rm(folder, { recursive: true, force: true }));
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    await writeFile(
      join(folder, 'nginx.conf'),
      `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 256; }
http { access_log off; ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
${here(block('nginx', 'nginx'), upstreams, port)} }`,
    );
    await run('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], port);
    const proxy = await startTestProxy(here(block('nginx', 'yaml'), upstreams, 0));
    ends.push(proxy.end);
    const callers = Array.from({ length: 60 }, (_, caller) => ({
      method: 'GET',
      path: '/api/reviews/7',
      cookie: `sid=caller-${caller}`,
    }));
    const all = [...requests.map((sent) => ({ ...sent, cookie: 'sid=one' })), ...callers];
    const old = await whatUpstreamsSee(`http://127.0.0.1:${port}`, upstreams, all);
    expect(new Set(old.answers)).toEqual(new Set(['monolith', 'reviews']));
    expect(await whatUpstreamsSee(proxy.url, upstreams, all)).toEqual(old);
  });

  it('says only what the file knows', () => {
    const yaml = block('nginx', 'yaml');
    const known = JSON.stringify(parseConfig(yaml).config);
    for (const key of ['share', 'callerKey', 'firstByteMs']) expect(known).toContain(key);
    for (const [, key = ''] of guide.matchAll(/`limits\.(\w+)`/g)) expect(known).toContain(`"${key}"`);
  });
});
