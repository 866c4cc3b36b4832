import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, Outcome } from '../../src/compare/answer.ts';
import {
  LiveComparer,
  type LiveComparerOptions,
  type OfferedPair,
  STRICT_TERMS,
} from '../../src/compare/index.ts';

let folder: string;
const open: LiveComparer[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'live-comparer-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((live) => live.close()));
  await rm(folder, { recursive: true });
});

async function start(options: LiveComparerOptions = {}): Promise<LiveComparer> {
  const live = new LiveComparer(options);
  open.push(live);
  await live.ready();
  return live;
}

function answer(body: unknown, extra: Partial<Answer> = {}): Answer {
  const bytes =
    body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const headers = [['content-type', 'application/json']] as const;
  return {
    status: 200,
    headers,
    body: bytes,
    truncated: false,
    elapsedMs: 1,
    askedAtMs: Date.now(),
    ...extra,
  };
}

function pair(homeAnswer: Outcome, otherAnswer: Outcome, callerKeyHash = 'caller-1'): OfferedPair {
  const request = {
    method: 'GET',
    url: '/api/reviews/7',
    headers: [['cookie', 'sid=very-secret-cookie']] as const,
  };
  return {
    slice: 'reviews',
    endpoint: 'GET /api/reviews/:id',
    request,
    homeAnswer,
    otherAnswer,
    callerKeyHash,
  };
}

const wrong = () => pair(answer({ stars: 5 }), answer({ stars: 4 }));

