import { expect, test } from 'vitest';
import { type Features, similarityLayer } from '../../../src/boundaries/evidence/similarity.ts';

/** Nodes 0 and 1 share what only they have, 2 and 3 likewise, and all share one feature. */
const features: readonly Features[] = [
  [0, 9],
  [0, 9],
  [1, 9],
  [1, 9],
].map((own) => new Map(own.map((feature) => [feature, 1])));

function tie(of: readonly Features[], [a, b]: readonly [number, number], beyondChance: boolean): number {
  const layer = similarityLayer(of, of.length, { neighbours: 40, above: 0, beyondChance });
  return [...layer.edges()].find(([x, y]) => x === a && y === b)?.[2] ?? 0;
}

test('what all nodes have ties them all, but hardly beyond chance', () => {
  expect(tie(features, [0, 1], false)).toBeCloseTo(1);
  expect(tie(features, [0, 2], false)).toBeCloseTo(0.5);
  // Each is like the three others by 1, 0.5 and 0.5: two thirds, which is what chance makes of any pair.
  expect(tie(features, [0, 1], true)).toBeCloseTo(1 / 3);
  expect(tie(features, [0, 2], true)).toBeCloseTo(0.01);
});

test('nodes that are all alike keep a tie', () => {
  expect(tie(features.slice(0, 2), [0, 1], true)).toBeCloseTo(0.02);
});

test('nodes without features have none', () => {
  expect(tie([new Map(), new Map()], [0, 1], true)).toBe(0);
});
