/** Runs the cases of http-cache-tests once, against one base URL, and prints what both ends saw as JSON. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What one exchange looked like: the answer to the client, or what the origin had heard (`state`). */
export interface Observed {
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Run {
  /** Case → `true`, or why the suite calls it failed. An origin without a cache fails many; so does a proxy. */
  readonly verdicts: Readonly<Record<string, unknown>>;
  /** `case #request` or `case state` → what was seen. */
  readonly seen: Readonly<Record<string, Observed>>;
}

const [, , folder = '', baseUrl = ''] = process.argv;
const load = (path: string) => import(pathToFileURL(join(folder, path)).href);
// The repository has its client in a folder of its own, and takes the global fetch; the last release does neither.
const isRelease = !existsSync(join(folder, 'test-engine'));
const engine = isRelease ? '' : 'test-engine/';
const { runTests, getResults } = await load(`${engine}client/runner.mjs`);
const { testUUIDs } = await load(`${engine}client/test.mjs`);
const { default: listed } = await load('tests/index.mjs');
const suites = unshared(
  isRelease ? [...listed, (await load('tests/surrogate-control.mjs')).default] : listed,
);
const realFetch = globalThis.fetch;

const seen = new Map<string, { url: string; observed: Observed }>();
globalThis.fetch = observingFetch as typeof fetch;
await (isRelease ? runTests(suites, observingFetch, false, baseUrl) : runTests(suites, false, baseUrl));
const caseOf = new Map(Object.entries(testUUIDs).map(([id, uuid]) => [String(uuid), id]));
const named = [...seen].map(([what, { url, observed }]) => {
  const uuid = url.split(/[/?]/).find((segment) => caseOf.has(segment)) ?? '';
  const mask = (text: string) => text.replaceAll(uuid, 'UUID').replaceAll(new URL(baseUrl).host, 'HOST');
  // A case that states a Content-Length of its own gets as much of its identifier as that.
  const body = uuid.startsWith(observed.body)
    ? `UUID, ${observed.body.length} characters`
    : mask(observed.body);
  const fields = Object.entries(observed.fields).map(([name, value]) => [name, mask(value)]);
  return [
    `${caseOf.get(uuid)} ${what.split(' ').at(-1)}`,
    { ...observed, fields: Object.fromEntries(fields), body },
  ];
});
process.stdout.write(JSON.stringify({ verdicts: getResults(), seen: Object.fromEntries(named) }));

/**
 * A copy in which no two cases share anything. In the suite they do, and its client adds fields to the headers of requests:
 * cases that run side by side then say each other's names, in an order that changes from run to run.
 *
 * The mark `browser_only` goes: such cases judge a browser's own cache, and what both ends see of them can be compared without one.
 */
function unshared<T>(value: T): T {
  if (Array.isArray(value)) return value.map(unshared) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'browser_only');
  return Object.fromEntries(entries.map(([key, inner]) => [key, unshared(inner)])) as T;
}

async function observingFetch(url: string, init: { headers?: [string, string][] } = {}): Promise<Response> {
  const answer = await realFetch(url, init as RequestInit);
  const observed = {
    status: answer.status,
    fields: Object.fromEntries(answer.headers),
    body: await answer.clone().text(),
  };
  const turn = init.headers?.find(([name]) => name === 'Req-Num')?.[1];
  const what = whatIs(url, turn);
  if (what !== undefined) seen.set(`${url} ${what}`, { url, observed });
  return answer;
}

/** Setting a case up is compared as well: a case that fails there says little of itself. */
function whatIs(url: string, turn: string | undefined): string | undefined {
  if (url.includes('/state/')) return 'state';
  if (url.includes('/config/')) return 'config';
  return turn === undefined ? undefined : `#${turn}`;
}
