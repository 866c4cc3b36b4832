/**
 * The internal quality metrics of Mono2Micro (Kalia et al., FSE 2021), with the very definitions of its reference code.
 *
 * Other papers print other formulas under the same names; never mix them in a table. Runs in the browser too: no imports
 * but types.
 */

/** A graph over elements 0 … size − 1. Edges are distinct, directed, and without self loops. */
export interface MetricGraph {
  readonly size: number;
  readonly from: readonly number[] | Int32Array;
  readonly to: readonly number[] | Int32Array;
  /** Calls over each edge; ICP takes 1 + ln of it. */
  readonly weight: readonly number[] | Float64Array;
  /** Elements that call themselves; SM counts them (see `structuralModularity`). */
  readonly selfCalling?: readonly number[];
  /** Business use cases in which each element was seen; absent where there are none. */
  readonly useCases?: readonly (readonly (number | string)[])[];
}

export interface PartitionMetrics {
  /** Structural modularity; higher is better. */
  readonly sm: number;
  /** Share of the calls that cross; lower is better. */
  readonly icp: number;
  /** Interfaces a service offers, on average; lower is better. */
  readonly ifn: number;
  /** Share of elements in services with fewer than 5 or more than 20 elements; lower is better. */
  readonly ned: number;
  /** Mean of ln(use cases in a service); lower is better. `null` without use cases. */
  readonly bcp: number | null;
}

/**
 * @param labels service number of each element: 0 … K − 1, each used at least once.
 * @example partitionMetrics({ size: 2, from: [0], to: [1], weight: [1] }, [0, 1]).icp; // 1
 */
export function partitionMetrics(graph: MetricGraph, labels: ArrayLike<number>): PartitionMetrics {
  const sizes: number[] = [];
  for (let i = 0; i < graph.size; i += 1) {
    const label = labels[i] as number;
    while (sizes.length <= label) sizes.push(0);
    sizes[label] = (sizes[label] as number) + 1;
  }
  const count = sizes.length;
  if (count === 0) return { sm: 0, icp: 0, ifn: 0, ned: 0, bcp: null };
  const pairs = linkedPairs(graph, labels, count);
  let crossVolume = 0;
  let volume = 0;
  for (let e = 0; e < graph.from.length; e += 1) {
    const calls = 1 + Math.log(graph.weight[e] as number);
    volume += calls;
    if (labels[graph.from[e] as number] !== labels[graph.to[e] as number]) crossVolume += calls;
  }
  let wellSized = 0;
  for (const size of sizes) if (size >= 5 && size <= 20) wellSized += size;
  return {
    sm: structuralModularity(graph, labels, sizes, pairs),
    icp: volume === 0 ? 0 : crossVolume / volume,
    ifn: pairs.crossing / count,
    ned: 1 - wellSized / graph.size,
    bcp: graph.useCases ? businessContextPurity(graph.useCases, labels, count) : null,
  };
}

interface LinkedPairs {
  /** Unordered linked pairs inside each service. */
  readonly inside: readonly number[];
  /** Unordered linked pairs between two services, keyed `low * count + high`. */
  readonly between: ReadonlyMap<number, number>;
  readonly crossing: number;
}

function linkedPairs(graph: MetricGraph, labels: ArrayLike<number>, count: number): LinkedPairs {
  const inside = new Array<number>(count).fill(0);
  const between = new Map<number, number>();
  const seen = new Set<number>();
  for (let e = 0; e < graph.from.length; e += 1) {
    const a = graph.from[e] as number;
    const b = graph.to[e] as number;
    const pair = Math.min(a, b) * graph.size + Math.max(a, b);
    if (seen.has(pair)) continue;
    seen.add(pair);
    const x = labels[a] as number;
    const y = labels[b] as number;
    if (x === y) inside[x] = (inside[x] as number) + 1;
    else {
      const key = Math.min(x, y) * count + Math.max(x, y);
      between.set(key, (between.get(key) ?? 0) + 1);
    }
  }
  let crossing = 0;
  for (const pairsBetween of between.values()) crossing += pairsBetween;
  return { inside, between, crossing };
}

/**
 * Mean cohesion minus mean coupling. Two quirks of the reference code are kept, since published figures carry them: a self
 * call counts as a linked pair except for the element listed last in its service, and each pair of services counts twice.
 */
function structuralModularity(
  graph: MetricGraph,
  labels: ArrayLike<number>,
  sizes: readonly number[],
  pairs: LinkedPairs,
): number {
  const count = sizes.length;
  const last = new Array<number>(count).fill(-1);
  for (let i = 0; i < graph.size; i += 1) last[labels[i] as number] = i;
  const linked = [...pairs.inside];
  for (const node of graph.selfCalling ?? []) {
    const label = labels[node] as number;
    if (last[label] !== node) linked[label] = (linked[label] as number) + 1;
  }
  let cohesion = 0;
  for (let c = 0; c < count; c += 1) cohesion += (linked[c] as number) / (sizes[c] as number) ** 2;
  let coupling = 0;
  for (const [key, crossing] of pairs.between) {
    const x = Math.floor(key / count);
    const y = key % count;
    coupling += crossing / (2 * (sizes[x] as number) * (sizes[y] as number));
  }
  return cohesion / count - (count > 1 ? (2 / (count * (count - 1))) * 2 * coupling : 0);
}

function businessContextPurity(
  useCases: readonly (readonly (number | string)[])[],
  labels: ArrayLike<number>,
  count: number,
): number {
  const seen: Set<number | string>[] = Array.from({ length: count }, () => new Set());
  useCases.forEach((names, element) => {
    const set = seen[labels[element] as number] as Set<number | string>;
    if (names.length === 0) set.add('Unknown');
    for (const name of names) set.add(name);
  });
  return seen.reduce((sum, set) => sum + Math.log(set.size), 0) / count;
}
