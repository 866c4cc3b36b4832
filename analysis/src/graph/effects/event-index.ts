/** Events by name: who emits them, who listens, and what runs when one is emitted in this process. */
import type { Value } from '../../read/value.ts';
import { CallMap, type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import type { Place } from '../facts.ts';
import type { ClassRef, Entity, FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { functionsIn, uniqueFunctions } from '../values.ts';
import { isPlatformEvent } from './platform-events.ts';

export interface EventEntry {
  readonly name: string;
  readonly emitters: Place[];
  readonly listeners: Place[];
  handlers: FunctionRef[];
}

export interface Listening {
  readonly name: string;
  readonly site: CallSite;
  readonly handlers: readonly FunctionRef[];
}

export interface EventIndex {
  readonly events: ReadonlyMap<string, EventEntry>;
  /** One for each place that listens by a call. */
  readonly listenings: readonly Listening[];
  /** Events that a call emits. */
  emittedAt(path: string, call: number): readonly string[];
  isListening(path: string, call: number): boolean;
}

const EMIT = new Set([
  'emit',
  'emitAsync',
  'emitSerial',
  'publish',
  'publishAll',
  'dispatch',
  'dispatchEvent',
  'trigger',
  'fire',
  'raise',
  'fireHook',
  'runHook',
  'callHook',
  'applyFilters',
  'doAction',
]);
const LISTEN = new Set([
  'on',
  'once',
  'addListener',
  'prependListener',
  'prependOnceListener',
  'subscribe',
  'addEventListener',
  'onAny',
  'many',
  'listen',
]);
/** Words of hook registries: listening only where somebody emits the same name, and with a function to run. */
const HOOKS = new Set([
  'register',
  'tap',
  'tapAsync',
  'tapPromise',
  'hook',
  'addHook',
  'addAction',
  'addFilter',
]);
/** Emitters that come from packages. */
const EMITTER_PACKAGES = new Set([
  'events',
  'node:events',
  'eventemitter2',
  'eventemitter3',
  '@nestjs/event-emitter',
  'mitt',
  'emittery',
  'nanoevents',
  'tiny-emitter',
  'tiny-typed-emitter',
  'typed-emitter',
  'strict-event-emitter-types',
  'rxjs',
  '@nestjs/cqrs',
]);
const NO_NAMES: readonly string[] = [];

const built = new WeakMap<Program, EventIndex>();

export function eventIndexOf(program: Program): EventIndex {
  const known = built.get(program);
  if (known !== undefined) return known;
  const index = new EventIndexBuilder(program).build();
  built.set(program, index);
  return index;
}

interface Candidate {
  readonly site: CallSite;
  readonly names: readonly string[];
  readonly isEmit: boolean;
  /** True where the receiver is known to be an emitter; else names must meet on both sides. */
  readonly isSure: boolean;
}

class EventIndexBuilder {
  private readonly program: Program;
  private readonly events = new Map<string, EventEntry>();
  private readonly listenings: Listening[] = [];
  private readonly emitted = new CallMap<readonly string[]>();
  private readonly listening = new CallMap<true>();
  private readonly busClasses = new Map<string, boolean>();

  constructor(program: Program) {
    this.program = program;
  }

  build(): EventIndex {
    const candidates: Candidate[] = [];
    for (const site of callIndexOf(this.program).named(new Set([...EMIT, ...LISTEN, ...HOOKS]))) {
      const candidate = this.candidate(site);
      if (candidate !== null) candidates.push(candidate);
    }
    const emittedNames = new Set(candidates.filter(({ isEmit }) => isEmit).flatMap(({ names }) => names));
    const heardNames = new Set(candidates.filter(({ isEmit }) => !isEmit).flatMap(({ names }) => names));
    for (const candidate of candidates) {
      const names = candidate.names.filter(
        (name) => candidate.isSure || (emittedNames.has(name) && heardNames.has(name)),
      );
      if (names.length > 0) this.accept(candidate, names);
    }
    this.decoratedListeners();
    return {
      events: this.events,
      listenings: this.listenings,
      emittedAt: (path, call) => this.emitted.get(path, call) ?? NO_NAMES,
      isListening: (path, call) => this.listening.get(path, call) === true,
    };
  }

  private candidate(site: CallSite): Candidate | null {
    const method = calledName(site.call);
    const isEmit = EMIT.has(method);
    const isHook = HOOKS.has(method) && site.call.args.length > 1;
    if (!isEmit && !LISTEN.has(method) && !isHook) return null;
    const receiver = receiverOf(site.call);
    const [first] = site.call.args;
    if (receiver === null) return null;
    const names = this.eventNames(site, receiver, first, isEmit);
    if (names.length === 0) return null;
    const kind = this.receiverKind(site.path, receiver, site.call.callee);
    if (kind === 'other') return null;
    if (isHook && functionsIn(this.program, site.path, site.call.args.at(-1) as Value).length === 0)
      return null;
    const isSure = kind === 'emitter' && !isHook;
    const told = names.flatMap((name) =>
      isPlatformEvent(name) ? (isSure ? [this.ownName(site.path, receiver, name)] : []) : [name],
    );
    return told.length === 0 ? null : { site, names: told, isEmit, isSure };
  }

  /** `error` of one emitter is not `error` of another: what every emitter has is told apart by its class. */
  private ownName(path: string, receiver: Value, name: string): string {
    const entity = this.program.evaluate(path, receiver);
    if (entity.kind !== 'instance') return name;
    let root: ClassRef = entity;
    const above = new Set([root.path + root.class]);
    for (let base = this.program.baseOf(root); base !== null; base = this.program.baseOf(root)) {
      if (above.has(base.path + base.class)) break;
      above.add(base.path + base.class);
      root = base;
    }
    const { name: className } = this.program.classOf(root);
    return className === '' ? name : `${className}.${name}`;
  }

  /** Literal names; the class of a published instance; the class that `bus.ofType(X).subscribe(…)` waits for. */
  private eventNames(site: CallSite, receiver: Value, first: Value | undefined, isEmit: boolean): string[] {
    if (!isEmit && receiver.kind === 'call') {
      const inner = this.program.file(site.path).calls[receiver.call];
      const [type] = inner?.args ?? [];
      if (inner !== undefined && type !== undefined && calledName(inner) === 'ofType')
        return this.classNames(site.path, type);
    }
    if (first === undefined) return [];
    const texts = this.program.strings(site.path, first).filter((text) => text !== '' && text.length < 120);
    if (texts.length > 0) return [...texts];
    return isEmit ? this.instanceNames(site.path, first) : this.classNames(site.path, first);
  }

  private instanceNames(path: string, value: Value): string[] {
    const entity = this.program.evaluate(path, value);
    return entity.kind === 'instance'
      ? [this.program.classOf(entity).name].filter((name) => name !== '')
      : [];
  }

  private classNames(path: string, value: Value): string[] {
    const of = value.kind === 'member' && value.name === 'name' ? value.of : value;
    const entity = this.program.evaluate(path, of);
    return entity.kind === 'class' ? [this.program.classOf(entity).name].filter((name) => name !== '') : [];
  }

  private receiverKind(path: string, receiver: Value, callee: Value): 'emitter' | 'perhaps' | 'other' {
    const entity = this.program.evaluate(path, receiver);
    switch (entity.kind) {
      case 'instance':
        return this.isBusClass(entity) ? 'emitter' : 'perhaps';
      case 'external':
        return this.outsideKind(entity);
      case 'module':
      case 'value':
        return this.program.evaluate(path, callee).kind === 'function' ? 'perhaps' : 'other';
      default:
        return 'perhaps';
    }
  }

  private outsideKind(entity: Extract<Entity, { kind: 'external' }>): 'emitter' | 'other' {
    if (entity.package === 'global') return entity.way[0] === 'EventTarget' ? 'emitter' : 'other';
    return EMITTER_PACKAGES.has(entity.package) ? 'emitter' : 'other';
  }

  /** A class with both halves of a bus, or one that extends an emitter. */
  private isBusClass(ref: ClassRef): boolean {
    const key = `${ref.path}#${ref.class}`;
    const known = this.busClasses.get(key);
    if (known !== undefined) return known;
    this.busClasses.set(key, false);
    const has = (names: ReadonlySet<string>): boolean =>
      [...names].some((name) => this.program.findMember(ref, name) !== null);
    const isBus = (has(EMIT) && has(LISTEN)) || this.extendsEmitter(ref);
    this.busClasses.set(key, isBus);
    return isBus;
  }

  private extendsEmitter(ref: ClassRef): boolean {
    const base = this.program.baseOf(ref);
    if (base !== null) return this.isBusClass(base);
    const { extends: parent } = this.program.classOf(ref);
    const entity = parent === null ? null : this.program.evaluate(ref.path, parent);
    return entity?.kind === 'external' && EMITTER_PACKAGES.has(entity.package);
  }

  private accept({ site, isEmit }: Candidate, names: readonly string[]): void {
    const place = { path: site.path, line: site.call.line };
    if (isEmit) {
      this.emitted.set(site.path, site.index, [...names]);
      for (const name of names) this.entry(name).emitters.push(place);
      return;
    }
    this.listening.set(site.path, site.index, true);
    const handlers = uniqueFunctions(
      site.call.args
        .slice(site.call.callee.kind === 'member' && site.call.args.length === 1 ? 0 : 1)
        .flatMap((arg) => functionsIn(this.program, site.path, arg)),
    );
    for (const name of names) this.listen(name, place, handlers);
    for (const name of names) this.listenings.push({ name, site, handlers });
  }

  private listen(name: string, place: Place, handlers: readonly FunctionRef[]): void {
    const entry = this.entry(name);
    entry.listeners.push(place);
    entry.handlers = uniqueFunctions([...entry.handlers, ...handlers]);
  }

  /** `@OnEvent('order.placed')` on methods, `@EventsHandler(OrderPlaced)` on classes with `handle`. */
  private decoratedListeners(): void {
    for (const path of this.program.paths) {
      if (isTestPath(path)) continue;
      for (const fact of this.program.file(path).classes) {
        for (const { name, args } of fact.decorators) {
          if (name !== 'EventsHandler') continue;
          const handle = fact.members.find((member) => member.name === 'handle');
          const refs =
            handle === undefined || handle.function < 0 ? [] : [{ path, function: handle.function }];
          for (const event of args.flatMap((arg) => this.classNames(path, arg)))
            this.listen(event, { path, line: handle?.line ?? fact.line }, refs);
        }
        for (const member of fact.members) {
          for (const { name, args, line } of member.decorators) {
            const [first] = args;
            if ((name !== 'OnEvent' && name !== 'OnEvents') || first === undefined || member.function < 0)
              continue;
            for (const event of this.program.strings(path, first))
              this.listen(event, { path, line }, [{ path, function: member.function }]);
          }
        }
      }
    }
  }

  private entry(name: string): EventEntry {
    const known = this.events.get(name);
    if (known !== undefined) return known;
    const entry: EventEntry = { name, emitters: [], listeners: [], handlers: [] };
    this.events.set(name, entry);
    return entry;
  }
}
