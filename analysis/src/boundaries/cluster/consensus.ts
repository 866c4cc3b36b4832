/**
 * Many clusterings instead of one: over a ladder of resolutions, each time with some edges left out and layers weighted a
 * little differently. What stays together through that is no accident of one weight, one edge or one visiting order.
 */
import type { Layer } from '../evidence/layers.ts';
import { leiden } from './leiden.ts';
import { buildMergeTree, type MergeTree } from './merge-tree.ts';
import { hashText, keysOf, pairFraction } from './random.ts';
import { EdgeCollector, type SparseGraph } from './sparse-graph.ts';

/** From "a handful of services" to "one per concept"; each step is a factor of about 1.5. */
const RESOLUTIONS: readonly number[] = [0.25, 0.5, 1, 1.5, 2, 3, 4];
const RUNS_PER_RESOLUTION = 6;
/** Share of edges left out of each run. */
const DROPPED = 0.1;
/** Layer weights vary by this share each way between runs. */
const WEIGHT_SPREAD = 0.3;

export interface Consensus {
  /** All edges at their full weight. */
  readonly graph: SparseGraph;
  readonly tree: MergeTree;
}

/**
 * @param names one a node; everything random is drawn from them, so that a change of one module leaves the rest alone.
 */
export function consensus(names: readonly string[], layers: readonly Layer[]): Consensus {
  const hashes = Uint32Array.from(names, (name) => hashText(name, 7));
  const runs: Int32Array[] = [];
  let salt = 0;
  for (const resolution of RESOLUTIONS) {
    for (let run = 0; run < RUNS_PER_RESOLUTION; run += 1) {
      salt += 1;
      runs.push(leiden(perturbed(hashes, layers, salt), { resolution, keys: keysOf(hashes, salt) }));
    }
  }
  return { graph: combine(names.length, layers), tree: buildMergeTree(runs) };
}

/** All layers added up at their weights. */
export function combine(size: number, layers: readonly Layer[]): SparseGraph {
  const sum = new EdgeCollector(size);
  for (const { weight, edges } of layers) for (const [a, b, w] of edges) sum.add(a, b, w * weight);
  return sum.toGraph();
}

function perturbed(hashes: Uint32Array, layers: readonly Layer[], salt: number): SparseGraph {
  const sum = new EdgeCollector(hashes.length);
  for (const layer of layers) {
    const layerHash = hashText(layer.name, 11);
    const factor = layer.weight * (1 + WEIGHT_SPREAD * (2 * pairFraction(layerHash, layerHash, salt) - 1));
    for (const [a, b, weight] of layer.edges) {
      const drawn = pairFraction((hashes[a] as number) ^ layerHash, (hashes[b] as number) ^ layerHash, salt);
      if (drawn >= DROPPED) sum.add(a, b, weight * factor);
    }
  }
  return sum.toGraph();
}
