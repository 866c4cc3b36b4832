/** What runs together: tables (or entities) of one operation, and modules of one business use case. */
import type { EdgeCollector } from '../cluster/sparse-graph.ts';
import type { Evidence } from './evidence.ts';
import { similarityLayer } from './similarity.ts';

const LIMITS = { neighbours: 40, above: 0.05, beyondChance: true } as const;
/** An operation that writes two entities ties them twice as much as one that only reads them: a cut would need a saga. */
const WRITE_FACTOR = 2;

/**
 * Entities alike in the operations that touch them; operations on few entities count more (an export touches everything).
 *
 * @param isCounted which nodes: entities that are modules themselves, or tables.
 */
export function coAccessLayer(evidence: Evidence, isCounted: (node: number) => boolean): EdgeCollector {
  const size = evidence.modules.length + evidence.tables.length;
  const features: Map<number, number>[] = Array.from({ length: size }, () => new Map());
  const touched = evidence.transactions.map((steps) => new Set(steps.map(([node]) => node)).size);
  const entities = touched.reduce((most, count) => Math.max(most, count), 1);
  evidence.transactions.forEach((steps, operation) => {
    const count = touched[operation] as number;
    if (count < 2) return;
    const rarity = Math.log(1 + entities / count);
    for (const [node, mode] of steps) {
      if (!isCounted(node)) continue;
      const own = features[node] as Map<number, number>;
      own.set(operation, Math.max(own.get(operation) ?? 0, rarity * (mode === 'W' ? WRITE_FACTOR : 1)));
    }
  });
  return similarityLayer(features, size, LIMITS);
}

/**
 * Pairs of modules looked at, at most: 0.2 s. Five thousand modules that every route reaches would be 25 million a route; the
 * use cases that reach the fewest modules say most and come first.
 */
const MAX_PAIRS = 20_000_000;

/** Modules alike in the use cases that reach them. */
export function useCaseLayer(evidence: Evidence): EdgeCollector {
  const size = evidence.modules.length + evidence.tables.length;
  const reached = new Map<string, number[]>();
  evidence.useCases.forEach((names, node) => {
    for (const name of new Set(names)) {
      const nodes = reached.get(name);
      if (nodes) nodes.push(node);
      else reached.set(name, [node]);
    }
  });
  const features: Map<number, number>[] = Array.from({ length: size }, () => new Map());
  let pairs = 0;
  const fewestFirst = [...reached].sort(([a, x], [b, y]) => x.length - y.length || (a < b ? -1 : 1));
  for (const [number, [, nodes]] of fewestFirst.entries()) {
    pairs += nodes.length ** 2;
    if (pairs > MAX_PAIRS) break;
    const rarity = Math.log(1 + evidence.modules.length / nodes.length);
    for (const node of nodes) features[node]?.set(number, rarity);
  }
  return similarityLayer(features, size, LIMITS);
}
