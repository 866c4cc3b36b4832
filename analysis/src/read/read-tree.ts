/** Reads all source files of a tree: from the cache, on this thread when there are few, on workers otherwise. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Cache, hashOf } from './cache.ts';
import { dialectOf } from './dialect.ts';
import { isNestedBeyond } from './nesting.ts';
import { packFacts } from './packed/pack-facts.ts';
import type { PackedFacts } from './packed/packed-facts.ts';
import { type KnownFacts, unpackFacts } from './packed/unpack-facts.ts';
import { maxNestingOnMainThread, readSource } from './read-source.ts';
import { readText } from './read-text.ts';
import {
  defaultReaderLimits,
  type OnAnswer,
  type ReaderJob,
  type ReaderThread,
  readOnThreads,
  startReader,
} from './reader-pool.ts';
import { threadsFor } from './reader-threads.ts';

/** Below this many characters starting threads takes longer than reading. */
const fewCharacters = 2_000_000;

export interface TreeLimits {
  /** Bytes of one file. */
  readonly maxFileBytes: number;
  /** Bytes of all files. */
  readonly maxTotalBytes: number;
  /** Without a result for this long a file is given up. */
  readonly fileDeadlineMs: number;
}

export const defaultTreeLimits: TreeLimits = {
  maxFileBytes: 2 * 1024 * 1024,
  maxTotalBytes: 1024 * 1024 * 1024,
  fileDeadlineMs: defaultReaderLimits.fileDeadlineMs,
};

export interface Unread {
  readonly path: string;
  readonly because: string;
}

/** The texts of a list of files, with what could not be opened. */
export interface Texts {
  readonly texts: ReadonlyMap<string, string>;
  readonly unread: readonly Unread[];
}

export function readTexts(root: string, paths: readonly string[], limits: TreeLimits): Texts {
  const texts = new Map<string, string>();
  const unread: Unread[] = [];
  let total = 0;
  for (const path of paths) {
    if (total > limits.maxTotalBytes) {
      unread.push({ path, because: `more than ${limits.maxTotalBytes} bytes in all; raise maxTotalBytes` });
      continue;
    }
    const read = readText(join(root, path), limits.maxFileBytes);
    if ('text' in read) {
      texts.set(path, read.text);
      total += read.text.length;
    } else {
      unread.push({ path, because: read.because });
    }
  }
  return { texts, unread };
}

export interface ReadingOptions {
  readonly threads?: number | undefined;
  readonly fileDeadlineMs: number;
  /** Threads to read on, if threads are needed; whoever started them closes them. */
  readonly started?: readonly ReaderThread[];
}

/** As many files have hardly ever less to read than is worth two threads. */
const manyFiles = 1_500;
const threadsAhead = 2;
/** Of a source file. */
const usualCharacters = 4_000;

/** Starts threads before it is known what there is to read, where it is nearly certain that much has to be read. */
export function startAhead(files: number, cache: Cache): ReaderThread[] {
  if (files < manyFiles || cache.hasFacts()) return [];
  const threads = threadsFor(manyFiles * usualCharacters, availableParallelism());
  return Array.from({ length: Math.min(threadsAhead, threads) }, () => startReader());
}

/** The facts of every text; equal for any number of threads and any state of the cache. Threads are at work before it waits. */
export async function readTree(
  texts: ReadonlyMap<string, string>,
  cache: Cache,
  options: ReadingOptions,
): Promise<Map<string, KnownFacts>> {
  const keyByPath = new Map<string, string>();
  const packed = new Map<string, PackedFacts>();
  const known = new Map<string, KnownFacts>();
  const keep = (key: string, facts: PackedFacts): KnownFacts => {
    const view = unpackFacts(facts);
    packed.set(key, facts);
    known.set(key, view);
    return view;
  };
  const jobs = new Map<string, ReaderJob>();
  const keys: string[] = [];
  for (const [path, text] of texts) {
    const dialect = dialectOf(path);
    if (dialect === null) continue;
    const key = `${dialect}:${hashOf(text)}`;
    keyByPath.set(path, key);
    // Files of equal content share their facts.
    if (packed.has(key) || jobs.has(key)) continue;
    const cached = cache.fileFacts(key);
    if (cached !== undefined) {
      keep(key, cached);
    } else {
      jobs.set(key, { id: keys.length, text, dialect });
      keys.push(key);
    }
  }
  await readJobs(
    [...jobs.values()],
    options,
    (id, facts) => keep(keys[id] ?? '', facts),
    // This thread has nothing else to do until all are read.
    (id, facts) => keep(keys[id] ?? '', facts).decode(),
  );
  if (jobs.size > 0) cache.keepFileFacts(packed);
  return new Map([...keyByPath].map(([path, key]) => [path, known.get(key) as KnownFacts]));
}

/** On this thread when there is little to read, on threads of their own otherwise. */
async function readJobs(
  jobs: readonly ReaderJob[],
  options: ReadingOptions,
  onHere: OnAnswer,
  onElsewhere: OnAnswer,
): Promise<void> {
  const characters = jobs.reduce((sum, job) => sum + job.text.length, 0);
  const isSmall = characters < fewCharacters && options.threads === undefined;
  const isForHere = (job: ReaderJob): boolean => isSmall && !isNestedBeyond(job.text, maxNestingOnMainThread);
  const { here = [], elsewhere = [] } = Object.groupBy(jobs, (job) =>
    isForHere(job) ? 'here' : 'elsewhere',
  );
  for (const { id, text, dialect } of here) onHere(id, packFacts(readSource(text, dialect)));
  const threads = options.threads ?? threadsFor(characters, availableParallelism());
  const limits = { ...defaultReaderLimits, threads, fileDeadlineMs: options.fileDeadlineMs };
  await readOnThreads(elsewhere, limits, onElsewhere, { started: options.started ?? [] });
}
