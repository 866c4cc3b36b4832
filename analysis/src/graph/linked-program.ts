/** The one implementation of `Program`: evaluates names, members, calls and types over the facts of all files. */
import type {
  CallFact,
  ClassFact,
  FileFacts,
  FunctionFact,
  MemberFact,
  ParameterFact,
} from '../read/file-facts.ts';
import type { KnownFacts } from '../read/packed/unpack-facts.ts';
import type { TypeRef, Value } from '../read/value.ts';
import { type Caller, Callers } from './callers.ts';
import { FileIndex } from './file-index.ts';
import { type Callback, FileMemo } from './file-memo.ts';
import { foldText, stringsOf } from './folding.ts';
import type { ImportResolver, Resolution } from './import-resolver.ts';
import { asksContainer, soundsLikeAsking } from './names/containers.ts';
import { type Extension, objectKey } from './names/extensions.ts';
import { isInject } from './names/name-edges.ts';
import { tokenOf } from './names/registrations.ts';
import type { ClassRef, Entity, FoldedText, FunctionRef, Program } from './program.ts';
import { isTestPath } from './test-paths.ts';

/** Chains of names, members and calls longer than this are cut: real ones stay below 20. */
const maxDepth = 60;
/** Steps of an outside way that still tell something. */
const maxWay = 24;

const nothing: readonly never[] = [];
const unknown = (because: string): Entity => ({ kind: 'unknown', because });

/** Generic types of the language that stand for their first argument. */
const transparentTypes = new Set([
  'Promise',
  'PromiseLike',
  'Awaited',
  'Readonly',
  'Partial',
  'Required',
  'NonNullable',
  'Pick',
  'Omit',
  'DeepPartial',
]);
/** Methods that hand each element of their receiver to a callback. */
const elementMethods = new Set([
  'forEach',
  'map',
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
  'flatMap',
  'findLast',
]);
export class LinkedProgram implements Program {
  readonly paths: readonly string[];
  readonly documents: ReadonlyMap<string, string>;
  readonly resolver: ImportResolver;
  /** What containers know by token (see `names/registrations.ts`); filled before linkers run. */
  readonly registrations = new Map<string, Entity>();
  /** Members that other files add to an object, by `objectKey` and name; filled before linkers run. */
  #extensions: ReadonlyMap<string, Extension> = new Map();
  /** Functions that a container calls: constructors and factories that are registered. */
  readonly #madeByContainer = new Map<string, Set<number>>();
  readonly #files: ReadonlyMap<string, FileIndex>;
  #implementers: Map<string, ClassRef[]> | null = null;
  #callers: Callers | null = null;
  #depth = 0;

  constructor(
    files: ReadonlyMap<string, KnownFacts>,
    documents: ReadonlyMap<string, string>,
    resolver: ImportResolver,
  ) {
    this.paths = [...files.keys()].sort();
    this.documents = documents;
    this.resolver = resolver;
    this.#files = new Map(this.paths.map((path) => [path, new FileIndex(files.get(path) as KnownFacts)]));
  }

  /** Finds every function's callers, so that parameters can be followed to what they are given. Forgets answers made without. */
  indexCallers(): void {
    const callers = new Callers();
    for (const path of this.paths) {
      for (const [call, { isOutside }] of this.file(path).calls.entries()) {
        if (!isOutside) for (const ref of this.callees(path, call)) callers.add(ref, { path, call });
      }
    }
    this.forget();
    this.#callers = callers;
  }

