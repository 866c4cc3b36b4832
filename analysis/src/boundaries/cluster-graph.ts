/** The engine alone, on a graph from any tool. */
import { evidenceOfGraph } from './evidence/evidence.ts';
import { wordWeights } from './evidence/name-layer.ts';
import { wordsOfPath } from './evidence/words.ts';
import type { GraphFile } from './graph-file.ts';
import type { PartitionMetrics } from './metrics.ts';
import { createNamer, EMPHASIS } from './naming.ts';
import { type PartitionOptions, partitionOf } from './partition.ts';
import { systemMetrics } from './system-metrics.ts';

export interface GraphClusters {
  /** Node → label; the labels are names. */
  readonly clusters: Readonly<Record<string, string>>;
  /** From coarse to fine. */
  readonly hierarchy: readonly GraphLevel[];
  readonly metrics: PartitionMetrics;
}

export interface GraphLevel {
  readonly granularity: number;
  readonly clusters: Readonly<Record<string, string>>;
}

/** Label of nodes that nothing ties to any cluster. */
export const UNLINKED_NAME = 'unlinked';

/**
 * What a reader of the clusters should know before they trust them; '' where there is nothing.
 *
 * @example whatIsUnlinked(clusterGraph(graph)) // '3 of 20 nodes …'
 */
export function whatIsUnlinked({ clusters }: Pick<GraphClusters, 'clusters'>): string {
  const labels = Object.values(clusters);
  if (labels.length === 0)
    return 'The graph has no nodes, so there is nothing to cluster. Add nodes and edges.';
  const unlinked = labels.filter((label) => label === UNLINKED_NAME).length;
  if (unlinked === 0) return '';
  return `${unlinked.toLocaleString('en')} of ${labels.length.toLocaleString('en')} ${labels.length === 1 ? 'node' : 'nodes'} ${unlinked === 1 ? 'is' : 'are'} “${UNLINKED_NAME}”: no edge, table or word ties them to others. Add what is missing, or leave them out.`;
}

/**
 * Clusters of a graph, at a default and at other granularities. Pure: the same graph gives the same clusters.
 *
 * @throws AnalysisError OPTION_INVALID when more clusters are asked for than can be told apart.
 * @example clusterGraph(readGraph(JSON.parse(text), 'graph.json')).clusters['orders.ts']
 */
export function clusterGraph(graph: GraphFile, options: PartitionOptions = {}): GraphClusters {
  const evidence = evidenceOfGraph(graph);
  const count = options.count ?? graph.k;
  const partition = partitionOf(evidence, { ...options, ...(count === undefined ? {} : { count }) });
  const hidden = new Set(graph.nodes.filter((node) => node.words?.length === 0).map((node) => node.id));
  const namer = createNamer({
    sayings: evidence.modules.map((id) =>
      hidden.has(id) ? [] : [{ words: wordsOfPath(id), emphasis: EMPHASIS.file }],
    ),
    allowed: wordWeights(evidence, 1),
  });
  const labelled = (labels: Int32Array): Record<string, string> => {
    const nameOf = namer(labels);
    return Object.fromEntries(
      evidence.modules.map((id, i) => [id, nameOf(labels[i] as number) ?? UNLINKED_NAME]),
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
