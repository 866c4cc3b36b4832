/**
 * Reads many texts on worker threads. Each thread has a deep stack, bounded memory and a deadline per file: a file
 * that ends or stalls its thread is reported, the files after it go on in a new one.
 */
import { Worker } from 'node:worker_threads';
import type { Dialect } from './dialect.ts';
import { packFacts } from './packed/pack-facts.ts';
import type { PackedFacts } from './packed/packed-facts.ts';
import { readerStackMb, unreadable } from './read-source.ts';

export interface ReaderJob {
  readonly id: number;
  readonly text: string;
  readonly dialect: Dialect;
}

export interface ReaderLimits {
  readonly threads: number;
  /** Without an answer for this long the file that is being read is given up. */
  readonly fileDeadlineMs: number;
  /** Heap of one thread. */
  readonly heapMb: number;
}

export const defaultReaderLimits = { fileDeadlineMs: 10_000, heapMb: 512 } as const;

/** Most of what a thread makes is forgotten at once: room for it saves a third of its time. */
const youngHeapMb = 64;

/** Texts sent to a thread at once: enough to keep it busy, few enough to share the work evenly. */
const batchCharacters = 256 * 1024;

/** Told the facts of each job, in any order. */
export type OnAnswer = (id: number, facts: PackedFacts) => void;

/** Resolves when every job has an answer; never rejects because of a text. */
export async function readOnThreads(
  jobs: readonly ReaderJob[],
  limits: ReaderLimits,
  onAnswer: OnAnswer,
  workerUrl: URL = ownWorkerUrl(),
): Promise<void> {
  const batches = intoBatches(jobs);
  const threads = Math.max(1, Math.min(limits.threads, batches.length));
  await Promise.all(Array.from({ length: threads }, () => serve(batches, limits, onAnswer, workerUrl)));
}

/** The same file as source and as built. */
function ownWorkerUrl(): URL {
  const name = import.meta.url.endsWith('.ts') ? './reader-worker.ts' : './reader-worker.js';
  return new URL(name, import.meta.url);
}

function intoBatches(jobs: readonly ReaderJob[]): ReaderJob[][] {
  const batches: ReaderJob[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const job of jobs) {
    if (size > batchCharacters) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(job);
    size += job.text.length;
  }
  return batches;
}

/** One thread after the other until no batch is left. */
async function serve(
  batches: ReaderJob[][],
  limits: ReaderLimits,
  onAnswer: OnAnswer,
  workerUrl: URL,
): Promise<void> {
  while (batches.length > 0) {
    const failure = await runThread(batches, limits, onAnswer, workerUrl);
    if (failure === null) continue;
    const { batch, position, because } = failure;
    const failed = batch[position];
    if (failed !== undefined) onAnswer(failed.id, packFacts(unreadable(failed.text, 'unreadable', because)));
    const rest = batch.filter((job) => job !== failed);
    if (rest.length > 0) batches.unshift(rest);
  }
}

interface Failure {
  readonly batch: readonly ReaderJob[];
  /** The job at which the thread ended; those before it are read again. */
  readonly position: number;
  readonly because: string;
}

/** Feeds one thread until the batches run out, or until it fails. */
function runThread(
  batches: ReaderJob[][],
  limits: ReaderLimits,
  onAnswer: OnAnswer,
  workerUrl: URL,
): Promise<Failure | null> {
  return new Promise((resolve) => {
    const shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const current = new Int32Array(shared);
    const worker = new Worker(workerUrl, {
      workerData: shared,
      resourceLimits: {
        stackSizeMb: readerStackMb,
        maxOldGenerationSizeMb: limits.heapMb,
        maxYoungGenerationSizeMb: youngHeapMb,
      },
    });
    let batch: ReaderJob[] = [];
    let seen = { batch, position: -1 };
    let isDone = false;
    const finish = (failure: Failure | null): void => {
      if (isDone) return;
      isDone = true;
      clearInterval(watch);
      void worker.terminate().then(() => resolve(failure));
    };
    const fail = (because: string): void => finish({ batch, position: Atomics.load(current, 0), because });
    // Twice at the same file: it has had the deadline at least.
    const watch = setInterval(() => {
      const now = { batch, position: Atomics.load(current, 0) };
      if (now.batch === seen.batch && now.position === seen.position)
        fail(`no result within ${limits.fileDeadlineMs} ms`);
      seen = now;
    }, limits.fileDeadlineMs);
    const next = (): void => {
      Atomics.store(current, 0, 0);
      batch = batches.shift() ?? [];
      if (batch.length === 0) finish(null);
      else worker.postMessage(batch);
    };
    worker.on('message', (answers: readonly PackedFacts[]) => {
      if (isDone) return;
      const answered = batch;
      next();
      for (const [position, facts] of answers.entries()) {
        const job = answered[position];
        if (job !== undefined) onAnswer(job.id, facts);
      }
    });
    worker.on('error', (cause) => fail(reasonOf(cause)));
    worker.on('exit', () => fail('the reader ended'));
    next();
  });
}

function reasonOf(cause: unknown): string {
  const isMemory = cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory ? 'needs more memory than one file may' : 'the reader failed';
}
