/**
 * Many clusterings instead of one: over a ladder of resolutions, each time with some edges left out and layers weighted a
 * little differently. What stays together through that is no accident of one weight, one edge or one visiting order.
 */
import type { Layer } from '../evidence/layers.ts';
import { leiden } from './leiden.ts';
import { buildMergeTree, type MergeTree } from './merge-tree.ts';
import { fraction, hashText, pairHash } from './random.ts';
import { EdgeCollector, frameOf, type SparseGraph } from './sparse-graph.ts';

/** From "a handful of services" to "one per concept"; each step is a factor of about 1.5. */
const RESOLUTIONS: readonly number[] = [0.25, 0.5, 1, 1.5, 2, 3, 4];
/**
 * Runs a resolution: many where they are cheap; large graphs average over themselves, and 5 000 modules have to be done in 3 s.
 */
const RUNS: Effort = { most: 10, least: 2, nodesInAll: 6_000 };
/** At the resolution of the suggestion alone. README.md tells what that is worth. */
const STEADY_RUNS: Effort = { most: 112, least: 14, nodesInAll: 70_000 };

interface Effort {
  readonly most: number;
  readonly least: number;
  /** Nodes times runs that are cheap enough. */
  readonly nodesInAll: number;
}

function runsFor(nodes: number, { most, least, nodesInAll }: Effort): number {
  return Math.max(least, Math.min(most, Math.floor(nodesInAll / Math.max(1, nodes))));
}

/** Share of edges left out of each run. */
const DROPPED = 0.1;
/** Layer weights vary by this share each way between runs. */
const WEIGHT_SPREAD = 0.3;

export interface Consensus {
  /** All edges at their full weight. */
  readonly graph: SparseGraph;
  /** For any resolution; finer cuts nest in coarser ones. */
  readonly tree: MergeTree;
  /**
   * For cuts at one resolution, from runs at it alone: a small change of the code then hardly ever tips two services over
   * a merge, as the many runs that say nothing about this resolution no longer vote on it.
   */
  readonly steadyTree: (resolution: number) => MergeTree;
}

/**
 * @param names one a node; everything random is drawn from them, so that a change of one module leaves the rest alone.
 */
export function consensus(names: readonly string[], layers: readonly Layer[]): Consensus {
  const draw = perturber(names, layers);
  const treeOf = (resolutions: readonly number[], effort: Effort): MergeTree => {
    const runs: Int32Array[] = [];
    for (const resolution of resolutions) {
      for (let run = 0; run < runsFor(names.length, effort); run += 1) {
        const { graph, keys } = draw(runs.length + 1);
        runs.push(leiden(graph, { resolution, keys }));
      }
    }
    return buildMergeTree(runs);
  };
  return {
    graph: combine(names.length, layers),
    tree: treeOf(RESOLUTIONS, RUNS),
    steadyTree: (resolution) => treeOf([resolution], STEADY_RUNS),
  };
}

/** All layers added up at their weights. */
export function combine(size: number, layers: readonly Layer[]): SparseGraph {
  const sum = new EdgeCollector(size);
  const holding = new EdgeCollector(size);
  for (const { weight, edges, holds } of layers)
    for (const [a, b, w] of edges) {
      sum.add(a, b, w * weight);
      if (holds) holding.add(a, b, w * weight);
    }
  const edges = [...sum.edges()];
  const held = Float64Array.from(edges, ([a, b]) => holding.weightOf(a, b));
  const plain = Float64Array.from(edges, ([, , weight], i) => weight - (held[i] as number));
  return frameOf(size, edges).graphOf(plain, held);
}

interface Draw {
  readonly graph: SparseGraph;
  readonly keys: Float64Array;
}

/** Makes the graph of one run from its number. */
function perturber(names: readonly string[], layers: readonly Layer[]): (salt: number) => Draw {
  const hashes = Uint32Array.from(names, (name) => hashText(name, 7));
  const union = new EdgeCollector(names.length);
  for (const { edges } of layers) for (const [a, b] of edges) union.add(a, b, 1);
  const pairs = [...union.edges()];
  const position = new Map(pairs.map(([a, b], i) => [a * names.length + b, i]));
  const frame = frameOf(names.length, pairs);
  const sources = layers.map(({ name, weight, edges, holds }) => {
    const salted = hashText(name, 11);
    return {
      weight,
      holds: holds === true,
      salted,
      positions: Int32Array.from(
        edges,
        ([a, b]) => position.get(Math.min(a, b) * names.length + Math.max(a, b)) as number,
      ),
      weights: Float64Array.from(edges, ([, , w]) => w),
      // Drawn from both names and the layer, never from positions.
      pairs: Uint32Array.from(edges, ([a, b]) => pairHash(hashes[a] as number, hashes[b] as number, salted)),
    };
  });
  return (salt) => {
    const plain = new Float64Array(pairs.length);
    const held = new Float64Array(pairs.length);
    for (const source of sources) {
      const weights = source.holds ? held : plain;
      const factor = source.weight * (1 + WEIGHT_SPREAD * (2 * fraction(source.salted, salt) - 1));
      for (let i = 0; i < source.positions.length; i += 1) {
        if (fraction(source.pairs[i] as number, salt) < DROPPED) continue;
        const at = source.positions[i] as number;
        weights[at] = (weights[at] as number) + (source.weights[i] as number) * factor;
      }
    }
    return {
      graph: frame.graphOf(plain, held),
      keys: Float64Array.from(hashes, (hash) => fraction(hash, salt)),
    };
  };
}
