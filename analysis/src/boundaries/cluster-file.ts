/** `banyan cluster`: reads a graph from a file, clusters it. The only part of the engine that touches the disk. */
import { readFile } from 'node:fs/promises';
import { AnalysisError } from '../errors.ts';
import { clusterGraph, type GraphClusters } from './cluster-graph.ts';
import { readGraph } from './graph-file.ts';
import type { PartitionOptions } from './partition.ts';

/**
 * @param path of a GRAPH.json or a report.json.
 * @throws AnalysisError INPUT_INVALID when the file cannot be read or is no graph: every mistake, with place, value and cure.
 * @example const { clusters } = await clusterFile('graph.json', { count: 5 });
 */
export async function clusterFile(path: string, options: PartitionOptions = {}): Promise<GraphClusters> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const reason =
      cause instanceof SyntaxError ? `is no JSON (${cause.message})` : 'cannot be read; check the path';
    throw new AnalysisError('INPUT_INVALID', `${path} ${reason}`, { cause });
  }
  return clusterGraph(readGraph(value, path), options);
}
