/**
 * Which files changed together, from a git history, newest commit first.
 *
 * The repository is untrusted like the tree: git runs with every switch off that could start a program (hooks,
 * filters, external diffs, signature checks, lazy fetching), and without the user's own configuration.
 */
import { spawn } from 'node:child_process';
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

export interface Commit {
  /** Paths as they are called today, relative to the analysed root, sorted. */
  readonly paths: readonly string[];
}

export interface History {
  readonly commits: readonly Commit[];
  /** How many people changed a file; no names, since a report is passed around. */
  readonly authors: ReadonlyMap<string, number>;
  /** What could not be read, in words; '' when all went well. */
  readonly problem: string;
}

/** Commits that touch more files change style, versions or licences, not behaviour. */
const maxFilesOfCommit = 40;
/** The newest ones; older code has little to do with today's. */
const maxCommits = 20_000;
const maxMs = 60_000;
const maxOutputBytes = 512 * 1024 * 1024;

/** Folders above the root in which a repository is looked for. */
const maxAbove = 32;

/**
 * The git folder of a tree, or of the repository that the tree is a folder of; null when there is none. Links are not
 * followed, and a repository above the root counts only where it belongs to the root's own user.
 */
export function gitFolderOf(root: string): string | null {
  const found = nearestGit(root);
  return found?.isFolder ? found.path : null;
}

/**
 * Whether the tree is a worktree or a submodule: its `.git` is a file that names a folder elsewhere, which is not followed, as
 * nothing outside the tree and the repository around it is.
 */
export function hasGitElsewhere(root: string): boolean {
  return nearestGit(root)?.isFile === true;
}

interface Git {
  readonly path: string;
  readonly uid: number;
  readonly isFolder: boolean;
  readonly isFile: boolean;
}

/** What stands under the name `.git` in the root or, else, nearest above it. */
function nearestGit(root: string): Git | null {
  const own = gitIn(root);
  if (own !== null) return own;
  const start = realpathSync(root);
  const user = statSync(start).uid;
  for (let at = dirname(start), steps = 0; steps < maxAbove; at = dirname(at), steps += 1) {
    const found = gitIn(at);
    if (found !== null) return found.uid === user ? found : null;
    if (dirname(at) === at) return null;
  }
  return null;
}

function gitIn(folder: string): Git | null {
  const path = join(folder, '.git');
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  return { path, uid: stats.uid, isFolder: stats.isDirectory(), isFile: stats.isFile() };
}

/** Where the root lies in the repository around it, with `/` at the end; '' for the repository's own root. */
function prefixBelow(gitFolder: string, root: string): string {
  const below = relative(dirname(realpathSync(gitFolder)), realpathSync(root));
  return below === '' ? '' : `${below.split(sep).join('/')}/`;
}

