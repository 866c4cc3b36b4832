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

/** What a thread says about itself in shared memory: its place in a batch, and how many batches it has begun. */
const positionPlace = 0;
const begunPlace = 1;
const progressLength = 2;

/** Told the facts of each job, in any order. */
export type OnAnswer = (id: number, facts: PackedFacts) => void;

export interface PoolOptions {
  readonly workerUrl?: URL;
  /** Threads that have been started beforehand. */
  readonly started?: readonly ReaderThread[];
}

/** Resolves when every job has an answer; never rejects because of a text. */
export async function readOnThreads(
  jobs: readonly ReaderJob[],
  limits: ReaderLimits,
  onAnswer: OnAnswer,
  { workerUrl = ownWorkerUrl(), started = [] }: PoolOptions = {},
): Promise<void> {
  const batches = intoBatches(jobs);
  const threads = Math.max(1, Math.min(limits.threads, batches.length));
  const start = (): ReaderThread => startReader(limits.heapMb, workerUrl);
  await Promise.all(
    Array.from({ length: threads }, (_, index) =>
      serve(batches, limits, onAnswer, start, started[index] ?? null),
    ),
  );
}

/** A thread with nothing to do yet. Alone it does not keep the process alive. */
export class ReaderThread {
  readonly worker: Worker;
  readonly progress: Int32Array;
  /** Why it is no more. */
  #end: string | null = null;
  #onEnd: (because: string) => void = () => {};

  constructor(worker: Worker, progress: Int32Array) {
    this.worker = worker;
    this.progress = progress;
    worker.on('error', (cause) => this.#ended(reasonOf(cause)));
    worker.on('exit', () => this.#ended('the reader ended'));
    worker.unref();
  }

  /** Keeps the process alive from now on; `onEnd` is told when the thread ends by itself, or has ended. */
  use(onEnd: (because: string) => void): void {
    this.worker.ref();
    this.#onEnd = onEnd;
    if (this.#end !== null) onEnd(this.#end);
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  #ended(because: string): void {
    if (this.#end !== null) return;
    this.#end = because;
    this.#onEnd(because);
  }
}

/** Starts a thread ahead of its work: it takes a tenth of a second until it can read. */
export function startReader(
  heapMb: number = defaultReaderLimits.heapMb,
  workerUrl: URL = ownWorkerUrl(),
): ReaderThread {
  const shared = new SharedArrayBuffer(progressLength * Int32Array.BYTES_PER_ELEMENT);
  const worker = new Worker(workerUrl, {
    workerData: shared,
    resourceLimits: {
      stackSizeMb: readerStackMb,
      maxOldGenerationSizeMb: heapMb,
      maxYoungGenerationSizeMb: youngHeapMb,
    },
  });
  return new ReaderThread(worker, new Int32Array(shared));
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
  start: () => ReaderThread,
  started: ReaderThread | null,
): Promise<void> {
  let ready = started;
  while (batches.length > 0) {
    const failure = await runThread(batches, limits, onAnswer, ready ?? start());
    ready = null;
    if (failure === null) continue;
    const { failed, unread, because } = failure;
    if (failed !== undefined) onAnswer(failed.id, packFacts(unreadable(failed.text, 'unreadable', because)));
    const rest = unread.map((batch) => batch.filter((job) => job !== failed));
    batches.unshift(...rest.filter((batch) => batch.length > 0));
  }
}

interface Failure {
  /** The job at which the thread ended. */
  readonly failed: ReaderJob | undefined;
  /** Batches without an answer, the failed job's among them: what was read of them is read again. */
  readonly unread: readonly (readonly ReaderJob[])[];
  readonly because: string;
}

/**
 * Batches that a thread has at once: the one it reads and the next, so that it does not wait for this thread to take the
 * answers and to send more.
 */
const batchesAhead = 2;

/** Feeds one thread until the batches run out, or until it fails. */
function runThread(
  batches: ReaderJob[][],
  limits: ReaderLimits,
  onAnswer: OnAnswer,
  thread: ReaderThread,
): Promise<Failure | null> {
  return new Promise((resolve) => {
    const { worker, progress } = thread;
    const sent: ReaderJob[][] = [];
    let answered = 0;
    let seen = '';
    let isDone = false;
    const finish = (failure: Failure | null): void => {
      if (isDone) return;
      isDone = true;
      clearInterval(watch);
      void thread.close().then(() => resolve(failure));
    };
    /** The batch that it is at; what has been answered is behind it, whatever the thread got to say. */
    const place = (): { batch: number; position: number } => {
      const batch = Atomics.load(progress, begunPlace) - 1;
      return batch < answered
        ? { batch: answered, position: batch < 0 ? Atomics.load(progress, positionPlace) : 0 }
        : { batch, position: Atomics.load(progress, positionPlace) };
    };
    const fail = (because: string): void => {
      const { batch, position } = place();
      const failed = sent[batch]?.[position];
      finish({ failed, unread: sent.slice(answered), because });
    };
    // Twice at the same file: it has had the deadline at least.
    const watch = setInterval(() => {
      const now = JSON.stringify(place());
      if (now === seen) fail(`no result within ${limits.fileDeadlineMs} ms`);
      seen = now;
    }, limits.fileDeadlineMs);
    const feed = (): void => {
      while (sent.length - answered < batchesAhead) {
        const next = batches.shift();
        if (next === undefined) break;
        sent.push(next);
        worker.postMessage(next);
      }
      if (sent.length === answered) finish(null);
    };
    worker.on('message', (answers: readonly PackedFacts[]) => {
      if (isDone) return;
      const batch = sent[answered] ?? [];
      answered += 1;
      feed();
      for (const [position, facts] of answers.entries()) {
        const job = batch[position];
        if (job !== undefined) onAnswer(job.id, facts);
      }
    });
    thread.use(fail);
    if (!isDone) feed();
  });
}

function reasonOf(cause: unknown): string {
  const isMemory = cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory ? 'needs more memory than one file may' : 'the reader failed';
}
