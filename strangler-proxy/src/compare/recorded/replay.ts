import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isFailure, isSafeMethod, type Outcome } from '../answer.ts';
import { type Asker, type AskLimits, createAsker, DEFAULT_ASK_LIMITS } from '../ask/ask.ts';
import { type Asked, Comparer } from '../comparer.ts';
import type { ComparePolicy } from '../diff/policy.ts';
import { endpointNamer } from '../endpoints.ts';
import { CompareError } from '../errors.ts';
import { type ComparisonReport, reportOf } from '../evidence/verdict.ts';
import type { IgnoreRule } from '../noise/rules.ts';
import { createRedactor, DEFAULT_REDACTION, type RedactionRules } from '../redact.ts';
import type { Recorded } from './recording.ts';
import { rewriteRequest } from './rewrite.ts';

export interface ReplayOptions {
  readonly recording: readonly Recorded[];
  /** The system that is asked: `http://host:port`. */
  readonly against: string;
  /** 1 keeps the recorded pace, 2 halves the pauses; absent: as fast as the answers come. */
  readonly pace?: number;
  readonly templates?: readonly string[];
  readonly rules?: readonly IgnoreRule[];
  readonly policy?: ComparePolicy;
  readonly redaction?: RedactionRules;
  readonly limits?: AskLimits;
  readonly onProgress?: (progress: { done: number; total: number }) => void;
}

/** @throws CompareError BAD_PACE for anything but a number above 0 */
export function readPace(text: string): number {
  const pace = Number(text);
  if (Number.isFinite(pace) && pace > 0) return pace;
  throw new CompareError(
    'BAD_PACE',
    `--pace ${text}: not a number above 0. Write 1 for the recorded pace, 2 for twice as fast.`,
  );
}

/**
 * Puts a recording to a system, one request after the other in the recorded order, and compares its answers with the
 * recorded ones. Each session keeps the cookies, tokens and ids that this system gave it.
 *
 * What a read does not explain is asked once more: a value that this system changes by itself is noise.
 *
 * @throws CompareError BAD_TARGET, or UNREACHABLE when nothing answers the first request
 */
export async function replay(options: ReplayOptions): Promise<ComparisonReport> {
  const asker = createAsker(options.against, options.limits ?? DEFAULT_ASK_LIMITS);
  try {
    const run = new ReplayRun(options, asker);
    await run.all();
    return run.report();
  } finally {
    await asker.close();
  }
}

class ReplayRun {
  private readonly options: ReplayOptions;
  private readonly asker: Asker;
  private readonly comparer: Comparer;
  private readonly cookies = new Map<string, Map<string, string>>();

  constructor(options: ReplayOptions, asker: Asker) {
    this.options = options;
    this.asker = asker;
    this.comparer = new Comparer({
      followsWrites: true,
      redactor: createRedactor(options.redaction ?? DEFAULT_REDACTION, randomBytes(32)),
      random: Math.random,
      clock: () => performance.now(),
      today: () => new Date().toISOString().slice(0, 10),
      ...(options.rules === undefined ? {} : { rules: options.rules }),
      ...(options.policy === undefined ? {} : { policy: options.policy }),
    });
  }

  report(): ComparisonReport {
    return reportOf(this.comparer.ledger);
  }

  async all(): Promise<void> {
    const { recording, pace, onProgress } = this.options;
    const nameEndpoint = endpointNamer(
      this.options.templates ?? [],
      recording.map(({ request }) => request.url),
    );
    const startedMs = Date.now();
    const firstMs = recording[0]?.answer.askedAtMs ?? 0;
    for (const [index, recorded] of recording.entries()) {
      if (pace !== undefined)
        await delay(Math.max(0, (recorded.answer.askedAtMs - firstMs) / pace - (Date.now() - startedMs)));
      const outcome = await this.one(recorded, nameEndpoint(recorded.request.method, recorded.request.url));
      if (index === 0 && isFailure(outcome) && outcome.failed === 'refused') {
        throw new CompareError(
          'UNREACHABLE',
          `--against ${this.options.against}: nothing answers there (${outcome.message}). Start it, or correct the address.`,
        );
      }
      onProgress?.({ done: index + 1, total: recording.length });
    }
  }

  private async one({ request, answer }: Recorded, endpoint: string): Promise<Outcome> {
    const session = request.session ?? '';
    const cookies = this.cookies.get(session) ?? new Map<string, string>();
    this.cookies.set(session, cookies);
    const rewritten = rewriteRequest(request, this.comparer.renamings.service, cookies);
    const outcome = await this.asker.ask(rewritten);
    keepCookies(cookies, outcome);
    const asked: Asked = { endpoint, request, left: answer, right: outcome };
    const findings = this.comparer.add(asked, false);
    if (isSafeMethod(request.method) && findings.some(({ because }) => because === undefined)) {
      this.comparer.addOwn(asked, outcome, await this.asker.ask(rewritten));
    }
    return outcome;
  }
}

/** What a browser would keep; an emptied or expired cookie is gone. */
function keepCookies(cookies: Map<string, string>, outcome: Outcome): void {
  if (isFailure(outcome)) return;
  for (const [name, value] of outcome.headers) {
    if (name.toLowerCase() !== 'set-cookie') continue;
    const pair = value.split(';', 1)[0] ?? '';
    const equals = pair.indexOf('=');
    if (equals < 1) continue;
    const isGone = /;\s*max-age=0\b|;\s*expires=thu, 01 jan 1970/i.test(value);
    if (isGone) cookies.delete(pair.slice(0, equals).trim());
    else cookies.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
  }
}
