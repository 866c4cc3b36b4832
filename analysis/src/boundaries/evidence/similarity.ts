/** Sparse cosine similarity with the nearest neighbours kept: how features (words, operations) become edges. */
import { EdgeCollector } from '../cluster/sparse-graph.ts';

/** Weights of the features of one node. */
export type Features = ReadonlyMap<number, number>;

export interface NeighbourLimits {
  /** Nearest neighbours kept a node. */
  readonly neighbours: number;
  /** Similarities (0–1) at or below this are dropped. */
  readonly above: number;
}

/** Edges between nodes whose features are alike; an edge that both ends keep counts twice. */
export function similarityLayer(
  features: readonly Features[],
  size: number,
  limits: NeighbourLimits,
): EdgeCollector {
  const layer = new EdgeCollector(size);
  const unit = features.map(normalised);
  const holders = new Map<number, [node: number, weight: number][]>();
  unit.forEach((own, node) => {
    for (const [feature, weight] of own) {
      const list = holders.get(feature);
      if (list) list.push([node, weight]);
      else holders.set(feature, [[node, weight]]);
    }
  });
  const sums = new Float64Array(features.length);
  unit.forEach((own, node) => {
    const touched: number[] = [];
    for (const [feature, weight] of own) {
      for (const [other, otherWeight] of holders.get(feature) ?? []) {
        if (other === node) continue;
        if (sums[other] === 0) touched.push(other);
        sums[other] = (sums[other] as number) + weight * otherWeight;
      }
    }
    const near = touched
      .filter((other) => (sums[other] as number) > limits.above)
      .sort((a, b) => (sums[b] as number) - (sums[a] as number) || a - b)
      .slice(0, limits.neighbours);
    for (const other of near) layer.add(node, other, (sums[other] as number) / 2);
    for (const other of touched) sums[other] = 0;
  });
  return layer;
}

function normalised(features: Features): Features {
  let square = 0;
  for (const weight of features.values()) square += weight * weight;
  if (square === 0) return new Map();
  const length = Math.sqrt(square);
  return new Map([...features].map(([feature, weight]) => [feature, weight / length]));
}