  /** Drops remembered answers, after what they rest on (callers, registrations) has grown. */
  forget(): void {
    for (const index of this.#files.values()) index.memo = new FileMemo();
  }

  /** Members added by other files; known after callers are. */
  extend(extensions: ReadonlyMap<string, Extension>): void {
    this.#extensions = extensions;
    this.forget();
  }

  /** Functions of a file whose arguments a container supplies. */
  madeByContainer(path: string): ReadonlySet<number> {
    if (this.#madeByContainer.size === 0) {
      for (const entity of this.registrations.values()) {
        const refs =
          entity.kind === 'function'
            ? [entity]
            : entity.kind === 'instance'
              ? this.#constructorOf(entity)
              : [];
        for (const ref of refs) {
          const known = this.#madeByContainer.get(ref.path);
          if (known === undefined) this.#madeByContainer.set(ref.path, new Set([ref.function]));
          else known.add(ref.function);
        }
      }
    }
    return this.#madeByContainer.get(path) ?? new Set();
  }

  index(path: string): FileIndex {
    const found = this.#files.get(path);
    if (found === undefined) throw new RangeError(`no file ${path}`);
    return found;
  }

  file(path: string): FileFacts {
    return this.index(path).facts;
  }

  mentions(path: string, text: string): boolean {
    return this.index(path).facts.mentions(text);
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  functionOf(ref: FunctionRef): FunctionFact {
    return at(this.file(ref.path).functions, ref.function);
  }

  classOf(ref: ClassRef): ClassFact {
    return at(this.file(ref.path).classes, ref.class);
  }

  nameOf(ref: FunctionRef): string {
    const { functions } = this.file(ref.path);
    for (let index = ref.function; index > 0; index = at(functions, index).parent) {
      const { name } = at(functions, index);
      if (name !== '') return name;
    }
    return '';
  }

  resolveImport(path: string, specifier: string): Resolution {
    return this.resolver.resolve(path, specifier);
  }

  exported(path: string, name: string): Entity {
    const { exported } = this.index(path).memo;
    const known = exported.get(name);
    if (known !== undefined) return known;
    exported.set(name, unknown('circular exports'));
    const found = this.#findExport(path, name) ?? unknown(`${path} exports no ${name}`);
    exported.set(name, found);
    return found;
  }

  #findExport(path: string, name: string): Entity | null {
    const index = this.index(path);
    if (name === '*') return { kind: 'module', path };
    const own = index.exportOf(name);
    if (own?.kind === 'local') return this.evaluate(path, own.value);
    if (own?.kind === 'from') return this.#imported(path, own.specifier, own.imported);
    const whole = index.exportOf('export=');
    if (whole?.kind === 'local') {
      const entity = this.evaluate(path, whole.value);
      if (name === 'default' || name === 'export=') return entity;
      const found = this.member(entity, name);
      return found.kind === 'unknown' ? null : found;
    }
    for (const one of index.facts.exports) {
      if (one.kind !== 'all' || name === 'default') continue;
      const resolved = this.resolveImport(path, one.specifier);
      if (resolved.kind !== 'file') continue;
      const found = this.exported(resolved.path, name);
      if (found.kind !== 'unknown') return found;
    }
    // `import x from './commonjs'` and `import x = require()` mean the module as a whole.
    const isCommonJs = name === 'default' || name === 'export=';
    return isCommonJs && index.facts.exports.length > 0 ? { kind: 'module', path } : null;
  }

  #imported(path: string, specifier: string, name: string): Entity {
    const resolved = this.resolveImport(path, specifier);
    switch (resolved.kind) {
      case 'file':
        return name === '*' ? this.#module(resolved.path) : this.exported(resolved.path, name);
      case 'package': {
        const way = name === '*' || name === 'default' || name === 'export=' ? [] : [name];
        return { kind: 'external', package: resolved.name, way, call: null, typeArgs: null };
      }
      default:
        return unknown(resolved.kind === 'asset' ? 'no source file' : resolved.because);
    }
  }

