import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { AnalysisError } from '../errors.ts';
import { type Report, reportSchema } from '../report/schema.ts';

const run = promisify(execFile);
const gitTimeoutMs = 120_000;

export interface LoadOptions {
  /** The analysed folder, in the repository in which commits are looked up. */
  readonly root: string;
  /** Analyses a checked out tree. */
  readonly analyzeTree: (root: string) => Promise<Report>;
}

/**
 * A report by its file, by the folder that holds it, or made from a commit in a temporary worktree.
 *
 * @throws AnalysisError INPUT_INVALID when it is none of them.
 * @example await loadReport('v1.2.0', { root: '.', analyzeTree });
 */
export async function loadReport(name: string, options: LoadOptions): Promise<Report> {
  const found = await stat(name).catch(() => null);
  if (found?.isFile()) return readReport(name);
  if (found?.isDirectory()) return readReport(join(name, 'report.json'));
  return reportOfCommit(name, options);
}

async function readReport(path: string): Promise<Report> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new AnalysisError(
      'INPUT_INVALID',
      `${path} can't be read as a report: ${(cause as Error).message}. Write it with \`banyan analyze\`.`,
      { cause },
    );
  }
  const parsed = reportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new AnalysisError(
    'INPUT_INVALID',
    `${path} is no report of this version (${first ? `${z.core.toDotPath(first.path)}: ${first.message}` : ''}). Write it anew with \`banyan analyze\`.`,
  );
}

async function reportOfCommit(name: string, { root, analyzeTree }: LoadOptions): Promise<Report> {
  const commit = await commitOf(name, root);
  const folderInTree = await git(root, 'rev-parse', '--show-prefix');
  const folder = await mkdtemp(join(tmpdir(), 'banyan-drift-'));
  const tree = join(folder, 'tree');
  try {
    await git(root, 'worktree', 'add', '--detach', '--force', tree, commit);
    return await analyzeTree(join(tree, folderInTree));
  } finally {
    await git(root, 'worktree', 'remove', '--force', tree).catch(() => git(root, 'worktree', 'prune'));
    await rm(folder, { recursive: true, force: true });
  }
}

async function commitOf(name: string, root: string): Promise<string> {
  try {
    return await git(root, 'rev-parse', '--verify', '--end-of-options', `${name}^{commit}`);
  } catch (cause) {
    throw new AnalysisError(
      'INPUT_INVALID',
      `“${name}” is neither a report, a folder with one, nor a commit of ${root}. Name one of them.`,
      { cause },
    );
  }
}

/** Hooks and file monitors of the tree are code, and comparing must run none. */
async function git(root: string, ...command: readonly string[]): Promise<string> {
  const settings = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'];
  const { stdout } = await run('git', ['-C', root, ...settings, ...command], { timeout: gitTimeoutMs });
  return stdout.trim();
}
