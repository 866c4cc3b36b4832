/** Suggests services over the facts of a code base, or over anybody's graph. Pure and deterministic. */
import type { Facts, ModuleFacts } from '../graph/facts.ts';
import type { Boundaries } from './boundaries.ts';
import { compactLabels, membersOf } from './cluster/sparse-graph.ts';
import { type Evidence, evidenceOfFacts, evidenceOfGraph } from './evidence/evidence.ts';
import { wordWeights } from './evidence/name-layer.ts';
import { wordsOfName, wordsOfPath } from './evidence/words.ts';
import type { GraphFile } from './graph-file.ts';
import { type PartitionMetrics, partitionMetrics } from './metrics.ts';
import { findSeams, writingOwners } from './migration-cost.ts';
import { createNamer } from './naming.ts';
import { tableOwners } from './ownership.ts';
import { type Membership, type PartitionOptions, partitionOf } from './partition.ts';
import { describeServices, type Member } from './services.ts';

export type { Boundaries } from './boundaries.ts';
export { type GraphFile, graphFileSchema, readGraph } from './graph-file.ts';

export type SuggestOptions = PartitionOptions;

/** Roles of modules that stay outside every service. */
const OUTSIDE: ReadonlySet<string> = new Set(['test', 'infrastructure', 'shared-kernel']);

/**
 * Services that the facts speak for, with their seams and cost.
 *
 * @example const { services } = suggestBoundaries(facts, { granularity: 2 });
 */
export function suggestBoundaries(facts: Facts, options: SuggestOptions = {}): Boundaries {
  const evidence = evidenceOfFacts(facts);
  const partition = partitionOf(evidence, options);
  const nameLevel = namerOf(evidence, facts.modules);
  const nameOf = nameLevel(partition.labels);
  const shared = new Map<string, string>();
  const members = new Map<string, Member[]>();
  const serviceByModule = new Map<string, string>();
  for (const module of facts.modules) if (OUTSIDE.has(module.role)) shared.set(module.path, module.role);
  evidence.modules.forEach((path, i) => {
    if (shared.has(path)) return;
    const name = nameOf(partition.labels[i] as number);
    if (name === null) {
      shared.set(path, evidence.roles[i] ?? 'domain');
      return;
    }
    const { confidence, runnerUp } = partition.confidence[i] as Membership;
    serviceByModule.set(path, name);
    const list = members.get(name) ?? [];
    members.set(name, list);
    list.push({
      path,
      confidence: Math.round(confidence * 1000) / 1000,
      runnerUp: runnerUp === null ? null : nameOf(runnerUp),
    });
  });
  const serviceOf = (module: string): string | null => serviceByModule.get(module) ?? null;
  const owners = tableOwners(facts, serviceOf);
  const ownerOf = (table: string): string | null => owners.get(table) ?? null;
  const seams = findSeams(facts, serviceOf, ownerOf);
  return {
    services: describeServices(facts, { members, serviceOf, ownerOf, seams }),
    shared,
    tableOwners: owners,
    seams,
    metrics: systemMetrics(evidence, partition.labels, routeUseCases(facts, evidence)),
    hierarchy: partition.levels.map(({ granularity, labels }) => {
      const nameAt = nameLevel(labels);
      return {
        granularity,
        labels: new Map(
          evidence.modules.flatMap((path, i): [string, string][] => {
            const name = shared.has(path) ? null : nameAt(labels[i] as number);
            return name === null ? [] : [[path, name]];
          }),
        ),
      };
    }),
    transactions: facts.transactions.map((transaction) => ({
      at: { path: transaction.module, line: transaction.line },
      services: writingOwners(transaction.steps, ownerOf),
      steps: transaction.steps,
    })),
  };
}

export interface GraphClusters {
  /** Node → label; the labels are names. */
  readonly clusters: Readonly<Record<string, string>>;
  /** From coarse to fine. */
  readonly hierarchy: readonly {
    readonly granularity: number;
    readonly clusters: Readonly<Record<string, string>>;
  }[];
  readonly metrics: PartitionMetrics;
}

/**
 * The engine alone, on a graph from any tool.
 *
 * @example clusterGraph(readGraph(JSON.parse(text), 'graph.json')).clusters['orders.ts']
 */
export function clusterGraph(graph: GraphFile, options: PartitionOptions = {}): GraphClusters {
  const evidence = evidenceOfGraph(graph);
  const count = options.count ?? graph.k;
  const partition = partitionOf(evidence, { ...options, ...(count === undefined ? {} : { count }) });
  const nameLevel = namerOf(evidence, []);
  const labelled = (labels: Int32Array): Record<string, string> => {
    const names = nameLevel(labels);
    return Object.fromEntries(
      evidence.modules.map((id, i) => [id, names(labels[i] as number) ?? UNLINKED_NAME]),
    );
  };
  return {
    clusters: labelled(partition.labels),
    hierarchy: partition.levels.map(({ granularity, labels }) => ({
      granularity,
      clusters: labelled(labels),
    })),
    metrics: systemMetrics(evidence, partition.labels, graph.useCases ? evidence.useCases : undefined),
  };
}

/** Label of nodes that nothing ties to any cluster. */
const UNLINKED_NAME = 'unlinked';

/** Names the clusters of a level: label → name. */
function namerOf(evidence: Evidence, modules: readonly ModuleFacts[]): (labels: Int32Array) => NameOf {
  const exported = new Map(modules.map((module) => [module.path, module.exports]));
  const namer = createNamer({
    phrases: evidence.modules.map((path) => [
      wordsOfPath(path),
      ...(exported.get(path) ?? []).map(wordsOfName),
    ]),
    weights: wordWeights(evidence),
  });
  return (labels) => {
    const names = namer(membersOf(labels, compactLabels(labels).count));
    return (label) => names[label] ?? null;
  };
}

/** `null` for `UNLINKED`. */
type NameOf = (label: number) => string | null;

/** Over the modules that are in a service. */
function systemMetrics(
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

/** Each route is a use case; `undefined` where no route was found. */
function routeUseCases(facts: Facts, evidence: Evidence): string[][] | undefined {
  if (facts.routes.length === 0) return undefined;
  const index = new Map(evidence.modules.map((path, i) => [path, i]));
  const useCases: string[][] = evidence.modules.map(() => []);
  for (const route of facts.routes) {
    for (const path of route.modules) {
      const node = index.get(path);
      if (node !== undefined) useCases[node]?.push(`${route.method} ${route.path}`);
    }
  }
  return useCases;
}
