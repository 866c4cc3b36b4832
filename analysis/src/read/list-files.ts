/**
 * The files below a root, found by an own walk: links are reported and never followed, nothing above the root is
 * looked at, ignore files are read as data. Limits end the walk early and say so.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { AnalysisError } from '../errors.ts';
import { implementationOf } from './declarations.ts';
import { dialectOf } from './dialect.ts';
import { isLeftByTools } from './left-by-tools.ts';

export interface FileLimits {
  /** Source files; the walk stops there. */
  readonly maxFiles: number;
  /** Folders below folders. */
  readonly maxDepth: number;
}

/** Limits of reference trees times ten: the largest public monolith seen has 6 000 source files. */
export const defaultFileLimits: FileLimits = { maxFiles: 50_000, maxDepth: 64 };

export interface Skipped {
  readonly path: string;
  readonly what: string;
  readonly because: string;
}

export interface FileList {
  /** Source files, sorted. */
  readonly sources: readonly string[];
  /** Data that linkers read: manifests, compiler options, schemas, SQL. Sorted. */
  readonly documents: readonly string[];
  /** All other regular files, sorted: imports of them are resolved, though not read. Declaration files beside their code, too. */
  readonly others: readonly string[];
  readonly skipped: readonly Skipped[];
}

/** Never part of the application: installed packages, version control, what package managers keep. */
const foreignFolders = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.yarn',
  '.pnpm-store',
  'bower_components',
  'jspm_packages',
]);
/** Copies of other people's code. */
const vendoredFolders = new Set(['vendor', 'vendors', 'third_party', 'third-party', 'thirdparty']);

const documentPattern =
  /(?:\.sql|\.prisma|\.graphql|\.gql|(?:^|\/)(?:package|lerna|tsoa)\.json|(?:^|\/)[jt]sconfig[^/]*\.json|(?:^|\/)pnpm-workspace\.yaml|(?:^|\/)serverless\.ya?ml)$/;

export function listFiles(root: string, limits: FileLimits = defaultFileLimits): FileList {
  assertFolder(root);
  const sources: string[] = [];
  const documents: string[] = [];
  const others: string[] = [];
  const skipped: Skipped[] = [];
  let isFull = false;

  const visit = (folder: string, rules: readonly IgnoreRules[], depth: number): void => {
    let entries: import('node:fs').Dirent[];
    try {
      entries = readdirSync(join(root, folder), { withFileTypes: true });
    } catch (cause) {
      skipped.push({ path: folder, what: 'folder', because: `cannot be listed (${codeOf(cause)})` });
      return;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const names = entries.map(({ name }) => name);
    const own = entries.some((entry) => entry.name === '.gitignore' && entry.isFile())
      ? [...rules, readIgnoreFile(root, folder)]
      : rules;
    for (const entry of entries) {
      if (isFull) return;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() ? foreignFolders.has(entry.name) : entry.name === '.gitignore') continue;
      if (isIgnored(own, path, entry.isDirectory())) continue;
      if (entry.isSymbolicLink()) {
        skipped.push({ path, what: 'link', because: 'links are not followed' });
      } else if (entry.isDirectory()) {
        const isLeft = isLeftByTools(root, folder, entry.name, names);
        const reason = isLeft ? 'built from other sources' : reasonToSkip(entry.name, depth, limits);
        if (reason === null) visit(path, own, depth + 1);
        else skipped.push({ path, what: 'folder', because: reason });
      } else if (!entry.isFile()) {
        skipped.push({ path, what: 'special file', because: 'only regular files are read' });
      } else if (documentPattern.test(path)) {
        documents.push(path);
      } else if (dialectOf(entry.name) === null) {
        others.push(path);
      } else if (/[.-]min\.[cm]?js$/.test(entry.name)) {
        skipped.push({ path, what: 'minified file', because: 'generated from other sources' });
      } else if (sources.length === limits.maxFiles) {
        isFull = true;
        skipped.push({
          path,
          what: 'file',
          because: `more than ${limits.maxFiles} source files; raise maxFiles`,
        });
      } else {
        sources.push(path);
      }
    }
  };
  visit('', [], 0);
  const read = new Set(sources);
  const declares = (path: string): boolean => implementationOf(path, (other) => read.has(other)) !== null;
  const { declaring = [], running = [] } = Object.groupBy(sources, (path) =>
    declares(path) ? 'declaring' : 'running',
  );
  // By code unit, as everywhere: a locale would order them otherwise, and folders before files too.
  return {
    sources: running.sort(),
    documents: documents.sort(),
    others: [...others, ...declaring].sort(),
    skipped,
  };
}

function assertFolder(root: string): void {
  // The root is the user's own word: it may be a link.
  const stats = statSync(root, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new AnalysisError(
      'ROOT_MISSING',
      `${root}: there is no such folder. Name the root of the code base.`,
    );
  }
  if (!stats.isDirectory()) {
    throw new AnalysisError(
      'ROOT_NOT_FOLDER',
      `${root}: this is a file. Name the folder that holds the code base.`,
    );
  }
}

function reasonToSkip(name: string, depth: number, limits: FileLimits): string | null {
  if (depth >= limits.maxDepth) return `more than ${limits.maxDepth} folders deep; raise maxDepth`;
  if (vendoredFolders.has(name)) return 'vendored code';
  return null;
}

interface IgnoreRules {
  readonly folder: string;
  readonly rules: Ignore;
}

function readIgnoreFile(root: string, folder: string): IgnoreRules {
  const rules = ignore();
  try {
    rules.add(readFileSync(join(root, folder, '.gitignore'), 'utf8').slice(0, 1_048_576));
  } catch {
    // Unreadable: as if it were empty; its folder's files are then reported one by one where they can't be read.
  }
  return { folder, rules };
}

/** The innermost ignore file that says anything decides, as in git. */
function isIgnored(all: readonly IgnoreRules[], path: string, isFolder: boolean): boolean {
  for (let at = all.length - 1; at >= 0; at -= 1) {
    const { folder, rules } = all[at] as IgnoreRules;
    const relative = folder === '' ? path : path.slice(folder.length + 1);
    const verdict = rules.test(isFolder ? `${relative}/` : relative);
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
}
