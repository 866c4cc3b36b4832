/** What runs together: tables (or entities) of one operation, and modules of one business use case. */
import type { EdgeCollector } from '../cluster/sparse-graph.ts';
import type { Evidence } from './evidence.ts';
import { similarityLayer } from './similarity.ts';

const LIMITS = { neighbours: 40, above: 0.05 } as const;
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

/** Modules alike in the use cases that reach them. */
export function useCaseLayer(evidence: Evidence): EdgeCollector {
  const size = evidence.modules.length + evidence.tables.length;
  const modulesOf = new Map<string, number>();
  for (const names of evidence.useCases) {
    for (const name of new Set(names)) modulesOf.set(name, (modulesOf.get(name) ?? 0) + 1);
  }
  const numbers = new Map([...modulesOf.keys()].sort().map((name, i) => [name, i]));
  const features = evidence.useCases.map(
    (names) =>
      new Map(
        names.map((name) => [
          numbers.get(name) as number,
          Math.log(1 + evidence.modules.length / (modulesOf.get(name) as number)),
        ]),
      ),
  );
  return similarityLayer(features, size, LIMITS);
}
