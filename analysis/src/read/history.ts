/**
 * Which files changed together, from a git history, newest commit first.
 *
 * The repository is untrusted like the tree: git runs with every switch off that could start a program (hooks,
 * filters, external diffs, signature checks, lazy fetching), and without the user's own configuration.
 */
import { spawn } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';

export interface Commit {
  /** Paths as they are called today, relative to the analysed root, sorted. */
  readonly paths: readonly string[];
}

export interface History {
  readonly commits: readonly Commit[];
  /** What could not be read, in words; '' when all went well. */
  readonly problem: string;
}

/** Commits that touch more files change style, versions or licences, not behaviour. */
const maxFilesOfCommit = 40;
/** The newest ones; older code has little to do with today's. */
const maxCommits = 20_000;
const maxMs = 60_000;
const maxOutputBytes = 512 * 1024 * 1024;

/** The git folder of a tree itself; null when it has none (or one that leads elsewhere: links are not followed). */
export function gitFolderOf(root: string): string | null {
  const folder = join(root, '.git');
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats?.isDirectory() ? folder : null;
}

/** Identifies the state of a history, for caching: the commit that is checked out, or '' when there is none. */
export async function headOf(gitFolder: string): Promise<string> {
  const { output } = await git(gitFolder, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  return output.trim();
}

/** Reads co-change of `paths`. Never rejects: what is missing is said in `problem`. */
export async function readHistory(gitFolder: string, paths: ReadonlySet<string>): Promise<History> {
  const tracked = await git(gitFolder, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', 'HEAD']);
  if (tracked.problem !== '') return { commits: [], problem: tracked.problem };
  const prefix = prefixOf(tracked.output.split('\0'), paths);
  const whole = await git(gitFolder, logArguments('--find-renames'));
  // In a partial clone the contents are missing that similar files are told by; equal ones have equal names there.
  const log = whole.problem === '' ? whole : await git(gitFolder, logArguments('--find-renames=100%'));
  const shallow = await git(gitFolder, ['rev-parse', '--is-shallow-repository']);
  const problem = shallow.output.trim() === 'true' ? 'the history is shallow' : log.problem;
  return { commits: coChanges(log.output, prefix, paths), problem };
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
    '--format=%x01',
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
export function coChanges(log: string, prefix: string, paths: ReadonlySet<string>): Commit[] {
  /** Older name → the name of today. */
  const today = new Map<string, string>();
  const commits: Commit[] = [];
  for (const record of log.split('\x01').slice(1)) {
    const fields = record
      .split('\0')
      .map((field) => field.replace(/^\n+/, ''))
      .filter((field) => field !== '');
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
  }
  return commits;
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
