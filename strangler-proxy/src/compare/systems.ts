import { randomBytes } from 'node:crypto';
import { type ComparedRequest, isFailure, isSafeMethod, type Outcome } from './answer.ts';
import { type Asker, type AskLimits, createAsker, DEFAULT_ASK_LIMITS } from './ask/ask.ts';
import { type Asked, Comparer } from './comparer.ts';
import type { ComparePolicy } from './diff/policy.ts';
import { endpointNamer } from './endpoints.ts';
import { CompareError } from './errors.ts';
import { PairedLatency } from './evidence/latency.ts';
import type { Finding } from './evidence/ledger.ts';
import { MAX_LOOKS_PER_REQUEST } from './evidence/looks.ts';
import { type ComparisonReport, reportOf } from './evidence/verdict.ts';
import type { IgnoreRule } from './noise/rules.ts';
import { createRedactor, DEFAULT_REDACTION, type RedactionRules } from './redact.ts';

export interface CompareSystemsOptions {
  /** The monolith: `http://host:port`. */
  readonly left: string;
  /** The service, or a proxy in front of it. */
  readonly right: string;
  /** A second instance of the monolith; asked for every request in place of asking `left` twice. */
  readonly noise?: string;
  readonly requests: readonly ComparedRequest[];
  /** Known endpoints as `GET /api/products/:id`; others are learned from the URLs. */
  readonly templates?: readonly string[];
  readonly rules?: readonly IgnoreRule[];
  readonly policy?: ComparePolicy;
  readonly redaction?: RedactionRules;
  /** Share of safe requests for which `left` is asked twice, 0 to 1. */
  readonly noiseShare?: number;
  /** Requests in flight; those that write are always put one by one, in their order. */
  readonly concurrency?: number;
  readonly limits?: AskLimits;
  /** Numbers in [0, 1); pass a seeded one for runs that repeat exactly. */
  readonly random?: () => number;
  readonly onProgress?: (progress: { done: number; total: number }) => void;
}

const DEFAULT_NOISE_SHARE = 0.1;
const DEFAULT_CONCURRENCY = 4;
/** Share of requests with the monolith's own repeat while something comes and goes. */
const PUZZLED_NOISE_SHARE = 0.6;

/**
 * Puts the same requests to two running systems and says where their answers differ beyond noise.
 *
 * @example
 * const report = await compareSystems({ left: 'http://127.0.0.1:3000', right: 'http://127.0.0.1:4001', requests });
 * process.exitCode = hasMismatches(report) ? 1 : 0;
 * @throws CompareError BAD_TARGET, or UNREACHABLE when a system refuses the very first request
 */
export async function compareSystems(options: CompareSystemsOptions): Promise<ComparisonReport> {
  const limits = options.limits ?? DEFAULT_ASK_LIMITS;
  const left = createAsker(options.left, limits);
  const right = createAsker(options.right, limits);
  const noise = options.noise === undefined ? undefined : createAsker(options.noise, limits);
  try {
    return await compareAskers(options, left, right, noise);
  } finally {
    await Promise.all([left.close(), right.close(), noise?.close()]);
  }
}

/** As `compareSystems`, with the systems as anything that answers; they stay open. */
export async function compareAskers(
  options: CompareSystemsOptions,
  left: Asker,
  right: Asker,
  noise?: Asker,
): Promise<ComparisonReport> {
  const run = new ComparisonRun(options, left, right, noise);
  await run.all();
  return run.report();
}

class ComparisonRun {
  private readonly options: CompareSystemsOptions;
  private readonly left: Asker;
  private readonly right: Asker;
  private readonly noise: Asker | undefined;
  private readonly comparer: Comparer;
  private readonly random: () => number;
  private readonly latencies = new Map<string, PairedLatency>();
  private readonly nameEndpoint: (method: string, url: string) => string;
  private done = 0;

