/**
 * Modules that speak of the same things: cosine similarity of their own words.
 *
 * A word counts by how rare it is (as in text search) and by whether the modules that carry it also depend on each other.
 * The second half takes out framework words (`create`, `handler`, `types`) without a list of them: such words are spread
 * over modules that have nothing to do with each other, while `invoice` sits in modules that import one another.
 *
 * Tables have names as modules have: `payments` belongs to `payment.ts`, whoever else reads it. Only words of modules count.
 */
import type { EdgeCollector } from '../cluster/sparse-graph.ts';
import type { Evidence } from './evidence.ts';
import { similarityLayer } from './similarity.ts';
import { wordsOfTable } from './words.ts';

/** A word in more than this share of the modules cannot tell services apart. */
const MAX_SHARE = 0.5;
const NEIGHBOURS = 40;
const MIN_SIMILARITY = 0.1;
/** Cohesion counts by its square root: it is a noisy count for words of two or three modules. */
const COHESION_POWER = 0.5;

export function nameLayer(evidence: Evidence): EdgeCollector {
  const weights = wordWeights(evidence);
  const numbers = new Map([...weights.keys()].map((word, i) => [word, i]));
  const features = [...evidence.words, ...evidence.tables.map(wordsOfTable)].map((words) => {
    const counts = new Map<string, number>();
    for (const word of words) if (weights.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    return new Map(
      [...counts].map(([word, count]) => [
        numbers.get(word) as number,
        (1 + Math.log(count)) * (weights.get(word) as number),
      ]),
    );
  });
  return similarityLayer(features, features.length, { neighbours: NEIGHBOURS, above: MIN_SIMILARITY });
}

/** Weight of each word of several modules, but of at most `maxShare` of them: rarity × cohesion. */
export function wordWeights(
  evidence: Pick<Evidence, 'words' | 'edges' | 'modules'>,
  maxShare = MAX_SHARE,
): Map<string, number> {
  const size = evidence.modules.length;
  const holders = new Map<string, Set<number>>();
  evidence.words.forEach((words, node) => {
    for (const word of words) {
      const set = holders.get(word);
      if (set) set.add(node);
      else holders.set(word, new Set([node]));
    }
  });
  const neighbours: Set<number>[] = evidence.modules.map(() => new Set());
  for (const { from, to } of evidence.edges) {
    neighbours[from]?.add(to);
    neighbours[to]?.add(from);
  }
  const ends = neighbours.reduce((sum, set) => sum + set.size, 0);
  const weights = new Map<string, number>();
  for (const [word, nodes] of [...holders].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (nodes.size < 2 || nodes.size > size * maxShare) continue;
    const rarity = Math.log(size / nodes.size);
    weights.set(word, rarity * cohesionOf(nodes, neighbours, ends, size) ** COHESION_POWER);
  }
  return weights;
}

/** 0.05–1: how much denser the dependencies among the word's modules are than chance, on a log scale. */
function cohesionOf(
  nodes: ReadonlySet<number>,
  neighbours: readonly ReadonlySet<number>[],
  ends: number,
  size: number,
): number {
  if (ends === 0) return 1;
  let inside = 0;
  let degrees = 0;
  let squares = 0;
  for (const node of nodes) {
    const near = neighbours[node] as ReadonlySet<number>;
    degrees += near.size;
    squares += near.size ** 2;
    for (const other of near) if (nodes.has(other)) inside += 1;
  }
  const expected = (degrees * degrees - squares) / ends;
  // One pseudo-count on both sides, so that a pair of modules proves little either way.
  const lift = (inside + 1) / (expected + 1);
  const scaled = (1.5 * Math.log(1 + Math.max(0, lift - 0.5))) / Math.log(1 + size / nodes.size);
  return Math.min(1, Math.max(0.05, scaled));
}
