import { describe, expect, it } from 'vitest';
import { absorbSmall, UNLINKED } from '../../src/boundaries/cluster/adjust.ts';
import { EdgeCollector } from '../../src/boundaries/cluster/sparse-graph.ts';

type Edge = readonly [a: number, b: number, weight: number];

const graphOf = (size: number, edges: readonly Edge[]) => {
  const collector = new EdgeCollector(size);
  for (const [a, b, weight] of edges) collector.add(a, b, weight);
  return collector.toGraph();
};

const ACCOUNTS: readonly Edge[] = [
  [0, 1, 1],
  [1, 2, 1],
];
const STOCK: readonly Edge[] = [
  [3, 4, 1],
  [4, 5, 1],
];
/** An audit log and its table, and a logger that is only called like it; each is tied to others, too. */
const AUDIT: readonly Edge[] = [
  [6, 7, 1],
  [1, 6, 0.3],
];
const LOGGER: readonly Edge[] = [
  [6, 8, 0.4],
  [4, 8, 0.5],
];
const LABELS = Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2);

describe('absorbSmall', () => {
  it('takes a cluster of two with what is only called like it for too small, and lets each go its own way', () => {
    const graph = graphOf(9, [...ACCOUNTS, ...STOCK, ...AUDIT, ...LOGGER]);
    const dependencies = [...ACCOUNTS, ...STOCK, ...AUDIT].map(([a, b]) => [a, b] as const);
    expect([...absorbSmall(LABELS, graph, dependencies)]).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 1]);
  });

  it('keeps a cluster of three that use each other', () => {
    const graph = graphOf(9, [...ACCOUNTS, ...STOCK, ...AUDIT, ...LOGGER]);
    const dependencies = [...ACCOUNTS, ...STOCK, ...AUDIT, ...LOGGER].map(([a, b]) => [a, b] as const);
    expect([...absorbSmall(LABELS, graph, dependencies)]).toEqual([...LABELS]);
  });

  it('goes by likeness where nothing else is known', () => {
    const graph = graphOf(9, [...ACCOUNTS, ...STOCK, ...AUDIT, ...LOGGER]);
    expect([...absorbSmall(LABELS, graph, [])]).toEqual([...LABELS]);
  });

  it('unlinks what nothing ties to any other cluster', () => {
    const labels = Int32Array.of(0, 0, 0, 1);
    expect([...absorbSmall(labels, graphOf(4, ACCOUNTS), [])]).toEqual([0, 0, 0, UNLINKED]);
  });
});
