/**
 * Follows calls from an entry point and writes down what happens, in order of first happening.
 *
 * Over-approximates: every branch is taken, every callback that is handed over is run. A function is entered once for each set of
 * callbacks it is given, so that `inTransaction(work)` shows the work between its own BEGIN and COMMIT.
 */

import type { Value } from '../../read/value.ts';
import { type CallSite, functionKey } from '../call-index.ts';
import type { ClassRef, FunctionRef, Program } from '../program.ts';
import { dispatcherOf, type Target } from './dispatch.ts';
import type { Happening } from './happening.ts';

export interface EffectTrail {
  readonly happenings: readonly Happening[];
  readonly modules: ReadonlySet<string>;
}

export interface EffectSources {
  happeningsAt(path: string, call: number): readonly Happening[];
  /** What runs in this process when an event is emitted. */
  listenersOf(event: string): readonly FunctionRef[];
  usesSession(ref: FunctionRef): boolean;
  /** Callbacks of such a call run later, on their own: listeners, jobs, routes. */
  isDeferred(path: string, call: number): boolean;
}

/** Beyond this an entry point reaches practically everything. */
const MAX_FUNCTIONS = 20_000;
/** The walk is recursive; real call chains stay below 100. */
const MAX_DEPTH = 400;

type Handed = ReadonlyMap<string, readonly FunctionRef[]>;

export class EffectWalk {
  private readonly program: Program;
  private readonly sources: EffectSources;
  private readonly happenings: Happening[] = [];
  private readonly modules = new Set<string>();
  private readonly entered = new Set<string>();
  private depth = 0;

  constructor(program: Program, sources: EffectSources) {
    this.program = program;
    this.sources = sources;
  }

  get trail(): EffectTrail {
    return { happenings: this.happenings, modules: this.modules };
  }

  /** Functions that were entered. */
  get reached(): ReadonlySet<string> {
    return new Set([...this.entered].map((key) => key.split('(')[0] ?? key));
  }

  function(ref: FunctionRef, handed: Handed = new Map(), signature = '', self: ClassRef | null = null): void {
    const key = functionKey(ref) + signature + this.selfKey(ref, self);
    if (this.entered.has(key) || this.entered.size > MAX_FUNCTIONS || this.depth > MAX_DEPTH) return;
    this.entered.add(key);
    this.modules.add(ref.path);
    if (this.sources.usesSession(ref)) this.happenings.push({ kind: 'session' });
    this.depth += 1;
    for (const { index, call } of this.program.callsIn(ref))
      this.call({ path: ref.path, index, call }, handed, self);
    this.depth -= 1;
  }

  call(site: CallSite, handed: Handed = new Map(), self: ClassRef | null = null): void {
    const { path, index } = site;
    for (const happening of this.sources.happeningsAt(path, index)) {
      this.happenings.push(happening);
      if (happening.kind === 'event')
        for (const listener of this.sources.listenersOf(happening.name)) this.function(listener);
    }
    if (this.sources.isDeferred(path, index)) return;
    const given = this.callbacksOf(site, handed);
    for (const target of dispatcherOf(this.program).targetsOf(site, self)) this.enter(target, given, handed);
    for (const ref of this.calledParameter(site, handed)) this.function(ref, handed);
    for (const { refs } of given) for (const ref of refs) this.function(ref, handed, '', self);
  }

  private enter(
    { ref, self }: Target,
    given: readonly { position: number; refs: readonly FunctionRef[] }[],
    handed: Handed,
  ): void {
    if (given.length === 0) {
      this.function(ref, handed, '', self);
      return;
    }
    const inner = new Map(handed);
    for (const { position, refs } of given) inner.set(`${functionKey(ref)}.${position}`, refs);
    this.function(ref, inner, `(${given.map(({ refs }) => refs.map(functionKey).join()).join(';')})`, self);
  }

  /** A method that a subclass inherits may run the subclass's own methods: each is entered for itself. */
  private selfKey(ref: FunctionRef, self: ClassRef | null): string {
    if (self === null) return '';
    const declaring = this.program.functionOf(ref).class;
    return self.path === ref.path && self.class === declaring ? '' : `(${self.path}#${self.class})`;
  }

  /** The callee is a parameter: what was handed over for it. */
  private calledParameter(site: CallSite, handed: Handed): readonly FunctionRef[] {
    if (handed.size === 0) return [];
    const parameter = parameterOf(this.program, site.path, site.call.callee);
    return parameter === null ? [] : (handed.get(`${site.path}#${parameter}`) ?? []);
  }

  /** Functions among the arguments, also inside option objects; a parameter that is passed on stands for what was handed over for it. */
  private callbacksOf(site: CallSite, handed: Handed): { position: number; refs: readonly FunctionRef[] }[] {
    const found = new Map<number, FunctionRef[]>();
    for (const { position, ref } of this.program.callbacks(site.path, site.index))
      found.set(position, [...(found.get(position) ?? []), ref]);
    for (const [position, arg] of site.call.args.entries()) {
      const parameter = handed.size === 0 ? null : parameterOf(this.program, site.path, arg);
      const passed = parameter === null ? undefined : handed.get(`${site.path}#${parameter}`);
      if (passed !== undefined) found.set(position, [...passed]);
      if (arg.kind !== 'object') continue;
      const inside = arg.entries.flatMap(({ value }) =>
        value.kind === 'function' ? [{ path: site.path, function: value.function }] : [],
      );
      if (inside.length > 0) found.set(position, inside);
    }
    return [...found].map(([position, refs]) => ({ position, refs }));
  }
}

/** `function.position` of the parameter that a value names, or null. */
function parameterOf(program: Program, path: string, value: Value): string | null {
  const own =
    value.kind === 'name' && value.binding >= 0 ? program.file(path).bindings[value.binding]?.value : value;
  return own?.kind === 'parameter' ? `${own.function}.${own.position}` : null;
}