/** Identifies the state of a history, for caching: the commit that is checked out, or '' when there is none. */
export async function headOf(gitFolder: string): Promise<string> {
  const { output } = await git(gitFolder, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  return output.trim();
}

/**
 * Reads co-change of `paths`. Never rejects: what is missing is said in `problem`.
 *
 * @param root The folder that paths are relative to, in the repository's own tree; null for a tree that lies elsewhere,
 *   whose place in the repository is told by the names of its files.
 */
export async function readHistory(
  gitFolder: string,
  root: string | null,
  paths: ReadonlySet<string>,
): Promise<History> {
  const tracked = await git(gitFolder, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', 'HEAD']);
  if (tracked.problem !== '') return { commits: [], authors: new Map(), problem: tracked.problem };
  const names = tracked.output.split('\0');
  const prefix = root === null ? prefixOf(names, paths) : prefixBelow(gitFolder, root);
  if (!names.some((name) => name.startsWith(prefix))) return { commits: [], authors: new Map(), problem: '' };
  const whole = await git(gitFolder, logArguments('--find-renames'));
  // In a partial clone the contents are missing that similar files are told by; equal ones have equal names there.
  const log = whole.problem === '' ? whole : await git(gitFolder, logArguments('--find-renames=100%'));
  const shallow = await git(gitFolder, ['rev-parse', '--is-shallow-repository']);
  const problem = shallow.output.trim() === 'true' ? 'the history is shallow' : log.problem;
  return { ...readLog(log.output, prefix, paths), problem };
}

function logArguments(renames: string): string[] {
  return [
    'log',
    `--max-count=${maxCommits}`,
    '--no-merges',
    '--no-ext-diff',
    '--no-textconv',
    '--no-show-signature',
    renames,
    '--diff-filter=AMRD',
    '--name-status',
    '-z',
    // By the repository's mailmap: one person, one address.
    '--format=%x01%aE',
    'HEAD',
  ];
}

/** The folder of the repository that the analysed tree is: the one under which most of its files are tracked. */
function prefixOf(tracked: readonly string[], paths: ReadonlySet<string>): string {
  const votes = new Map<string, number>();
  for (const path of tracked) {
    let at = 0;
    while (at >= 0) {
      if (paths.has(path.slice(at))) votes.set(path.slice(0, at), (votes.get(path.slice(0, at)) ?? 0) + 1);
      const slash = path.indexOf('/', at);
      at = slash < 0 ? -1 : slash + 1;
    }
  }
  const ranked = [...votes].sort(([a, x], [b, y]) => y - x || a.length - b.length || (a < b ? -1 : 1));
  return ranked[0]?.[0] ?? '';
}

/** Pure part: the output of `git log --name-status -z`, renames followed backwards. */
export function readLog(
  log: string,
  prefix: string,
  paths: ReadonlySet<string>,
): Pick<History, 'commits' | 'authors'> {
  /** Older name → the name of today. */
  const today = new Map<string, string>();
  const commits: Commit[] = [];
  const people = new Map<string, Set<string>>();
  for (const record of log.split('\x01').slice(1)) {
    const [author = '', ...rest] = record.split('\0');
    const fields = rest.map((field) => field.replace(/^\n+/, '')).filter((field) => field !== '');
    const changed = new Set<string>();
    let count = 0;
    for (let at = 0; at < fields.length; ) {
      const status = fields[at] ?? '';
      const isRename = status.startsWith('R') || status.startsWith('C');
      const path = fields[at + (isRename ? 2 : 1)] ?? '';
      const name = today.get(path) ?? path;
      if (isRename) today.set(fields[at + 1] ?? '', name);
      count += 1;
      if (name.startsWith(prefix) && paths.has(name.slice(prefix.length)))
        changed.add(name.slice(prefix.length));
      at += isRename ? 3 : 2;
    }
    if (changed.size >= 2 && count <= maxFilesOfCommit) commits.push({ paths: [...changed].sort() });
    for (const path of changed) people.set(path, (people.get(path) ?? new Set()).add(author));
  }
  return { commits, authors: new Map([...people].map(([path, { size }]) => [path, size])) };
}

/** Settings of the repository or the user that could run a program or reach out of it. */
const safeSettings = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.attributesFile=/dev/null',
  'core.pager=cat',
  'log.showSignature=false',
  'diff.external=',
  'protocol.allow=never',
  'diff.renameLimit=400',
].flatMap((setting) => ['-c', setting]);

function git(gitFolder: string, args: readonly string[]): Promise<{ output: string; problem: string }> {
  return new Promise((resolve) => {
    const child = spawn('git', ['--no-pager', `--git-dir=${gitFolder}`, ...safeSettings, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: maxMs,
      env: {
        PATH: process.env['PATH'],
        LC_ALL: 'C',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_NO_LAZY_FETCH: '1',
        GIT_OPTIONAL_LOCKS: '0',
        GIT_TERMINAL_PROMPT: '0',
        GIT_ATTR_NOSYSTEM: '1',
      },
    });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxOutputBytes) child.kill();
      else chunks.push(chunk);
    });
    child.on('error', () => resolve({ output: '', problem: 'git cannot be started' }));
    child.on('close', (code) => {
      const problem = code === 0 ? '' : `git ${args[0]} failed (${code ?? 'stopped'})`;
      resolve({ output: Buffer.concat(chunks).toString('utf8'), problem });
    });
  });
}
