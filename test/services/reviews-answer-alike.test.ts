/**
 * The reviews service against the monolith: the same requests to each, on a copy of the same database each. Answers must be
 * alike byte for byte, and so must be what they leave in the database.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { seedDatabase } from 'legacy-monolith/seed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Program, startProgram } from './programs.ts';
import { type Person, people, reads, type Step, steps } from './review-steps.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | null>>;
  readonly body: string;
}

const comparedHeaders = [
  'content-type',
  'content-length',
  'location',
  'cache-control',
  'x-total-count',
  'allow',
  'vary',
];

const fillProgram = fileURLToPath(new URL('../../extracted/reviews/src/fill.ts', import.meta.url));

const EPOCH = '2025-03-20T09:00:00.000Z';
let folder: string;
let programs: Program[] = [];
let answers: { monolith: Answer[]; service: Answer[]; ownData: Answer[] };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reviews-alike-'));
  await seedDatabase(join(folder, 'seed.db'));
  const clock = { CLOCK_OFFSET_MS: String(Date.parse(EPOCH) - Date.now()) };
  const files = { monolith: join(folder, 'monolith.db'), service: join(folder, 'service.db') };
  const [left, right] = await Promise.all(
    Object.values(files).map((file) => {
      cpSync(join(folder, 'seed.db'), file);
      return startProgram('legacy-monolith/src/server.ts', {
        DB_FILE: file,
        JOBS: 'off',
        LOG: 'off',
        ...clock,
      });
    }),
  );
  const service = await startProgram('extracted/reviews/src/server.ts', {
    DB_FILE: files.service,
    DATA: 'monolith',
    ...clock,
  });
  if (left === undefined || right === undefined) throw new Error('two shops were started');
  programs = [service, left, right];
  // The login is the monolith's in all cases; the service reads its session.
  const [cookiesOfLeft, cookiesOfRight] = [await logIn(left.url), await logIn(right.url)];
  execFileSync(process.execPath, [fillProgram, files.service, join(folder, 'own.db')]);
  const onOwnData = await startProgram('extracted/reviews/src/server.ts', {
    DB_FILE: join(folder, 'own.db'),
    DATA: 'own',
    ...clock,
  });
  programs.push(onOwnData);
  answers = {
    monolith: await ask(left.url, cookiesOfLeft, steps),
    service: await ask(service.url, cookiesOfRight, steps),
    ownData: await ask(onOwnData.url, cookiesOfRight, reads),
  };
  await Promise.all(programs.map((program) => program.stop()));
}, 120_000);

afterAll(async () => {
  await Promise.all(programs.map((program) => program.stop()));
  rmSync(folder, { recursive: true, force: true });
});

describe('the reviews service, against the monolith', () => {
  it.each(steps.map((step, index) => ({ name: nameOf(step), index })))(
    '$index answers alike: $name',
    ({ index }) => {
      expect(answers.service[index]).toEqual(answers.monolith[index]);
    },
  );

  it.each(
    reads.map((step, index) => ({ name: nameOf(step), index })).filter(({ name }) => !name.startsWith('PUT')),
  )('$index reads alike on data of its own: $name', ({ index }) => {
    expect(answers.ownData[index]).toEqual(answers.monolith[index]);
  });

  it('saw answers of every kind', () => {
    const statuses = new Set(answers.monolith.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([200, 201, 202, 204, 304, 400, 401, 403, 404, 409, 413, 422]);
  });

  it('leaves the same in every table', () => {
    const [monolith, service] = ['monolith.db', 'service.db'].map((name) => contentOf(join(folder, name)));
    expect(Object.keys(monolith ?? {}).length).toBeGreaterThan(40);
    expect(service).toEqual(monolith);
  });
});

const nameOf = ({ as, method, path }: Step): string =>
  `${method} ${path}${as === undefined ? '' : ` as ${as}`}`;

async function logIn(shop: string): Promise<Map<Person, string>> {
  const cookies = new Map<Person, string>();
  for (const [person, login] of Object.entries(people)) {
    const answer = await fetch(`${shop}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(login),
    });
    if (answer.status !== 200)
      throw new Error(`${person} can't log in: ${answer.status} ${await answer.text()}`);
    // express-session sends the headers at once, and ends the body when the session is stored.
    await answer.arrayBuffer();
    cookies.set(person as Person, (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '');
  }
  return cookies;
}

async function ask(
  base: string,
  cookies: ReadonlyMap<Person, string>,
  asked: readonly Step[],
): Promise<Answer[]> {
  const given: Answer[] = [];
  let lastEtag = '';
  for (const { method, path, as, body, text, headers, ifNoneMatch } of asked) {
    const sent = new Headers(headers);
    const cookie = as === undefined ? undefined : cookies.get(as);
    if (cookie !== undefined) sent.set('cookie', cookie);
    const payload = text ?? (body === undefined ? undefined : JSON.stringify(body));
    if (payload !== undefined && !sent.has('content-type')) sent.set('content-type', 'application/json');
    if (ifNoneMatch === 'last') sent.set('if-none-match', lastEtag);
    // fetch adds `no-cache` to conditional requests, which turns them off.
    if (ifNoneMatch === 'last') sent.set('cache-control', 'max-age=0');
    const answer = await fetch(base + path, {
      method,
      headers: sent,
      ...(payload !== undefined && { body: payload }),
    });
    lastEtag = answer.headers.get('etag') ?? '';
    given.push({
      status: answer.status,
      headers: Object.fromEntries(comparedHeaders.map((name) => [name, answer.headers.get(name)])),
      body: withoutNow(await answer.text()),
    });
  }
  return given;
}

/** Moments after the seed's end are "now", and differ by some milliseconds. */
function withoutNow(text: string): string {
  return text.replace(/2025-03-20T(?:09|1\d):\d\d:\d\d\.\d{3}Z/g, '<now>');
}

function contentOf(file: string): Record<string, string[]> {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'sessions' ORDER BY name",
    )
    .all();
  const content = tables.map(({ name }) => {
    const rows = database
      .prepare(`SELECT * FROM ${name}`)
      .all()
      .map((row) => withoutNow(JSON.stringify(row)));
    return [String(name), rows] as const;
  });
  database.close();
  return Object.fromEntries(content);
}
