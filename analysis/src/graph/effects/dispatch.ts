/** Which functions a call may run, beyond what one name leads to: overridden methods, interfaces with several implementers. */
import type { TypeRef, Value } from '../../read/value.ts';
import { CallMap, type CallSite, callIndexOf, receiverOf } from '../call-index.ts';
import { wrappedInCallee } from '../makings.ts';
import type { ClassRef, Entity, FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { itemsOf, uniqueFunctions } from '../values.ts';

/** A function with the class that `this` is in it. */
export interface Target {
  readonly ref: FunctionRef;
  readonly self: ClassRef | null;
}

/** An interface with more implementers than this is a plug-in point: who is behind it is decided elsewhere. */
const MAX_IMPLEMENTERS = 12;

const built = new WeakMap<Program, Dispatcher>();

export function dispatcherOf(program: Program): Dispatcher {
  const known = built.get(program);
  if (known !== undefined) return known;
  const dispatcher = new Dispatcher(program);
  built.set(program, dispatcher);
  return dispatcher;
}

/** Kinds of values that may be more than one thing. */
const MAY_VARY = new Set<Value['kind']>(['name', 'member', 'call', 'either', 'parameter']);
const ONE_THING: readonly Choice[] = [];

/** One of several things that a call may run, with the receiver that it is a method of. */
export interface Choice {
  readonly called: Entity;
  readonly targets: readonly Target[];
}

export class Dispatcher {
  private readonly program: Program;
  private readonly choices = new CallMap<readonly Choice[]>();
  private implementers: Map<string, Map<string, FunctionRef[]>> | null = null;
  private extended: ReadonlySet<string> | null = null;

  constructor(program: Program) {
    this.program = program;
  }

  targetsOf(site: CallSite, self: ClassRef | null): Target[] {
    const { callee } = site.call;
    if (callee.kind === 'member' && callee.of.kind === 'this' && self !== null) {
      const own = this.method(self, callee.name);
      if (own !== null) return [{ ref: own, self }];
    }
    if (callee.kind === 'member') {
      const each = this.methodsOfItems(site, callee.name);
      if (each.length > 1) return each;
    }
    const choices = this.choicesOf(site);
    if (choices.length > 0) return choices.flatMap(({ targets }) => targets);
    const callees = this.program.callees(site.path, site.index);
    const inside = wrappedInCallee(this.program, site).map((ref): Target => ({ ref, self: null }));
    const instead = callees.flatMap((ref) => this.instead(ref));
    if (callees.length + inside.length > 0)
      return [...callees.map((ref) => ({ ref, self: this.selfOf(site, self) })), ...inside, ...instead];
    if (callee.kind !== 'member') return [];
    return this.throughInterface(site, callee.name).map((ref) => ({ ref, self: null }));
  }

  /** `(isNight ? guard : porter).open(gate)`: each thing that may be called, where the code says more than one; empty where it is one. */
  choicesOf(site: CallSite): readonly Choice[] {
    const known = this.choices.get(site.path, site.index);
    if (known !== undefined) return known;
    const found = this.findChoices(site);
    this.choices.set(site.path, site.index, found);
    return found;
  }

  private findChoices(site: CallSite): readonly Choice[] {
    const { callee, isOutside, kind } = site.call;
    const varying = callee.kind === 'member' ? callee.of : callee;
    if (isOutside || kind !== 'call' || !MAY_VARY.has(varying.kind)) return ONE_THING;
    const all = this.program.alternatives(site.path, varying);
    if (all.length < 2) return ONE_THING;
    return all.map((entity) =>
      callee.kind === 'member' ? this.choiceOf(entity, callee.name) : this.functionChosen(entity),
    );
  }

  private functionChosen(entity: Entity): Choice {
    const targets = entity.kind === 'function' ? [{ ref: entity, self: null }, ...this.instead(entity)] : [];
    return { called: entity, targets };
  }

  /** A method of one of the things that a receiver may be. */
  private choiceOf(receiver: Entity, name: string): Choice {
    const called = this.program.member(receiver, name);
    if (called.kind === 'function') {
      const self = this.program.classBehind(receiver);
      return { called, targets: [{ ref: called, self }, ...this.instead(called)] };
    }
    return { called, targets: this.behind(receiver, name).map((ref) => ({ ref, self: null })) };
  }

  private instead(ref: FunctionRef): Target[] {
    return this.overriding(ref).map((one) => ({ ref: one, self: null }));
  }

  /** `for (const one of all) one.work()` over a literal list: each item's own method. */
  private methodsOfItems(site: CallSite, name: string): Target[] {
    const receiver = receiverOf(site.call);
    const held =
      receiver?.kind === 'name' && receiver.binding >= 0
        ? this.program.file(site.path).bindings[receiver.binding]?.value
        : receiver;
    if (held?.kind !== 'element') return [];
    return itemsOf(this.program, site.path, held.of).flatMap((item): Target[] => {
      const entity = this.program.evaluate(item.path, item.value);
      if (entity.kind === 'instance') {
        const ref = this.method(entity, name);
        return ref === null ? [] : [{ ref, self: { path: entity.path, class: entity.class } }];
      }
      const member = this.program.member(entity, name);
      return member.kind === 'function'
        ? [{ ref: { path: member.path, function: member.function }, self: null }]
        : [];
    });
  }

  /** What `this` is in the called method: the receiver's class. */
  private selfOf(site: CallSite, self: ClassRef | null): ClassRef | null {
    const receiver = receiverOf(site.call);
    if (site.call.kind === 'new') {
      const made = this.program.called(site.path, site.index);
      return made.kind === 'class' ? { path: made.path, class: made.class } : null;
    }
    if (receiver === null) return site.call.callee.kind === 'super' ? self : null;
    if (receiver.kind === 'this' || receiver.kind === 'super') return self;
    return this.program.classBehind(this.program.receiver(site.path, site.index));
  }

  private method(self: ClassRef, name: string): FunctionRef | null {
    const found = this.program.findMember(self, name);
    const member = found === null ? undefined : this.program.classOf(found.owner).members[found.member];
    return found === null || member === undefined || member.kind !== 'method' || member.function < 0
      ? null
      : { path: found.owner.path, function: member.function };
  }

  private throughInterface(site: CallSite, name: string): FunctionRef[] {
    const receiver = receiverOf(site.call);
    return receiver === null ? [] : this.behind(this.program.receiver(site.path, site.index), name);
  }

  /** What implements a method of an interface or of an abstract class. */
  private behind(receiver: Entity, name: string): FunctionRef[] {
    const entity = this.keptIn(receiver);
    if (entity.kind === 'typed' && entity.type.kind === 'named')
      return this.implementationsOf(entity.path, entity.type, name);
    // An abstract class: its method has no body of its own.
    if (entity.kind === 'instance' && this.method(entity, name) === null)
      return this.implementations(`class ${entity.path}#${entity.class}`, name);
    return [];
  }

  /** What subclasses have instead of a method that is only there to be overridden: it calls nothing, but may throw an error. */
  private overriding(ref: FunctionRef): FunctionRef[] {
    const fact = this.program.functionOf(ref);
    if (fact.class < 0) return [];
    this.extended ??= this.extendedClasses();
    const key = `class ${ref.path}#${fact.class}`;
    if (!this.extended.has(key)) return [];
    const isStub = this.program
      .callsIn(ref)
      .every(({ call, index }) => call.isOutside || this.isError({ path: ref.path, index, call }));
    const name = fact.name.split('.').at(-1) ?? '';
    return isStub && name !== 'constructor' ? this.implementations(key, name) : [];
  }

  private isError({ path, index, call }: CallSite): boolean {
    if (call.kind !== 'new') return false;
    const made = this.program.called(path, index);
    if (made.kind !== 'class') return made.kind === 'external' && /(?:Error|Exception)$/.test(call.name);
    for (let at: ClassRef | null = made, steps = 0; at !== null && steps < 16; steps += 1) {
      const { extends: parent } = this.program.classOf(at);
      const entity: Entity | null = parent === null ? null : this.program.evaluate(at.path, parent);
      if (entity?.kind === 'external') return /Error|Exception/.test(entity.way.at(-1) ?? '');
      at = this.program.baseOf(at);
    }
    return false;
  }

  /** Classes and types of the tree that others extend or implement. */
  private extendedClasses(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const path of this.program.paths) {
      if (isTestPath(path)) continue;
      for (const [index, fact] of this.program.file(path).classes.entries()) {
        if (fact.extends !== null) for (const key of this.baseKeys({ path, class: index })) found.add(key);
        for (const type of fact.implements) for (const key of this.typeKey(path, type)) found.add(key);
      }
    }
    return found;
  }

  /** What `get` gives of a `Map<string, Job>`: a Job. Anything else is what it is. */
  private keptIn(entity: Entity): Entity {
    if (entity.kind !== 'external' || entity.way.length !== 4 || entity.way[0] !== 'Map') return entity;
    if (entity.way.join(' ') !== 'Map new() get ()') return entity;
    const kept = entity.typeArgs?.types[1];
    return entity.typeArgs && kept ? this.program.typed(entity.typeArgs.path, kept) : entity;
  }

  private implementationsOf(path: string, type: TypeRef, name: string): FunctionRef[] {
    return type.kind === 'named' ? this.implementations(`type ${path}#${type.name.split('.')[0]}`, name) : [];
  }

  private implementations(key: string, name: string): FunctionRef[] {
    this.implementers ??= this.collect();
    const found = this.implementers.get(key)?.get(name) ?? [];
    return found.length > MAX_IMPLEMENTERS ? [] : found;
  }

  private collect(): Map<string, Map<string, FunctionRef[]>> {
    const all = new Map<string, Map<string, FunctionRef[]>>();
    const add = (key: string, name: string, ref: FunctionRef): void => {
      const methods = all.get(key) ?? new Map<string, FunctionRef[]>();
      all.set(key, methods.set(name, uniqueFunctions([...(methods.get(name) ?? []), ref])));
    };
    for (const path of this.program.paths) {
      if (isTestPath(path)) continue;
      for (const [index, fact] of this.program.file(path).classes.entries()) {
        const keys = [
          ...fact.implements.flatMap((type) => this.typeKey(path, type)),
          ...this.baseKeys({ path, class: index }),
        ];
        for (const key of keys)
          for (const member of fact.members)
            if (member.function >= 0) add(key, member.name, { path, function: member.function });
      }
      for (const { value, type } of this.program.file(path).bindings) {
        if (value?.kind === 'object' && type !== null)
          for (const key of this.typeKey(path, type)) this.addObject(add, key, path, value);
      }
    }
    for (const site of callIndexOf(this.program).sites)
      if (!isTestPath(site.path)) this.typedArguments(site, add);
    return all;
  }

  /** `scheduler.schedule({ name, run })` with a parameter of type Job makes the object a Job. */
  private typedArguments(site: CallSite, add: (key: string, name: string, ref: FunctionRef) => void): void {
    if (!site.call.args.some((arg) => arg.kind === 'object')) return;
    for (const callee of this.program.callees(site.path, site.index)) {
      const { parameters } = this.program.functionOf(callee);
      for (const [position, arg] of site.call.args.entries()) {
        const type = parameters[position]?.type;
        if (arg.kind === 'object' && type)
          for (const key of this.typeKey(callee.path, type)) this.addObject(add, key, site.path, arg);
      }
    }
  }

  private addObject(
    add: (key: string, name: string, ref: FunctionRef) => void,
    key: string,
    path: string,
    value: Extract<Parameters<Program['evaluate']>[1], { kind: 'object' }>,
  ): void {
    for (const entry of value.entries) {
      const entity = this.program.evaluate(path, entry.value);
      if (entity.kind === 'function') add(key, entry.key, { path: entity.path, function: entity.function });
    }
  }

  private typeKey(path: string, type: TypeRef): string[] {
    const entity = this.program.typed(path, type);
    if (entity.kind === 'typed' && entity.type.kind === 'named')
      return [`type ${entity.path}#${entity.type.name.split('.')[0]}`];
    // `implements` may name a class too.
    return entity.kind === 'instance' ? [`class ${entity.path}#${entity.class}`] : [];
  }

  private baseKeys(ref: ClassRef): string[] {
    const keys: string[] = [];
    for (
      let at = this.program.baseOf(ref), steps = 0;
      at !== null && steps < 16;
      at = this.program.baseOf(at), steps += 1
    )
      keys.push(`class ${at.path}#${at.class}`);
    return keys;
  }
}
