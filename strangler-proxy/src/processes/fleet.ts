import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import { createUndiciForwarder } from '../forward/undici.ts';
import { UpstreamTls } from '../forward/upstream-tls.ts';
import { type Counts, sumCounts } from '../observe/counters.ts';
import type { DataPlane, PlaneOptions, PlaneReport } from '../server/data-plane.ts';
import type { ListeningHandle } from '../server/listening.ts';
import type { RecordedExchange } from '../server/recording.ts';
import { Runtime } from '../server/runtime.ts';
import type { Snapshot } from '../server/snapshot.ts';
import { type TableMessage, toTableMessage } from '../server/table-message.ts';
import type { TlsFiles } from '../server/tls-files.ts';
import { type JudgedPair, ShadowSender } from '../shadow/sender.ts';
import { Child, toError } from './child.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** A worker that doesn't take a table for this long is hung and ended: until then a change isn't acknowledged. */
const DECIDES_WITHIN_MS = 5_000;
/** How long a status waits for news of a worker that is busy. */
const REPORTS_WITHIN_MS = 500;
/** A worker that dies at once is not started again at once: what killed it may come again. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
const SETTLED_AFTER_MS = 10_000;

interface FleetOptions extends PlaneOptions {
  readonly stateFolder: string;
}

/** One worker as its parent sees it. */
interface Worker {
  readonly child: Child<ToWorker, FromWorker>;
  readonly startedAtMs: number;
  report: PlaneReport | undefined;
  decidesBy: number;
  hasEnded: boolean;
  readonly onNews: Set<() => void>;
}

/** Several processes that answer callers on one socket, each by the same table. One that dies is replaced. */
export function openFleet(options: FleetOptions): DataPlane {
  return new Fleet(options);
}

class Fleet implements DataPlane {
  readonly asking: DataPlane['asking'];
  readonly #options: FleetOptions;
  readonly #count: number;
  readonly #workers = new Set<Worker>();
  /** Who asked for a pair that is being compared. */
  readonly #pairOwners = new WeakMap<JudgedPair, Worker>();
  /** What workers counted that are gone. */
  readonly #past: Counts[] = [];
  #table: { readonly id: number; readonly message: TableMessage };
  readonly #upstreamTls = new UpstreamTls();
  #tlsFiles: TlsFiles;
  #onRecorded: ((recorded: RecordedExchange) => void) | undefined;
  #handle: ListeningHandle | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #isClosing = false;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#count = options.config.workers;
    this.#tlsFiles = options.tlsFiles;
    this.#upstreamTls.follow(options.tlsFiles.upstreams);
    this.#table = { id: 0, message: this.#tableFor(options.current()) };
    const runtime = new Runtime();
    runtime.follow(options.current());
    const shadow = new ShadowSender(
      createUndiciForwarder(this.#upstreamTls),
      options.config.limits,
      () => undefined,
    );
    this.asking = { runtime, shadow };
  }

