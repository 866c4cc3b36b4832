/**
 * What is remembered between runs: the facts of each file under the hash of its content, and the whole result under
 * the hash of everything it was made from. One folder a root, two files in it, both replaced whole.
 *
 * A cache can be lost or damaged at any time and must never change a result: every file starts with a seal over the
 * rest and this code, and whatever does not fit is as if it were not there.
 */
import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { codeVersion } from './code-version.ts';

/** The user's cache folder of this program, by the habits of the platform. */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const xdg = environment['XDG_CACHE_HOME'];
  if (xdg !== undefined && xdg !== '') return join(xdg, 'banyan');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'banyan');
  const local = environment['LOCALAPPDATA'];
  if (process.platform === 'win32' && local !== undefined) return join(local, 'banyan', 'cache');
  return join(homedir(), '.cache', 'banyan');
}

export function hashOf(text: string): string {
  return hash('sha256', text, 'hex');
}

/** A cache that forgets everything. */
export const noCache: Cache = {
  fileFacts: () => undefined,
  result: () => null,
  keepFileFacts: () => {},
  keepResult: () => {},
};

export interface Cache {
  /** Facts as JSON by key. */
  fileFacts(key: string): string | undefined;
  result(key: string): string | null;
  /** Replaces what is remembered: facts of files that are gone go too. */
  keepFileFacts(facts: ReadonlyMap<string, string>): void;
  keepResult(key: string, json: string): void;
}

/** Opens the cache of one root below `folder`. Nothing is read before it is asked for. */
export function openCache(folder: string, root: string): Cache {
  const own = join(folder, hashOf(realpathSync(root)).slice(0, 32));
  let known: Map<string, string> | null = null;
  const load = (): Map<string, string> => {
    known ??= new Map(linesOf(readChecked(join(own, 'files'))).map(splitLine));
    return known;
  };
  return {
    fileFacts: (key) => load().get(key),
    result: (key) => {
      const [first = '', second = ''] = linesOf(readChecked(join(own, 'result')));
      return first === key && second !== '' ? second : null;
    },
    keepFileFacts: (facts) => {
      const before = load();
      if (before.size === facts.size && [...facts.keys()].every((key) => before.has(key))) return;
      writeChecked(own, 'files', [...facts].map(([key, json]) => `${key}\t${json}`).join('\n'));
    },
    keepResult: (key, json) => writeChecked(own, 'result', `${key}\n${json}`),
  };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

function splitLine(line: string): [string, string] {
  const tab = line.indexOf('\t');
  return [line.slice(0, tab), line.slice(tab + 1)];
}

/** Also over the code that wrote it: what another version remembered is of no use. */
function sealOf(body: string): string {
  return hashOf(codeVersion() + body);
}

/** The content behind a correct hash, or '' for anything else. */
function readChecked(path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    const body = text.slice(65);
    return text[64] === '\n' && sealOf(body) === text.slice(0, 64) ? body : '';
  } catch {
    // Absent or unreadable: a run without memory, which gives the same result.
    return '';
  }
}

/** Written beside and moved into place, so that runs at the same time see the old or the new, never a part. */
function writeChecked(folder: string, name: string, body: string): void {
  const path = join(folder, name);
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${sealOf(body)}\n${body}`, { mode: 0o600 });
    renameSync(draft, path);
  } catch {
    // A full or read-only disk costs the memory of this run, nothing else.
    rmSync(draft, { force: true });
  }
}
