/** The metrics of a partition of the evidence's modules. */
import { compactLabels } from './cluster/sparse-graph.ts';
import type { Evidence } from './evidence/evidence.ts';
import { type PartitionMetrics, partitionMetrics } from './metrics.ts';

/** Over the modules that are in a service; edges weigh by their calls, else by their imports. */
export function systemMetrics(
  evidence: Evidence,
  labels: Int32Array,
  useCases: readonly (readonly string[])[] | undefined,
): PartitionMetrics {
  const members = [...evidence.modules.keys()].filter((node) => (labels[node] as number) >= 0);
  const position = new Map(members.map((node, i) => [node, i]));
  const linked = evidence.edges.flatMap(({ from, to, kinds }) => {
    const a = position.get(from);
    const b = position.get(to);
    return a === undefined || b === undefined
      ? []
      : [{ a, b, weight: Math.max(1, kinds.call ?? kinds.import ?? 1) }];
  });
  const edges = linked.filter(({ a, b }) => a !== b);
  return partitionMetrics(
    {
      size: members.length,
      from: edges.map(({ a }) => a),
      to: edges.map(({ b }) => b),
      weight: edges.map(({ weight }) => weight),
      selfCalling: linked.filter(({ a, b }) => a === b).map(({ a }) => a),
      ...(useCases ? { useCases: members.map((node) => useCases[node] ?? []) } : {}),
    },
    compactLabels(Int32Array.from(members, (node) => labels[node] as number)).labels,
  );
}
