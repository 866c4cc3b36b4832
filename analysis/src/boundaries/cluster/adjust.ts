/** Small corrections of a partition: clusters too small to be services, and a wanted number of them. */
import { compactLabels, type SparseGraph } from './sparse-graph.ts';

/** Label of nodes that nothing ties to any cluster. */
export const UNLINKED = -1;

/** A cluster of fewer nodes (modules and tables) is no service: it joins the one it is tied to most. */
const MIN_NODES = 3;

/**
 * Merges clusters that are too small into their strongest neighbour; what has no neighbour is unlinked.
 *
 * What only a likeness ties to the rest of its cluster makes it no larger: a logger is no part of an audit log for its name. Where
 * such a cluster goes elsewhere, each of these goes where its own ties lead.
 *
 * @param dependencies pairs of nodes that use each other, whatever they are called.
 */
export function absorbSmall(
  labels: Int32Array,
  graph: SparseGraph,
  dependencies: readonly (readonly [a: number, b: number])[],
): Int32Array {
  const merged = compactLabels(labels).labels;
  const isHeld = heldInside(merged, dependencies);
  const members = membersByLabel(merged);
  for (const label of [...members.keys()]) {
    const own = members.get(label) ?? [];
    const core = own.filter((node) => isHeld[node] === 1);
    // Where nothing is known but likeness, it has to do.
    if ((core.length > 0 ? core : own).length >= MIN_NODES) continue;
    members.delete(label);
    const loose = own.filter((node) => isHeld[node] === 0).map((node) => [node]);
    const parts = core.length > 0 ? [core, ...loose] : [own];
    const targets = parts.map((part) => strongest(tiesOf(part, label, merged, graph)));
    parts.forEach((part, i) => {
      const target = targets[i];
      for (const node of part) merged[node] = target ?? UNLINKED;
      if (target !== undefined) members.get(target)?.push(...part);
    });
  }
  return merged;
}

/** 1 for nodes that depend on another of their cluster, or it on them. */
function heldInside(labels: Int32Array, dependencies: readonly (readonly [number, number])[]): Uint8Array {
  const isHeld = new Uint8Array(labels.length);
  for (const [a, b] of dependencies) {
    if (labels[a] !== labels[b]) continue;
    isHeld[a] = 1;
    isHeld[b] = 1;
  }
  return isHeld;
}

/** Merges the pair of clusters with the strongest tie for their sizes, again and again, until `count` hold a module. */
export function mergeTo(count: number, labels: Int32Array, graph: SparseGraph, modules: number): Int32Array {
  const merged = labels.slice();
  const serviceCount = (): number => compactLabels(merged.subarray(0, modules)).count;
  while (serviceCount() > count) {
    const pair = nearestPair(merged, graph);
    if (!pair) break;
    for (let i = 0; i < merged.length; i += 1) if (merged[i] === pair[1]) merged[i] = pair[0];
  }
  return merged;
}

function nearestPair(labels: Int32Array, graph: SparseGraph): readonly [number, number] | null {
  const strength = new Map<number, number>();
  const ties = new Map<string, { a: number; b: number; tie: number }>();
  for (let i = 0; i < graph.size; i += 1) {
    const a = labels[i] as number;
    strength.set(a, (strength.get(a) ?? 0) + (graph.strengths[i] as number));
    for (let e = graph.offsets[i] as number; e < (graph.offsets[i + 1] as number); e += 1) {
      const b = labels[graph.targets[e] as number] as number;
      if (a >= b || a < 0) continue;
      const pair = ties.get(`${a} ${b}`) ?? { a, b, tie: 0 };
      pair.tie += graph.weights[e] as number;
      ties.set(`${a} ${b}`, pair);
    }
  }
  let best: { a: number; b: number; score: number } | null = null;
  for (const { a, b, tie } of ties.values()) {
    const score = tie / ((strength.get(a) as number) * (strength.get(b) as number));
    if (
      !best ||
      score > best.score ||
      (score === best.score && (a < best.a || (a === best.a && b < best.b)))
    ) {
      best = { a, b, score };
    }
  }
  return best && [best.a, best.b];
}

function membersByLabel(labels: Int32Array): Map<number, number[]> {
  const members = new Map<number, number[]>();
  labels.forEach((label, node) => {
    const list = members.get(label);
    if (list) list.push(node);
    else members.set(label, [node]);
  });
  return members;
}

function tiesOf(
  nodes: readonly number[],
  own: number,
  labels: Int32Array,
  graph: SparseGraph,
): Map<number, number> {
  const ties = new Map<number, number>();
  for (const node of nodes) {
    for (let e = graph.offsets[node] as number; e < (graph.offsets[node + 1] as number); e += 1) {
      const other = labels[graph.targets[e] as number] as number;
      if (other !== own && other >= 0) ties.set(other, (ties.get(other) ?? 0) + (graph.weights[e] as number));
    }
  }
  return ties;
}

function strongest(ties: ReadonlyMap<number, number>): number | undefined {
  return [...ties].sort(([a, x], [b, y]) => y - x || a - b)[0]?.[0];
}
