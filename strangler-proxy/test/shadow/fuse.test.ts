import { describe, expect, it } from 'vitest';
import { ShadowFuse } from '../../src/shadow/fuse.ts';

const open = (fuse: ShadowFuse, nowMs = 0) => {
  for (let each = 0; each < 5; each += 1) fuse.wasted('too long', nowMs);
};

describe('ShadowFuse', () => {
  it('opens at the fifth wasted answer and says why', () => {
    const fuse = new ShadowFuse();
    const opened = [1, 2, 3, 4, 5].map(() => fuse.wasted('too long', 0));
    expect(opened).toEqual([false, false, false, false, true]);
    expect(fuse.because).toBe('too long');
    expect(fuse.mayAsk(4_999)).toBe(false);
  });

  it('stays closed where one in four is wasted, and opens where every other one is', () => {
    const [one, other] = [new ShadowFuse(), new ShadowFuse()];
    for (let turn = 0; turn < 100; turn += 1) {
      if (turn % 4 === 0) one.wasted('too long', 0);
      else one.useful();
      if (turn % 2 === 0) other.wasted('too long', 0);
      else other.useful();
    }
    expect(one.because).toBeUndefined();
    expect(other.because).toBe('too long');
  });

  it('lets one probe through after five seconds; a useful one closes it', () => {
    const fuse = new ShadowFuse();
    open(fuse);
    expect(fuse.mayAsk(5_000)).toBe(true);
    expect(fuse.mayAsk(5_001)).toBe(false);
    fuse.useful();
    expect(fuse.because).toBeUndefined();
    expect(fuse.mayAsk(5_002)).toBe(true);
  });

  it('probes ever less often, down to once in five minutes', () => {
    const fuse = new ShadowFuse();
    open(fuse);
    const probes: number[] = [];
    for (let second = 0; second < 2_000; second += 1) {
      if (!fuse.mayAsk(second * 1_000)) continue;
      probes.push(second);
      fuse.wasted('too long', second * 1_000);
    }
    expect(probes).toEqual([5, 15, 35, 75, 155, 315, 615, 915, 1_215, 1_515, 1_815]);
  });

  it('is not moved by answers that were under way when it opened', () => {
    const fuse = new ShadowFuse();
    open(fuse);
    open(fuse);
    fuse.useful();
    expect(fuse.because).toBe('too long');
    expect(fuse.mayAsk(5_000)).toBe(true);
  });

  it('sends another probe after one of which nothing was heard', () => {
    const fuse = new ShadowFuse();
    open(fuse);
    expect(fuse.mayAsk(5_000)).toBe(true);
    expect(fuse.mayAsk(10_000)).toBe(true);
  });
});
