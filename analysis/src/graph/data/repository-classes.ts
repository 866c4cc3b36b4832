/**
 * An application's own repositories: a base class works on `this.model`, and each class below it says which one that is.
 *
 *     class Members extends BaseRepository { constructor() { super(MemberModel) } }
 */
import type { Value } from '../../read/value.ts';
import type { CallSite } from '../call-index.ts';
import type { Happening } from '../effects/happening.ts';
import type { AccessMode } from '../facts.ts';
import type { ClassRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import type { DataRead } from './data-reader.ts';
import type { Model } from './model-registry.ts';

const keyOf = ({ path, class: index }: ClassRef): string => `${path}#${index}`;
const MAX_BASES = 16;

export class RepositoryClasses {
  private readonly program: Program;
  private readonly models = new Map<string, Model>();
  /** Classes of the tree that repositories extend. */
  private readonly bases = new Set<string>();

  /** @param modelOf The model that a value is, or is the repository of. */
  constructor(program: Program, modelOf: (path: string, value: Value) => Model | null) {
    this.program = program;
    for (const path of program.paths) {
      if (isTestPath(path)) continue;
      for (const index of program.file(path).classes.keys()) this.add({ path, class: index }, modelOf);
    }
  }

  private add(ref: ClassRef, modelOf: (path: string, value: Value) => Model | null): void {
    const base = this.program.baseOf(ref);
    if (base === null) return;
    const model = this.handedUp(ref)
      .map((value) => modelOf(ref.path, value))
      .find((found) => found !== null);
    if (!model) return;
    this.models.set(keyOf(ref), model);
    for (const above of this.chainOf(base)) this.bases.add(keyOf(above));
  }

  /** What goes to `super(…)`, and what fields hold. */
  private handedUp(ref: ClassRef): Value[] {
    const { members } = this.program.classOf(ref);
    const made = members.find(({ kind }) => kind === 'constructor');
    const calls =
      made === undefined || made.function < 0
        ? []
        : this.program.callsIn({ path: ref.path, function: made.function });
    const given = calls.filter(({ call }) => call.callee.kind === 'super').flatMap(({ call }) => call.args);
    const kept = members.flatMap(({ kind, value }) => (kind === 'property' && value !== null ? [value] : []));
    return [...given, ...kept];
  }

  private *chainOf(ref: ClassRef): Generator<ClassRef> {
    let at: ClassRef | null = ref;
    for (let steps = 0; at !== null && steps < MAX_BASES; steps += 1) {
      yield at;
      at = this.program.baseOf(at);
    }
  }

  private of(ref: ClassRef): Model | null {
    for (const at of this.chainOf(ref)) {
      const model = this.models.get(keyOf(at));
      if (model !== undefined) return model;
    }
    return null;
  }

  /** The model of `members.find(…)` where the base declares `find`, and of `this.model.find(…)` inside a repository. */
  modelAt(site: CallSite, receiver: Value): Model | null {
    if (this.models.size === 0) return null;
    const entity = this.program.evaluate(site.path, receiver);
    if (entity.kind === 'instance') return this.isInherited(site) ? this.of(entity) : null;
    const around = classAround(receiver);
    return around < 0 || entity.kind === 'class' ? null : this.of({ path: site.path, class: around });
  }

  /** A method that the repository overrides tells by its own body what it does. */
  private isInherited(site: CallSite): boolean {
    return this.program.callees(site.path, site.index).some((callee) => {
      const { class: index } = this.program.functionOf(callee);
      return index >= 0 && this.bases.has(keyOf({ path: callee.path, class: index }));
    });
  }

  /** `this.model.find(…)` in the base: which table it is depends on the class that `this` is. */
  openAccess(site: CallSite, receiver: Value, mode: AccessMode, isIdempotent: boolean): DataRead | null {
    const around = classAround(receiver);
    if (around < 0 || !this.bases.has(keyOf({ path: site.path, class: around }))) return null;
    const entity = this.program.evaluate(site.path, receiver);
    if (entity.kind !== 'external' && entity.kind !== 'unknown' && entity.kind !== 'parameter') return null;
    const tableOf = (self: ClassRef): string | null => this.of(self)?.table ?? null;
    const happening: Happening = { kind: 'own-access', mode, isIdempotent, tableOf };
    return { access: [], happenings: [happening], unknown: [] };
  }
}

/** The class around `this.model`, or -1. */
function classAround(receiver: Value): number {
  return receiver.kind === 'member' && receiver.of.kind === 'this' ? receiver.of.class : -1;
}
