/**
 * Follows calls from an entry point and writes down what happens, in order of first happening.
 *
 * Over-approximates: every branch is taken, every callback that is handed over is run. A function is entered once for each set of
 * callbacks it is given, so that `inTransaction(work)` shows the work between its own BEGIN and COMMIT.
 */

import type { CallSite } from '../call-index.ts';
import type { AccessMode } from '../facts.ts';
import type { ClassRef, FunctionRef, Program } from '../program.ts';
import { type CallPlan, type CallPlans, callPlansOf, type Given, parameterKey } from './call-plans.ts';
import { dispatcherOf, type Target } from './dispatch.ts';
import type { Happening } from './happening.ts';

export interface EffectTrail {
  readonly happenings: readonly Happening[];
  readonly modules: ReadonlySet<string>;
  /** Numbers of the functions that were entered. */
  readonly reached: ReadonlySet<number>;
}

export interface EffectSources {
  happeningsAt(path: string, call: number): readonly Happening[];
  /** What runs in this process when an event is emitted. */
  listenersOf(event: string): readonly FunctionRef[];
  /** Whether a function's own body reads and writes the caller's session or cookies. */
  sessionModes(ref: FunctionRef): readonly AccessMode[];
  /** Callbacks of such a call run later, on their own: listeners, jobs, routes. */
  isDeferred(path: string, call: number): boolean;
}

/** Beyond this an entry point reaches practically everything. */
const MAX_FUNCTIONS = 20_000;
/** The walk is recursive; real call chains stay below 100. */
const MAX_DEPTH = 400;

/** What was handed over, by the key of the parameter. */
type Handed = ReadonlyMap<number, readonly FunctionRef[]>;
const NOTHING_HANDED: Handed = new Map();

export class EffectWalk {
  private readonly program: Program;
  private readonly sources: EffectSources;
  private readonly hears: (plan: CallPlan) => boolean;
  private readonly happenings: Happening[] = [];
  private readonly modules = new Set<string>();
  /** Functions by number; with what they are given and what `this` is, where that makes a difference. */
  private readonly entered = new Set<number | string>();
  private readonly reached = new Set<number>();
  private readonly plans: CallPlans;
  private depth = 0;

  /** @param hears Whether what listens to an event counts as done by the call that emits it; default: it does. */
  constructor(program: Program, sources: EffectSources, hears: (plan: CallPlan) => boolean = () => true) {
    this.hears = hears;
    this.program = program;
    this.sources = sources;
    this.plans = callPlansOf(program, sources);
  }

  get trail(): EffectTrail {
    return { happenings: this.happenings, modules: this.modules, reached: this.reached };
  }

  function(
    ref: FunctionRef,
    handed: Handed = NOTHING_HANDED,
    signature = '',
    self: ClassRef | null = null,
  ): void {
    const number = this.program.numberOf(ref);
    const around = signature + this.selfKey(ref, self);
    const key = around === '' ? number : `${number}${around}`;
    if (this.entered.has(key) || this.entered.size > MAX_FUNCTIONS || this.depth > MAX_DEPTH) return;
    this.entered.add(key);
    this.reached.add(number);
    this.modules.add(ref.path);
    for (const mode of this.sources.sessionModes(ref)) this.happenings.push({ kind: 'session', mode });
    this.depth += 1;
    for (const prepared of this.plans.of(ref)) this.run(prepared, handed, self);
    this.depth -= 1;
  }

  call(site: CallSite): void {
    this.run(this.plans.plan(site), NOTHING_HANDED, null);
  }

  private run(plan: CallPlan, handed: Handed, self: ClassRef | null): void {
    const called =
      handed.size === 0 || plan.calledParameter < 0 ? undefined : handed.get(plan.calledParameter);
    for (const happening of plan.happenings) {
      // Whoever called said which functions these are: they are followed below.
      if (called !== undefined && (happening.kind === 'open' || happening.kind === 'unknown')) continue;
      const settled = settle(happening, self);
      this.note(settled);
      if (happening.kind === 'own-access' && settled.kind === 'access')
        for (const along of happening.along?.(settled.table) ?? []) this.note(along);
      if (happening.kind !== 'event' || !this.hears(plan)) continue;
      for (const listener of this.sources.listenersOf(happening.name)) this.function(listener);
    }
    if (plan.isDeferred) return;
    const { site } = plan;
    const given =
      handed.size === 0 || plan.passedParameters.length === 0
        ? plan.callbacks
        : this.withHanded(plan, handed);
    const targets =
      plan.isOnThis && self !== null ? dispatcherOf(this.program).targetsOf(site, self) : plan.targets;
    for (const target of targets) this.enter(target, given, handed);
    for (const ref of called ?? []) this.function(ref, handed);
    for (const { refs } of given) for (const ref of refs) this.function(ref, handed, '', self);
  }

  private note(happening: Happening): void {
    if (happening.kind !== 'runs') this.happenings.push(happening);
    else for (const ref of happening.functions) this.function(ref, NOTHING_HANDED, '', happening.self);
  }

  /** A parameter that is passed on stands for what was handed over for it. */
  private withHanded(plan: CallPlan, handed: Handed): readonly Given[] {
    const found = new Map(plan.callbacks.map((given) => [given.position, given]));
    for (const { position, key } of plan.passedParameters) {
      const passed = handed.get(key);
      if (passed !== undefined) found.set(position, { position, refs: passed });
    }
    return [...found.values()];
  }

  private enter({ ref, self }: Target, given: readonly Given[], handed: Handed): void {
    if (given.length === 0) {
      this.function(ref, handed, '', self);
      return;
    }
    const inner = new Map(handed);
    for (const { position, refs, isPart } of given) {
      // An inner call may be handed other things under the same key: what only is a part says nothing of the whole.
      if (isPart) inner.delete(parameterKey(this.program, ref, position));
      else inner.set(parameterKey(this.program, ref, position), refs);
    }
    const numbers = given.map(({ refs }) => refs.map((one) => this.program.numberOf(one)).join());
    this.function(ref, inner, `(${numbers.join(';')})`, self);
  }

  /** A method that a subclass inherits may run the subclass's own methods: each is entered for itself. */
  private selfKey(ref: FunctionRef, self: ClassRef | null): string {
    if (self === null) return '';
    const declaring = this.program.functionOf(ref).class;
    return self.path === ref.path && self.class === declaring ? '' : `(${self.path}#${self.class})`;
  }
}

/** What a base class does to `this.model`, once it is known which class `this` is. */
function settle(happening: Happening, self: ClassRef | null): Happening {
  if (happening.kind !== 'own-access') return happening;
  const { mode, isIdempotent } = happening;
  const table = self === null ? null : happening.tableOf(self);
  if (table === null && mode === 'R')
    return { kind: 'open', because: 'a model is known only at run time', isRead: true };
  return table === null
    ? { kind: 'unknown', because: 'a model is known only at run time' }
    : { kind: 'access', table, mode, columns: [], isIdempotent };
}
