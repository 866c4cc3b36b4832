/**
 * An undirected weighted graph in compressed rows: what every clustering step runs on.
 *
 * Each edge stands in the rows of both its ends; a self loop (only made by aggregation) stands once, with twice its
 * weight, so that the sum of a row is always the node's strength.
 */
export interface SparseGraph {
  readonly size: number;
  /** Row `i` is `targets[offsets[i] .. offsets[i + 1]]`, ascending. */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float64Array;
  /** Sum of each row. */
  readonly strengths: Float64Array;
  /** Sum of all strengths, i.e. twice the total edge weight. */
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

  /** Each edge once, `a < b`, in ascending order. */
  *edges(): Generator<readonly [a: number, b: number, weight: number]> {
    for (let a = 0; a < this.size; a += 1) {
      const row = this.#rows[a] as Map<number, number>;
      for (const b of [...row.keys()].sort((x, y) => x - y)) yield [a, b, row.get(b) as number];
    }
  }

  toGraph(): SparseGraph {
    const edges = [...this.edges()];
    const offsets = new Int32Array(this.size + 1);
    for (const [a, b] of edges) {
      offsets[a + 1] = (offsets[a + 1] as number) + 1;
      offsets[b + 1] = (offsets[b + 1] as number) + 1;
    }
    for (let i = 0; i < this.size; i += 1)
      offsets[i + 1] = (offsets[i + 1] as number) + (offsets[i] as number);
    const targets = new Int32Array(edges.length * 2);
    const weights = new Float64Array(edges.length * 2);
    const next = offsets.slice(0, this.size);
    const put = (row: number, target: number, weight: number): void => {
      const at = next[row] as number;
      targets[at] = target;
      weights[at] = weight;
      next[row] = at + 1;
    };
    // Ends before starts: row i first takes its smaller neighbours, then its larger ones, so rows come out ascending.
    for (const [a, b, weight] of edges) put(b, a, weight);
    for (const [a, b, weight] of edges) put(a, b, weight);
    return withStrengths(this.size, offsets, targets, weights);
  }
}

export function withStrengths(
  size: number,
  offsets: Int32Array,
  targets: Int32Array,
  weights: Float64Array,
): SparseGraph {
  const strengths = new Float64Array(size);
  let total = 0;
  for (let i = 0; i < size; i += 1) {
    let sum = 0;
    for (let e = offsets[i] as number; e < (offsets[i + 1] as number); e += 1) sum += weights[e] as number;
    strengths[i] = sum;
    total += sum;
  }
  return { size, offsets, targets, weights, strengths, total };
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
  const targets: number[] = [];
  const weights: number[] = [];
  const sums = new Float64Array(count);
  for (let c = 0; c < count; c += 1) {
    const touched: number[] = [];
    for (const node of members[c] as number[]) {
      for (let e = graph.offsets[node] as number; e < (graph.offsets[node + 1] as number); e += 1) {
        const other = labels[graph.targets[e] as number] as number;
        if (sums[other] === 0) touched.push(other);
        sums[other] = (sums[other] as number) + (graph.weights[e] as number);
      }
    }
    touched.sort((a, b) => a - b);
    for (const other of touched) {
      targets.push(other);
      weights.push(sums[other] as number);
      sums[other] = 0;
    }
    offsets[c + 1] = targets.length;
  }
  return withStrengths(count, offsets, Int32Array.from(targets), Float64Array.from(weights));
}

export function membersOf(labels: Int32Array, count: number): number[][] {
  const members: number[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < labels.length; i += 1) members[labels[i] as number]?.push(i);
  return members;
}
