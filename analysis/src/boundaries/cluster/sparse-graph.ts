/**
 * An undirected weighted graph in compressed rows: what every clustering step runs on.
 *
 * Each edge stands in the rows of both its ends; a self loop (only made by aggregation) stands once, with twice its
 * weight.
 */
export interface SparseGraph {
  readonly size: number;
  /** Row `i` is `targets[offsets[i] .. offsets[i + 1]]`, ascending. */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float64Array;
  /** How much ties each node is to be expected to have: the sum of its row, but for what holds without being expected. */
  readonly strengths: Float64Array;
  /** Sum of all strengths. */
  readonly total: number;
}

/** Collects undirected edges; parallel edges add up, self loops are ignored. */
export class EdgeCollector {
  readonly size: number;
  readonly #rows: Map<number, number>[];

  constructor(size: number) {
    this.size = size;
    this.#rows = Array.from({ length: size }, () => new Map());
  }

  add(a: number, b: number, weight: number): void {
    if (a === b || !(weight > 0)) return;
    const [low, high] = a < b ? [a, b] : [b, a];
    const row = this.#rows[low] as Map<number, number>;
    row.set(high, (row.get(high) ?? 0) + weight);
  }

  /** 0 where there is no edge; `a < b`. */
  weightOf(a: number, b: number): number {
    return this.#rows[a]?.get(b) ?? 0;
  }

  /** Each edge once, `a < b`, in ascending order. */
  *edges(): Generator<readonly [a: number, b: number, weight: number]> {
    for (let a = 0; a < this.size; a += 1) {
      const row = this.#rows[a] as Map<number, number>;
      for (const b of [...row.keys()].sort((x, y) => x - y)) yield [a, b, row.get(b) as number];
    }
  }

  toGraph(): SparseGraph {
    const edges = [...this.edges()];
    const frame = frameOf(this.size, edges);
    return frame.graphOf(Float64Array.from(edges, ([, , weight]) => weight));
  }
}

/** The rows of a graph whose edges are known and whose weights are still to come. */
export interface Frame {
  /**
   * @param weights one an edge, in the order of the edges; an edge of weight 0 counts as absent.
   * @param holds weights that come on top and count for no strength: they hold two nodes together, and leave what is to be
   *   expected of all others as it was.
   */
  graphOf(weights: Float64Array, holds?: Float64Array): SparseGraph;
}

/** @param edges each once, `a < b`, ascending. */
export function frameOf(
  size: number,
  edges: readonly (readonly [a: number, b: number, ...rest: number[]])[],
): Frame {
  const offsets = new Int32Array(size + 1);
  for (const [a, b] of edges) {
    offsets[a + 1] = (offsets[a + 1] as number) + 1;
    offsets[b + 1] = (offsets[b + 1] as number) + 1;
  }
  for (let i = 0; i < size; i += 1) offsets[i + 1] = (offsets[i + 1] as number) + (offsets[i] as number);
  const targets = new Int32Array(edges.length * 2);
  const edgeAt = new Int32Array(edges.length * 2);
  const next = offsets.slice(0, size);
  const put = (row: number, target: number, edge: number): void => {
    const at = next[row] as number;
    targets[at] = target;
    edgeAt[at] = edge;
    next[row] = at + 1;
  };
  // Row i first takes its smaller neighbours, then its larger ones, so rows come out ascending.
  edges.forEach(([a, b], edge) => {
    put(b, a, edge);
  });
  edges.forEach(([a, b], edge) => {
    put(a, b, edge);
  });
  return {
    graphOf: (weights, holds) => {
      const ofRows = new Float64Array(edgeAt.length);
      for (let i = 0; i < ofRows.length; i += 1) ofRows[i] = weights[edgeAt[i] as number] as number;
      const { strengths, total } = strengthsOf(size, offsets, ofRows);
      if (holds)
        for (let i = 0; i < ofRows.length; i += 1)
          ofRows[i] = (ofRows[i] as number) + (holds[edgeAt[i] as number] as number);
      return { size, offsets, targets, weights: ofRows, strengths, total };
    },
  };
}

function strengthsOf(
  size: number,
  offsets: Int32Array,
  weights: Float64Array,
): Pick<SparseGraph, 'strengths' | 'total'> {
  const strengths = new Float64Array(size);
  let total = 0;
  for (let i = 0; i < size; i += 1) {
    let sum = 0;
    for (let e = offsets[i] as number; e < (offsets[i + 1] as number); e += 1) sum += weights[e] as number;
    strengths[i] = sum;
    total += sum;
  }
  return { strengths, total };
}

/** Labels renumbered 0, 1, 2 … in order of first appearance; negative ones (no label) stay. */
export function compactLabels(labels: Int32Array): { readonly labels: Int32Array; readonly count: number } {
  const seen = new Map<number, number>();
  const compact = new Int32Array(labels.length);
  for (let i = 0; i < labels.length; i += 1) {
    const label = labels[i] as number;
    if (label < 0) {
      compact[i] = label;
      continue;
    }
    let next = seen.get(label);
    if (next === undefined) {
      next = seen.size;
      seen.set(label, next);
    }
    compact[i] = next;
  }
  return { labels: compact, count: seen.size };
}

/** The graph whose nodes are the communities of `labels` (compact, `count` of them). */
export function aggregate(graph: SparseGraph, labels: Int32Array, count: number): SparseGraph {
  const members = membersOf(labels, count);
  const offsets = new Int32Array(count + 1);
  // Bounds, cut to size below: pushing to plain arrays costs more than all the rest of a clustering run.
  const targets = new Int32Array(graph.targets.length);
  const weights = new Float64Array(graph.targets.length);
  const strengths = new Float64Array(count);
  const sums = new Float64Array(count);
  const touched = new Int32Array(count);
  let filled = 0;
  for (let c = 0; c < count; c += 1) {
    let found = 0;
    for (const node of members[c] as number[]) {
      strengths[c] = (strengths[c] as number) + (graph.strengths[node] as number);
      for (let e = graph.offsets[node] as number; e < (graph.offsets[node + 1] as number); e += 1) {
        const weight = graph.weights[e] as number;
        if (weight === 0) continue;
        const other = labels[graph.targets[e] as number] as number;
        if (sums[other] === 0) {
          touched[found] = other;
          found += 1;
        }
        sums[other] = (sums[other] as number) + weight;
      }
    }
    for (const other of touched.subarray(0, found).sort()) {
      targets[filled] = other;
      weights[filled] = sums[other] as number;
      sums[other] = 0;
      filled += 1;
    }
    offsets[c + 1] = filled;
  }
  return {
    size: count,
    offsets,
    targets: targets.slice(0, filled),
    weights: weights.slice(0, filled),
    strengths,
    total: graph.total,
  };
}

export function membersOf(labels: Int32Array, count: number): number[][] {
  const members: number[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < labels.length; i += 1) members[labels[i] as number]?.push(i);
  return members;
}
