import { describe, expect, it } from 'vitest';
import { buildMergeTree } from '../../src/boundaries/cluster/merge-tree.ts';

/** Around one hub, each run leaves other leaves out: they are all atoms of their own. */
const leaves = 200;
const runs = Array.from({ length: 32 }, (_, run) =>
  Int32Array.from({ length: leaves }, (_, leaf) => ((leaf * 31 + run * 17) % 7 === 0 ? leaf : 0)),
);

describe('buildMergeTree', () => {
  it('leaves runs out where they tell too many atoms apart to compare them all', () => {
    const whole = buildMergeTree(runs, Number.POSITIVE_INFINITY);
    const bounded = buildMergeTree(runs, 1_000);
    expect(bounded.atoms).toBeLessThan(whole.atoms);
    expect(bounded.atomOf).toHaveLength(leaves);
    expect(bounded).toEqual(buildMergeTree(runs, 1_000));
  });

  it('leaves none out where they fit, and one run always does', () => {
    expect(buildMergeTree(runs, 1_000_000)).toEqual(buildMergeTree(runs, Number.POSITIVE_INFINITY));
    expect(buildMergeTree(runs.slice(0, 1), 0).atomOf).toHaveLength(leaves);
  });
});
