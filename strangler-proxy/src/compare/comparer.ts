import { type Answer, type ComparedRequest, isFailure, isSafeMethod, type Outcome } from './answer.ts';
import { compareOutcomes } from './diff/compare-answers.ts';
import { describeSide } from './diff/diff-trees.ts';
import type { Difference } from './diff/difference.ts';
import { type ComparePolicy, STRICT_POLICY } from './diff/policy.ts';
import {
  addComparison,
  addLook,
  addPair,
  type Example,
  emptyLedger,
  endpointCounts,
  type Finding,
  type Ledger,
  openDifferences,
} from './evidence/ledger.ts';
import { isPuzzling, isWorthALook } from './evidence/looks.ts';
import { liftAnswer } from './lift/answer.ts';
import { type Budget, DEFAULT_LIMITS } from './lift/tree.ts';
import { type Circumstances, classify, isNoise, numberName } from './noise/classify.ts';
import { Moments } from './noise/moments.ts';
import { namespaceOf, resourcesOf, singular } from './noise/namespaces.ts';
import { Renamings } from './noise/renamings.ts';
import { type IgnoreRule, ruleFor } from './noise/rules.ts';
import { countedIds } from './noise/same-ids.ts';
import { scalarText } from './noise/shape.ts';
import type { Redactor } from './redact.ts';
import { curlCommand } from './report/curl.ts';

/** The terms of a comparison, ready for use. */
export interface Terms {
  readonly policy?: ComparePolicy | undefined;
  readonly rules?: readonly IgnoreRule[] | undefined;
  readonly redactor: Redactor;
}

export interface ComparerOptions extends Terms {
  /** Numbers in [0, 1): which examples are kept. */
  readonly random: () => number;
  /** Milliseconds; asked for time budgets only. */
  readonly clock: () => number;
  /** Most time for one comparison, in milliseconds. */
  readonly maxMs?: number;
  /** Today as YYYY-MM-DD: rules that ended before it are not used. */
  readonly today: () => string;
  /**
   * The right side starts from the same data and is written to alike, so that plain numbers may be given out anew by what a
   * write set off (a mail, a history entry), not only in its answer. Ids that are the same on both sides stay so.
   */
  readonly followsWrites?: boolean;
  /** Counters to go on with. */
  readonly ledger?: Ledger;
}

/** One request with what both sides said to it. */
export interface Asked {
  readonly endpoint: string;
  readonly request: ComparedRequest;
  readonly left: Outcome;
  readonly right: Outcome;
  /** Those of the endpoint's slice, in place of the comparer's own. */
  readonly terms?: Terms | undefined;
}

/** Larger answers are exports and pictures; ids are learned from the others. */
const MAX_FOLLOWED_BYTES = 512 * 1024;

/** What a second look brought. */
export interface FreshAnswers {
  readonly left: Outcome;
  readonly leftAgain: Outcome;
  readonly right: Outcome;
}

/** Most time for one comparison before the rest of the body counts as not compared. */
const DEFAULT_MAX_MS = 250;

/**
 * Turns outcomes into counted findings. Holds what comparisons share (ledger, renamings) and does no I/O: whoever asks the
 * systems passes the answers in.
 */
export class Comparer {
  readonly ledger: Ledger;
  private readonly options: ComparerOptions;
  /** Ids that map one to one between the sides, and between the monolith's own answers. */
  readonly renamings = { service: new Renamings(), own: new Renamings() };
  private hasWritten = false;
  private readonly moments = { service: new Moments(), own: new Moments() };

  constructor(options: ComparerOptions) {
    this.options = options;
    this.ledger = options.ledger ?? emptyLedger();
  }

  /** Differences between two outcomes of one request, each with its reason if its values explain it. */
  private findings(asked: Asked, left: Outcome, right: Outcome, against: 'service' | 'own'): Finding[] {
    const { endpoint, request } = asked;
    const { clock, maxMs = DEFAULT_MAX_MS, today } = this.options;
    const { policy = STRICT_POLICY, rules = [] } = asked.terms ?? this.options;
    const until = clock() + maxMs;
    const budget: Budget = { ...DEFAULT_LIMITS, isOver: () => clock() > until };
    const differences = compareOutcomes(left, right, policy, budget);
    const resources = resourcesOf(request.url);
    const around: Circumstances = {
      leftAskedAtMs: left.askedAtMs,
      rightAskedAtMs: right.askedAtMs,
      leftOrigin: originOf(left),
      rightOrigin: originOf(right),
      renamings: this.renamings[against],
      moments: this.moments[against],
      wrote: !isSafeMethod(request.method) || this.hasWritten,
      resources,
      listsLast: differences.some(({ path }) => listsThings(path, resources.at(-1))),
    };
    const explain = (difference: Difference): Finding => {
      if (ruleFor(rules, endpoint, difference, today())) return { difference, because: 'rule' };
      const classified = classify(difference, around);
      if (isNoise(classified)) return { difference, because: classified };
      return classified === undefined ? { difference } : { difference, peculiarity: classified };
    };
    if (this.options.followsWrites) this.followWrites(left, differences, around);
    // Twice: an id may stand in a text before the link that tells what it is.
    return differences
      .map(explain)
      .map((finding) =>
        finding.because === undefined && finding.peculiarity !== 'contradiction'
          ? explain(finding.difference)
          : finding,
      );
  }