describe('LiveComparer', () => {
  it('counts what matches, names what does not, and takes a dead shadow for a difference of its own', async () => {
    const live = await start();
    for (let times = 0; times < 5; times += 1) live.offer(pair(answer({ stars: 5 }), answer({ stars: 5 })));
    live.offer(wrong());
    live.offer(
      pair(answer({ stars: 5 }), { failed: 'too-slow', message: 'no answer', elapsedMs: 9, askedAtMs: 0 }),
    );
    await live.idle();
    const report = await live.report();
    expect(report).toMatchObject({ requests: 7, matched: 5 });
    expect(report.endpoints[0]?.mismatches.map(({ path, kind }) => `${kind} ${path}`).sort()).toEqual([
      'failed answer',
      'value body.stars',
    ]);
    expect(live.counts).toMatchObject({ offered: 7, compared: 7, dropped: 0, failed: 0 });
  });

  it('asks both again before it calls a difference wrong, and stays within its budget', async () => {
    let asked = 0;
    const askAgain = {
      home: async () => {
        asked += 1;
        return answer({ stars: 5 });
      },
      other: async () => answer({ stars: 4 }),
    };
    const live = await start({ askAgain, repeatShare: 0.05 });
    for (let times = 0; times < 100; times += 1) live.offer(wrong());
    await live.idle();
    expect((await live.report()).endpoints[0]?.mismatches).toMatchObject([
      { path: 'body.stars', because: 'reproduced' },
    ]);
    expect(asked).toBe(live.counts.repeats);
    expect(asked).toBeLessThanOrEqual(20 + 0.05 * 100);
  });

  it('takes what the monolith does to itself for noise', async () => {
    const dice = async () => answer({ lucky: Math.floor(Math.random() * 1_000) });
    const live = await start({ askAgain: { home: dice, other: dice }, repeatShare: 1 });
    for (let times = 0; times < 60; times += 1) live.offer(pair(await dice(), await dice()));
    await live.idle();
    const report = await live.report();
    expect(report.endpoints[0]?.mismatches).toEqual([]);
    expect(report.endpoints[0]?.noise).toMatchObject([
      { path: 'body.lucky', because: 'monolith-differs-itself' },
    ]);
  });

  it('lives with a difference that the slice agreed to, until its last day', async () => {
    const agreedUntil = (until: string) => {
      const rule = { path: 'body.stars', because: 'the service rounds half up', until };
      return new Map([['reviews', { ...STRICT_TERMS, rules: [rule] }]]);
    };
    const live = await start({ terms: agreedUntil('2999-12-31') });
    live.offer(wrong());
    await live.idle();
    expect((await live.report()).endpoints[0]).toMatchObject({
      mismatches: [],
      noise: [{ because: 'rule', count: 1 }],
    });
    live.follow(agreedUntil('2001-12-31'));
    live.offer(wrong());
    await live.idle();
    expect((await live.report()).endpoints[0]?.mismatches).toMatchObject([{ path: 'body.stars', count: 1 }]);
  });

  it('drops what does not fit and says so, without throwing', async () => {
    const live = await start({ maxPending: 3 });
    const taken = Array.from({ length: 10 }, () => live.offer(wrong()));
    expect(taken.filter(Boolean)).toHaveLength(3);
    expect(live.counts.dropped).toBe(7);
    await live.idle();
    expect(live.offer(wrong())).toBe(true);
    await live.idle();
    await live.close();
    expect(live.offer(wrong())).toBe(false);
  });

  it('bounds the bytes that wait', async () => {
    const live = await start({ maxPendingBytes: 1_000_000 });
    const large = () => pair(answer(Buffer.alloc(300_000)), answer(Buffer.alloc(300_000)));
    expect([live.offer(large()), live.offer(large())]).toEqual([true, false]);
    await live.idle();
  });

  it.each([
    [
      'a gzip bomb',
      () => answer(gzipSync(Buffer.alloc(16 << 20)), { headers: [['content-encoding', 'gzip']] }),
    ],
    [
      'a brotli bomb',
      () => answer(brotliCompressSync(Buffer.alloc(16 << 20)), { headers: [['content-encoding', 'br']] }),
    ],
    ['deep JSON', () => answer('['.repeat(100_000) + ']'.repeat(100_000))],
    ['a million keys', () => answer(`{${Array.from({ length: 300_000 }, (_, at) => `"k${at}":1`).join()}}`)],
  ])('survives %s, says that it was not compared, and goes on', async (_, hostile) => {
    const live = await start();
    live.offer(pair(answer({ stars: 5 }), hostile()));
    live.offer(pair(hostile(), answer({ stars: 5 })));
    live.offer(wrong());
    await live.idle();
    const report = await live.report();
    expect(report.requests).toBe(3);
    expect(report.uncompared).toBe(2);
    expect(report.endpoints[0]?.mismatches).toContainEqual(expect.objectContaining({ path: 'body.stars' }));
  });

  it('keeps its counters over a restart, in a file that only its owner reads', async () => {
    const stateFile = join(folder, 'state', 'compare.json');
    const first = await start({ stateFile });
    first.offer(wrong());
    await first.idle();
    await first.close();
    expect((await stat(stateFile)).mode & 0o777).toBe(0o600);
    const second = await start({ stateFile });
    second.offer(wrong());
    await second.idle();
    expect((await second.report()).endpoints[0]?.mismatches).toMatchObject([
      { path: 'body.stars', count: 2 },
    ]);
  });

  it('starts anew beside a broken file instead of dying or overwriting it', async () => {
    const stateFile = join(folder, 'compare.json');
    await writeFile(stateFile, '{"version":1,"endpoints":"none"}');
    const errors: string[] = [];
    const live = await start({ stateFile, onError: (operation) => errors.push(operation) });
    live.offer(wrong());
    await live.idle();
    await live.close();
    expect(errors).toEqual(['load']);
    expect((await readdir(folder)).sort()).toEqual(['compare.json', 'compare.json.broken']);
  });

  it('erases the stored examples of one caller and leaves the counters', async () => {
    const stateFile = join(folder, 'compare.json');
    const live = await start({ stateFile });
    live.offer(pair(answer({ note: 'of one' }), answer({ note: 'other words' }), 'caller-1'));
    live.offer(pair(answer({ note: 'of two' }), answer({ note: 'other words' }), 'caller-2'));
    await live.idle();
    expect(await live.erase({ callers: ['caller-1'] })).toBe(1);
    const stored = await readFile(stateFile, 'utf8');
    expect(stored).not.toContain('of one');
    expect(stored).toContain('of two');
    expect((await live.report()).endpoints[0]?.mismatches[0]?.count).toBe(2);
  });
});
