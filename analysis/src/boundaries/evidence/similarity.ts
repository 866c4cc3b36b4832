/** Sparse cosine similarity with the nearest neighbours kept: how features (words, operations) become edges. */
import { EdgeCollector } from '../cluster/sparse-graph.ts';

/** Weights of the features of one node. */
export type Features = ReadonlyMap<number, number>;

export interface NeighbourLimits {
  /** Nearest neighbours kept a node. */
  readonly neighbours: number;
  /** Similarities (0–1) at or below this are dropped. */
  readonly above: number;
  /** Only what two nodes are alike beyond what chance would make them: see `likenessByChance`. */
  readonly beyondChance?: boolean;
}

/** Of the likeness by chance, so much is left: where all nodes are alike, they are one community and not without ties. */
const LEFT_OF_CHANCE = 0.02;

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
  const byChance = limits.beyondChance ? likenessByChance(unit) : () => 0;
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
      .map((other) => {
        const alike = sums[other] as number;
        return { other, likeness: Math.max(alike - byChance(node, other), LEFT_OF_CHANCE * alike) };
      })
      .sort((a, b) => b.likeness - a.likeness || a.other - b.other)
      .slice(0, limits.neighbours);
    for (const { other, likeness } of near) layer.add(node, other, likeness / 2);
    for (const other of touched) sums[other] = 0;
  });
  return layer;
}

/**
 * The likeness to expect of two nodes from how much each is like everything: entities that every operation touches are alike
 * without belonging together. The product of both means over the mean of all, as modularity expects edges by degree.
 */
function likenessByChance(unit: readonly Features[]): (a: number, b: number) => number {
  const totals = new Map<number, number>();
  for (const own of unit)
    for (const [feature, weight] of own) totals.set(feature, (totals.get(feature) ?? 0) + weight);
  const nodes = unit.filter((own) => own.size > 0).length;
  const means = unit.map((own) => {
    if (own.size === 0 || nodes < 2) return 0;
    let sum = -1; // its likeness to itself
    for (const [feature, weight] of own) sum += weight * (totals.get(feature) as number);
    return Math.max(0, sum) / (nodes - 1);
  });
  const mean = means.reduce((sum, own) => sum + own, 0) / Math.max(1, nodes);
  return (a, b) => (mean === 0 ? 0 : ((means[a] as number) * (means[b] as number)) / mean);
}

function normalised(features: Features): Features {
  let square = 0;
  for (const weight of features.values()) square += weight * weight;
  if (square === 0) return new Map();
  const length = Math.sqrt(square);
  return new Map([...features].map(([feature, weight]) => [feature, weight / length]));
}
