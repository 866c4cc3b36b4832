import { describe, expect, it } from 'vitest';
import { agreement, stepsBetween } from '../../src/boundaries/agreement.ts';

const labels = (...values: readonly string[]): Map<string, string> =>
  new Map(values.map((value, i) => [`e${i}`, value]));

describe('agreement', () => {
  it('is perfect for equal partitions, whatever the labels are called', () => {
    const result = agreement(labels('1', '1', '2'), labels('x', 'x', 'y'));
    expect(result).toMatchObject({ mojoFm: 100, ari: 1, f1: 1, purity: 1, clusters: 2, references: 2 });
  });

  it('needs one move for one element astray', () => {
    // The worst partition of a 4:2 reference needs 6 − 2 operations.
    const result = agreement(labels('1', '1', '1', '2', '2', '2'), labels('x', 'x', 'x', 'x', 'y', 'y'));
    expect(result.mojoFm).toBeCloseTo(75, 10);
  });

  it('tags tied clusters by a matching', () => {
    // Cluster 1 ties between x and y, cluster 2 can only be x: tagged y and x, one move is left, no join.
    const result = agreement(labels('1', '1', '2', '2'), labels('x', 'y', 'x', 'x'));
    expect(result.mojoFm).toBeCloseTo(50, 10);
  });

  it('has the adjusted Rand index of Hubert and Arabie', () => {
    const result = agreement(labels('0', '0', '0', '1', '1', '1'), labels('0', '0', '1', '1', '2', '2'));
    expect(result.ari).toBeCloseTo(0.242_424_242_4, 9);
  });

  it('counts an element that the suggestion lacks as a cluster of its own', () => {
    const result = agreement(new Map([['e0', '1']]), labels('x', 'x', 'y'));
    expect(result.clusters).toBe(3);
    expect(result.recall).toBe(0);
  });
});

describe('stepsBetween', () => {
  it('moves what stands with others, and joins whole clusters', () => {
    const steps = stepsBetween(labels('1', '1', '2', '2', '2', '3'), labels('x', 'x', 'x', 'y', 'y', 'y'));
    expect(steps.moves).toEqual([{ element: 'e2', from: '2', to: 'x' }]);
    expect(steps.joins).toEqual([{ clusters: ['2', '3'], into: 'y' }]);
  });

  it('counts as many moves and joins as MoJoFM needs', () => {
    const [suggested, reference] = [
      labels('1', '1', '2', '2', '2', '3'),
      labels('x', 'x', 'x', 'y', 'y', 'y'),
    ];
    // The worst partition of a 3:3 reference needs 6 − 2 operations.
    expect(agreement(suggested, reference).mojoFm).toBeCloseTo((1 - 2 / 4) * 100, 10);
  });

  it('tells nothing where both are the same', () => {
    expect(stepsBetween(labels('1', '2'), labels('x', 'y'))).toEqual({ moves: [], joins: [] });
  });

  it('moves in what the suggestion lacks', () => {
    const { moves } = stepsBetween(new Map([['e0', '1']]), labels('x', 'x'));
    expect(moves).toEqual([{ element: 'e1', from: null, to: 'x' }]);
  });
});
