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
  const inFolder = join(name, 'report.json');
  // A folder may be called as a branch is.
  if (found?.isDirectory() && (await stat(inFolder).catch(() => null))) return readReport(inFolder);
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
    await checkOut(root, tree, commit);
    return await analyzeTree(join(tree, folderInTree));
  } finally {
    await git(root, 'worktree', 'remove', '--force', tree).catch(() => git(root, 'worktree', 'prune'));
    await rm(folder, { recursive: true, force: true });
  }
}

async function checkOut(root: string, tree: string, commit: string): Promise<void> {
  try {
    await git(root, 'worktree', 'add', '--detach', '--force', tree, commit);
  } catch (cause) {
    const because =
      String((cause as { stderr?: unknown }).stderr ?? '')
        .trim()
        .split('\n')
        .at(-1) ?? '';
    throw new AnalysisError(
      'INPUT_INVALID',
      `${commit.slice(0, 12)} can't be checked out beside the repository (${because}). Compare two reports instead: \`banyan analyze --out FOLDER\` at each commit.`,
      { cause },
    );
  }
}

async function commitOf(name: string, root: string): Promise<string> {
  try {
    return await git(root, 'rev-parse', '--verify', '--end-of-options', `${name}^{commit}`);
  } catch (cause) {
    throw new AnalysisError(
      'INPUT_INVALID',
      `“${name}” is neither a report, a folder with a report.json, nor a commit. ${await cureFor(root)}`,
      { cause },
    );
  }
}

async function cureFor(root: string): Promise<string> {
  const isShallow = await git(root, 'rev-parse', '--is-shallow-repository').catch(() => null);
  if (isShallow === null)
    return `${root === '.' ? 'This folder' : root} is in no git repository: name two reports, or the repository with --root.`;
  if (isShallow === 'true')
    return 'This clone is shallow, so that most commits are not in it: run `git fetch --unshallow`, or in CI check out with the whole history.';
  return 'Name one of them; `git log --oneline` lists commits.';
}

/** Hooks and file monitors of the tree are code, and comparing must run none. */
async function git(root: string, ...command: readonly string[]): Promise<string> {
  const settings = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'];
  const { stdout } = await run('git', ['-C', root, ...settings, ...command], { timeout: gitTimeoutMs });
  return stdout.trim();
}
