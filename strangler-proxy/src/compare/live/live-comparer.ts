import { randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type ComparedRequest, isFailure, isSafeMethod, type Outcome } from '../answer.ts';
import { sameBytes } from '../diff/compare-answers.ts';
import { emptyLedger } from '../evidence/ledger.ts';
import { type Erasure, readStored, writeStored } from '../evidence/stored-ledger.ts';
import { type ComparisonReport, reportOf } from '../evidence/verdict.ts';
import type { ComparisonTerms } from '../terms.ts';
import type { AskedOfSlice, FromWorker, ToWorker, WorkerSetup } from './messages.ts';
import { RepeatBudget } from './repeat-budget.ts';

/** One request answered by both sides, as the proxy's shadow sender hands it over. */
export interface OfferedPair {
  readonly slice: string;
  readonly endpoint: string;
  readonly request: ComparedRequest;
  /** The side that owns the data: what it says is right. */
  readonly homeAnswer: Outcome;
  readonly otherAnswer: Outcome;
  readonly callerKeyHash?: string;
  /** The request is never sent again. */
  readonly isWrite?: boolean;
}

/** Asks one side again, off every caller's path. */
export type AskAgain = (pair: OfferedPair) => Promise<Outcome>;

export interface LiveComparerOptions {
  /** Without it nothing is asked twice, and a difference counts as it is seen. */
  readonly askAgain?: { readonly home: AskAgain; readonly other: AskAgain };
  /** Repeats to home per comparison, 0 to 1. */
  readonly repeatShare?: number;
  /** Most pairs, and bytes of their bodies, that wait; what comes beyond is dropped. */
  readonly maxPending?: number;
  readonly maxPendingBytes?: number;
  /** By slice; strict where a slice has none. */
  readonly terms?: ReadonlyMap<string, ComparisonTerms>;
  /** Where counters outlive a restart; written with mode 0600. */
  readonly stateFile?: string;
  /** Examples older than this are taken out, in milliseconds. */
  readonly retentionMs?: number;
  /** Numbers in [0, 1). */
  readonly random?: () => number;
  /** Told once of each pair that was looked at; false when it was beyond what a comparison may cost. */
  readonly onJudged?: (pair: OfferedPair, isComparable: boolean) => void;
  /** Told of every error that was swallowed here. */
  readonly onError?: (operation: string, error: Error) => void;
}

/** What became of the pairs offered. */
export interface LiveCounts {
  offered: number;
  compared: number;
  dropped: number;
  /** Comparisons that failed or hung; swallowed here, never a caller's affair. */
  failed: number;
  /** Requests sent once more to home. */
  repeats: number;
}

const DEFAULTS = {
  repeatShare: 0.05,
  maxPending: 512,
  maxPendingBytes: 32 * 1024 * 1024,
  retentionMs: 7 * 86_400_000,
};
/** A comparison that takes longer has hung: its own budget is a twentieth. */
const HUNG_AFTER_MS = 5_000;
/** A worker that dies is not started again at once: what killed it may come again. */
const RESTART_AFTER_MS = 500;
const SAVE_EVERY_MS = 30_000;
const WORKER_HEAP_MB = 256;
/** Of pairs without anything suspicious, those of which home is asked again. */
const BLIND_SHARE = 0.02;

interface Pending {
  readonly pair: OfferedPair;
  readonly bytes: number;
}

/**
 * Compares live traffic beside it. `offer` returns at once and never throws; comparing happens in a worker, memory is
 * bounded, and whatever does not fit is dropped first.
 *
 * @example
 * const live = new LiveComparer({ stateFile: '.banyan/compare.json' });
 * const proxy = await startProxy({ configPath, onPair: (pair) => live.offer(pair) });
 */
export class LiveComparer {
  readonly counts: LiveCounts = { offered: 0, compared: 0, dropped: 0, failed: 0, repeats: 0 };
  private readonly options: LiveComparerOptions;
  private readonly pending = new Map<number, Pending>();
  private readonly answers = new Map<number, (message: FromWorker) => void>();
  private readonly budget: RepeatBudget;
  private readonly redactionKey = randomBytes(32);
  private readonly timers: NodeJS.Timeout[] = [];
  private terms: ReadonlyMap<string, ComparisonTerms>;
  private pendingBytes = 0;
  private nextId = 1;
  private worker: Worker | undefined;
  private lastLedger: string | undefined;
  private starting: Promise<void> | undefined;
  private isClosed = false;
  private whenIdle: (() => void)[] = [];
  private lastAckMs = Date.now();

  constructor(options: LiveComparerOptions = {}) {
    this.options = options;
    this.terms = options.terms ?? new Map();
    this.budget = new RepeatBudget(options.askAgain ? (options.repeatShare ?? DEFAULTS.repeatShare) : 0);
    this.starting = this.start();
    this.timers.push(
      setInterval(() => this.endHungWorker(), HUNG_AFTER_MS / 2),
      setInterval(() => void this.save(), SAVE_EVERY_MS),
    );
    for (const timer of this.timers) timer.unref();
  }

