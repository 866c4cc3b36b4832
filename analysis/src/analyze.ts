import { readFile } from 'node:fs/promises';
import {
  type Boundaries,
  holdSoftly,
  parseBoundariesFile,
  readReference,
  type SuggestOptions,
  suggestBoundaries,
  withTablelessCalls,
  writeBoundariesFile,
} from './boundaries/index.ts';
import type { CrossCheck } from './cross-check/cross-check.ts';
import type { Deepened } from './deep/deepen.ts';
import { renamedModules, withPaths } from './drift/index.ts';
import { AnalysisError } from './errors.ts';
import type { Facts } from './graph/facts.ts';
import { type ReadOptions, readFacts } from './graph/index.ts';
import { buildReport, type Report, writeWhole } from './report/index.ts';

export interface AnalyzeOptions extends Omit<ReadOptions, 'limits'> {
  /** A `boundaries.yaml` that the suggestion respects. */
  readonly boundariesFile?: string;
  /** A split to compare the suggestion with: a boundaries.yaml, a report.json, or JSON of module → service. */
  readonly referenceFile?: string;
  /**
   * An earlier report of this code base: where there is no boundaries file, its services stay as long as the code agrees, also with
   * files that have other names now.
   */
  readonly earlier?: Report;
}

export interface Analysis {
  readonly report: Report;
  readonly boundaries: Boundaries;
  /** madge's second opinion on imports, when it was asked for. */
  readonly crossCheck?: CrossCheck;
  /** What the type checker added, when it was asked. */
  readonly deepened?: Deepened;
  /** Milliseconds per stage: not part of the report, which is the same bytes for the same input. */
  readonly timings: Readonly<Record<string, number>>;
}

/**
 * Reads the code base under `root` and suggests service boundaries with their cost. Runs no code of the tree.
 *
 * @throws AnalysisError when nothing can be read (the folder is missing, empty or holds only broken files), or when the
 *   boundaries file or the reference is missing or wrong.
 * @example const { report } = await analyze('./legacy-monolith');
 */
export async function analyze(root: string, options: AnalyzeOptions = {}): Promise<Analysis> {
  const { boundariesFile, referenceFile, earlier, ...reading } = options;
  const agreed = boundariesFile === undefined ? null : await agreedIn(boundariesFile);
  const { facts: read, timings, crossCheck, deepened } = await readFacts(root, reading);
  const reference =
    referenceFile === undefined
      ? undefined
      : await readReference(
          referenceFile,
          read.modules.map(({ path }) => path),
        );
  options.onProgress?.('suggesting boundaries');
  const started = performance.now();
  const facts = withTablelessCalls(read);
  const boundaries = suggestBoundaries(facts, agreed ?? (earlier ? heldAs(earlier, read.modules) : {}));
  const boundariesMs = Math.round(performance.now() - started);
  return {
    report: buildReport(facts, boundaries, reference),
    boundaries,
    ...(crossCheck && { crossCheck }),
    ...(deepened && { deepened }),
    timings: { ...timings, boundaries: boundariesMs },
  };
}

function heldAs(earlier: Report, modules: Facts['modules']): SuggestOptions {
  const { services } = withPaths(earlier, renamedModules(earlier.modules, modules));
  return { config: { parsed: holdSoftly(services), name: 'the earlier report' } };
}

async function agreedIn(path: string): Promise<SuggestOptions> {
  return { config: { parsed: parseBoundariesFile(await readBoundariesFile(path), path), name: path } };
}

async function readBoundariesFile(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: Error) => {
    throw new AnalysisError('BOUNDARIES_INVALID', `${path}: ${cause.message}. Name a boundaries file.`, {
      cause,
    });
  });
}

/** Writes the suggestion as a `boundaries.yaml` for people to edit; an existing one only gets what it doesn't list yet. */
export async function saveBoundaries(path: string, boundaries: Boundaries): Promise<void> {
  const before = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  await writeWhole(path, writeBoundariesFile(boundaries, before));
}
