import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { AnalysisError } from '../errors.ts';
import type { Facts } from '../graph/facts.ts';
import { readFacts } from '../graph/index.ts';
import { writeWhole } from '../report/write.ts';
import {
  type Baseline,
  baselineOf,
  emptyBaseline,
  parseBaseline,
  serializeBaseline,
  type Weighed,
  weigh,
} from './baseline.ts';
import { findViolations } from './find-violations.ts';
import type { Finding } from './finding.ts';
import type { NamesNow } from './follow-renames.ts';
import { placeInRepository } from './place-in-repository.ts';
import type { CheckRules } from './rules.ts';
import { rulesOf } from './rules-of-file.ts';

export interface CheckOptions {
  /** The rules; `boundaries.yaml` in the root unless named. */
  readonly configPath?: string;
  /** Findings that were there before the gate; none unless named. */
  readonly baselinePath?: string;
  /** Write the baseline: whole where there is none yet, else only take out what is cured and follow what was renamed. */
  readonly writeBaseline?: boolean;
  /** Folder of the cache; without one nothing is remembered. */
  readonly cache?: string;
  readonly onProgress?: (text: string) => void;
  /** Told if the cache can't be written. */
  readonly onNote?: (text: string) => void;
}

export interface CheckResult {
  /** What fails the check; empty when all boundaries hold. */
  readonly findings: readonly Finding[];
  /** Known in the baseline. */
  readonly excused: readonly Finding[];
  /** How many of the excused the baseline knows under an earlier name of a file, table or service. */
  readonly renamed: number;
  readonly modules: number;
  /** Where the root lies in its repository, with `/` at the end; '' for the repository's own root. */
  readonly below: string;
}

/**
 * Holds the code under `root` to its `boundaries.yaml`.
 *
 * @throws AnalysisError when the rules or the baseline can't be read, or nothing can be read under the root.
 * @example const { findings } = await checkBoundaries('.', { baselinePath: 'boundaries-baseline.json' });
 */
export async function checkBoundaries(root: string, options: CheckOptions = {}): Promise<CheckResult> {
  const { configPath = join(root, 'boundaries.yaml'), baselinePath, writeBaseline = false } = options;
  if (writeBaseline && baselinePath === undefined) {
    throw new AnalysisError(
      'OPTION_INVALID',
      'a baseline can only be written to a file. Name it with --baseline FILE.',
    );
  }
  const text = await readRules(configPath, root);
  const rules = rulesOf(text, inRoot(root, configPath));
  const command = commandFor(root, options);
  const old = baselinePath === undefined ? '' : await readBaseline(baselinePath, writeBaseline, command);
  const known = old === null || old === '' ? emptyBaseline : parseBaseline(old, baselinePath ?? '');

  const { facts } = await readFacts(root, {
    useGit: false,
    ...(options.cache !== undefined && { cache: options.cache }),
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.onNote && { onNote: options.onNote }),
  });
  const found = findViolations(facts, rules);
  const names = namesOf(facts, rules);
  const name = baselinePath === undefined ? '' : inRoot(root, baselinePath);
  const weighed = (baseline: Baseline, file: string) =>
    weigh(found, baseline, { name, text: file, command }, names);
  const result = weighed(old === null ? baselineOf(found) : known, old ?? '');
  const about = { modules: facts.modules.length, below: placeInRepository(root) };
  if (!writeBaseline || baselinePath === undefined) return { ...told(result), ...about };

  const shrunk = serializeBaseline(result.shrunk);
  if (shrunk !== old) await writeWhole(baselinePath, shrunk);
  return { ...told(weighed(result.shrunk, shrunk)), ...about };
}

function told({
  findings,
  excused,
  renamed,
}: Weighed): Pick<CheckResult, 'findings' | 'excused' | 'renamed'> {
  return { findings, excused, renamed };
}

/** The command line that brings this baseline up to date. */
function commandFor(root: string, { configPath, baselinePath }: CheckOptions): string {
  const words = ['banyan', 'check'];
  if (root !== '.') words.push(root);
  if (configPath !== undefined) words.push('--config', configPath);
  words.push('--baseline', baselinePath ?? 'FILE', '--write-baseline');
  return words
    .map((word) => (/^[\w./@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

function namesOf(facts: Facts, rules: CheckRules): NamesNow {
  return {
    modules: new Set(facts.modules.map((module) => module.path)),
    tables: new Set(facts.tables.map((table) => table.name)),
    services: new Set(rules.services.map((service) => service.name)),
    functions: new Set(facts.transactions.map(({ module, function: name }) => `${module}#${name}`)),
  };
}

/** As the tree's own paths are written. */
function inRoot(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

/** `null` where there is none and one is to be written. */
async function readBaseline(path: string, mayBeMissing: boolean, command: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' && mayBeMissing) return null;
    const what = code === 'ENOENT' ? `there is no baseline ${path}` : `${path} can't be read (${code})`;
    throw new AnalysisError('INPUT_INVALID', `${what}. Write one: ${command}`, { cause });
  }
}

/** The nearest file of that name in the folders above, as far as the repository goes. */
function fileAbove(root: string, name: string): string | null {
  for (let at = root; placeInRepository(at) !== ''; ) {
    at = join(at, '..');
    if (existsSync(join(at, name))) return join(at, name);
  }
  return null;
}

async function readRules(path: string, root: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? `there is no ${path}` : `${path} can't be read (${code})`;
    const above = fileAbove(root, basename(path));
    if (above !== null)
      throw new AnalysisError(
        'BOUNDARIES_INVALID',
        `${what}, but there is ${above}. Check the folder that it is in.`,
        {
          cause,
        },
      );
    const at = root === '.' ? '' : ` ${root}`;
    throw new AnalysisError(
      'BOUNDARIES_INVALID',
      `${what}. Write it with \`banyan analyze${at} --write\`, or name another with --config FILE.`,
      { cause },
    );
  }
}
