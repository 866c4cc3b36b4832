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
  const note = (caller: Unit, ref: FunctionRef, line: number): void => {
    const callee = units.get(ref.path)?.unitOf(ref.function);
    if (callee !== undefined && callee !== caller) caller.addCall(callee, line);
  };
  for (const [path, own] of units) {
    for (const { index, call } of program.sitesOf(path)) {
      const caller = own.unitOf(call.within);
      if (caller === undefined) continue;
      if (!call.isOutside) for (const ref of program.callees(path, index)) note(caller, ref, call.line);
      for (const { refs } of program.callbacks(path, index))
        for (const ref of refs) note(caller, ref, call.line);
    }
  }
  return [...units.values()].flatMap((own) => own.facts());
}

class Unit {
  readonly module: string;
  readonly name: string;
  line: number;
  endLine: number;
  /** First line of a call, by what is called. */
  #calls: Map<Unit, number> | null = null;

  constructor(module: string, name: string, { line, endLine }: FunctionFact) {
    this.module = module;
    this.name = name;
    this.line = line;
    this.endLine = endLine;
  }

  /** Overloads and what is nested may begin before the unit or end behind it. */
  extend({ line, endLine }: FunctionFact): void {
    this.line = Math.min(this.line, line);
    this.endLine = Math.max(this.endLine, endLine);
  }

  addCall(callee: Unit, line: number): void {
    this.#calls ??= new Map();
    if (!this.#calls.has(callee)) this.#calls.set(callee, line);
  }

  get calls(): FunctionFacts['calls'] {
    return [...(this.#calls ?? [])]
      .map(([{ module, name }, line]) => [module, name, line] as const)
      .sort(byCallee);
  }
}

type Callee = FunctionFacts['calls'][number];

function byCallee([moduleA, nameA]: Callee, [moduleB, nameB]: Callee): number {
  if (moduleA !== moduleB) return moduleA < moduleB ? -1 : 1;
  return nameA < nameB ? -1 : 1;
}

class UnitsOfFile {
  /** By function; several for one unit. */
  readonly #units: readonly Unit[];

  constructor(program: Program, path: string, routes: readonly RouteFacts[]) {
    const { functions } = program.file(path);
    const handlers = handlerNames(program, path, routes);
    const frames = framesAmong(functions, handlers);
    const named = new Map<string, Unit>();
    const units: Unit[] = [];
    // A function stands after the one around it, so that one's unit is known already.
    for (const fact of functions) {
      const index = units.length;
      if (index === 0) units.push(new Unit(path, TOP_LEVEL, fact));
      else if (fact.parent > 0 && !frames.has(fact.parent)) {
        const around = units[fact.parent] as Unit;
        around.extend(fact);
        units.push(around);
      } else {
        const name = handlers.get(index) ?? (fact.name || `line ${fact.line}`);
        // Overloads, getter and setter: one name, one unit.
        const unit = named.get(name) ?? new Unit(path, name, fact);
        unit.extend(fact);
        named.set(name, unit);
        units.push(unit);
      }
    }
    this.#units = units;
  }

  unitOf(index: number): Unit | undefined {
    return this.#units[index];
  }

  facts(): FunctionFacts[] {
    const found: FunctionFacts[] = [];
    for (const unit of new Set(this.#units)) {
      const { module, name, line, endLine, calls } = unit;
      if (name !== TOP_LEVEL || calls.length > 0) found.push({ module, name, line, endLine, calls });
    }
    return found;
  }
}

const NO_HANDLERS: ReadonlyMap<number, string> = new Map();

/** `GET /path` for functions without a name that a route hands over. */
function handlerNames(
  program: Program,
  path: string,
  routes: readonly RouteFacts[],
): ReadonlyMap<number, string> {
  if (routes.length === 0) return NO_HANDLERS;
  const byLine = new Map(routes.map((route) => [route.line, `${route.method} ${route.path}`]));
  const names = new Map<number, string>();
  for (const { index, call } of program.sitesOf(path)) {
    const route = byLine.get(call.line);
    if (route === undefined) continue;
    for (const ref of program.callbacks(path, index).flatMap(({ refs }) => refs))
      if (ref.path === path && program.functionOf(ref).name === '') names.set(ref.function, route);
  }
  return names;
}

function framesAmong(
  functions: readonly FunctionFact[],
  handlers: ReadonlyMap<number, string>,
): ReadonlySet<number> {
  const held = new Map<number, { parts: number; lines: number }>();
  let index = -1;
  for (const { parent, name, line, endLine } of functions) {
    index += 1;
    if (parent <= 0 || !(name !== '' || handlers.has(index))) continue;
    // A method is one unit: what its class holds together, its closures do all the more.
    if ((functions[parent] as FunctionFact).class >= 0) continue;
    const frame = held.get(parent);
    if (frame === undefined) held.set(parent, { parts: 1, lines: endLine - line + 1 });
    else {
      frame.parts += 1;
      frame.lines += endLine - line + 1;
    }
  }
  const frames = new Set<number>();
  for (const [index, { parts, lines }] of [...held].sort(([a], [b]) => a - b)) {
    const { parent, line, endLine } = functions[index] as FunctionFact;
    const isReachable = parent <= 0 || frames.has(parent);
    if (isReachable && parts >= FRAME_PARTS && lines >= (endLine - line + 1) * FRAME_SHARE) frames.add(index);
  }
  return frames;
}
