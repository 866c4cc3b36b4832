/**
 * Reads many texts on worker threads. Each thread has a deep stack, bounded memory and a deadline per file: a file
 * that ends or stalls its thread is reported, the files after it go on in a new one.
 */
import { Worker } from 'node:worker_threads';
import type { Dialect } from './dialect.ts';
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

/** Texts sent to a thread at once: enough to keep it busy, few enough to share the work evenly. */
const batchCharacters = 256 * 1024;

/** Facts as JSON by job id. Resolves when every job has an answer; never rejects because of a text. */
export async function readOnThreads(
  jobs: readonly ReaderJob[],
  limits: ReaderLimits,
  workerUrl: URL = ownWorkerUrl(),
): Promise<Map<number, string>> {
  const answers = new Map<number, string>();
  const batches = intoBatches(jobs);
  const threads = Math.max(1, Math.min(limits.threads, batches.length));
  await Promise.all(Array.from({ length: threads }, () => serve(batches, answers, limits, workerUrl)));
  return answers;
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
  answers: Map<number, string>,
  limits: ReaderLimits,
  workerUrl: URL,
): Promise<void> {
  while (batches.length > 0) {
    const unanswered = await runThread(batches, answers, limits, workerUrl);
    const [failed, ...rest] = unanswered.jobs;
    if (failed === undefined) continue;
    answers.set(failed.id, JSON.stringify(unreadable(failed.text, 'unreadable', unanswered.because)));
    if (rest.length > 0) batches.unshift(rest);
  }
}

interface Unanswered {
  readonly jobs: readonly ReaderJob[];
  readonly because: string;
}

/** Feeds one thread until the batches run out (then `jobs` is empty) or the thread fails in the first of `jobs`. */
function runThread(
  batches: ReaderJob[][],
  answers: Map<number, string>,
  limits: ReaderLimits,
  workerUrl: URL,
): Promise<Unanswered> {
  return new Promise((resolve) => {
    const worker = new Worker(workerUrl, {
      resourceLimits: { stackSizeMb: readerStackMb, maxOldGenerationSizeMb: limits.heapMb },
    });
    let open: ReaderJob[] = [];
    let isDone = false;
    let deadline: NodeJS.Timeout | undefined;
    const finish = (because: string): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(deadline);
      void worker.terminate().then(() => resolve({ jobs: open, because }));
    };
    const next = (): void => {
      open = batches.shift() ?? [];
      if (open.length === 0) finish('');
      else worker.postMessage(open);
    };
    const watch = (): void => {
      clearTimeout(deadline);
      deadline = setTimeout(
        () => finish(`no result within ${limits.fileDeadlineMs} ms`),
        limits.fileDeadlineMs,
      );
    };
    worker.on('message', ({ id, json }: { id: number; json: string }) => {
      if (isDone) return;
      answers.set(id, json);
      open.shift();
      watch();
      if (open.length === 0) next();
    });
    worker.on('error', (cause) => finish(reasonOf(cause)));
    worker.on('exit', () => finish('the reader ended'));
    watch();
    next();
  });
}

function reasonOf(cause: unknown): string {
  const isMemory = cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory ? 'needs more memory than one file may' : 'the reader failed';
}
