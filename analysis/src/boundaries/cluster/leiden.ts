/**
 * Community detection by the Leiden algorithm (Traag, Waltman, van Eck 2019) on modularity with a resolution.
 *
 * Louvain may return communities that are not connected inside; a service whose halves never meet is no service.
 * Leiden refines each community into connected parts before it aggregates, which gives that guarantee.
 */
import { aggregate, compactLabels, type SparseGraph } from './sparse-graph.ts';

export interface LeidenOptions {
  /** 1 is plain modularity; larger gives more, smaller communities. */
  readonly resolution: number;
  /**
   * One number a node; nodes are visited in ascending order. Draw them from the node's name, not from its
   * index: then a file more or less leaves the order of all others, and with it most of the result, as it was.
   */
  readonly keys: Float64Array;
}

/** Rounds of move, refine, aggregate. Real graphs settle in 3 to 6; the bound is for adversarial ones. */
const MAX_ROUNDS = 20;
/** A second pass lets single nodes leave what the first has merged; a third hardly ever finds more. */
const MAX_PASSES = 2;
/** Gains below this are rounding noise; without it, equal-gain moves would cycle. */
const EPSILON = 1e-12;

/**
 * Compact community labels, one a node, numbered by first appearance.
 *
 * @example
 * const labels = leiden(graph, { resolution: 2, keys });
 */
export function leiden(graph: SparseGraph, options: LeidenOptions): Int32Array {
  let labels = identity(graph.size);
  if (graph.total === 0) return labels;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const next = runPass(graph, labels, options);
    if (next.every((label, i) => label === labels[i])) break;
    labels = next;
  }
  return labels;
}

/** Move, refine and aggregate, from single nodes up, until nothing merges any more. */
function runPass(graph: SparseGraph, start: Int32Array, options: LeidenOptions): Int32Array {
  const scale = options.resolution / graph.total;
  let keys = options.keys;
  let level = graph;
  let partition = start;
  // Node of the current level that each original node has been merged into.
  let place = identity(graph.size);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const order = orderBy(keys);
    const { labels, count } = compactLabels(moveNodes(level, partition, scale, order));
    const parts = compactLabels(refine(level, labels, count, scale, order));
    if (parts.count === level.size) {
      partition = labels;
      break;
    }
    const coarse = new Int32Array(parts.count);
    for (let i = 0; i < level.size; i += 1) coarse[parts.labels[i] as number] = labels[i] as number;
    keys = smallestKeys(keys, parts.labels, parts.count);
    level = aggregate(level, parts.labels, parts.count);
    place = place.map((p) => parts.labels[p] as number);
    partition = coarse;
  }
  return connectedParts(
    graph,
    place.map((p) => partition[p] as number),
  );
}

/** Modularity of a partition at a resolution, −0.5 … 1. */
export function modularity(graph: SparseGraph, labels: Int32Array, resolution: number): number {
  if (graph.total === 0) return 0;
  const strength = new Map<number, number>();
  let inside = 0;
  for (let i = 0; i < graph.size; i += 1) {
    const label = labels[i] as number;
    strength.set(label, (strength.get(label) ?? 0) + (graph.strengths[i] as number));
    for (let e = graph.offsets[i] as number; e < (graph.offsets[i + 1] as number); e += 1) {
      if (labels[graph.targets[e] as number] === label) inside += graph.weights[e] as number;
    }
  }
  let expected = 0;
  for (const s of strength.values()) expected += (s / graph.total) ** 2;
  return inside / graph.total - resolution * expected;
}

function orderBy(keys: Float64Array): Int32Array {
  return Int32Array.from({ length: keys.length }, (_, i) => i).sort(
    (a, b) => (keys[a] as number) - (keys[b] as number) || a - b,
  );
}

function smallestKeys(keys: Float64Array, parts: Int32Array, count: number): Float64Array {
  const smallest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < keys.length; i += 1) {
    const part = parts[i] as number;
    if ((keys[i] as number) < (smallest[part] as number)) smallest[part] = keys[i] as number;
  }
  return smallest;
}

function identity(size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => i);
}