  /** A module as `require` gives it: what was assigned to `module.exports`, or the module's names. */
  #module(path: string): Entity {
    const whole = this.index(path).exportOf('export=');
    if (whole?.kind !== 'local') return { kind: 'module', path };
    const entity = this.exported(path, 'export=');
    return entity.kind === 'unknown' || entity.kind === 'value' ? { kind: 'module', path } : entity;
  }

  evaluate(path: string, value: Value): Entity {
    if (this.#depth > maxDepth) return unknown('chain too long');
    this.#depth += 1;
    try {
      return this.#evaluate(path, value);
    } finally {
      this.#depth -= 1;
    }
  }

  #evaluate(path: string, value: Value): Entity {
    switch (value.kind) {
      case 'name':
        return value.binding < 0 ? this.#global(path, value.name) : this.#binding(path, value.binding);
      case 'this':
        return value.class < 0
          ? unknown('this outside of a class')
          : { kind: 'instance', path, class: value.class };
      case 'super': {
        const base = value.class < 0 ? null : this.baseOf({ path, class: value.class });
        return base === null ? unknown('no base class in the tree') : { kind: 'instance', ...base };
      }
      case 'member':
        return this.#memberValue(path, value);
      case 'index':
        return this.#elementOf(this.evaluate(path, value.of));
      case 'element':
        return this.#elementOf(this.evaluate(path, value.of));
      case 'parameter':
        return this.#parameter({ path, function: value.function }, value.position);
      case 'call':
        return this.result(path, value.call);
      case 'function':
        return { kind: 'function', path, function: value.function };
      case 'class':
        return { kind: 'class', path, class: value.class };
      case 'module':
        return this.#imported(path, value.specifier, '*');
      case 'either':
        return this.#firstKnown(value.options.map((option) => () => this.evaluate(path, option)));
      case 'spread':
        return this.evaluate(path, value.of);
      case 'other':
        return unknown(value.syntax);
      default:
        return { kind: 'value', path, value, binding: -1 };
    }
  }

  #firstKnown(attempts: readonly (() => Entity)[]): Entity {
    let last: Entity = unknown('nothing known');
    for (const attempt of attempts) {
      const found = attempt();
      if (found.kind !== 'unknown') {
        // A parameter may still turn out to be something by the other branch: `options.db ?? defaultDb`.
        if (found.kind !== 'parameter') return found;
        last = found;
      }
    }
    return last;
  }

  #global(path: string, name: string): Entity {
    if (name === 'exports') return { kind: 'module', path };
    return { kind: 'external', package: 'global', way: [name], call: null, typeArgs: null };
  }

  #binding(path: string, index: number): Entity {
    const known = this.index(path).memo.bindings;
    const remembered = known[index];
    if (remembered !== undefined) return remembered;
    known[index] = unknown('defined by itself');
    const found = this.#findBinding(path, index);
    known[index] = found;
    return found;
  }

  #findBinding(path: string, index: number): Entity {
    const binding = at(this.file(path).bindings, index);
    switch (binding.kind) {
      case 'import':
        return this.#imported(path, binding.specifier, binding.imported);
      case 'type':
        return { kind: 'typed', path, type: { kind: 'named', name: binding.name, binding: index, args: [] } };
      case 'enum':
        return { kind: 'enum', path, enum: this.index(path).enumNamed(binding.name) };
      case 'function':
      case 'class':
        return binding.value === null ? unknown('declared elsewhere') : this.evaluate(path, binding.value);
      default: {
        const attempts: (() => Entity)[] = [];
        const { value, type } = binding;
        if (value !== null) attempts.push(() => withBinding(this.evaluate(path, value), index));
        if (type !== null) attempts.push(() => this.typed(path, type));
        if (value === null || binding.kind === 'let' || binding.kind === 'var') {
          for (const one of this.index(path).assignedTo(`b${index}`)) {
            attempts.push(() => withBinding(this.evaluate(path, one.value), index));
          }
        }
        return this.#firstKnown(attempts);
      }
    }
  }

  #memberValue(path: string, value: Extract<Value, { kind: 'member' }>): Entity {
    const { of, name } = value;
    if (of.kind === 'name' && of.name === 'module' && of.binding < 0 && name === 'exports')
      return this.#module(path);
    const holder = this.evaluate(path, of);
    return this.member(holder, name);
  }

  member(entity: Entity, name: string): Entity {
    // Objects may be spread into themselves over detours.
    if (this.#depth > maxDepth) return unknown('chain too long');
    this.#depth += 1;
    try {
      return this.#member(entity, name);
    } finally {
      this.#depth -= 1;
    }
  }

  #member(entity: Entity, name: string): Entity {
    const found = this.#ownMember(entity, name);
    if (found.kind !== 'unknown' || this.#extensions.size === 0) return found;
    const key = objectKey(entity);
    const added = key === null ? undefined : this.#extensions.get(`${key} ${name}`);
    return added === undefined ? found : this.evaluate(added.path, added.value);
  }

  #ownMember(entity: Entity, name: string): Entity {
    switch (entity.kind) {
      case 'module':
        return this.exported(entity.path, name);
      case 'external':
        if (entity.way.length >= maxWay) return entity;
        return name === 'default' && entity.way.length === 0
          ? entity
          : { ...entity, way: [...entity.way, name] };
      case 'class':
        return this.#classMember(entity, name, true);
      case 'instance':
        return this.#classMember(entity, name, false);
      case 'value':
        return this.#valueMember(entity, name);
      case 'enum':
        return this.#enumMember(entity, name);
      case 'function':
        return this.#functionMember(entity, name);
      case 'made':
        return this.#madeMember(entity, name);
      case 'typed':
        return this.#typedMember(entity.path, entity.type, name);
      case 'parameter':
        return this.#injected(entity, name);
      default:
        return entity;
    }
  }

  /** A key of the object that a container hands to constructors and factories: `({ cartService }) => …`. */
  #injected(entity: Extract<Entity, { kind: 'parameter' }>, name: string): Entity {
    const isInjected = entity.position === 0 && this.madeByContainer(entity.path).has(entity.function);
    const registered = isInjected ? this.registrations.get(`name ${name}`) : undefined;
    return registered ?? unknown(`member ${name} of a parameter`);
  }

  #classMember(ref: ClassRef, name: string, isStatic: boolean): Entity {
    const known = this.index(ref.path).memo.membersOf(ref.class, isStatic);
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    const found = this.#findClassMember(ref, name, isStatic);
    known.set(name, found);
    return found;
  }

  #findClassMember(ref: ClassRef, name: string, isStatic: boolean): Entity {
    if (isStatic && name === 'prototype') return { kind: 'instance', ...ref };
    const found = this.findMember(ref, name, isStatic);
    if (found === null) return this.#undeclaredMember(ref, name);
    const { path } = found.owner;
    const member = at(this.classOf(found.owner).members, found.member);
    if (member.kind === 'method') return { kind: 'function', path, function: member.function };
    if (member.kind === 'getter' && member.type === null)
      return this.#returned({ path, function: member.function });
    return this.#propertyOf(found.owner, member);
  }

  #propertyOf(owner: ClassRef, member: MemberFact): Entity {
    const { path } = owner;
    const { value, type, name, decorators } = member;
    const attempts: (() => Entity)[] = [];
    const asked = decorators.find(isInject)?.args[0];
    if (asked !== undefined) attempts.push(() => this.#registered(path, asked) ?? unknown('not registered'));
    if (value !== null) attempts.push(() => this.evaluate(path, value));
    if (type !== null) attempts.push(() => this.typed(path, type));
    for (const one of this.index(path).assignedTo(`c${owner.class}.${name}`)) {
      attempts.push(() => this.evaluate(path, one.value));
    }
    return this.#firstKnown(attempts);
  }

  /** Parameter properties, and members that a constructor assigns without declaring them (plain JavaScript). */
  #undeclaredMember(ref: ClassRef, name: string): Entity {
    const injected = this.#parameterProperty(ref, name);
    if (injected !== null) return injected;
    for (const one of this.index(ref.path).assignedTo(`c${ref.class}.${name}`)) {
      const found = this.evaluate(ref.path, one.value);
      if (found.kind !== 'unknown') return found;
    }
    const base = this.baseOf(ref);
    if (base !== null) return this.#undeclaredMember(base, name);
    const outside = this.#outsideBase(ref);
    return outside === null
      ? unknown(`${this.classOf(ref).name} has no member ${name}`)
      : this.member(outside, name);
  }

  /** What `constructor(private orders: Orders)` received under a name. */
  #parameterProperty(ref: ClassRef, name: string): Entity | null {
    const declared = this.classOf(ref).members.find((member) => member.kind === 'constructor');
    if (declared === undefined || declared.function < 0) return null;
    const made = { path: ref.path, function: declared.function };
    const position = this.functionOf(made).parameters.findIndex((one) => one.isMember && one.name === name);
    return position < 0 ? null : this.#parameter(made, position);
  }

  findMember(ref: ClassRef, name: string, isStatic = false): { owner: ClassRef; member: number } | null {
    let owner: ClassRef | null = ref;
    for (let steps = 0; owner !== null && steps < maxDepth; steps += 1) {
      const { members } = this.classOf(owner);
      const member = members.findIndex((one) => one.name === name && one.isStatic === isStatic);
      if (member >= 0) return { owner, member };
      owner = this.baseOf(owner);
    }
    return null;
  }

  /** The class of the tree that a class extends. */
  baseOf(ref: ClassRef): ClassRef | null {
    const { extends: base } = this.classOf(ref);
    if (base === null) return null;
    const entity = this.evaluate(ref.path, base);
    const isItself = entity.kind === 'class' && entity.path === ref.path && entity.class === ref.class;
    return entity.kind === 'class' && !isItself ? { path: entity.path, class: entity.class } : null;
  }

  /** An instance of the outside class at the end of the chain of bases. */
  #outsideBase(ref: ClassRef): Entity | null {
    const { extends: base, extendsArgs } = this.classOf(ref);
    if (base === null) return null;
    const entity = this.evaluate(ref.path, base);
    if (entity.kind !== 'external') return null;
    const typeArgs = extendsArgs.length > 0 ? { path: ref.path, types: extendsArgs } : entity.typeArgs;
    return { ...entity, way: [...entity.way, 'new()'], typeArgs };
  }

  #valueMember(entity: Extract<Entity, { kind: 'value' }>, name: string): Entity {
    const { path, value, binding } = entity;
    if (binding >= 0) {
      for (const one of this.index(path).assignedTo(`b${binding}.${name}`)) {
        const found = this.evaluate(path, one.value);
        if (found.kind !== 'unknown') return found;
      }
    }
    if (value.kind === 'object') {
      const entry = value.entries.findLast((one) => one.key === name);
      if (entry !== undefined) return this.evaluate(path, entry.value);
      return this.#firstKnown(
        value.spreads.map((spread) => () => this.member(this.evaluate(path, spread), name)),
      );
    }
    if (value.kind === 'array' && /^\d+$/.test(name)) {
      const item = value.items[Number(name)];
      if (item !== undefined && item.kind !== 'spread') return this.evaluate(path, item);
    }
    return unknown(`member ${name} of a literal`);
  }

  #enumMember(entity: Extract<Entity, { kind: 'enum' }>, name: string): Entity {
    const member = this.file(entity.path).enums[entity.enum]?.members.find((one) => one.name === name);
    if (member === undefined || member.value === null) return unknown(`enum member ${name}`);
    return this.evaluate(entity.path, member.value);
  }

  #functionMember(ref: FunctionRef, name: string): Entity {
    if (name === 'call' || name === 'apply' || name === 'bind') return { kind: 'function', ...ref };
    return this.#assignedMember(ref, `b${this.index(ref.path).bindingOfFunction(ref.function)}.${name}`);
  }

  /** `X.prototype.name = …` for what `new X()` made. */
  #madeMember(ref: FunctionRef, name: string): Entity {
    return this.#assignedMember(ref, `p${this.index(ref.path).bindingOfFunction(ref.function)}.${name}`);
  }

  #assignedMember(ref: FunctionRef, key: string): Entity {
    for (const one of this.index(ref.path).assignedTo(key)) {
      const found = this.evaluate(ref.path, one.value);
      if (found.kind !== 'unknown') return found;
    }
    return unknown('member of a function');
  }

  #elementOf(entity: Entity): Entity {
    switch (entity.kind) {
      case 'value':
        if (entity.value.kind === 'array') {
          const { path } = entity;
          return this.#firstKnown(entity.value.items.map((item) => () => this.evaluate(path, item)));
        }
        if (entity.value.kind === 'object') {
          const { path } = entity;
          return this.#firstKnown(entity.value.entries.map((one) => () => this.evaluate(path, one.value)));
        }
        return unknown('element of a literal');
      case 'typed':
        return entity.type.kind === 'array' ? this.typed(entity.path, entity.type.of) : unknown('element');
      case 'external': {
        const element = entity.typeArgs?.types.at(-1);
        if (entity.typeArgs !== null && element !== undefined)
          return this.typed(entity.typeArgs.path, element);
        return { ...entity, way: [...entity.way, '[]'] };
      }
      default:
        return unknown('element');
    }
  }

  #parameter(ref: FunctionRef, position: number): Entity {
    const parameter = this.functionOf(ref).parameters[position];
    const own: Entity = { kind: 'parameter', ...ref, position };
    const injected = parameter === undefined ? null : this.#byToken(ref, parameter);
    if (injected !== null) return injected;
    const type = parameter?.type ?? null;
    if (type !== null) {
      const typed = this.typed(ref.path, type);
      if (typed.kind !== 'unknown') return typed;
    }
    const handed = this.#handedTo(ref, position);
    if (handed !== null) return handed;
    return this.#givenByCallers(ref, position) ?? own;
  }

  /** `@Inject(TOKEN) orders: Orders`, or a parameter named like a registration of the container that makes this. */
  #byToken(ref: FunctionRef, parameter: ParameterFact): Entity | null {
    if (this.registrations.size === 0) return null;
    const asked = parameter.decorators.find(isInject)?.args[0];
    if (asked !== undefined) return this.#registered(ref.path, asked);
    if (parameter.type !== null || !this.madeByContainer(ref.path).has(ref.function)) return null;
    return this.registrations.get(`name ${parameter.name}`) ?? null;
  }

  #registered(path: string, asked: Value): Entity | null {
    const token = this.registrations.size === 0 ? null : tokenOf(this, path, asked);
    return token === null ? null : (this.registrations.get(token) ?? null);
  }

  /** What a callback receives where the receiving function is known: `promise.then(x => …)`, `list.forEach(x => …)`. */
  #handedTo(ref: FunctionRef, position: number): Entity | null {
    const over = this.index(ref.path).handedOver(ref.function);
    if (over === undefined) return null;
    const { callee } = at(this.file(ref.path).calls, over.call);
    if (callee.kind === 'member' && position === 0 && over.position === 0) {
      if (callee.name === 'then') return known(this.evaluate(ref.path, callee.of));
      if (elementMethods.has(callee.name)) return known(this.#elementOf(this.evaluate(ref.path, callee.of)));
    }
    for (const receiver of this.callees(ref.path, over.call)) {
      const passed = this.#passedOn(receiver, over.position, position);
      if (passed !== null) return passed;
    }
    return null;
  }

  /** What a function of the tree passes to a callback that it received: `work(new Session())`. */
  #passedOn(receiver: FunctionRef, callback: number, position: number): Entity | null {
    const index = this.index(receiver.path);
    for (const { call } of index.callsBelow(receiver.function)) {
      const { callee } = call;
      const held =
        callee.kind === 'name' && callee.binding >= 0 ? index.facts.bindings[callee.binding]?.value : null;
      if (held?.kind !== 'parameter' || held.function !== receiver.function || held.position !== callback)
        continue;
      const arg = call.args[position];
      const entity = arg === undefined ? null : known(this.evaluate(receiver.path, arg));
      if (entity !== null) return entity;
    }
    return null;
  }

  /** The one thing that all callers give; null when they differ or none is known. */
  #givenByCallers(ref: FunctionRef, position: number): Entity | null {
    const callers = this.#callers?.of(ref);
    if (callers === undefined || callers.length > 50) return null;
    let given: Entity | null = null;
    for (const { path, call } of callers) {
      const arg = at(this.file(path).calls, call).args[position];
      const entity = arg === undefined ? null : known(this.evaluate(path, arg));
      if (entity === null) continue;
      if (given !== null && !isSame(given, entity)) return null;
      given = entity;
    }
    return given;
  }

  result(path: string, call: number): Entity {
    const remembered = this.index(path).memo.results;
    const knownResult = remembered[call];
    if (knownResult !== undefined) return knownResult;
    remembered[call] = unknown('defined by itself');
    const found = this.#findResult(path, at(this.file(path).calls, call), call);
    remembered[call] = found;
    return found;
  }

  #findResult(path: string, call: CallFact, index: number): Entity {
    const { callee, args } = call;
    if (callee.kind === 'member' && callee.name === 'bind') return this.evaluate(path, callee.of);
    const entity = this.evaluate(path, callee);
    switch (entity.kind) {
      case 'class':
        return call.kind === 'new'
          ? { kind: 'instance', path: entity.path, class: entity.class }
          : unknown('class called');
      case 'function':
        if (call.kind === 'new') return { ...entity, kind: 'made' };
        return this.#returned(entity);
      case 'typed':
        return entity.type.kind === 'function'
          ? this.typed(entity.path, entity.type.returns)
          : unknown('call of a typed value');
      case 'external':
        return this.#outsideResult(path, call, index, entity);
      default: {
        const [first] = args;
        if (first !== undefined && callee.kind === 'member' && callee.name === 'getRepository')
          return this.#resolved(path, first) ?? unknown('unknown callee');
        return this.#askedOfContainer(path, call) ?? unknown('unknown callee');
      }
    }
  }

  #outsideResult(
    path: string,
    call: CallFact,
    index: number,
    entity: Extract<Entity, { kind: 'external' }>,
  ): Entity {
    const method = entity.way.at(-1) ?? '';
    const first = call.args[0];
    if (first !== undefined && entity.package === 'global' && entity.way[0] === 'Object') {
      if (method === 'freeze' || method === 'assign' || method === 'seal') return this.evaluate(path, first);
    }
    if (
      first !== undefined &&
      entity.package === 'global' &&
      entity.way[0] === 'Promise' &&
      method === 'all'
    ) {
      return this.evaluate(path, first);
    }
    const asked = this.#askedOfContainer(path, call);
    if (asked !== null) return asked;
    if (entity.way.length >= maxWay) return entity;
    const typeArgs = call.typeArgs.length > 0 ? { path, types: call.typeArgs } : null;
    return {
      ...entity,
      way: [...entity.way, call.kind === 'new' ? 'new()' : '()'],
      call: { path, call: index },
      typeArgs: typeArgs ?? entity.typeArgs,
    };
  }

  #askedOfContainer(path: string, call: CallFact): Entity | null {
    const [asked] = call.args;
    if (asked === undefined || !soundsLikeAsking(call)) return null;
    const resolved = this.#resolved(path, asked);
    return resolved !== null && asksContainer(this, path, call) ? resolved : null;
  }

  /** `container.resolve(Orders)` and `container.resolve('orders')`. */
  #resolved(path: string, asked: Value): Entity | null {
    const entity = this.evaluate(path, asked);
    const registered = this.#registered(path, asked);
    if (registered !== null) return registered;
    return entity.kind === 'class' ? { kind: 'instance', path: entity.path, class: entity.class } : null;
  }

  #returned(ref: FunctionRef): Entity {
    const { returnType, returns } = this.functionOf(ref);
    const attempts: (() => Entity)[] = [];
    if (returnType !== null) attempts.push(() => this.typed(ref.path, returnType));
    for (const value of returns) attempts.push(() => this.evaluate(ref.path, value));
    return this.#firstKnown(attempts);
  }

  typed(path: string, type: TypeRef): Entity {
    if (this.#depth > maxDepth) return unknown('type too deep');
    this.#depth += 1;
    try {
      return this.#typed(path, type);
    } finally {
      this.#depth -= 1;
    }
  }

  #typed(path: string, type: TypeRef): Entity {
    switch (type.kind) {
      case 'named':
        return this.#namedType(path, type);
      case 'union':
      case 'intersection': {
        const found = this.#firstKnown(type.of.map((part) => () => this.typed(path, part)));
        return type.kind === 'intersection' && found.kind === 'typed' ? { kind: 'typed', path, type } : found;
      }
      case 'typeof':
        return this.evaluate(path, type.of);
      case 'imported': {
        const entity = this.#imported(path, type.specifier, type.name.split('.', 1)[0] ?? '*');
        return instanceOf(entity, null);
      }
      case 'indexed':
        return this.member(this.typed(path, type.of), type.key);
      case 'array':
      case 'object':
      case 'function':
        return { kind: 'typed', path, type };
      default:
        return unknown(type.kind === 'other' ? type.syntax : type.kind);
    }
  }

  #namedType(path: string, type: Extract<TypeRef, { kind: 'named' }>): Entity {
    const [first = '', ...rest] = type.name.split('.');
    const args = type.args.length > 0 ? { path, types: type.args } : null;
    if (type.binding < 0) {
      const inner = type.args[0];
      if (inner !== undefined && transparentTypes.has(first)) return this.typed(path, inner);
      if (inner?.kind === 'typeof' && (first === 'ReturnType' || first === 'InstanceType')) {
        const entity = this.evaluate(path, inner.of);
        if (entity.kind === 'class') return { kind: 'instance', path: entity.path, class: entity.class };
        return entity.kind === 'function' ? this.#returned(entity) : unknown(type.name);
      }
      if (inner !== undefined && (first === 'Array' || first === 'ReadonlyArray' || first === 'Set')) {
        return { kind: 'typed', path, type: { kind: 'array', of: inner } };
      }
      return {
        kind: 'external',
        package: 'global',
        way: [...type.name.split('.'), 'new()'],
        call: null,
        typeArgs: args,
      };
    }
    const binding = at(this.file(path).bindings, type.binding);
    if (binding.kind === 'type' && rest.length === 0) return this.#declaredType(path, binding.name, type);
    let entity = this.#binding(path, type.binding);
    for (const name of rest) entity = this.member(entity, name);
    if (entity.kind === 'typed' && entity.type.kind === 'named')
      return this.#declaredType(entity.path, entity.type.name, entity.type);
    return instanceOf(entity, args);
  }

  /** An alias stands for what it names; an interface for the one class that implements it, if there is one. */
  #declaredType(path: string, name: string, type: TypeRef): Entity {
    const fact = this.index(path).typeNamed(name);
    if (fact === undefined) return unknown(`type ${name}`);
    if (fact.alias !== null && fact.alias.kind !== 'object') {
      const aliased = this.typed(path, fact.alias);
      return aliased.kind === 'unknown' ? { kind: 'typed', path, type } : aliased;
    }
    const [only, ...others] = this.#implementersOf(path, name);
    if (only !== undefined && others.length === 0) return { kind: 'instance', ...only };
    return { kind: 'typed', path, type };
  }

  #implementersOf(path: string, name: string): readonly ClassRef[] {
    this.#implementers ??= this.#findImplementers();
    return this.#implementers.get(`${path}\0${name}`) ?? [];
  }

  #findImplementers(): Map<string, ClassRef[]> {
    const found = new Map<string, ClassRef[]>();
    // While they are being looked for, interfaces have none: an `implements` never needs them.
    this.#implementers = found;
    for (const path of this.paths) {
      if (isTestPath(path)) continue;
      for (const [index, fact] of this.file(path).classes.entries()) {
        if (
          fact.isAbstract ||
          /^(?:Fake|Mock|Stub|InMemory|Noop|Null|Dummy)|(?:Fake|Mock|Stub)$/.test(fact.name)
        )
          continue;
        for (const type of fact.implements) {
          if (type.kind !== 'named' || type.binding < 0) continue;
          const entity = this.#binding(path, type.binding);
          if (entity.kind !== 'typed' || entity.type.kind !== 'named') continue;
          const key = `${entity.path}\0${entity.type.name}`;
          const list = found.get(key);
          if (list === undefined) found.set(key, [{ path, class: index }]);
          else list.push({ path, class: index });
        }
      }
    }
    return found;
  }

  #typedMember(path: string, type: TypeRef, name: string): Entity {
    switch (type.kind) {
      case 'object': {
        const member = type.members.find((one) => one.name === name);
        return member === undefined ? unknown(`no member ${name}`) : this.typed(path, member.type);
      }
      case 'named': {
        const fact = this.index(path).typeNamed(type.name);
        if (fact === undefined) return unknown(`type ${type.name}`);
        const member = fact.members.find((one) => one.name === name);
        if (member !== undefined) return this.typed(path, member.type);
        return this.#firstKnown(fact.extends.map((base) => () => this.member(this.typed(path, base), name)));
      }
      case 'intersection':
        return this.#firstKnown(type.of.map((part) => () => this.member(this.typed(path, part), name)));
      default:
        return unknown(`member ${name} of a ${type.kind} type`);
    }
  }

  text(path: string, value: Value): FoldedText | null {
    return foldText(this, path, value);
  }

  strings(path: string, value: Value): readonly string[] {
    return stringsOf(this, path, value);
  }

  callees(path: string, call: number): readonly FunctionRef[] {
    const known = this.index(path).memo.callees;
    const remembered = known[call];
    if (remembered !== undefined) return remembered;
    const found = this.#findCallees(path, call);
    known[call] = found;
    return found;
  }

  #findCallees(path: string, index: number): readonly FunctionRef[] {
    const call = at(this.file(path).calls, index);
    if (call.isOutside) return nothing;
    const { callee } = call;
    if (callee.kind === 'member' && callee.name === 'bind') return nothing;
    if (callee.kind === 'super') {
      const base = this.baseOf({ path, class: callee.class });
      return base === null ? [] : this.#constructorOf(base);
    }
    if (callee.kind !== 'either') return this.#runBy(this.called(path, index));
    return callee.options.flatMap((option) => this.#runBy(this.evaluate(path, option)));
  }

  /** The functions that run when a thing is called. */
  #runBy(entity: Entity): readonly FunctionRef[] {
    if (entity.kind === 'function') return [{ path: entity.path, function: entity.function }];
    return entity.kind === 'class' ? this.#constructorOf(entity) : nothing;
  }

  called(path: string, call: number): Entity {
    const known = this.index(path).memo.called;
    const remembered = known[call];
    if (remembered !== undefined) return remembered;
    const found = this.evaluate(path, at(this.file(path).calls, call).callee);
    known[call] = found;
    return found;
  }

  #constructorOf(ref: ClassRef): readonly FunctionRef[] {
    const found = this.findMember(ref, 'constructor');
    if (found === null) return [];
    const member = at(this.classOf(found.owner).members, found.member);
    return member.function < 0 ? [] : [{ path: found.owner.path, function: member.function }];
  }

  callbacks(path: string, call: number): readonly Callback[] {
    const known = this.index(path).memo.callbacks;
    const remembered = known[call];
    if (remembered !== undefined) return remembered;
    const found = this.#findCallbacks(path, call);
    known[call] = found;
    return found;
  }

  #findCallbacks(path: string, call: number): readonly Callback[] {
    const found: Callback[] = [];
    for (const [position, arg] of at(this.file(path).calls, call).args.entries()) {
      if (arg.kind !== 'function' && arg.kind !== 'name' && arg.kind !== 'member' && arg.kind !== 'call')
        continue;
      const entity = this.evaluate(path, arg);
      if (entity.kind !== 'function') continue;
      found.push({ position, ref: { path: entity.path, function: entity.function } });
    }
    return found.length === 0 ? nothing : found;
  }

  callersOf(ref: FunctionRef): readonly Caller[] {
    return this.#callers?.of(ref) ?? nothing;
  }

  callsIn(ref: FunctionRef): readonly { readonly index: number; readonly call: CallFact }[] {
    return this.index(ref.path).callsIn(ref.function);
  }
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`no item ${index} of ${list.length}`);
  return found;
}

function known(entity: Entity): Entity | null {
  return entity.kind === 'unknown' || entity.kind === 'parameter' ? null : entity;
}

function withBinding(entity: Entity, binding: number): Entity {
  return entity.kind === 'value' && entity.binding < 0 ? { ...entity, binding } : entity;
}

/** What a value of that type is, given what the type's name refers to. */
function instanceOf(
  entity: Entity,
  typeArgs: { readonly path: string; readonly types: readonly TypeRef[] } | null,
): Entity {
  if (entity.kind === 'class') return { kind: 'instance', path: entity.path, class: entity.class };
  if (entity.kind === 'external') return { ...entity, way: [...entity.way, 'new()'], typeArgs };
  return entity;
}

function isSame(a: Entity, b: Entity): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'external' && b.kind === 'external') {
    return (
      a.package === b.package &&
      a.way.join('.') === b.way.join('.') &&
      a.call?.path === b.call?.path &&
      a.call?.call === b.call?.call
    );
  }
  return JSON.stringify(a) === JSON.stringify(b);
}
