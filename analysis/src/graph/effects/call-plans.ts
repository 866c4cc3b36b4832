/** What each call contributes to an effect, worked out once: entry points share most of the functions they reach. */
import type { Value } from '../../read/value.ts';
import type { CallSite } from '../call-index.ts';
import type { Callback, FunctionRef, Program } from '../program.ts';
import { dispatcherOf, type Target } from './dispatch.ts';
import type { EffectSources } from './effect-walk.ts';
import type { Happening } from './happening.ts';

/** Functions handed over at one position of a call. */
export interface Given extends Callback {
  /** Some of what stands in an options object: the rest is not known, so whoever calls a member of it may call something else. */
  readonly isPart?: true;
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
  /** Key of the parameter that is called, as in the maps of what was handed over; -1 for none. */
  readonly calledParameter: number;
  readonly passedParameters: readonly { readonly position: number; readonly key: number }[];
}

/** More parameters than this has no function that is handed others. */
const MAX_PARAMETERS = 256;

/** One number for a parameter of a function; -1 where it has no place among them. */
export function parameterKey(program: Program, ref: FunctionRef, position: number): number {
  return position < MAX_PARAMETERS ? program.numberOf(ref) * MAX_PARAMETERS + position : -1;
}

/** Kinds of values that are functions or may hold some. */
const MAY_RUN = new Set(['function', 'name', 'member', 'call', 'object']);
const NO_FUNCTIONS: readonly FunctionRef[] = [];
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
  /** By the number of the function. */
  private readonly byFunction = new Map<number, readonly CallPlan[]>();

  constructor(program: Program, sources: EffectSources) {
    this.program = program;
    this.sources = sources;
  }

  /** The calls of a function that matter, in order. */
  of(ref: FunctionRef): readonly CallPlan[] {
    const key = this.program.numberOf(ref);
    const known = this.byFunction.get(key);
    if (known !== undefined) return known;
    const plans: CallPlan[] = [];
    for (const site of this.program.callsIn(ref)) {
      if (this.doesNothing(site)) continue;
      const plan = this.plan(site);
      if (matters(plan)) plans.push(plan);
    }
    this.byFunction.set(key, plans);
    return plans;
  }

  /** A call of the language's own that is given nothing to run: half of all calls, told without a plan. */
  private doesNothing({ path, index, call }: CallSite): boolean {
    if (!call.isOutside) return false;
    for (const { kind } of call.args) if (MAY_RUN.has(kind)) return false;
    return this.sources.happeningsAt(path, index).length === 0;
  }

  plan(site: CallSite): CallPlan {
    const { path, index, call } = site;
    const { callee } = call;
    return {
      site,
      happenings: this.sources.happeningsAt(path, index),
      isDeferred: this.sources.isDeferred(path, index),
      targets: call.isOutside ? NO_TARGETS : dispatcherOf(this.program).targetsOf(site, null),
      isOnThis:
        callee.kind === 'super' ||
        (callee.kind === 'member' && (callee.of.kind === 'this' || callee.of.kind === 'super')),
      callbacks: this.callbacksOf(site),
      calledParameter: this.calledParameter(path, callee),
      passedParameters: this.passedBy(site),
    };
  }

  /** Arguments that are parameters of a function around the call. */
  private passedBy({ path, call }: CallSite): CallPlan['passedParameters'] {
    let passed: { position: number; key: number }[] | null = null;
    let position = -1;
    for (const arg of call.args) {
      position += 1;
      const key = this.parameterOf(path, arg);
      if (key < 0) continue;
      passed ??= [];
      passed.push({ position, key });
    }
    return passed ?? NOTHING_PASSED;
  }

  /** `chain(() => () => remove(id))`: whoever takes a callback runs the function that it gives back, too. */
  private givenBack(ref: FunctionRef): readonly FunctionRef[] {
    const { returns } = this.program.functionOf(ref);
    if (!returns.some(({ kind }) => kind === 'function')) return NO_FUNCTIONS;
    return returns.flatMap((value) =>
      value.kind === 'function' ? [{ path: ref.path, function: value.function }] : [],
    );
  }

  /** Key of the parameter that is called, itself or a member of what it holds: `work()`, `handlers[method]()`; -1 for none. */
  private calledParameter(path: string, callee: Value): number {
    const own = this.parameterOf(path, callee);
    if (own >= 0) return own;
    const held =
      callee.kind === 'name' && callee.binding >= 0
        ? this.program.file(path).bindings[callee.binding]?.value
        : callee;
    return held?.kind === 'index' || held?.kind === 'member' ? this.parameterOf(path, held.of) : -1;
  }

  /** Functions among the arguments, also inside option objects. */
  private callbacksOf({ path, index, call }: CallSite): readonly Given[] {
    const handed = this.program.callbacks(path, index);
    const given = handed.some(({ refs }) => refs.some((ref) => this.givenBack(ref).length > 0))
      ? handed.map(({ position, refs }) => ({
          position,
          refs: refs.flatMap((ref) => [ref, ...this.givenBack(ref)]),
        }))
      : handed;
    let found: Given[] | null = null;
    let position = -1;
    for (const arg of call.args) {
      position += 1;
      if (arg.kind !== 'object') continue;
      const all = this.functionsOnly(path, arg);
      const refs =
        all ??
        arg.entries.flatMap(({ value }) =>
          value.kind === 'function' ? [{ path, function: value.function }] : [],
        );
      if (refs.length === 0) continue;
      found ??= [...given];
      found.push(all === null ? { position, refs, isPart: true } : { position, refs });
    }
    return found ?? given;
  }

  /** `{ GET: list, POST: create }`: an object that holds functions and nothing else; null for any other. */
  private functionsOnly(path: string, object: Extract<Value, { kind: 'object' }>): FunctionRef[] | null {
    if (object.spreads.length > 0 || object.entries.length === 0) return null;
    const found: FunctionRef[] = [];
    for (const { value } of object.entries) {
      if (value.kind === 'function') found.push({ path, function: value.function });
      else if (value.kind === 'name') {
        const entity = this.program.evaluate(path, value);
        if (entity.kind !== 'function') return null;
        found.push({ path: entity.path, function: entity.function });
      } else return null;
    }
    return found;
  }

  /** Key of the parameter that a value names, or -1. */
  private parameterOf(path: string, value: Value): number {
    if (value.kind !== 'name' && value.kind !== 'parameter') return -1;
    const own =
      value.kind === 'name' && value.binding >= 0
        ? this.program.file(path).bindings[value.binding]?.value
        : value;
    if (own?.kind !== 'parameter') return -1;
    return parameterKey(this.program, { path, function: own.function }, own.position);
  }
}

function matters(plan: CallPlan): boolean {
  return (
    plan.happenings.length > 0 ||
    plan.targets.length > 0 ||
    plan.callbacks.length > 0 ||
    plan.isOnThis ||
    plan.calledParameter >= 0
  );
}
