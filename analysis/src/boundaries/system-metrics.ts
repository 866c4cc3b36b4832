/** The metrics of a cut, and of a partition of a graph's nodes. */
import type { EdgeFacts, Facts } from '../graph/facts.ts';
import { compactLabels } from './cluster/sparse-graph.ts';
import type { Evidence } from './evidence/evidence.ts';
import { type MetricGraph, type PartitionMetrics, partitionMetrics } from './metrics.ts';
import type { ServiceOf } from './migration-cost.ts';

/** Over the modules that are in a service; each route is a use case of the modules that it reaches. */
export function metricsOfFacts(
  facts: Pick<Facts, 'modules' | 'edges' | 'routes'>,
  serviceOf: ServiceOf,
): PartitionMetrics {
  const members = facts.modules.map(({ path }) => path).filter((path) => serviceOf(path) !== null);
  const services = new Map<string | null, number>();
  const labels = members.map((path) => {
    const service = serviceOf(path);
    services.set(service, services.get(service) ?? services.size);
    return services.get(service) as number;
  });
  const useCases = new Map(members.map((path) => [path, [] as string[]]));
  for (const { method, path, modules } of facts.routes)
    for (const reached of modules) useCases.get(reached)?.push(`${method} ${path}`);
  return partitionMetrics(
    {
      ...metricEdges(facts.edges, new Map(members.map((path, i) => [path, i]))),
      ...(facts.routes.length > 0 && { useCases: [...useCases.values()] }),
    },
    labels,
  );
}

/** Over the modules that are in a service; edges weigh by their calls, else by their imports. */
export function systemMetrics(
  evidence: Evidence,
  labels: Int32Array,
  useCases: readonly (readonly string[])[] | undefined,
): PartitionMetrics {
  const members = [...evidence.modules.keys()].filter((node) => (labels[node] as number) >= 0);
  const position = new Map(members.map((node, i) => [node, i]));
  return partitionMetrics(
    {
      ...metricEdges(evidence.edges, position),
      ...(useCases ? { useCases: members.map((node) => useCases[node] ?? []) } : {}),
    },
    compactLabels(Int32Array.from(members, (node) => labels[node] as number)).labels,
  );
}

function metricEdges<Name>(
  edges: readonly { readonly from: Name; readonly to: Name; readonly kinds: EdgeFacts['kinds'] }[],
  position: ReadonlyMap<Name, number>,
): Omit<MetricGraph, 'useCases'> {
  const linked = edges.flatMap(({ from, to, kinds }) => {
    const a = position.get(from);
    const b = position.get(to);
    return a === undefined || b === undefined
      ? []
      : [{ a, b, weight: Math.max(1, kinds.call ?? kinds.import ?? 1) }];
  });
  const crossing = linked.filter(({ a, b }) => a !== b);
  return {
    size: position.size,
    from: crossing.map(({ a }) => a),
    to: crossing.map(({ b }) => b),
    weight: crossing.map(({ weight }) => weight),
    selfCalling: linked.filter(({ a, b }) => a === b).map(({ a }) => a),
  };
}