  /** Takes the pair for comparison; false when it was dropped. Never throws, never waits. */
  offer(pair: OfferedPair): boolean {
    this.counts.offered += 1;
    const bytes = sizeOf(pair.homeAnswer) + sizeOf(pair.otherAnswer);
    const { maxPending = DEFAULTS.maxPending, maxPendingBytes = DEFAULTS.maxPendingBytes } = this.options;
    if (
      this.isClosed ||
      !this.worker ||
      this.pending.size >= maxPending ||
      this.pendingBytes + bytes > maxPendingBytes
    ) {
      this.counts.dropped += 1;
      return false;
    }
    const id = this.nextId++;
    if (this.pending.size === 0) this.lastAckMs = Date.now();
    this.pending.set(id, { pair, bytes });
    this.pendingBytes += bytes;
    const caller = pair.callerKeyHash === undefined ? {} : { caller: pair.callerKeyHash };
    const canRepeat = isSafeMethod(pair.request.method) && pair.isWrite !== true;
    if (
      this.send({
        kind: 'compare',
        id,
        asked: unshared(withoutEqualBodies(askedOf(pair))),
        canRepeat,
        ...caller,
      })
    )
      return true;
    this.settle(id);
    this.counts.dropped += 1;
    return false;
  }

  /** Other terms, for what is offered from now on. */
  follow(terms: ReadonlyMap<string, ComparisonTerms>): void {
    this.terms = terms;
    this.send({ kind: 'terms', id: this.nextId++, terms });
  }

  /** Resolves once the worker is there: pairs offered before are dropped. */
  async ready(): Promise<void> {
    await this.starting;
  }

  /** Resolves when nothing is pending any more. */
  async idle(): Promise<void> {
    if (this.pending.size > 0) await new Promise<void>((resolve) => this.whenIdle.push(resolve));
  }

  async report(): Promise<ComparisonReport> {
    const message = await this.request({ kind: 'report', id: this.nextId++ });
    return message?.kind === 'report' ? message.report : reportOf(emptyLedger());
  }

  /** Takes out stored examples. Counters are anonymous and stay. */
  async erase(erasure: Erasure): Promise<number> {
    const message = await this.request({ kind: 'erase', id: this.nextId++, erasure });
    await this.save();
    return message?.kind === 'erased' ? message.count : 0;
  }

  async close(): Promise<void> {
    await this.save();
    this.isClosed = true;
    await this.starting;
    for (const timer of this.timers) clearInterval(timer);
    await this.worker?.terminate();
    this.worker = undefined;
    for (const id of [...this.pending.keys()]) this.settle(id);
  }

  private async start(): Promise<void> {
    const { stateFile } = this.options;
    if (stateFile !== undefined) this.lastLedger ??= await this.load(stateFile);
    const setup: WorkerSetup = {
      terms: this.terms,
      redactionKey: this.redactionKey,
      canRepeat: this.options.askAgain !== undefined,
      ...(this.lastLedger === undefined ? {} : { ledger: this.lastLedger }),
    };
    const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
    const worker = new Worker(new URL(`./worker${extension}`, import.meta.url), {
      workerData: setup,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
    });
    worker.unref();
    worker.on('message', (message: FromWorker) => this.receive(message));
    worker.on('error', (error) => this.replaceWorker(worker, error));
    await new Promise<void>((resolve) => {
      worker.once('online', resolve);
      worker.once('error', () => resolve());
    });
    this.worker = worker;
  }

  private async load(stateFile: string): Promise<string | undefined> {
    try {
      return await readStored(stateFile);
    } catch (error) {
      this.fail(
        'load',
        new Error(`${stateFile} holds no counters of this version; kept as .broken`, { cause: error }),
      );
      await rename(stateFile, `${stateFile}.broken`);
      return undefined;
    }
  }

  private receive(message: FromWorker): void {
    this.lastAckMs = Date.now();
    const waiting = this.answers.get(message.id);
    if (waiting) {
      this.answers.delete(message.id);
      waiting(message);
      return;
    }
    const pending = this.pending.get(message.id);
    if (!pending) return;
    if (message.kind === 'failed') {
      this.fail('compare', new Error(message.message));
      this.settle(message.id);
    } else if (message.kind === 'compared') {
      if (message.isComparable !== undefined) this.options.onJudged?.(pending.pair, message.isComparable);
      this.goOn(message.id, pending.pair, message.wants);
    }
  }

  private goOn(id: number, pair: OfferedPair, wants: 'look' | 'pair' | 'nothing'): void {
    const isAffordable =
      (wants === 'look' && this.budget.spend(2)) ||
      (wants === 'pair' && (this.options.random ?? Math.random)() < BLIND_SHARE && this.budget.spend(1));
    if (isAffordable) {
      this.repeat(id, pair, wants).catch((error: Error) => {
        this.fail('repeat', error);
        this.letGo(id);
      });
    } else if (wants === 'nothing') {
      this.counts.compared += 1;
      this.budget.earn();
      this.settle(id);
    } else this.letGo(id);
  }