  constructor(options: CompareSystemsOptions, left: Asker, right: Asker, noise: Asker | undefined) {
    this.options = options;
    this.left = left;
    this.right = right;
    this.noise = noise;
    this.random = options.random ?? Math.random;
    this.nameEndpoint = endpointNamer(
      options.templates ?? [],
      options.requests.map(({ url }) => url),
    );
    this.comparer = new Comparer({
      redactor: createRedactor(options.redaction ?? DEFAULT_REDACTION, randomBytes(32)),
      random: this.random,
      clock: () => performance.now(),
      today: () => new Date().toISOString().slice(0, 10),
      ...(options.rules === undefined ? {} : { rules: options.rules }),
      ...(options.policy === undefined ? {} : { policy: options.policy }),
    });
  }

  report(): ComparisonReport {
    const report = reportOf(this.comparer.ledger);
    const endpoints = report.endpoints.map((endpoint) => {
      const latency = this.latencies.get(endpoint.endpoint)?.report();
      return latency ? { ...endpoint, latency } : endpoint;
    });
    return { ...report, endpoints };
  }

  private addLatency({ endpoint, left, right }: Asked): void {
    if (isFailure(left) || isFailure(right)) return;
    const latency = this.latencies.get(endpoint) ?? new PairedLatency();
    this.latencies.set(endpoint, latency);
    latency.add(left.elapsedMs, right.elapsedMs, this.random);
  }

  /** Reads in between writes run side by side; a write waits for all before it and holds up all after it. */
  async all(): Promise<void> {
    const { requests, concurrency = DEFAULT_CONCURRENCY } = this.options;
    let batch: ComparedRequest[] = [];
    for (const request of requests) {
      if (isSafeMethod(request.method)) batch.push(request);
      else {
        await this.inParallel(batch, concurrency);
        batch = [];
        await this.one(request);
      }
    }
    await this.inParallel(batch, concurrency);
  }

  private async inParallel(batch: readonly ComparedRequest[], concurrency: number): Promise<void> {
    const waiting = batch.values();
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        for (const request of waiting) await this.one(request);
      }),
    );
  }

  private async one(request: ComparedRequest): Promise<void> {
    const [left, right, again] = await Promise.all([
      this.left.ask(request),
      this.right.ask(request),
      this.noise?.ask(request),
    ]);
    if (this.done === 0) this.refuseIfAbsent(left, right);
    const asked: Asked = { endpoint: this.nameEndpoint(request.method, request.url), request, left, right };
    this.addLatency(asked);
    const canRepeat = isSafeMethod(request.method);
    const findings = this.comparer.add(asked, canRepeat);
    if (again) this.comparer.addPair(asked, findings, again);
    else if (canRepeat && this.random() < this.noiseShare(asked.endpoint)) {
      this.comparer.addPair(asked, findings, await this.left.ask(request));
    }
    if (canRepeat) await this.lookAgain(asked, findings);
    this.done += 1;
    this.options.onProgress?.({ done: this.done, total: this.options.requests.length });
  }

  /** While something comes and goes on the endpoint, the monolith's own repeat is asked for more often. */
  private noiseShare(endpoint: string): number {
    const base = this.options.noiseShare ?? DEFAULT_NOISE_SHARE;
    return this.comparer.wantsMorePairs(endpoint) ? Math.max(base, PUZZLED_NOISE_SHARE) : base;
  }

  private async lookAgain(asked: Asked, findings: readonly Finding[]): Promise<void> {
    let suspects = findings;
    for (let look = 0; look < MAX_LOOKS_PER_REQUEST; look += 1) {
      if (!this.comparer.wantsLook(asked.endpoint, suspects, look > 0)) return;
      const [left, right] = await Promise.all([this.left.ask(asked.request), this.right.ask(asked.request)]);
      const leftAgain = await (this.noise ?? this.left).ask(asked.request);
      suspects = this.comparer.addLook(asked, suspects, { left, leftAgain, right }, look > 0);
    }
  }

  private refuseIfAbsent(left: Outcome, right: Outcome): void {
    for (const [name, url, outcome] of [
      ['--left', this.options.left, left],
      ['--right', this.options.right, right],
    ] as const) {
      if (isFailure(outcome) && outcome.failed === 'refused') {
        throw new CompareError(
          'UNREACHABLE',
          `${name} ${url}: nothing answers there (${outcome.message}). Start it, or correct the address.`,
        );
      }
    }
  }
}
