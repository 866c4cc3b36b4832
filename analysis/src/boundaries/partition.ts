/** From evidence to a partition of the modules, with coarser and finer ones. */
import { AnalysisError } from '../errors.ts';
import { absorbSmall, mergeTo, UNLINKED } from './cluster/adjust.ts';
import { consensus } from './cluster/consensus.ts';
import { bestCut } from './cluster/merge-tree.ts';
import { compactLabels, type SparseGraph } from './cluster/sparse-graph.ts';
import type { Evidence } from './evidence/evidence.ts';
import { buildLayers, LAYER_WEIGHTS, type LayerName } from './evidence/layers.ts';

export interface PartitionOptions {
  /** Resolution of the default level; larger gives more services. */
  readonly granularity?: number;
  /** Exact number of services instead. */
  readonly count?: number;
  readonly weights?: Readonly<Record<LayerName, number>>;
}

export interface Level {
  readonly granularity: number;
  /** One label a module: 0 … or `UNLINKED`. */
  readonly labels: Int32Array;
}

export interface Partition {
  /** One label a module: 0 … or `UNLINKED`. */
  readonly labels: Int32Array;
  /** Resolution of these labels, or that of the default level where a count was asked for. */
  readonly granularity: number;
  /** From coarse to fine. */
  readonly levels: readonly Level[];
  /** All evidence, at its full weight; modules are the first nodes, tables follow. */
  readonly graph: SparseGraph;
}

export { UNLINKED };

/** README.md beside this file tells why. */
export const DEFAULT_GRANULARITY = 1.5;
/** The slider's stops, coarse to fine. */
const LADDER: readonly number[] = [
  0.15,
  0.2,
  0.25,
  0.3,
  0.4,
  0.5,
  0.6,
  0.8,
  1,
  1.25,
  DEFAULT_GRANULARITY,
  2,
  2.8,
  4,
];

/** @throws AnalysisError OPTION_INVALID when `count` is more than the evidence can tell apart. */
export function partitionOf(evidence: Evidence, options: PartitionOptions = {}): Partition {
  const size = evidence.modules.length;
  const layers = buildLayers(evidence, options.weights ?? LAYER_WEIGHTS);
  const names = [...evidence.modules, ...evidence.tables.map((table) => `table ${table}`)];
  const { graph, tree, steadyTree } = consensus(names, layers);
  const cut = (resolution: number): Int32Array => absorbSmall(bestCut(tree, graph, resolution), graph);
  const modulesOf = (labels: Int32Array): Int32Array => compactLabels(labels.subarray(0, size)).labels;
  const granularity =
    options.granularity ?? defaultGranularity(evidence, (stop) => compactLabels(modulesOf(cut(stop))).count);
  const suggested = modulesOf(absorbSmall(bestCut(steadyTree(granularity), graph, granularity), graph));
  const stops = [...new Set([...LADDER, granularity])].sort((a, b) => a - b);
  const levels = stops.map((stop) => ({
    granularity: stop,
    labels: stop === granularity ? suggested : modulesOf(cut(stop)),
  }));
  const labels =
    options.count === undefined ? suggested : modulesOf(cutToCount(options.count, cut, graph, size));
  return { labels, granularity, levels, graph };
}

/**
 * The default, or the finest stop below it that has no more services than can own data: where six tables stand for three
 * things, a seventeenth service owns nothing.
 */
function defaultGranularity({ mostOwners }: Evidence, countAt: (granularity: number) => number): number {
  if (mostOwners === null) return DEFAULT_GRANULARITY;
  const stops = LADDER.filter((stop) => stop <= DEFAULT_GRANULARITY);
  return stops.findLast((stop) => countAt(stop) <= mostOwners) ?? DEFAULT_GRANULARITY;
}

/** Resolutions to try for a wanted number of services. */
const SEARCHED = Array.from({ length: 40 }, (_, i) => 0.1 * 1.15 ** i);

/** The coarsest cut with at least `count` services, its nearest pairs merged until there are exactly that many. */
function cutToCount(
  count: number,
  cut: (resolution: number) => Int32Array,
  graph: SparseGraph,
  size: number,
): Int32Array {
  let most = 0;
  for (const resolution of SEARCHED) {
    const labels = cut(resolution);
    const found = compactLabels(labels.subarray(0, size)).count;
    if (found >= count) return mergeTo(count, labels, graph, size);
    most = Math.max(most, found);
  }
  throw new AnalysisError(
    'OPTION_INVALID',
    `count: ${count} services cannot be told apart here; ask for ${most} or fewer, or leave count out.`,
  );
}
