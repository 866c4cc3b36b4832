/** From evidence to a partition of the modules, with coarser and finer ones and how sure each module's place is. */
import { consensus } from './cluster/consensus.ts';
import { bestCut } from './cluster/merge-tree.ts';
import { compactLabels, type SparseGraph } from './cluster/sparse-graph.ts';
import type { Evidence } from './evidence/evidence.ts';
import { buildLayers, LAYER_WEIGHTS, type Layer, type LayerName } from './evidence/layers.ts';

export interface PartitionOptions {
  /** Resolution of the default level; larger gives more services. */
  readonly granularity?: number;
  /** Exact number of services instead. */
  readonly count?: number;
  readonly weights?: Readonly<Record<LayerName, number>>;
}

export interface Level {
  readonly granularity: number;
  /** One label a module. */
  readonly labels: Int32Array;
}

export interface Partition {
  /** One label a module: 0 … count − 1, or `UNLINKED`. */
  readonly labels: Int32Array;
  readonly count: number;
  readonly confidence: readonly Membership[];
  /** From coarse to fine, each nested in the one before. */
  readonly levels: readonly Level[];
}

export interface Membership {
  /** 0: as near to another service; 1: tied to no other. */
  readonly confidence: number;
  /** Label of the next nearest service. */
  readonly runnerUp: number | null;
}

/** Label of modules that nothing ties to any service. */
export const UNLINKED = -1;

export const DEFAULT_GRANULARITY = 1.5;
/** The slider's stops, coarse to fine. */
const LADDER: readonly number[] = [0.15, 0.25, 0.4, 0.6, 1, DEFAULT_GRANULARITY, 2, 2.8, 4];

export function partitionOf(evidence: Evidence, options: PartitionOptions = {}): Partition {
  const size = evidence.modules.length;
  const layers = buildLayers(evidence, options.weights ?? LAYER_WEIGHTS);
  const names = [...evidence.modules, ...evidence.tables.map((table) => `table ${table}`)];
  const { graph, tree } = consensus(names, layers);
  const cut = (resolution: number): Int32Array =>
    absorbSmall(bestCut(tree, graph, resolution), graph).subarray(0, size);
  const granularity = options.granularity ?? DEFAULT_GRANULARITY;
  const { labels, count } = compactLabels(cut(granularity));
  const stops = [...new Set([...LADDER, granularity])].sort((a, b) => a - b);
  return {
    labels,
    count,
    confidence: memberships(graph, labels, count),
    levels: stops.map((stop) => ({ granularity: stop, labels: compactLabels(cut(stop)).labels })),
  };
}

export type { Layer };

/** A cluster of fewer nodes is no service: it joins the one it is tied to most. */
const MIN_NODES = 3;

/** Merges clusters that are too small into their strongest neighbour; what has no neighbour is unlinked. */
function absorbSmall(labels: Int32Array, graph: SparseGraph): Int32Array {
  const merged = compactLabels(labels).labels;
  const members = new Map<number, number[]>();
  merged.forEach((label, node) => {
    const list = members.get(label);
    if (list) list.push(node);
    else members.set(label, [node]);
  });
  const small = [...members.keys()].filter((label) => (members.get(label)?.length ?? 0) < MIN_NODES);
  for (const label of small) {
    const own = members.get(label) ?? [];
    if (own.length === 0 || own.length >= MIN_NODES) continue;
    const ties = new Map<number, number>();
    for (const node of own) {
      for (let e = graph.offsets[node] as number; e < (graph.offsets[node + 1] as number); e += 1) {
        const other = merged[graph.targets[e] as number] as number;
        if (other !== label) ties.set(other, (ties.get(other) ?? 0) + (graph.weights[e] as number));
      }
    }
    const [target] = [...ties].sort(([a, x], [b, y]) => y - x || a - b)[0] ?? [];
    for (const node of own) merged[node] = target ?? UNLINKED;
    if (target === undefined) continue;
    members.get(target)?.push(...own);
    members.set(label, []);
  }
  return merged;
}

/** Ties of each module to its own service against the next one's. */
function memberships(graph: SparseGraph, labels: Int32Array, count: number): Membership[] {
  const ties = new Float64Array(count);
  return Array.from(labels, (own, node) => {
    const touched = new Set<number>();
    if (own === UNLINKED) return { confidence: 0, runnerUp: null };
    for (let e = graph.offsets[node] as number; e < (graph.offsets[node + 1] as number); e += 1) {
      const label = labels[graph.targets[e] as number];
      if (label === undefined || label === UNLINKED) continue;
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
