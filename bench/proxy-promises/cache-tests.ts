/**
 * Is the proxy invisible to caches? All cases of http-cache-tests (BSD-3-Clause), direct and through the proxy: verdicts,
 * every field and body that clients see, and every field that the origin hears are compared.
 *
 *   node bench/proxy-promises/cache-tests.ts [--engine undici|http-proxy-middleware] [--package FOLDER]
 *
 * The last release (355 cases) is brought by `npm pack` unless a folder is named, with the release or with a checkout of the
 * repository (370 cases at b55b8bd): it isn't a dependency because it depends on npm 6,
 * which would take the place of `npm` in all our scripts. Exits with 1 on a difference that no rule below explains.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { type Engine, engines, reviewsConfig, startTestProxy } from '../../strangler-proxy/test/kit/proxy.ts';
import { startScript } from '../proxy/contenders.ts';
import type { Observed, Run } from './cache-tests/client.ts';

const release = 'http-cache-tests@0.4.5';

interface Difference {
  /** The case, and the exchange where it is one. */
  readonly where: string;
  /** What differs: `answer field x`, `heard field x`, `verdict`, `status`, `body`. */
  readonly what: string;
  readonly direct: string | undefined;
  readonly proxied: string | undefined;
}

const hopByHop =
  /^(answer|heard) field (connection|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-connection|proxy-auth[a-z-]+)$/;
const ownFields = /^heard field (x-forwarded-(for|host|proto)|via|x-request-id|traceparent)$/;
const moments = /^(answer field (date|expires|last-modified|server-now)|heard field if-modified-since)$/;

