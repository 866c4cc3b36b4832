/** What each call contributes to an effect, worked out once: entry points share most of the functions they reach. */
import type { Value } from '../../read/value.ts';
import { type CallSite, functionKey } from '../call-index.ts';
import type { FunctionRef, Program } from '../program.ts';
import { dispatcherOf, type Target } from './dispatch.ts';
import type { EffectSources } from './effect-walk.ts';
import type { Happening } from './happening.ts';

/** Functions handed over at one position of a call. */
export interface Given {
  readonly position: number;
  readonly refs: readonly FunctionRef[];
}

export interface CallPlan {
  readonly site: CallSite;
  readonly happenings: readonly Happening[];
  readonly isDeferred: boolean;
  /** What runs where nothing is known of `this`. */
  readonly targets: readonly Target[];
  /** Callee or receiver is `this` or `super`: what runs depends on the class that it is. */
  readonly isOnThis: boolean;
  readonly callbacks: readonly Given[];
  /** Key of the parameter that is called, as in the maps of what was handed over; null for none. */
  readonly calledParameter: string | null;
  readonly passedParameters: readonly { readonly position: number; readonly key: string }[];
}

/** Kinds of values that are functions or may hold some. */
const MAY_BE_FUNCTION = new Set(['function', 'name', 'member', 'call', 'object']);
const NOTHING_GIVEN: readonly Given[] = [];
const NO_TARGETS: readonly Target[] = [];
const NOTHING_PASSED: CallPlan['passedParameters'] = [];

const built = new WeakMap<Program, CallPlans>();

export function callPlansOf(program: Program, sources: EffectSources): CallPlans {
  const known = built.get(program);
  if (known !== undefined) return known;
  const plans = new CallPlans(program, sources);
  built.set(program, plans);
  return plans;
}

export class CallPlans {
  private readonly program: Program;
  private readonly sources: EffectSources;
  private readonly byFunction = new Map<string, readonly CallPlan[]>();

  constructor(program: Program, sources: EffectSources) {
    this.program = program;
    this.sources = sources;
  }

  /** The calls of a function that matter, in order. */
  of(ref: FunctionRef): readonly CallPlan[] {
    const key = functionKey(ref);
    const known = this.byFunction.get(key);
    if (known !== undefined) return known;
    const plans = this.program
      .callsIn(ref)
      .map(({ index, call }) => this.plan({ path: ref.path, index, call }))
      .filter(matters);
    this.byFunction.set(key, plans);
    return plans;
  }

  plan(site: CallSite): CallPlan {
    const { path, index, call } = site;
    const { callee } = call;
    const called = this.parameterOf(path, callee);
    return {
      site,
      happenings: this.sources.happeningsAt(path, index),
      isDeferred: this.sources.isDeferred(path, index),
      targets: call.isOutside ? NO_TARGETS : dispatcherOf(this.program).targetsOf(site, null),
      isOnThis:
        callee.kind === 'super' ||
        (callee.kind === 'member' && (callee.of.kind === 'this' || callee.of.kind === 'super')),
      callbacks: this.callbacksOf(site),
      calledParameter: called === null ? null : `${path}#${called}`,
      passedParameters: this.passedBy(site),
    };
  }

  /** Arguments that are parameters of a function around the call. */
  private passedBy({ path, call }: CallSite): CallPlan['passedParameters'] {
    let passed: { position: number; key: string }[] | null = null;
    for (const [position, arg] of call.args.entries()) {
      const parameter = this.parameterOf(path, arg);
      if (parameter === null) continue;
      passed ??= [];
      passed.push({ position, key: `${path}#${parameter}` });
    }
    return passed ?? NOTHING_PASSED;
  }

  /** Functions among the arguments, also inside option objects. */
  private callbacksOf({ path, index, call }: CallSite): readonly Given[] {
    if (!call.args.some((arg) => MAY_BE_FUNCTION.has(arg.kind))) return NOTHING_GIVEN;
    const found = new Map<number, FunctionRef[]>();
    for (const { position, ref } of this.program.callbacks(path, index)) {
      found.set(position, [...(found.get(position) ?? []), ref]);
    }
    for (const [position, arg] of call.args.entries()) {
      if (arg.kind !== 'object') continue;
      const inside = arg.entries.flatMap(({ value }) =>
        value.kind === 'function' ? [{ path, function: value.function }] : [],
      );
      if (inside.length > 0) found.set(position, inside);
    }
    return found.size === 0 ? NOTHING_GIVEN : [...found].map(([position, refs]) => ({ position, refs }));
  }

  /** `function.position` of the parameter that a value names, or null. */
  private parameterOf(path: string, value: Value): string | null {
    const own =
      value.kind === 'name' && value.binding >= 0
        ? this.program.file(path).bindings[value.binding]?.value
        : value;
    return own?.kind === 'parameter' ? `${own.function}.${own.position}` : null;
  }
}

function matters(plan: CallPlan): boolean {
  return (
    plan.happenings.length > 0 ||
    plan.targets.length > 0 ||
    plan.callbacks.length > 0 ||
    plan.isOnThis ||
    plan.calledParameter !== null
  );
}
