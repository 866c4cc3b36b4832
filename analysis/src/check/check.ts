import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AnalysisError } from '../errors.ts';
import { readFacts } from '../graph/index.ts';
import { writeWhole } from '../report/write.ts';
import {
  type Baseline,
  baselineOf,
  emptyBaseline,
  parseBaseline,
  serializeBaseline,
  weigh,
} from './baseline.ts';
import { findViolations } from './find-violations.ts';
import type { Finding } from './finding.ts';
import { rulesOf } from './rules-of-file.ts';

export interface CheckOptions {
  /** The rules; `boundaries.yaml` in the root unless named. */
  readonly configPath?: string;
  /** Findings that were there before the gate; none unless named. */
  readonly baselinePath?: string;
  /** Write the baseline: whole where there is none yet, else only take out what is cured. */
  readonly writeBaseline?: boolean;
  readonly onProgress?: (text: string) => void;
}

export interface CheckResult {
  /** What fails the check; empty when all boundaries hold. */
  readonly findings: readonly Finding[];
  /** Known in the baseline. */
  readonly excused: readonly Finding[];
  readonly modules: number;
}

/**
 * Holds the code under `root` to its `boundaries.yaml`.
 *
 * @throws AnalysisError when the rules or the baseline can't be read, or nothing can be read under the root.
 * @example const { findings } = await checkBoundaries('.', { baselinePath: 'boundaries-baseline.json' });
 */
export async function checkBoundaries(root: string, options: CheckOptions = {}): Promise<CheckResult> {
  const {
    configPath = join(root, 'boundaries.yaml'),
    baselinePath,
    writeBaseline = false,
    onProgress = () => {},
  } = options;
  if (writeBaseline && baselinePath === undefined) {
    throw new AnalysisError(
      'OPTION_INVALID',
      'a baseline can only be written to a file. Name it with --baseline FILE.',
    );
  }
  const text = await readRules(configPath, root);
  const rules = rulesOf(text, inRoot(root, configPath));
  const known = baselinePath === undefined ? emptyBaseline : await readBaseline(baselinePath, writeBaseline);

  const baselineName = baselinePath === undefined ? '' : inRoot(root, baselinePath);
  const { facts } = await readFacts(root, { useGit: false, onProgress });
  const found = findViolations(facts, rules);
  const baseline = known ?? baselineOf(found);
  const { findings, excused, shrunk } = weigh(found, baseline, baselineName);
  if (!writeBaseline || baselinePath === undefined)
    return { findings, excused, modules: facts.modules.length };

  await writeWhole(baselinePath, serializeBaseline(shrunk));
  return { ...weigh(found, shrunk, baselineName), modules: facts.modules.length };
}

/** As the tree's own paths are written. */
function inRoot(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

/** `null` where there is none and one is to be written. */
async function readBaseline(path: string, mayBeMissing: boolean): Promise<Baseline | null> {
  try {
    return parseBaseline(await readFile(path, 'utf8'), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (mayBeMissing) return null;
    throw new AnalysisError(
      'INPUT_INVALID',
      `there is no baseline ${path}. Write one with --write-baseline.`,
      { cause: error },
    );
  }
}

async function readRules(path: string, root: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? `there is no ${path}` : `${path} can't be read (${code})`;
    const at = root === '.' ? '' : ` ${root}`;
    throw new AnalysisError(
      'BOUNDARIES_INVALID',
      `${what}. Write it with \`banyan analyze${at} --write\`, or name another with --config FILE.`,
      { cause },
    );
  }
}
