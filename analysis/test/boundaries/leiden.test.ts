import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leiden, modularity } from '../../src/boundaries/cluster/leiden.ts';
import { bestCut, buildMergeTree } from '../../src/boundaries/cluster/merge-tree.ts';
import { EdgeCollector, type SparseGraph } from '../../src/boundaries/cluster/sparse-graph.ts';

type Edges = readonly (readonly [number, number, number])[];

function graphOf(size: number, edges: Edges): SparseGraph {
  const collector = new EdgeCollector(size);
  for (const [a, b, weight] of edges) collector.add(a, b, weight);
  return collector.toGraph();
}

const keys = (size: number, salt = 1): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => ((i + 1) * 0.618 * salt) % 1);

/** Two rings of five with one edge between them. */
const rings: Edges = [0, 5].flatMap((start) =>
  [0, 1, 2, 3, 4].map((i) => [start + i, start + ((i + 1) % 5), 1] as const),
);
const twoRings = graphOf(10, [...rings, [0, 5, 1]]);

const anyGraph = fc
  .array(fc.tuple(fc.nat(19), fc.nat(19), fc.integer({ min: 1, max: 9 })), { maxLength: 60 })
  .map((edges) => graphOf(20, edges));

function isConnected(graph: SparseGraph, members: readonly number[]): boolean {
  const inside = new Set(members);
  const seen = new Set<number>(members.slice(0, 1));
  for (const node of seen) {
    for (const target of graph.targets.subarray(graph.offsets[node], graph.offsets[node + 1])) {
      if (inside.has(target)) seen.add(target);
    }
  }
  return seen.size === inside.size;
}

function membersByLabel(labels: Int32Array): number[][] {
  const members = new Map<number, number[]>();
  labels.forEach((label, node) => {
    members.set(label, [...(members.get(label) ?? []), node]);
  });
  return [...members.values()];
}

describe('leiden', () => {
  it('parts two rings at their bridge', () => {
    expect([...leiden(twoRings, { resolution: 1, keys: keys(10) })]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  });

  it('keeps every community connected', () => {
    fc.assert(
      fc.property(anyGraph, fc.constantFrom(0.3, 1, 3), (graph, resolution) => {
        const labels = leiden(graph, { resolution, keys: keys(graph.size) });
        return membersByLabel(labels).every((members) => isConnected(graph, members));
      }),
      { numRuns: 300 },
    );
  });

  it('is never worse than everybody alone', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const alone = Int32Array.from({ length: graph.size }, (_, i) => i);
        const labels = leiden(graph, { resolution: 1, keys: keys(graph.size) });
        return modularity(graph, labels, 1) >= modularity(graph, alone, 1) - 1e-9;
      }),
    );
  });

  it('leaves nodes without edges alone', () => {
    expect([...leiden(graphOf(3, []), { resolution: 1, keys: keys(3) })]).toEqual([0, 1, 2]);
  });
});

describe('bestCut', () => {
  const runsOf = (graph: SparseGraph): Int32Array[] =>
    [0.3, 0.6, 1, 2, 4].flatMap((resolution) =>
      [1, 2, 3].map((salt) => leiden(graph, { resolution, keys: keys(graph.size, salt) })),
    );

  it('nests every finer cut in every coarser one', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const tree = buildMergeTree(runsOf(graph));
        const coarse = bestCut(tree, graph, 0.5);
        const fine = bestCut(tree, graph, 2);
        return membersByLabel(fine).every(
          (members) => new Set(members.map((node) => coarse[node])).size === 1,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('finds the two rings again', () => {
    const labels = bestCut(buildMergeTree(runsOf(twoRings)), twoRings, 1);
    expect(membersByLabel(labels).map((members) => members.length)).toEqual([5, 5]);
  });
});