  private followWrites(left: Outcome, differences: readonly Difference[], around: Circumstances): void {
    if (around.wrote) this.hasWritten = true;
    if (isFailure(left)) return;
    const differing = new Set(
      differences.map((difference) => `${difference.path} ${scalarText(difference.left)}`),
    );
    if (differences.some(({ kind }) => kind === 'uncompared') || left.body.byteLength > MAX_FOLLOWED_BYTES)
      return;
    const body = liftAnswer(left, { ...DEFAULT_LIMITS, isOver: () => false }).get('body') ?? null;
    for (const { path, digits } of countedIds(body)) {
      const name = numberName(namespaceOf(path, around.resources, around.listsLast), digits);
      if (!differing.has(`${path} ${digits}`)) around.renamings.accept(name, name);
    }
  }

  /** Counts one comparison. `canRepeat`: second looks are possible, so nothing is final yet. */
  add(asked: Asked, canRepeat: boolean, caller?: string): Finding[] {
    const findings = this.findings(asked, asked.left, asked.right, 'service');
    addComparison(endpointCounts(this.ledger, asked.endpoint), {
      findings,
      canRepeat,
      random: this.options.random,
      example: (difference) => this.example(asked, difference, caller),
    });
    return findings;
  }

  /** Counts the monolith's own repeat of a request whose service answer gave `service`. */
  addPair(asked: Asked, service: readonly Finding[], leftAgain: Outcome): void {
    addPair(
      endpointCounts(this.ledger, asked.endpoint),
      service,
      this.findings(asked, asked.left, leftAgain, 'own'),
    );
  }

  /**
   * Counts what a system's own repeat showed, where the monolith's answer is a recorded one: what the system changes by
   * itself is noise as well.
   */
  addOwn(asked: Asked, once: Outcome, again: Outcome): void {
    addPair(endpointCounts(this.ledger, asked.endpoint), [], this.findings(asked, once, again, 'own'));
  }

  /**
   * Counts a second look at `suspects`, both sides asked afresh. Gives those that came again; `isFurther` says that they
   * had come again the time before.
   */
  addLook(asked: Asked, suspects: readonly Finding[], fresh: FreshAnswers, isFurther: boolean): Finding[] {
    return addLook(endpointCounts(this.ledger, asked.endpoint), {
      suspects,
      service: this.findings(asked, fresh.left, fresh.right, 'service'),
      monolith: this.findings(asked, fresh.left, fresh.leftAgain, 'own'),
      isFurther,
    });
  }

  /** True if asking again could settle one of the findings. */
  wantsLook(endpoint: string, findings: readonly Finding[], isFurther: boolean): boolean {
    const counts = endpointCounts(this.ledger, endpoint);
    return openDifferences(counts, findings)
      .values()
      .some((shape) => isWorthALook(counts, shape, isFurther));
  }

  /** True while the monolith's own repeat is worth more than its usual sample on this endpoint. */
  wantsMorePairs(endpoint: string): boolean {
    return isPuzzling(endpointCounts(this.ledger, endpoint));
  }

  private example(asked: Asked, difference: Difference, caller?: string): Example {
    const { request, left, right } = asked;
    const { redactor } = asked.terms ?? this.options;
    const show = (side: Difference['left']): string => {
      const text = scalarText(side);
      return text === undefined ? describeSide(side) : redactor.value(difference.path, text);
    };
    const origin = originOf(right) ?? originOf(left);
    return {
      request: `${request.method} ${redactor.url(request.url)}`,
      left: show(difference.left),
      right: show(difference.right),
      atMs: left.askedAtMs,
      ...(caller === undefined ? {} : { caller }),
      ...(origin === undefined ? {} : { curl: curlCommand(request, origin, redactor) }),
    };
  }
}

/** The path lies within a list at the top that is named by the resource: `body.items[].id` for `item`. */
function listsThings(path: string, resource: string | undefined): boolean {
  const list = /^body\.(\w+)\[\]/.exec(path)?.[1];
  return list !== undefined && singular(list.toLowerCase()) === resource;
}

function originOf(outcome: Outcome): string | undefined {
  return isFailure(outcome) ? undefined : (outcome satisfies Answer).origin;
}
