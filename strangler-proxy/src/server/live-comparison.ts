import { existsSync } from 'node:fs';
import type { Erasure } from '../compare/evidence/stored-ledger.ts';
import type { ComparisonReport, LiveComparer, Outcome } from '../compare/index.ts';
import { type ComparisonTerms, termsOf } from '../compare/terms.ts';
import { shadowMark } from '../identity/shadow-mark.ts';
import type { Side } from '../routing/choose-side.ts';
import { rewritePath } from '../routing/rewrite.ts';
import type { ShadowPair } from '../shadow/pair.ts';
import type { ShadowSender } from '../shadow/sender.ts';
import { stateFiles } from '../store/state-folder.ts';
import type { DataPlane } from './data-plane.ts';
import type { Runtime } from './runtime.ts';
import type { Snapshot } from './snapshot.ts';

/** What the comparison asks of the rest of the proxy. */
export interface ComparisonServices {
  readonly current: () => Snapshot;
  readonly runtime: Runtime;
  readonly shadow: ShadowSender;
  readonly judged: DataPlane['judged'];
  readonly stateFolder: string;
  readonly notice: (text: string) => void;
}

const FRESH_MS = 1_000;

/**
 * Compares what both sides answered. The comparer's worker starts when the first slice has two sides to compare, so
 * that a proxy without shadow traffic pays nothing for it.
 */
export class LiveComparison {
  readonly #services: ComparisonServices;
  #comparer: LiveComparer | undefined;
  #starting: Promise<void> | undefined;
  #lastReport: ComparisonReport | null = null;
  #lastReportMs = 0;

  constructor(services: ComparisonServices) {
    this.#services = services;
  }

  /** Takes a pair, or drops it; never throws and never waits. */
  offer(pair: ShadowPair): void {
    if (this.#comparer) this.#comparer.offer(pair);
    else this.#starting ??= this.#start();
  }

  async report(): Promise<ComparisonReport | null> {
    // What an earlier run found counts before the first pair of this one.
    if (existsSync(stateFiles(this.#services.stateFolder).comparison)) this.#starting ??= this.#start();
    await this.#starting;
    this.#lastReport = (await this.#comparer?.report()) ?? null;
    this.#lastReportMs = Date.now();
    return this.#lastReport;
  }

  /** What was found last, for a status that must not wait; asks for news when it is older than a second. */
  recent(): ComparisonReport | null {
    if (this.#comparer && Date.now() - this.#lastReportMs > FRESH_MS) {
      this.#lastReportMs = Date.now();
      this.report().catch((error: unknown) =>
        this.#services.notice(`comparison: no report: ${String(error)}`),
      );
    }
    return this.#lastReport;
  }

  /** Takes out stored examples, also those of an earlier run. */
  async erase(erasure: Erasure): Promise<number> {
    this.#starting ??= this.#start();
    await this.#starting;
    return (await this.#comparer?.erase(erasure)) ?? 0;
  }

  /** The terms of a configuration that is served from now on. */
  follow(snapshot: Snapshot): void {
    this.#comparer?.follow(termsBySlice(snapshot));
  }

  async close(): Promise<void> {
    await this.#starting;
    await this.#comparer?.close();
  }

  async #start(): Promise<void> {
    const { stateFolder, notice } = this.#services;
    try {
      const { LiveComparer } = await import('../compare/index.ts');
      this.#comparer = new LiveComparer({
        stateFile: stateFiles(stateFolder).comparison,
        terms: termsBySlice(this.#services.current()),
        retentionMs: this.#services.current().config.limits.exampleDays * DAY_MS,
        askAgain: { home: (pair) => this.#ask(pair, 'home'), other: (pair) => this.#ask(pair, 'other') },
        onJudged: (pair, isComparable) => this.#services.judged(pair, isComparable),
        onError: (operation, error) => notice(`comparison: ${operation}: ${error.message}`),
      });
    } catch (error) {
      notice(`comparison could not be started, so nothing is compared: ${String(error)}`);
    }
  }

  async #ask(
    pair: Pick<ShadowPair, 'slice' | 'endpoint' | 'request' | 'serviceFields'>,
    which: 'home' | 'other',
  ): Promise<Outcome> {
    const { current, runtime, shadow } = this.#services;
    const snapshot = current();
    const slice = snapshot.slices.get(pair.slice);
    if (!slice)
      return { failed: 'protocol', message: 'the slice is gone', elapsedMs: 0, askedAtMs: Date.now() };
    const side: Side = (which === 'home') === (slice.config.home === 'monolith') ? 'monolith' : 'service';
    const lease = side === 'service' ? runtime.pool(slice.config.service).take(Date.now()) : undefined;
    const question = pair.request.url.indexOf('?');
    const [path, search] =
      question === -1
        ? [pair.request.url, '']
        : [pair.request.url.slice(0, question), pair.request.url.slice(question)];
    const route =
      lease &&
      snapshot.table.routes.find((one) => one.slice === pair.slice && pair.endpoint.endsWith(` ${one.path}`));
    const { method } = pair.request;
    const target = (route ? rewritePath(route, { path }) : path) + search;
    const answer = await shadow.askAgain({
      origin: lease?.origin ?? snapshot.config.monolith.target,
      method,
      target,
      headers: [
        ...pair.request.headers.flat(),
        ...(side === 'service' ? (pair.serviceFields ?? []) : []),
        ...shadowMark(snapshot.shadowKey, pair.slice, { method, target }, Date.now()),
      ],
      body: undefined,
      timeouts: slice.timeouts,
    });
    lease?.ended();
    return answer;
  }
}

const DAY_MS = 86_400_000;

function termsBySlice({ slices }: Snapshot): ReadonlyMap<string, ComparisonTerms> {
  return new Map([...slices].map(([name, { config }]) => [name, termsOf(config.compare)]));
}
