/** Suggests services over the facts of a code base, or clusters anybody's graph. Pure and deterministic. */
export type { Boundaries } from './boundaries.ts';
export { clusterFile } from './cluster-file.ts';
export { clusterGraph, type GraphClusters, whatIsUnlinked } from './cluster-graph.ts';
export {
  type BoundariesFile,
  boundariesFileSchema,
  type ParsedBoundariesFile,
  parseBoundariesFile,
} from './config.ts';
export { type GraphFile, graphFileSchema, readGraph } from './graph-file.ts';
export { holdSoftly } from './hold-softly.ts';
export { readReference } from './reference-file.ts';
export { type SuggestOptions, suggestBoundaries } from './suggest.ts';
export { withTablelessCalls } from './tableless-calls.ts';
export { writeBoundariesFile } from './write-config.ts';
