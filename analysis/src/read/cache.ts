/**
 * What is remembered between runs: the facts of each file under the hash of its content, and the whole result under
 * the hash of everything it was made from. One folder a root, two files in it, both replaced whole.
 *
 * A cache can be lost or damaged at any time and must never change a result: every file starts with a seal over the
 * rest and this code, and whatever does not fit is as if it were not there.
 */
import { createHash, hash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { codeVersion } from './code-version.ts';
import type { PackedFacts } from './packed/packed-facts.ts';
import { loadPacked, storePacked } from './packed/packed-store.ts';

/** The user's cache folder of this program, by the habits of the platform. */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const xdg = environment['XDG_CACHE_HOME'];
  if (xdg !== undefined && xdg !== '') return join(xdg, 'banyan');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'banyan');
  const local = environment['LOCALAPPDATA'];
  if (process.platform === 'win32' && local !== undefined) return join(local, 'banyan', 'cache');
  return join(homedir(), '.cache', 'banyan');
}

export function hashOf(content: string | Buffer): string {
  return hash('sha256', content, 'hex');
}

/** A cache that forgets everything. */
export const noCache: Cache = {
  hasFacts: () => false,
  fileFacts: () => undefined,
  result: () => null,
  keepFileFacts: () => {},
  keepResult: () => {},
};

export interface Cache {
  /** Whether facts of any file may be known. */
  hasFacts(): boolean;
  /** Facts of a file by the key of its content. */
  fileFacts(key: string): PackedFacts | undefined;
  result(key: string): string | null;
  /** Replaces what is remembered: facts of files that are gone go too. */
  keepFileFacts(facts: ReadonlyMap<string, PackedFacts>): void;
  keepResult(key: string, json: string): void;
}

/**
 * Opens the cache of one root below `folder`. Nothing is read before it is asked for.
 *
 * @param onRefused told once, in a sentence, if nothing can be kept there.
 */
export function openCache(folder: string, root: string, onRefused: (note: string) => void): Cache {
  const own = join(folder, hashOf(realpathSync(root)).slice(0, 32));
  let known: ReadonlyMap<string, () => PackedFacts> | null = null;
  const load = (): ReadonlyMap<string, () => PackedFacts> => {
    known ??= loadPacked(readChecked(join(own, 'files')));
    return known;
  };
  let isRefused = false;
  const keep = (name: string, body: () => Buffer): void => {
    if (isRefused) return;
    try {
      makeFolder(own, 0o700);
      writeChecked(join(own, name), body());
    } catch (cause) {
      // A full or read-only disk costs the memory of this run, nothing else.
      isRefused = true;
      onRefused(
        `Nothing is remembered for the next run: ${(cause as Error).message}. Name a folder with --cache.`,
      );
    }
  };
  return {
    hasFacts: () => existsSync(join(own, 'files')),
    fileFacts: (key) => load().get(key)?.(),
    result: (key) => {
      const stored = readChecked(join(own, 'result'))?.toString('utf8') ?? '';
      return stored.startsWith(`${key}\n`) ? stored.slice(key.length + 1) : null;
    },
    keepFileFacts: (facts) => {
      const before = load();
      if (before.size === facts.size && [...facts.keys()].every((key) => before.has(key))) return;
      keep('files', () => storePacked(facts));
    },
    keepResult: (key, json) => keep('result', () => Buffer.from(`${key}\n${json}`)),
  };
}

/** Characters of a seal; a newline follows. */
const sealLength = 64;

/** Also over the code that wrote it: what another version remembered is of no use. */
function sealOf(body: Buffer): string {
  return createHash('sha256').update(codeVersion()).update(body).digest('hex');
}

/** The content behind a correct seal, or null for anything else. */
function readChecked(path: string): Buffer | null {
  try {
    const bytes = readFileSync(path);
    const body = bytes.subarray(sealLength + 1);
    return bytes.toString('latin1', 0, sealLength) === sealOf(body) ? body : null;
  } catch {
    // Absent or unreadable: a run without memory, which gives the same result.
    return null;
  }
}

/** Written beside and moved into place, so that runs at the same time see the old or the new, never a part. */
function writeChecked(path: string, body: Buffer): void {
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, Buffer.concat([Buffer.from(`${sealOf(body)}\n`), body]), { mode: 0o600 });
    renameSync(draft, path);
  } catch (cause) {
    if (existsSync(draft)) unlinkSync(draft);
    throw cause;
  }
}
