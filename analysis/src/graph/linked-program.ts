/** The one implementation of `Program`: evaluates names, members, calls and types over the facts of all files. */
import type { ClassFact, FileFacts, FunctionFact } from '../read/file-facts.ts';
import type { KnownFacts } from '../read/packed/unpack-facts.ts';
import type { TypeRef, Value } from '../read/value.ts';
import type { CallSite } from './call-index.ts';
import { Callers } from './callers.ts';
import { alternativesOf } from './evaluate/alternatives.ts';
import { constructorOf, findCallbacks, findCallees, findResult } from './evaluate/calls.ts';
import { at, firstKnown, nothing, unknown } from './evaluate/entities.ts';
import { findExport } from './evaluate/exports.ts';
import { ownMember } from './evaluate/members.ts';
import { classBehind, methodsOverOutside } from './evaluate/rows.ts';
import { typeEntity } from './evaluate/types.ts';
import { evaluateValue, isWholeModule } from './evaluate/values.ts';
import { FileIndex } from './file-index.ts';
import { FileMemo, Settling } from './file-memo.ts';
import { foldText, stringsOf } from './folding.ts';
import type { ImportResolver, Resolution } from './import-resolver.ts';
import { type Extension, objectKey } from './names/extensions.ts';
import { customaryThing, type HandedMember } from './names/handed-members.ts';
import type { Callback, ClassRef, Entity, FoldedText, FunctionRef, Program } from './program.ts';
import type { PlacedValue } from './values.ts';

/** Chains of names, members and calls longer than this are cut: real ones stay below 20. */
const maxDepth = 60;

const circularExports = unknown('circular exports');
const definedByItself = unknown('defined by itself');
const noReceiver = unknown('no receiver');

export class LinkedProgram implements Program {
  readonly paths: readonly string[];
  readonly documents: ReadonlyMap<string, string>;
  readonly resolver: ImportResolver;
  /** What containers know by token (see `names/registrations.ts`); filled before linkers run. */
  readonly registrations = new Map<string, Entity>();
  /** What a token is registered with beside the first: which of them it gives is decided at run time. */
  readonly contested = new Map<string, Entity[]>();
  /** All values that a token is registered with, as they are written: which of them it gives may be decided at run time. */
  readonly registered = new Map<string, PlacedValue[]>();
  /** Members that other files add to an object, by `objectKey` and name; filled before linkers run. */
  #extensions: ReadonlyMap<string, Extension> = new Map();
  /** What middleware hangs on requests, by customary name and member (see `names/handed-members.ts`). */
  #handed: ReadonlyMap<string, readonly HandedMember[]> = new Map();
  readonly #handing = new Set<string>();
  /** Functions that a container calls: constructors and factories that are registered. */
  readonly #madeByContainer = new Map<string, Set<number>>();
  #methodsOverOutside: ReadonlySet<string> | null = null;
  readonly #files: ReadonlyMap<string, FileIndex>;
  #callers: Callers | null = null;
  /** The file that was asked for last: the next question is most often about the same. */
  #lastPath = '';
  #lastFile: FileIndex | null = null;
  #depth = 0;
  /** Whether answers given now may change when callers and registrations are known. */
  readonly settling = new Settling();

  constructor(
    files: ReadonlyMap<string, KnownFacts>,
    documents: ReadonlyMap<string, string>,
    resolver: ImportResolver,
  ) {
    this.paths = [...files.keys()].sort();
    this.documents = documents;
    this.resolver = resolver;
    let firstFunction = 0;
    const indexes = this.paths.map((path): [string, FileIndex] => {
      const facts = files.get(path) as KnownFacts;
      const index = new FileIndex(path, facts, firstFunction, new FileMemo(this.settling));
      firstFunction += facts.functions.length;
      return [path, index];
    });
    this.#files = new Map(indexes);
  }

