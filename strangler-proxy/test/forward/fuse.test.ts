import { describe, expect, it } from 'vitest';
import { Fuse } from '../../src/forward/fuse.ts';
import { TargetPool } from '../../src/forward/target-pool.ts';

describe('a fuse', () => {
  const fail = (fuse: Fuse, times: number, nowMs = 0) => {
    for (let time = 0; time < times; time++) fuse.failed(nowMs);
  };
  it('opens after five failures in a row, not before', () => {
    const fuse = new Fuse();
    fail(fuse, 4);
    fuse.succeeded();
    fail(fuse, 4);
    expect(fuse.isOpen(0, true)).toBe(false);
    fail(fuse, 1);
    expect(fuse.isOpen(0, true)).toBe(true);
  });
  it('lets one safe request try after five seconds, and closes when it succeeds', () => {
    const fuse = new Fuse();
    fail(fuse, 5);
    expect(fuse.isOpen(4_999, true)).toBe(true);
    expect(fuse.isOpen(5_000, false)).toBe(true);
    expect(fuse.isOpen(5_000, true)).toBe(false);
    expect(fuse.isOpen(5_000, true)).toBe(true);
    fuse.succeeded();
    expect(fuse.isOpen(5_000, true)).toBe(false);
  });
  it('waits twice as long after each failed try, a minute at most', () => {
    const fuse = new Fuse();
    fail(fuse, 5);
    let nowMs = 0;
    for (const pauseMs of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
      expect(fuse.isOpen(nowMs + pauseMs - 1, true)).toBe(true);
      nowMs += pauseMs;
      expect(fuse.isOpen(nowMs, true)).toBe(false);
      fuse.failed(nowMs);
    }
  });
  it('lets a write try only where no read came for another minute', () => {
    const fuse = new Fuse();
    fail(fuse, 5);
    expect(fuse.isOpen(64_999, false)).toBe(true);
    expect(fuse.isOpen(65_000, false)).toBe(false);
  });
  it('is not left probing by a client that left', () => {
    const fuse = new Fuse();
    fail(fuse, 5);
    expect(fuse.isOpen(5_000, true)).toBe(false);
    fuse.undecided();
    expect(fuse.isOpen(5_000, true)).toBe(false);
  });
  it('opens when fallbacks exceed their budget, although the service answers in between', () => {
    const fuse = new Fuse();
    let asked = 0;
    while (!fuse.isOpen(1_000, true) && asked < 1_000) {
      asked += 1;
      fuse.failed(1_000);
      fuse.fellBack(1_000);
      fuse.succeeded();
    }
    expect(asked).toBeGreaterThan(50);
    expect(asked).toBeLessThan(100);
  });
});

describe('a pool of targets', () => {
  const pool = (...weights: number[]) => {
    const made = new TargetPool();
    made.update(weights.map((weight, index) => ({ origin: `http://t${index}`, weight })));
    return made;
  };
  const count = (made: TargetPool, times: number, nowMs = 0) => {
    const counts = new Map<string, number>();
    for (let time = 0; time < times; time++) {
      const lease = made.take(nowMs);
      counts.set(lease?.origin ?? '', (counts.get(lease?.origin ?? '') ?? 0) + 1);
      lease?.succeeded();
    }
    return Object.fromEntries(counts);
  };
  it('gives equals their turns', () => {
    expect(count(pool(1, 1), 100)).toEqual({ 'http://t0': 50, 'http://t1': 50 });
  });
  it('gives the least loaded one the next, by weight', () => {
    const made = pool(3, 1);
    const held = Array.from({ length: 40 }, () => made.take(0)?.origin);
    expect(held.filter((origin) => origin === 'http://t0')).toHaveLength(30);
  });
  it('rests a failing target where others can take its place, and only then', () => {
    const failing = (made: TargetPool) => {
      for (let time = 0; time < 60; time++) {
        const lease = made.take(0);
        if (lease?.origin === 'http://t0') lease.failed(0);
        else lease?.succeeded();
      }
    };
    const three = pool(1, 1, 1);
    failing(three);
    expect(Object.keys(count(three, 30))).not.toContain('http://t0');
    expect(Object.keys(count(three, 30, 31_000))).toContain('http://t0');
    const two = pool(1, 1);
    failing(two);
    expect(Object.keys(count(two, 30))).toContain('http://t0');
  });
  it('leaves out what two health checks found down, until one finds it up; with none up it tries all', () => {
    const made = pool(1, 1);
    made.checked('http://t0', false);
    made.checked('http://t0', false);
    expect(count(made, 10)).toEqual({ 'http://t1': 10 });
    made.checked('http://t1', false);
    made.checked('http://t1', false);
    expect(made.hasAny(0)).toBe(false);
    expect(Object.keys(count(made, 10))).toHaveLength(2);
    made.checked('http://t0', true);
    expect(count(made, 10)).toEqual({ 'http://t0': 10 });
  });
  it('keeps what it knows of targets that stay in the file', () => {
    const made = pool(1, 1);
    made.checked('http://t0', false);
    made.checked('http://t0', false);
    made.update([
      { origin: 'http://t0', weight: 1 },
      { origin: 'http://t2', weight: 1 },
    ]);
    expect(count(made, 10)).toEqual({ 'http://t2': 10 });
  });
});
