/** `banyan cluster`: reads a graph from a file, clusters it. The only part of the engine that touches the disk. */
import { readFile } from 'node:fs/promises';
import { AnalysisError } from '../errors.ts';
import { clusterGraph, type GraphClusters, UNLINKED_NAME } from './cluster-graph.ts';
import { readGraph } from './graph-file.ts';
import type { PartitionOptions } from './partition.ts';
import { compareWithReference, type ReferenceComparison } from './reference.ts';
import { readReference } from './reference-file.ts';

export interface ClusterFileOptions extends PartitionOptions {
  /** A file with a split to compare with. */
  readonly reference?: string;
}

export interface ComparedClusters extends GraphClusters {
  readonly reference?: ReferenceComparison;
}

/**
 * @param path of a GRAPH.json or a report.json.
 * @throws AnalysisError INPUT_INVALID when the file cannot be read or is no graph: every mistake, with place, value and cure.
 * @example const { clusters } = await clusterFile('graph.json', { count: 5 });
 */
export async function clusterFile(path: string, options: ClusterFileOptions = {}): Promise<ComparedClusters> {
  const { reference, ...partition } = options;
  let value: unknown;
  try {
    value = JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (cause) {
    const reason =
      cause instanceof SyntaxError ? `is no JSON (${cause.message})` : 'cannot be read; check the path';
    throw new AnalysisError('INPUT_INVALID', `${path} ${reason}`, { cause });
  }
  const result = clusterGraph(readGraph(value, path), partition);
  if (reference === undefined) return result;
  const { clusters, hierarchy } = result;
  const split = await readReference(reference, Object.keys(clusters));
  return {
    ...result,
    reference: compareWithReference(
      {
        labels: linkedOf(clusters),
        levels: hierarchy.map((level) => ({ ...level, labels: linkedOf(level.clusters) })),
      },
      split,
    ),
  };
}

/** Nodes that nothing ties to any cluster are no cluster of their own. */
function linkedOf(clusters: GraphClusters['clusters']): Map<string, string> {
  return new Map(Object.entries(clusters).filter(([, label]) => label !== UNLINKED_NAME));
}