/** The differences that are meant, and why. */
const known: readonly { why: string; explains: (difference: Difference) => boolean }[] = [
  {
    why: 'a moment of the run: two direct runs differ in it as well',
    explains: ({ what, direct, proxied }) =>
      moments.test(what) && direct !== undefined && proxied !== undefined,
  },
  {
    why: 'a field of one connection (RFC 9110 7.6.1), which ends at a proxy',
    explains: ({ what }) => hopByHop.test(what),
  },
  {
    why: 'named by the answer’s Connection field, so of one connection too (the case sends `Connection: a, b`)',
    explains: ({ what, proxied }) => /^answer field [ab]$/.test(what) && proxied === undefined,
  },
  {
    why: 'the side that answered, told to the client',
    explains: ({ what, direct }) => what === 'answer field x-banyan-side' && direct === undefined,
  },
  {
    why: 'who asked, told to the origin',
    explains: ({ what, direct }) => ownFields.test(what) && direct === undefined,
  },
  {
    why: 'the suite’s status 999 is none (RFC 9110 15: 100 to 599), so the client gets 502',
    explains: ({ what, direct, proxied }) =>
      (what === 'status' && direct === '999' && proxied === '502') ||
      (what === 'verdict' &&
        isVerdict(direct, 'should have been conditional') &&
        isVerdict(proxied, 'is 502')),
  },
  {
    why: 'the origin cut the connection: a failed fetch when direct, 502 through a proxy',
    explains: ({ what, direct, proxied }) =>
      (what === 'status' && direct === undefined && proxied === '502') ||
      (what === 'verdict' && isVerdict(direct, 'fetch failed')),
  },
  {
    why: 'the origin sent more than its Content-Length says: Node’s own client, under http-proxy-middleware, refuses that',
    explains: ({ where, what, proxied }) =>
      /-Content-Length( #\d)?$/.test(where) &&
      ((what === 'verdict' && isVerdict(proxied, 'fetch failed')) ||
        (what === 'status' && proxied === undefined)),
  },
  {
    why: 'an answer with a Transfer-Encoding that is none (text of the suite) has an end that not everybody sees alike: the sockets engine makes it 502, Node reads until the connection closes',
    explains: ({ where, what, proxied }) =>
      /-Transfer-Encoding( #\d)?$/.test(where) &&
      ((what === 'verdict' && isVerdict(proxied, 'is 502')) ||
        (what === 'status' && (proxied === '502' || proxied === undefined))),
  },
  {
    why: 'asked only where the case went on after the cut connection',
    explains: ({ what, direct }) => what === 'status of the origin’s record' && direct === undefined,
  },
];

const { values } = parseArgs({ options: { engine: { type: 'string' }, package: { type: 'string' } } });
const work = mkdtempSync(join(tmpdir(), 'banyan-cache-tests-'));
const folder = values.package ?? bringPackage();
let unexplained = 0;
try {
  for (const engine of engines.filter((name) => values.engine === undefined || name === values.engine)) {
    unexplained += await compareThrough(engine);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = unexplained === 0 ? 0 : 1;

async function compareThrough(engine: Engine): Promise<number> {
  const origin = await startScript('origin', '../proxy-promises/cache-tests/origin.ts', folder);
  const proxy = await startTestProxy(reviewsConfig({ monolith: origin.url, engine }));
  const direct = await runCases(origin.url);
  const proxied = await runCases(proxy.url);
  await proxy.end();
  await origin.stop();
  return report(engine, direct, proxied);
}

async function runCases(baseUrl: string): Promise<Run> {
  const client = fileURLToPath(new URL('cache-tests/client.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [client, folder, baseUrl], {
    maxBuffer: 64 * 1024 * 1024,
    timeout: 300_000,
  });
  return JSON.parse(stdout);
}

/** Prints the table of one engine; the number of differences that nothing explains. */
function report(engine: Engine, direct: Run, proxied: Run): number {
  const cases = Object.keys(direct.verdicts).length;
  const counts = new Map<string, number>();
  let unknown = 0;
  for (const difference of differencesOf(direct, proxied)) {
    const rule = known.find(({ explains }) => explains(difference));
    const row = `${difference.what}: ${rule?.why ?? 'UNEXPLAINED'}`;
    counts.set(row, (counts.get(row) ?? 0) + 1);
    if (rule) continue;
    unknown += 1;
    if (unknown <= 40)
      console.log(`${difference.where}: ${difference.what}: ${difference.direct} → ${difference.proxied}`);
  }
  console.log(
    `\n${engine}: ${cases} cases, ${Object.keys(direct.seen).length} exchanges compared, ${unknown} unexplained`,
  );
  for (const [row, count] of counts) console.log(`  ${String(count).padStart(5)}  ${row}`);
  return unknown;
}

function* differencesOf(direct: Run, proxied: Run): Generator<Difference> {
  for (const id of unionOf(direct.verdicts, proxied.verdicts)) {
    yield* differing(id, 'verdict', textOf(direct.verdicts[id]), textOf(proxied.verdicts[id]));
  }
  for (const where of unionOf(direct.seen, proxied.seen)) {
    const [one, other] = [direct.seen[where], proxied.seen[where]];
    const isRecord = where.endsWith(' state');
    const status = isRecord ? 'status of the origin’s record' : 'status';
    yield* differing(where, status, one?.status.toString(), other?.status.toString());
    // Two different answers differ in everything else as well.
    if (one === undefined || one.status !== other?.status) continue;
    if (isRecord) {
      yield* differingRecord(where, one, other);
    } else {
      yield* differingFields(where, 'answer', one.fields, other.fields);
      yield* differing(where, 'body', one.body, other.body);
    }
  }
}

/** The origin's own record of a case: a list of the requests it heard. */
function* differingRecord(where: string, one: Observed, other: Observed): Generator<Difference> {
  const [heard, heardThrough] = [requestsIn(one), requestsIn(other)];
  yield* differing(where, 'requests heard', String(heard.length), String(heardThrough.length));
  for (const [index, request] of heard.entries()) {
    const through = heardThrough[index];
    if (through === undefined) continue;
    yield* differing(where, 'method heard', request.request_method, through.request_method);
    yield* differingFields(
      `${where} #${index + 1}`,
      'heard',
      request.request_headers,
      through.request_headers,
    );
  }
}

interface HeardRequest {
  readonly request_method: string;
  readonly request_headers: Readonly<Record<string, string>>;
}

function requestsIn({ status, body }: Observed): readonly HeardRequest[] {
  return status === 200 ? JSON.parse(body) : [];
}

function* differingFields(
  where: string,
  side: 'answer' | 'heard',
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): Generator<Difference> {
  for (const name of unionOf(one, other)) {
    yield* differing(where, `${side} field ${name}`, one[name], other[name]);
  }
}

function* differing(
  where: string,
  what: string,
  direct: string | undefined,
  proxied: string | undefined,
): Generator<Difference> {
  if (direct !== proxied) yield { where, what, direct, proxied };
}

function unionOf(one: object, other: object): Set<string> {
  return new Set([...Object.keys(one), ...Object.keys(other)]);
}

function isVerdict(verdict: string | undefined, reason: string): boolean {
  return verdict?.includes(reason) === true;
}

/** A verdict as text, without what is new in each run: identifiers and moments. */
function textOf(verdict: unknown): string {
  return JSON.stringify(verdict)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID')
    .replaceAll(/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g, 'DATE');
}

function bringPackage(): string {
  const archive = execFileSync('npm', ['pack', '--silent', release], { cwd: work, encoding: 'utf8' }).trim();
  execFileSync('tar', ['xzf', archive], { cwd: work });
  return join(work, 'package');
}
