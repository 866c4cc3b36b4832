import { describe, expect, it } from 'vitest';
import { threadsFor } from '../../src/read/reader-threads.ts';

describe('threadsFor', () => {
  it.each([
    [1_000_000, 1, 1],
    [13_000_000, 2, 2],
    [13_000_000, 4, 4],
    [13_000_000, 16, 5],
    [2_000_000, 16, 1],
    [40_000_000, 2, 2],
    [400_000_000, 64, 8],
  ])('%i characters on %i cores are read by %i threads', (characters, cores, threads) => {
    expect(threadsFor(characters, cores, false)).toBe(threads);
  });

  it.each([
    [1_000_000, 1, 1],
    [13_000_000, 2, 1],
    [13_000_000, 4, 3],
    [13_000_000, 16, 5],
    [40_000_000, 2, 2],
    [400_000_000, 64, 8],
  ])(
    '%i characters on %i cores, with V8 optimising meanwhile, are read by %i',
    (characters, cores, threads) => {
      expect(threadsFor(characters, cores, true)).toBe(threads);
    },
  );
});
