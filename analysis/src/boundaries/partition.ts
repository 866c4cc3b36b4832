/** From evidence to a partition of the modules, with coarser and finer ones. */
import { AnalysisError } from '../errors.ts';
import { absorbSmall, mergeTo, UNLINKED } from './cluster/adjust.ts';
import { consensus } from './cluster/consensus.ts';
import { bestCut } from './cluster/merge-tree.ts';
import { compactLabels, type SparseGraph } from './cluster/sparse-graph.ts';
import type { Evidence } from './evidence/evidence.ts';
import { buildLayers, dependenciesOf, LAYER_WEIGHTS, type LayerName, nodeCount } from './evidence/layers.ts';

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

/** The default from `NODES_OF_A_UNIT` × 2.4 nodes on. README.md beside this file tells why. */
const FINEST_DEFAULT = 2.4;
/** The default of the smallest systems. */
const COARSEST_DEFAULT = 0.75;
/** Between the two, the default is the nodes (modules and tables) over this. */
const NODES_OF_A_UNIT = 55;
/** Default granularities are multiples of a twentieth. */
const STEPS_OF_ONE = 20;
/** The lowest that is tried where the schema allows few services. */
const COARSEST_TRIED = 0.15;
/** The slider's stops, coarse to fine. */
const LADDER: readonly number[] = [0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.25, 1.5, 2, 2.8, 4];

/** @throws AnalysisError OPTION_INVALID when `count` is more than the evidence can tell apart. */
export function partitionOf(evidence: Evidence, options: PartitionOptions = {}): Partition {
  const size = evidence.modules.length;
  const layers = buildLayers(evidence, options.weights ?? LAYER_WEIGHTS);
  const names = [...evidence.modules, ...evidence.tables.map((table) => `table ${table}`)];
  const { graph, tree, steadyTree } = consensus(names, layers);
  const dependencies = dependenciesOf(layers);
  const largeEnough = (labels: Int32Array): Int32Array => absorbSmall(labels, graph, dependencies);
  const cut = (resolution: number): Int32Array => largeEnough(bestCut(tree, graph, resolution));
  const modulesOf = (labels: Int32Array): Int32Array => compactLabels(labels.subarray(0, size)).labels;
  const granularity =
    options.granularity ??
    defaultGranularity(
      nodeCount(evidence),
      evidence.mostServices,
      (stop) => compactLabels(modulesOf(cut(stop))).count,
    );
  const suggested = modulesOf(largeEnough(bestCut(steadyTree(granularity), graph, granularity)));
  const stops = [...new Set([...LADDER, granularity])].sort((a, b) => a - b);
  const levels = stops.map((stop) => ({
    granularity: stop,
    labels: stop === granularity ? suggested : modulesOf(cut(stop)),
  }));
  // Who asks for a number gets the coarsest cut that has it: without the services that only likeness holds it would be a finer one.
  const anyCut = (resolution: number): Int32Array => absorbSmall(bestCut(tree, graph, resolution), graph, []);
  const labels =
    options.count === undefined ? suggested : modulesOf(cutToCount(options.count, anyCut, graph, size));
  return { labels, granularity, levels, graph };
}

/**
 * By size, or the finest below that with no more services than have something to stand on: where six tables stand for three
 * things, a seventeenth service owns nothing. In steps finer than the slider's: from one of its stops to the next a third of the
 * services can go, and the step that an edit tips must be small.
 */
function defaultGranularity(
  nodes: number,
  mostServices: number | null,
  countAt: (granularity: number) => number,
): number {
  const bySize = granularityFor(nodes);
  if (mostServices === null) return bySize;
  const steps = Math.round((bySize - COARSEST_TRIED) * STEPS_OF_ONE);
  for (let step = 0; step <= steps; step += 1) {
    const granularity = Math.round(bySize * STEPS_OF_ONE - step) / STEPS_OF_ONE;
    if (countAt(granularity) <= mostServices) return granularity;
  }
  return bySize;
}

/**
 * Modularity merges two groups that are tied by more than their sizes' product over the size of the whole. At one resolution
 * groups therefore grow with the system; a resolution that grows with the system keeps them as they are. Beyond some size
 * they do grow, as services do. Rounded, as people read it.
 */
export function granularityFor(nodes: number): number {
  const grown = nodes / NODES_OF_A_UNIT;
  return (
    Math.round(STEPS_OF_ONE * Math.min(FINEST_DEFAULT, Math.max(COARSEST_DEFAULT, grown))) / STEPS_OF_ONE
  );
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
    `count: ${count} services cannot be told apart here; ${most === 0 ? 'nothing is tied to anything else. Leave' : `ask for ${most} or fewer, or leave`} count out.`,
  );
}
