/** Module-level variables and containers that change while the program runs, with who changes and who reads them. */
import type { Value } from '../../read/value.ts';
import { CallMap, calledName, receiverOf } from '../call-index.ts';
import type { Linker } from '../linker.ts';
import type { FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';

export interface SharedState {
  readonly module: string;
  readonly line: number;
  readonly name: string;
  /** A map, list or object that is filled; else a variable that is set. */
  readonly isContainer: boolean;
  /** Keyed by objects of this very process: what is kept for one can't be asked for in another. */
  readonly isWeak: boolean;
  /** `{ add, delete }`: an object's methods are its own, and change what they say. */
  readonly isObject: boolean;
  readonly writers: FunctionRef[];
  readonly readers: FunctionRef[];
}

const CONTAINERS = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array']);
const CHANGING = new Set([
  'set',
  'add',
  'delete',
  'clear',
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
]);

const built = new WeakMap<Program, readonly SharedState[]>();

export function sharedStateOf(program: Program): readonly SharedState[] {
  const known = built.get(program);
  if (known !== undefined) return known;
  const states = new StateFinder(program).find();
  built.set(program, states);
  return states;
}

const sameFunction = (one: FunctionRef, other: FunctionRef): boolean =>
  one.path === other.path && one.function === other.function;

/**
 * A cache that only those fill who ask it: each process may have its own. One that somebody else empties, when what it holds has
 * changed, is no such cache.
 */
export const isReadThrough = ({ name, writers, readers }: SharedState): boolean =>
  /cache|memo/i.test(name) &&
  writers.every((writer) => readers.some((reader) => sameFunction(writer, reader)));

export const sharedStateLinker: Linker = {
  name: 'shared state',
  link(program, draft) {
    for (const { module, line, name, writers, readers } of sharedStateOf(program)) {
      draft.sharedState.push({
        module,
        line,
        name,
        writers: modulesOf(writers),
        readers: modulesOf(readers),
      });
    }
  },
};

const modulesOf = (refs: readonly FunctionRef[]): string[] =>
  [...new Set(refs.map(({ path }) => path))].sort();

class StateFinder {
  private readonly program: Program;
  /** By file and binding. */
  private readonly states = new CallMap<SharedState>();
  /** By file and binding. */
  private readonly resolved = new CallMap<SharedState | null>();
  /** Whether a file knows any state. */
  private readonly files = new Map<string, boolean>();

  constructor(program: Program) {
    this.program = program;
  }

  find(): SharedState[] {
    for (const path of this.program.paths) if (!isTestPath(path)) this.collect(path);
    for (const path of this.program.paths) {
      if (isTestPath(path) || !this.knowsState(path)) continue;
      this.assignments(path);
      this.mentions(path);
      this.methods(path);
    }
    return [...this.states.values()].filter(({ writers }) => writers.length > 0);
  }

  /** Only a file that declares or imports some state can touch any. */
  private knowsState(path: string): boolean {
    const known = this.files.get(path);
    if (known !== undefined) return known;
    const { bindings } = this.program.file(path);
    const knows = bindings.some((_, index) => this.findState(path, index) !== null);
    this.files.set(path, knows);
    return knows;
  }

  private collect(path: string): void {
    let index = -1;
    for (const binding of this.program.file(path).bindings) {
      index += 1;
      if (binding.within !== 0) continue;
      const { name, kind, line, value } = binding;
      if (kind !== 'let' && kind !== 'var' && kind !== 'const') continue;
      const isContainer = value !== null && this.isContainer(path, value);
      if (kind === 'const' && !isContainer) continue;
      this.states.set(path, index, {
        module: path,
        line,
        name,
        isContainer,
        isObject: value?.kind === 'object',
        isWeak: value !== null && /^Weak/.test(this.maker(path, value)),
        writers: [],
        readers: [],
      });
    }
  }

  private isContainer(path: string, value: Value): boolean {
    if (value.kind === 'array' || value.kind === 'object') return true;
    return CONTAINERS.has(this.maker(path, value));
  }

  /** `Map` for `new Map()`; '' for what no class of the language makes. */
  private maker(path: string, value: Value): string {
    const call = value.kind === 'call' ? this.program.file(path).calls[value.call] : undefined;
    return call?.kind === 'new' && call.callee.kind === 'name' && call.callee.binding < 0
      ? call.callee.name
      : '';
  }

  /** `count = 1`, `cache.key = x`, `cache[key] = x` inside a function: what happens while modules load is no sharing. */
  private assignments(path: string): void {
    for (const { target, within } of this.program.file(path).assignments) {
      const state = this.stateOf(path, rootOf(target));
      if (state !== null && within > 0) this.touch(state, { path, function: within }, true);
    }
  }

  /** The state handed on or returned. */
  private mentions(path: string): void {
    const file = this.program.file(path);
    const read = (value: Value, within: number): void => {
      const state = this.stateOf(path, rootOf(value));
      if (state !== null) this.touch(state, { path, function: within }, false);
    };
    for (const { args, within } of file.calls) for (const arg of args) read(arg, within);
    for (const binding of file.bindings)
      if (binding.within > 0 && binding.value !== null) read(binding.value, binding.within);
    for (const { value, within } of file.assignments) read(value, within);
    let index = 0;
    for (const { returns } of file.functions) {
      for (const value of returns) read(value, index);
      index += 1;
    }
  }

  /** `cache.set(key, x)`, `queue.push(x)`, `cache.get(key)`. */
  private methods(path: string): void {
    for (const call of this.program.file(path).calls) {
      const receiver = receiverOf(call);
      if (receiver === null) continue;
      const state = this.stateOf(path, receiver);
      if (state !== null)
        this.touch(state, { path, function: call.within }, !state.isObject && CHANGING.has(calledName(call)));
    }
  }

  /** The state that a name stands for, here or imported. */
  private stateOf(path: string, value: Value): SharedState | null {
    if (value.kind !== 'name' || value.binding < 0) return null;
    const known = this.resolved.get(path, value.binding);
    if (known !== undefined) return known;
    const found = this.findState(path, value.binding);
    this.resolved.set(path, value.binding, found);
    return found;
  }

  private findState(path: string, index: number): SharedState | null {
    const own = this.states.get(path, index);
    if (own !== undefined) return own;
    const binding = this.program.file(path).bindings[index];
    if (binding?.kind !== 'import') return null;
    const resolved = this.program.resolveImport(path, binding.specifier);
    if (resolved.kind !== 'file') return null;
    return this.exportedState(resolved.path, binding.imported, 0);
  }

  private exportedState(path: string, name: string, depth: number): SharedState | null {
    if (depth > 8) return null;
    for (const one of this.program.file(path).exports) {
      if (one.kind === 'local' && one.name === name && one.value.kind === 'name')
        return this.states.get(path, one.value.binding) ?? null;
      if (one.kind !== 'from' || one.name !== name) continue;
      const resolved = this.program.resolveImport(path, one.specifier);
      if (resolved.kind === 'file') return this.exportedState(resolved.path, one.imported, depth + 1);
    }
    return null;
  }

  private touch(state: SharedState, ref: FunctionRef, isWrite: boolean): void {
    if (ref.function === 0) return;
    const list = isWrite ? state.writers : state.readers;
    if (!list.some((other) => sameFunction(other, ref))) list.push(ref);
  }
}

function rootOf(value: Value): Value {
  let root = value;
  while (root.kind === 'member' || root.kind === 'index') root = root.of;
  return root;
}
