/** The calls of the application (its tests left out) with the question "who calls this function?" answered once for all linkers. */
import type { CallFact } from '../read/file-facts.ts';
import type { Value } from '../read/value.ts';
import type { FunctionRef, Program } from './program.ts';
import { isTestPath } from './test-paths.ts';

/** One call in one file. */
export interface CallSite {
  readonly path: string;
  /** Index into the file's `calls`. */
  readonly index: number;
  readonly call: CallFact;
}

export interface CallIndex {
  /** In path, then evaluation order. */
  readonly sites: readonly CallSite[];
  /** Those whose called name is one of these, in the same order: few of many, found without looking at the others. */
  named(isWanted: ReadonlySet<string> | ((name: string) => boolean)): readonly CallSite[];
  /** The same with those of the tests. */
  namedAnywhere(names: ReadonlySet<string>): readonly CallSite[];
  callersOf(ref: FunctionRef): readonly CallSite[];
}

const built = new WeakMap<Program, CallIndex>();

export function callIndexOf(program: Program): CallIndex {
  const known = built.get(program);
  if (known !== undefined) return known;
  const index = buildCallIndex(program);
  built.set(program, index);
  return index;
}

function buildCallIndex(program: Program): CallIndex {
  const all: CallSite[] = [];
  const sites: CallSite[] = [];
  const tests = new Set(program.paths.filter(isTestPath));
  for (const path of program.paths) {
    const isTest = tests.has(path);
    for (const site of program.sitesOf(path)) {
      all.push(site);
      if (!isTest) sites.push(site);
    }
  }
  const byName = groupByName(all);
  const inOrder = (lists: readonly (readonly number[])[]): CallSite[] => {
    const places = lists.flat().sort((a, b) => a - b);
    return places.map((place) => all[place] as CallSite);
  };
  const namedAnywhere = (names: ReadonlySet<string>): CallSite[] =>
    inOrder([...names].map((name) => byName.get(name) ?? []));
  let callers: Map<number, CallSite[]> | null = null;
  return {
    sites,
    named(isWanted) {
      const found =
        typeof isWanted === 'function'
          ? inOrder([...byName].filter(([name]) => isWanted(name)).map(([, list]) => list))
          : namedAnywhere(isWanted);
      return found.filter(({ path }) => !tests.has(path));
    },
    namedAnywhere,
    callersOf(ref) {
      callers ??= groupByCallee(program, sites);
      return callers.get(program.numberOf(ref)) ?? [];
    },
  };
}

/** Places in `sites` by called name. */
function groupByName(sites: readonly CallSite[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  let place = 0;
  for (const { call } of sites) {
    const known = places.get(call.name);
    if (known === undefined) places.set(call.name, [place]);
    else known.push(place);
    place += 1;
  }
  return places;
}

/** By the number of the function. */
function groupByCallee(program: Program, sites: readonly CallSite[]): Map<number, CallSite[]> {
  const callers = new Map<number, CallSite[]>();
  for (const site of sites) {
    if (site.call.isOutside) continue;
    for (const callee of program.callees(site.path, site.index)) {
      const key = program.numberOf(callee);
      const known = callers.get(key);
      if (known === undefined) callers.set(key, [site]);
      else known.push(site);
    }
  }
  return callers;
}

/** Last name of what is called: `get` for `router.get(…)`, `fetch` for `fetch(…)`, '' where it is computed. */
export function calledName(call: CallFact): string {
  return call.name;
}

/** What the method is called on; null for plain calls. */
export function receiverOf(call: CallFact): Value | null {
  const { callee } = call;
  return callee.kind === 'member' || callee.kind === 'index' ? callee.of : null;
}

/** Something kept for single calls; asked for most calls of a program, so it makes no keys. */
export class CallMap<T> {
  private readonly files = new Map<string, Map<number, T>>();
  /** The file that was asked for last: the next question is most often about the same. */
  private lastPath = '';
  private lastFile: ReadonlyMap<number, T> | undefined = undefined;

  get(path: string, call: number): T | undefined {
    if (path !== this.lastPath) {
      this.lastPath = path;
      this.lastFile = this.files.get(path);
    }
    return this.lastFile?.get(call);
  }

  set(path: string, call: number, value: T): void {
    const file = this.files.get(path);
    if (file !== undefined) {
      file.set(call, value);
      return;
    }
    this.files.set(path, new Map([[call, value]]));
    this.lastPath = '';
    this.lastFile = undefined;
  }

  *values(): Generator<T> {
    for (const file of this.files.values()) yield* file.values();
  }
}