/** Moves single nodes to the neighbouring community with the best gain until none is left (queue form). */
function moveNodes(graph: SparseGraph, start: Int32Array, scale: number, order: Int32Array): Int32Array {
  const { size, offsets, targets, weights, strengths } = graph;
  const labels = start.slice();
  const strengthOf = new Float64Array(size);
  const sizeOf = new Int32Array(size);
  for (let i = 0; i < size; i += 1) {
    const label = labels[i] as number;
    strengthOf[label] = (strengthOf[label] as number) + (strengths[i] as number);
    sizeOf[label] = (sizeOf[label] as number) + 1;
  }
  const free: number[] = [];
  for (let label = size - 1; label >= 0; label -= 1) if (sizeOf[label] === 0) free.push(label);
  const queue = order.slice();
  const waiting = new Uint8Array(size).fill(1);
  const link = new Float64Array(size);
  const touched: number[] = [];
  let head = 0;
  let length = size;
  while (length > 0) {
    const node = queue[head] as number;
    head = head + 1 === size ? 0 : head + 1;
    length -= 1;
    waiting[node] = 0;
    const own = labels[node] as number;
    touched.length = 0;
    for (let e = offsets[node] as number; e < (offsets[node + 1] as number); e += 1) {
      const target = targets[e] as number;
      const weight = weights[e] as number;
      if (target === node || weight === 0) continue;
      const label = labels[target] as number;
      if (link[label] === 0) touched.push(label);
      link[label] = (link[label] as number) + weight;
    }
    const pull = (strengths[node] as number) * scale;
    let best = own;
    let bestGain = (link[own] as number) - pull * ((strengthOf[own] as number) - (strengths[node] as number));
    if (bestGain < -EPSILON && (sizeOf[own] as number) > 1 && free.length > 0) {
      best = free[free.length - 1] as number;
      bestGain = 0;
    }
    for (const label of touched) {
      if (label === own) continue;
      const gain = (link[label] as number) - pull * (strengthOf[label] as number);
      if (gain > bestGain + EPSILON || (gain > bestGain - EPSILON && best !== own && label < best)) {
        best = label;
        bestGain = gain;
      }
    }
    for (const label of touched) link[label] = 0;
    if (best === own) continue;
    if (sizeOf[best] === 0) free.pop();
    labels[node] = best;
    strengthOf[own] = (strengthOf[own] as number) - (strengths[node] as number);
    strengthOf[best] = (strengthOf[best] as number) + (strengths[node] as number);
    sizeOf[own] = (sizeOf[own] as number) - 1;
    sizeOf[best] = (sizeOf[best] as number) + 1;
    if (sizeOf[own] === 0) free.push(own);
    for (let e = offsets[node] as number; e < (offsets[node + 1] as number); e += 1) {
      const target = targets[e] as number;
      if (waiting[target] || labels[target] === best || target === node) continue;
      waiting[target] = 1;
      queue[(head + length) % size] = target;
      length += 1;
    }
  }
  return labels;
}

/**
 * Splits each community into well-connected parts: nodes that are alone join the part of their community with the best
 * gain, as long as both are well connected to the rest of the community. Labels of the result are node numbers.
 */
function refine(
  graph: SparseGraph,
  labels: Int32Array,
  count: number,
  scale: number,
  order: Int32Array,
): Int32Array {
  const { size, offsets, targets, weights, strengths } = graph;
  const parts = identity(size);
  const partStrength = strengths.slice();
  const partSize = new Int32Array(size).fill(1);
  // Weight from each part to the rest of its community.
  const outward = new Float64Array(size);
  const communityStrength = new Float64Array(count);
  for (let i = 0; i < size; i += 1) {
    const label = labels[i] as number;
    communityStrength[label] = (communityStrength[label] as number) + (strengths[i] as number);
    for (let e = offsets[i] as number; e < (offsets[i + 1] as number); e += 1) {
      const target = targets[e] as number;
      if (target !== i && labels[target] === label)
        outward[i] = (outward[i] as number) + (weights[e] as number);
    }
  }
  const wellConnected = (part: number, label: number): boolean => {
    const strength = partStrength[part] as number;
    return (
      (outward[part] as number) >=
      scale * strength * ((communityStrength[label] as number) - strength) - EPSILON
    );
  };
  const link = new Float64Array(size);
  const touched: number[] = [];
  for (const node of order) {
    const label = labels[node] as number;
    if (partSize[parts[node] as number] !== 1 || parts[node] !== node || !wellConnected(node, label))
      continue;
    touched.length = 0;
    for (let e = offsets[node] as number; e < (offsets[node + 1] as number); e += 1) {
      const target = targets[e] as number;
      const weight = weights[e] as number;
      if (target === node || weight === 0 || labels[target] !== label) continue;
      const part = parts[target] as number;
      if (link[part] === 0) touched.push(part);
      link[part] = (link[part] as number) + weight;
    }
    let best = node;
    let bestGain = EPSILON;
    for (const part of touched) {
      const gain =
        (link[part] as number) - scale * (strengths[node] as number) * (partStrength[part] as number);
      if (gain > bestGain && wellConnected(part, label)) {
        best = part;
        bestGain = gain;
      }
    }
    if (best !== node) {
      outward[best] = (outward[best] as number) + (outward[node] as number) - 2 * (link[best] as number);
      partStrength[best] = (partStrength[best] as number) + (strengths[node] as number);
      partSize[best] = (partSize[best] as number) + 1;
      partSize[node] = 0;
      parts[node] = best;
    }
    for (const part of touched) link[part] = 0;
  }
  return parts;
}

/** Splits communities that are not connected (merged parts may have lost their link), and numbers them by first appearance. */
export function connectedParts(graph: SparseGraph, labels: Int32Array): Int32Array {
  const parts = new Int32Array(graph.size).fill(-1);
  let next = 0;
  const stack: number[] = [];
  for (let root = 0; root < graph.size; root += 1) {
    if (parts[root] !== -1) continue;
    parts[root] = next;
    stack.push(root);
    while (stack.length > 0) {
      const node = stack.pop() as number;
      for (let e = graph.offsets[node] as number; e < (graph.offsets[node + 1] as number); e += 1) {
        const target = graph.targets[e] as number;
        if (graph.weights[e] === 0 || parts[target] !== -1 || labels[target] !== labels[root]) continue;
        parts[target] = next;
        stack.push(target);
      }
    }
    next += 1;
  }
  return parts;
}
