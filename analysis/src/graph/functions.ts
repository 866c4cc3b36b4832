/** The parts that a file can be cut into: its functions and methods, with whom each calls. */
import type { FunctionFact } from '../read/file-facts.ts';
import type { FunctionFacts, RouteFacts } from './facts.ts';
import type { FactsDraft } from './linker.ts';
import type { FunctionRef, Program } from './program.ts';
import { isTestPath } from './test-paths.ts';

/** Name of what a file does when it is loaded: registers routes, subscribes. */
const TOP_LEVEL = '';

/** A function that mostly holds named functions or handlers is a frame around them, as a module or class is. */
const FRAME_SHARE = 0.5;
const FRAME_PARTS = 2;

/**
 * Functions at the top of a file, methods of its classes, and what stands in a frame (`createRouter() { … }`). What is nested
 * deeper counts as part of the function around it.
 */
export function describeFunctions(program: Program, draft: FactsDraft): FunctionFacts[] {
  const routes = Map.groupBy(draft.routes, ({ module }) => module);
  const paths = program.paths.filter((path) => !isTestPath(path));
  const units = new Map(
    paths.map((path) => [path, new UnitsOfFile(program, path, routes.get(path) ?? [])] as const),
  );
  const unitOf = (ref: FunctionRef): Unit | null => units.get(ref.path)?.unitOf(ref.function) ?? null;
  return paths.flatMap((path) => {
    const own = units.get(path) as UnitsOfFile;
    for (const [index, call] of program.file(path).calls.entries()) {
      const caller = own.unitOf(call.within);
      const note = (ref: FunctionRef): void => {
        const callee = unitOf(ref);
        if (callee !== null && callee !== caller) caller?.addCall(ref.path, callee.name, call.line);
      };
      for (const ref of program.callees(path, index)) note(ref);
      for (const { ref } of program.callbacks(path, index)) note(ref);
    }
    return own.facts();
  });
}

class Unit {
  readonly name: string;
  readonly fact: FunctionFact;
  readonly #calls = new Map<string, readonly [module: string, name: string, line: number]>();

  constructor(name: string, fact: FunctionFact) {
    this.name = name;
    this.fact = fact;
  }

  addCall(module: string, name: string, line: number): void {
    const key = `${module}\0${name}`;
    if (!this.#calls.has(key)) this.#calls.set(key, [module, name, line]);
  }

  get calls(): FunctionFacts['calls'] {
    return [...this.#calls].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, call]) => call);
  }
}

class UnitsOfFile {
  readonly #path: string;
  readonly #functions: readonly FunctionFact[];
  readonly #units: readonly Unit[];

  constructor(program: Program, path: string, routes: readonly RouteFacts[]) {
    this.#path = path;
    this.#functions = program.file(path).functions;
    const handlers = handlerNames(program, path, routes);
    const frames = framesAmong(this.#functions, handlers);
    const named = new Map<string, Unit>();
    const units: Unit[] = [];
    // A function stands after the one around it, so that one's unit is known already.
    for (const [index, fact] of this.#functions.entries()) {
      if (index === 0) units.push(new Unit(TOP_LEVEL, fact));
      else if (fact.parent > 0 && !frames.has(fact.parent)) units.push(units[fact.parent] as Unit);
      else {
        const name = handlers.get(index) ?? (fact.name || `line ${fact.line}`);
        // Overloads, getter and setter: one name, one unit.
        const unit = named.get(name) ?? new Unit(name, fact);
        named.set(name, unit);
        units.push(unit);
      }
    }
    this.#units = units;
  }

  unitOf(index: number): Unit | null {
    return this.#units[index] ?? null;
  }

  facts(): FunctionFacts[] {
    const extents = new Map<Unit, { line: number; endLine: number }>();
    this.#units.forEach((unit, index) => {
      const { line, endLine } = this.#functions[index] as FunctionFact;
      const known = extents.get(unit);
      if (known) {
        known.line = Math.min(known.line, line);
        known.endLine = Math.max(known.endLine, endLine);
      } else extents.set(unit, { line, endLine });
    });
    return [...extents]
      .map(([unit, extent]) => ({ module: this.#path, name: unit.name, ...extent, calls: unit.calls }))
      .filter(({ name, calls }) => name !== TOP_LEVEL || calls.length > 0);
  }
}

/** `GET /path` for functions without a name that a route hands over. */
function handlerNames(program: Program, path: string, routes: readonly RouteFacts[]): Map<number, string> {
  const byLine = new Map(routes.map((route) => [route.line, `${route.method} ${route.path}`]));
  const names = new Map<number, string>();
  for (const [index, call] of program.file(path).calls.entries()) {
    const route = byLine.get(call.line);
    if (route === undefined) continue;
    for (const { ref } of program.callbacks(path, index))
      if (ref.path === path && program.functionOf(ref).name === '') names.set(ref.function, route);
  }
  return names;
}

function framesAmong(
  functions: readonly FunctionFact[],
  handlers: ReadonlyMap<number, string>,
): ReadonlySet<number> {
  const held = new Map<number, { parts: number; lines: number }>();
  for (const [index, { parent, name, line, endLine }] of functions.entries()) {
    if (parent <= 0 || !(name !== '' || handlers.has(index))) continue;
    // A method is one unit: what its class holds together, its closures do all the more.
    if ((functions[parent] as FunctionFact).class >= 0) continue;
    const frame = held.get(parent) ?? { parts: 0, lines: 0 };
    held.set(parent, { parts: frame.parts + 1, lines: frame.lines + endLine - line + 1 });
  }
  const frames = new Set<number>();
  for (const [index, { parts, lines }] of [...held].sort(([a], [b]) => a - b)) {
    const { parent, line, endLine } = functions[index] as FunctionFact;
    const isReachable = parent <= 0 || frames.has(parent);
    if (isReachable && parts >= FRAME_PARTS && lines >= (endLine - line + 1) * FRAME_SHARE) frames.add(index);
  }
  return frames;
}
