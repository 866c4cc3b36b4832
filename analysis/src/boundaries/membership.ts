/** How sure each module's place is, and where it would go next. */
import type { SparseGraph } from './cluster/sparse-graph.ts';

export interface Membership {
  /** 0: as near to another service; 1: tied to no other. */
  readonly confidence: number;
  /** Label of the next nearest service. */
  readonly runnerUp: number | null;
}

/**
 * Ties of each module to its own service against those to the next one.
 *
 * @param labels of all nodes, modules first; negative: in no service. What a service owns ties as its modules do: of a service of
 * two modules its tables are the greater part.
 * @param modules how many of the nodes are asked for.
 */
export function memberships(graph: SparseGraph, labels: Int32Array, modules: number): Membership[] {
  const count = labels.reduce((most, label) => Math.max(most, label), -1) + 1;
  const ties = new Float64Array(count);
  return Array.from(labels.subarray(0, modules), (own, node) => {
    if (own < 0) return { confidence: 0, runnerUp: null };
    const touched = new Set<number>();
    for (let e = graph.offsets[node] as number; e < (graph.offsets[node + 1] as number); e += 1) {
      const label = labels[graph.targets[e] as number];
      if (label === undefined || label < 0) continue;
      touched.add(label);
      ties[label] = (ties[label] as number) + (graph.weights[e] as number);
    }
    let next: number | null = null;
    for (const label of [...touched].sort((a, b) => a - b)) {
      if (label !== own && (next === null || (ties[label] as number) > (ties[next] as number))) next = label;
    }
    const inside = ties[own] as number;
    const outside = next === null ? 0 : (ties[next] as number);
    for (const label of touched) ties[label] = 0;
    return { confidence: inside <= outside ? 0 : (inside - outside) / (inside + outside), runnerUp: next };
  });
}