  async listen(inherited?: ListeningHandle): Promise<{ port: number; handle: ListeningHandle }> {
    // The first one opens the socket that the others share.
    const first = await this.#start(inherited);
    this.#handle = first.handle;
    await Promise.all(Array.from({ length: this.#count - 1 }, () => this.#start(first.handle)));
    return first;
  }

  async follow(snapshot: Snapshot): Promise<void> {
    const table = { id: this.#table.id + 1, message: this.#tableFor(snapshot) };
    this.#table = table;
    this.asking.runtime.follow(snapshot);
    await Promise.all([...this.#workers].map((worker) => this.#sendTable(worker, table)));
  }

  renew(tlsFiles: TlsFiles): void {
    this.#tlsFiles = tlsFiles;
    this.#upstreamTls.follow(tlsFiles.upstreams);
    this.#tell({ kind: 'tls-files', tlsFiles });
  }

  reports(): readonly PlaneReport[] {
    return [...this.#workers].flatMap(({ report }) => report ?? []);
  }

  counts(): Counts {
    return sumCounts([...this.#past, ...this.reports().map(({ counts }) => counts)]);
  }

  record(listener: ((recorded: RecordedExchange) => void) | undefined): void {
    this.#onRecorded = listener;
    this.#tell({ kind: 'record', isWanted: listener !== undefined });
  }

  judged(pair: JudgedPair, isComparable: boolean): void {
    const { slice, endpoint, homeAnswer, otherAnswer } = pair;
    this.#pairOwners.get(pair)?.child.send({
      kind: 'judged',
      pair: { slice, endpoint, homeAnswer: fate(homeAnswer), otherAnswer: fate(otherAnswer) },
      isComparable,
    });
  }

  async refresh(): Promise<void> {
    const asked = [...this.#workers].map((worker) => {
      const before = worker.report;
      worker.child.send({ kind: 'report' });
      return until(worker, () => worker.report !== before, REPORTS_WITHIN_MS);
    });
    await Promise.all(asked);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    // Ours goes first, or connections would wait in it that nobody takes.
    this.#handle?.close();
    this.#tell({ kind: 'stop' });
    const { stopMs } = this.#options.config.limits;
    await Promise.all(
      [...this.#workers].map(({ child }) => {
        // It cuts what is left at the deadline itself; one that hangs is ended.
        const deadline = setTimeout(() => child.signal('SIGKILL'), stopMs + DECIDES_WITHIN_MS);
        return child.ended.finally(() => clearTimeout(deadline));
      }),
    );
    await this.asking.shadow.close();
  }

  #tell(message: ToWorker): void {
    for (const { child } of this.#workers) child.send(message);
  }

  #tableFor(snapshot: Snapshot): TableMessage {
    const message = toTableMessage(snapshot);
    const { hash, config } = message.loaded;
    return { ...message, loaded: { hash, config: { ...config, limits: limitsOfOne(config) } } };
  }

  /** Returns when it decides by this table, or is gone. */
  async #sendTable(
    worker: Worker,
    { id, message: table }: { id: number; message: TableMessage },
  ): Promise<void> {
    worker.child.send({ kind: 'table', id, table });
    if (await until(worker, () => worker.decidesBy >= id, DECIDES_WITHIN_MS)) return;
    worker.child.signal('SIGKILL');
    await worker.child.ended;
  }

  async #start(handle: ListeningHandle | undefined): Promise<{ port: number; handle: ListeningHandle }> {
    const { configPath, stateFolder, via } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<{ port: number; handle: ListeningHandle }>();
    const child = new Child<ToWorker, FromWorker>('worker-process', (message, given) => {
      const shared = given ?? handle;
      if (message.kind === 'listening') {
        if (shared) resolve({ port: message.port, handle: shared });
      } else if (message.kind === 'failed') reject(toError(message));
      else this.#receive(worker, message);
    });
    const worker: Worker = {
      child,
      startedAtMs: Date.now(),
      report: undefined,
      decidesBy: this.#table.id,
      hasEnded: false,
      onNews: new Set(),
    };
    this.#workers.add(worker);
    child.send(
      {
        kind: 'start',
        setup: { configPath, stateFolder, via, tlsFiles: this.#tlsFiles, table: this.#table.message },
      },
      handle,
    );
    if (this.#onRecorded) child.send({ kind: 'record', isWanted: true });
    void child.ended.then((how) => {
      this.#workers.delete(worker);
      worker.hasEnded = true;
      if (worker.report) this.#past.splice(0, Infinity, sumCounts([...this.#past, worker.report.counts]));
      for (const hear of worker.onNews) hear();
      reject(new Error(`a worker ended while it started (${how})`));
      if (!this.#isClosing && this.#handle) void this.#replace(worker, how);
    });
    return promise;
  }

  async #replace({ child, startedAtMs }: Worker, how: string): Promise<void> {
    const { notice } = this.#options;
    notice(`worker ${child.pid} ended (${how}); another one takes its place`);
    this.#pauseMs =
      Date.now() - startedAtMs > SETTLED_AFTER_MS
        ? FIRST_PAUSE_MS
        : Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
    await pause(this.#pauseMs, undefined, { ref: false });
    if (this.#isClosing) return;
    await this.#start(this.#handle).catch((error: unknown) =>
      notice(`a worker could not be started: ${String(error)}`),
    );
  }

  #receive(worker: Worker, message: FromWorker): void {
    const { onPair, onAmbiguousWrite, notice } = this.#options;
    switch (message.kind) {
      case 'decides':
        worker.decidesBy = message.id;
        break;
      case 'report':
        worker.report = message.report;
        break;
      case 'pair':
        this.#pairOwners.set(message.pair, worker);
        onPair(message.pair);
        break;
      case 'recorded':
        this.#onRecorded?.(message.recorded);
        break;
      case 'ambiguous-write':
        onAmbiguousWrite(message.write);
        break;
      case 'forget':
        for (const other of this.#workers) {
          if (other !== worker) other.child.send({ kind: 'forget', caller: message.caller });
        }
        break;
      case 'notice':
        notice(message.text);
    }
    for (const hear of worker.onNews) hear();
  }
}

/** An answer without its body: whether it came, and whether it is whole. */
function fate(answer: JudgedPair['homeAnswer']): JudgedPair['homeAnswer'] {
  return 'failed' in answer ? { failed: answer.failed } : { truncated: answer.truncated };
}

/** Whether something came to hold of a worker within its time; also `false` when the worker ends. */
function until(worker: Worker, holds: () => boolean, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (isHeld: boolean) => {
      clearTimeout(timer);
      worker.onNews.delete(hear);
      resolve(isHeld);
    };
    const timer = setTimeout(() => finish(false), withinMs);
    // Not `child.ended.then`: each question would leave a callback there for as long as the worker lives.
    const hear = () => {
      if (holds()) finish(true);
      else if (worker.hasEnded) finish(false);
    };
    worker.onNews.add(hear);
    hear();
  });
}

/** The limits of a file are for the proxy as a whole; each worker keeps its part. */
function limitsOfOne({ limits, workers }: Config): Config['limits'] {
  const part = (whole: number) => Math.ceil(whole / workers);
  return {
    ...limits,
    maxConnections: part(limits.maxConnections),
    maxUnderWay: part(limits.maxUnderWay),
    shadowBytes: part(limits.shadowBytes),
    shadowConcurrency: part(limits.shadowConcurrency),
  };
}