  private letGo(id: number): void {
    if (!this.send({ kind: 'let-go', id })) this.settle(id);
  }

  private async repeat(id: number, pair: OfferedPair, wants: 'look' | 'pair' | 'nothing'): Promise<void> {
    const { askAgain } = this.options;
    if (!askAgain) return this.letGo(id);
    this.counts.repeats += 1;
    if (wants === 'pair') {
      this.send({ kind: 'pair', id, asked: unshared(askedOf(pair)), leftAgain: await askAgain.home(pair) });
      return;
    }
    this.counts.repeats += 1;
    const [left, right] = await Promise.all([askAgain.home(pair), askAgain.other(pair)]);
    const leftAgain = await askAgain.home(pair);
    this.send({ kind: 'look', id, asked: unshared(askedOf(pair)), fresh: { left, leftAgain, right } });
  }

  private settle(id: number): void {
    this.pendingBytes -= this.pending.get(id)?.bytes ?? 0;
    this.pending.delete(id);
    if (this.pending.size === 0) for (const resolve of this.whenIdle.splice(0)) resolve();
  }

  private send(message: ToWorker): boolean {
    try {
      this.worker?.postMessage(message);
      return this.worker !== undefined;
    } catch (error) {
      this.fail('send', error as Error);
      return false;
    }
  }

  private async request(message: ToWorker): Promise<FromWorker | undefined> {
    await this.starting;
    if (!this.worker) return undefined;
    return new Promise((resolve) => {
      this.answers.set(message.id, resolve);
      this.send(message);
    });
  }

  /** A worker that hangs on one pair is ended; the counters go on from the last save. */
  private endHungWorker(): void {
    const isHung =
      this.worker &&
      (this.pending.size > 0 || this.answers.size > 0) &&
      Date.now() - this.lastAckMs > HUNG_AFTER_MS;
    if (isHung && this.worker) {
      void this.worker.terminate();
      this.replaceWorker(this.worker, new Error(`a comparison took longer than ${HUNG_AFTER_MS} ms`));
    }
  }

  private replaceWorker(broken: Worker, error: Error): void {
    if (this.isClosed || (this.worker !== broken && this.worker !== undefined)) return;
    this.fail('worker', error);
    this.worker = undefined;
    // The oldest is the one that the worker had in hand.
    const [inHand] = this.pending.values();
    if (inHand) this.options.onJudged?.(inHand.pair, false);
    for (const id of [...this.pending.keys()]) this.settle(id);
    for (const [id, resolve] of this.answers) resolve({ kind: 'failed', id, message: error.message });
    this.answers.clear();
    this.starting = delay(RESTART_AFTER_MS, undefined, { ref: false }).then(() =>
      this.isClosed ? undefined : this.start(),
    );
  }

  private fail(operation: string, error: Error): void {
    this.counts.failed += 1;
    this.options.onError?.(operation, error);
  }

  private async save(): Promise<void> {
    const { stateFile, retentionMs = DEFAULTS.retentionMs } = this.options;
    if (this.isClosed) return;
    try {
      const erasure = { beforeMs: Date.now() - retentionMs };
      await this.request({ kind: 'erase', id: this.nextId++, erasure });
      const message = await this.request({ kind: 'ledger', id: this.nextId++ });
      if (message?.kind !== 'ledger') return;
      this.lastLedger = message.text;
      if (stateFile !== undefined) await writeStored(stateFile, message.text);
    } catch (error) {
      this.fail('save', error as Error);
    }
  }
}

function askedOf({ slice, endpoint, request, homeAnswer, otherAnswer }: OfferedPair): AskedOfSlice {
  return { slice, endpoint, request, left: homeAnswer, right: otherAnswer };
}

const NO_BODY = new Uint8Array();

/** Equal bodies are not read over there either, so only the heads cross: most of all traffic. */
function withoutEqualBodies(asked: AskedOfSlice): AskedOfSlice {
  const { left, right } = asked;
  if (isFailure(left) || isFailure(right) || !sameBytes(left, right)) return asked;
  return { ...asked, left: { ...left, body: NO_BODY }, right: { ...right, body: NO_BODY } };
}

/** A view of a larger buffer would take the whole of it across. */
function unshared(asked: AskedOfSlice): AskedOfSlice {
  return { ...asked, left: unsharedBody(asked.left), right: unsharedBody(asked.right) };
}

function unsharedBody(outcome: Outcome): Outcome {
  if (isFailure(outcome) || outcome.body.byteLength === outcome.body.buffer.byteLength) return outcome;
  return { ...outcome, body: new Uint8Array(outcome.body) };
}

function sizeOf(outcome: Outcome): number {
  // Head and bookkeeping of an answer, roughly; a million empty answers are not free either.
  const OVERHEAD_BYTES = 2_048;
  return OVERHEAD_BYTES + (isFailure(outcome) ? 0 : outcome.body.byteLength);
}
