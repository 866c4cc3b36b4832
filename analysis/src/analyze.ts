import { suggestBoundaries } from './boundaries/index.ts';
import { readFacts } from './graph/index.ts';
import { buildReport, type Report } from './report/index.ts';

export interface AnalyzeOptions {
  /** Read co-change from git; default true. */
  readonly useGit?: boolean;
  /** Told what is going on, for a progress line. */
  readonly onProgress?: (text: string) => void;
}

export interface Analysis {
  readonly report: Report;
  /** Milliseconds per stage: not part of the report, which is the same bytes for the same input. */
  readonly timings: Readonly<Record<string, number>>;
}

/**
 * Reads the code base under `root` and suggests service boundaries with their cost. Runs no code of the tree.
 *
 * @throws AnalysisError when nothing can be read: the folder is missing, empty or holds only broken files.
 * @example const { report } = await analyze('./legacy-monolith');
 */
export async function analyze(root: string, options: AnalyzeOptions = {}): Promise<Analysis> {
  const { useGit = true, onProgress = () => {} } = options;
  const { facts, timings } = await readFacts(root, { useGit, onProgress });
  onProgress('suggesting boundaries');
  const started = performance.now();
  const boundaries = suggestBoundaries(facts);
  const boundariesMs = performance.now() - started;
  return { report: buildReport(facts, boundaries), timings: { ...timings, boundariesMs } };
}