  /**
   * Finds every function's callers, so that parameters can be followed to what they are given. Forgets answers that would be others with
   * them.
   */
  indexCallers(): void {
    this.settling.isUnderWay = true;
    this.settling.isCollecting = false;
    const callers = new Callers();
    for (const path of this.paths) {
      for (const site of this.sitesOf(path)) {
        if (!site.call.isOutside) for (const ref of this.callees(path, site.index)) callers.add(ref, site);
      }
    }
    this.#callers = callers;
    this.settling.isUnderWay = false;
    for (const index of this.#files.values()) index.memo.dropProvisional();
  }

  /** Members added by other files; known after callers are. Callers have to be indexed again: more calls lead somewhere. */
  extend(extensions: ReadonlyMap<string, Extension>): void {
    this.#extensions = extensions;
    for (const index of this.#files.values()) index.memo = new FileMemo(this.settling);
  }

  /** Functions of a file whose arguments a container supplies. */
  madeByContainer(path: string): ReadonlySet<number> {
    if (this.#madeByContainer.size === 0) {
      for (const entity of this.registrations.values()) {
        const refs =
          entity.kind === 'function'
            ? [entity]
            : entity.kind === 'instance'
              ? constructorOf(this, entity)
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

  /** Names of own methods that rows of models may have. */
  get methodsOverOutside(): ReadonlySet<string> {
    this.#methodsOverOutside ??= methodsOverOutside(this);
    return this.#methodsOverOutside;
  }

  classBehind(entity: Entity): ClassRef | null {
    return classBehind(this, entity);
  }

  index(path: string): FileIndex {
    if (path === this.#lastPath && this.#lastFile !== null) return this.#lastFile;
    const found = this.#files.get(path);
    if (found === undefined) throw new RangeError(`no file ${path}`);
    this.#lastPath = path;
    this.#lastFile = found;
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
    const { resolutions } = this.index(path);
    const known = resolutions.get(specifier);
    if (known !== undefined) return known;
    const found = this.resolver.resolve(path, specifier);
    resolutions.set(specifier, found);
    return found;
  }

  exported(path: string, name: string): Entity {
    const { exported } = this.index(path).memo;
    const known = exported.get(name);
    if (known !== undefined) return known;
    exported.expect(name, circularExports);
    const { mark } = this.settling;
    const found = findExport(this, path, name) ?? unknown(`${path} exports no ${name}`);
    exported.set(name, found, mark);
    return found;
  }

  evaluate(path: string, value: Value): Entity {
    if (this.#depth > maxDepth) return this.#cut('chain too long');
    this.#depth += 1;
    try {
      return evaluateValue(this, path, value);
    } finally {
      this.#depth -= 1;
    }
  }

  alternatives(path: string, value: Value): readonly Entity[] {
    return alternativesOf(this, path, value);
  }

  member(entity: Entity, name: string): Entity {
    // Objects may be spread into themselves over detours.
    if (this.#depth > maxDepth) return this.#cut('chain too long');
    this.#depth += 1;
    try {
      return this.#member(entity, name);
    } finally {
      this.#depth -= 1;
    }
  }

  /** Another way to the same thing may be shorter. */
  #cut(because: string): Entity {
    this.settling.note();
    return unknown(because);
  }

  #member(entity: Entity, name: string): Entity {
    const handed = this.#handedMember(entity, name);
    if (handed !== null) return handed;
    const found = ownMember(this, entity, name);
    if (found.kind !== 'unknown' || this.#extensions.size === 0) return found;
    const key = objectKey(entity);
    const added = key === null ? undefined : this.#extensions.get(`${key} ${name}`);
    return added === undefined ? found : this.evaluate(added.path, added.value);
  }

  /** What middleware hung on a request, where that is known. */
  #handedMember(entity: Entity, name: string): Entity | null {
    if (this.#handed.size === 0 || (entity.kind !== 'parameter' && entity.kind !== 'external')) return null;
    const thing = customaryThing(this, entity);
    const key = thing === null ? '' : `${thing} ${name}`;
    const members = this.#handed.get(key);
    if (members === undefined) return null;
    // `request.user = request.user ?? guest` asks for itself.
    if (this.#handing.has(key)) {
      this.settling.note();
      return null;
    }
    this.#handing.add(key);
    try {
      const found = firstKnown(
        members.map(
          (one) => () =>
            'value' in one ? this.evaluate(one.path, one.value) : this.typed(one.path, one.type),
        ),
      );
      return found.kind === 'unknown' ? null : found;
    } finally {
      this.#handing.delete(key);
    }
  }

  /** Members that middleware adds to requests; known before callers are. */
  hand(members: ReadonlyMap<string, readonly HandedMember[]>): void {
    this.#handed = members;
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

  result(path: string, call: number): Entity {
    const { results } = this.index(path).memo;
    const known = results.get(call);
    if (known !== undefined) return known;
    results.expect(call, definedByItself);
    const { mark } = this.settling;
    const found = findResult(this, path, at(this.file(path).calls, call), call);
    results.set(call, found, mark);
    return found;
  }

  typed(path: string, type: TypeRef): Entity {
    if (this.#depth > maxDepth) return this.#cut('type too deep');
    this.#depth += 1;
    try {
      return typeEntity(this, path, type);
    } finally {
      this.#depth -= 1;
    }
  }

  text(path: string, value: Value): FoldedText | null {
    return foldText(this, path, value);
  }

  strings(path: string, value: Value): readonly string[] {
    return stringsOf(this, path, value);
  }

  callees(path: string, call: number): readonly FunctionRef[] {
    const { callees } = this.index(path).memo;
    const known = callees.get(call);
    if (known !== undefined) return known;
    const { mark } = this.settling;
    const found = findCallees(this, path, call);
    callees.set(call, found, mark);
    return found;
  }

  called(path: string, call: number): Entity {
    const { called } = this.index(path).memo;
    const known = called.get(call);
    if (known !== undefined) return known;
    const { mark } = this.settling;
    const { callee } = at(this.file(path).calls, call);
    // The receiver is asked for by itself as well.
    const isMethod = callee.kind === 'member' && !isWholeModule(callee);
    const found = isMethod
      ? this.member(this.receiver(path, call), callee.name)
      : this.evaluate(path, callee);
    called.set(call, found, mark);
    return found;
  }

  receiver(path: string, call: number): Entity {
    const { receivers } = this.index(path).memo;
    const known = receivers.get(call);
    if (known !== undefined) return known;
    const { callee } = at(this.file(path).calls, call);
    if (callee.kind !== 'member' && callee.kind !== 'index') return noReceiver;
    const { mark } = this.settling;
    const found = this.evaluate(path, callee.of);
    receivers.set(call, found, mark);
    return found;
  }

  callbacks(path: string, call: number): readonly Callback[] {
    const { callbacks } = this.index(path).memo;
    const known = callbacks.get(call);
    if (known !== undefined) return known;
    const { mark } = this.settling;
    const found = findCallbacks(this, path, call);
    callbacks.set(call, found, mark);
    return found;
  }

  callersOf(ref: FunctionRef): readonly CallSite[] {
    this.settling.note();
    return this.#callers?.of(ref) ?? nothing;
  }

  callsIn(ref: FunctionRef): readonly CallSite[] {
    return this.index(ref.path).callsIn(ref.function);
  }

  sitesOf(path: string): readonly CallSite[] {
    return this.index(path).sites;
  }

  numberOf(ref: FunctionRef): number {
    return this.index(ref.path).firstFunction + ref.function;
  }
}
