/**
 * Facts in which each part of a split module stands as a module of its own, so that owners, seams, operations and prices are
 * judged by function without any of them knowing about functions.
 */
import type { AccessFacts, EdgeFacts, EdgeKind, Facts, ModuleFacts, Place } from '../../graph/facts.ts';
import type { FunctionIndex } from './function-index.ts';

/** Functions of one module that go to another service than the rest of it. */
export interface ModulePart {
  readonly module: string;
  /** Names of the functions. */
  readonly functions: ReadonlySet<string>;
  /** What stands for it among the modules. */
  readonly path: string;
}

/** What expanding changes; the rest of the facts stays as it is. */
export type ExpandableFacts = Pick<
  Facts,
  'modules' | 'edges' | 'access' | 'joins' | 'transactions' | 'sharedState' | 'routes' | 'entries' | 'events'
>;

/** @example expandFacts(facts, index, [{ module: 'shop.ts', functions: new Set(['orderView']), path: 'shop.ts#orders' }]).edges */
export function expandFacts<F extends ExpandableFacts>(
  facts: F,
  index: FunctionIndex,
  parts: readonly ModulePart[],
): F {
  if (parts.length === 0) return facts;
  const whole = new PartLookup(index, parts);
  const edges = [
    ...facts.edges.flatMap((edge) =>
      whole.isSplit(edge.from) || whole.isSplit(edge.to) ? splitEdge(edge, whole) : [edge],
    ),
    ...innerEdges(index, whole),
  ];
  const inPart = <T extends { readonly module: string; readonly line: number }>(one: T): T => {
    const module = whole.at(one.module, one.line);
    return module === one.module ? one : { ...one, module };
  };
  const placed = (place: Place): Place => ({ path: whole.at(place.path, place.line), line: place.line });
  const reached = reachedParts(edges, whole);
  return {
    ...facts,
    modules: withParts(facts.modules, index, whole),
    edges,
    access: facts.access.map((access): AccessFacts => inPart(access)),
    joins: facts.joins.map(inPart),
    transactions: facts.transactions.map(inPart),
    routes: facts.routes.map((route) => ({
      ...route,
      handler: {
        ...route.handler,
        module: whole.named(route.handler.module, route.handler.name, route.line),
      },
      modules: reached(route.modules),
    })),
    entries: facts.entries.map((entry) => ({ ...inPart(entry), modules: reached(entry.modules) })),
    events: facts.events.map((event) => ({
      ...event,
      emitters: event.emitters.map(placed),
      listeners: event.listeners.map(placed),
    })),
  };
}

class PartLookup {
  readonly parts: readonly ModulePart[];
  readonly #index: FunctionIndex;
  readonly #byModule: ReadonlyMap<string, readonly ModulePart[]>;

  constructor(index: FunctionIndex, parts: readonly ModulePart[]) {
    this.parts = parts;
    this.#index = index;
    this.#byModule = Map.groupBy(parts, ({ module }) => module);
  }

  get modules(): Iterable<string> {
    return this.#byModule.keys();
  }

  isSplit(module: string): boolean {
    return this.#byModule.has(module);
  }

  partOf(module: string, name: string): string {
    return this.#byModule.get(module)?.find(({ functions }) => functions.has(name))?.path ?? module;
  }

  /** The part that holds a line. */
  at(module: string, line: number): string {
    if (!this.isSplit(module)) return module;
    const own = this.#index.at(module, line);
    return own ? this.partOf(module, own.name) : module;
  }

  /** The part that holds a function, or the line where it has no name. */
  named(module: string, name: string, line: number): string {
    return this.knows(module, name) ? this.partOf(module, name) : this.at(module, line);
  }

  knows(module: string, name: string): boolean {
    return name !== '' && this.#index.number(module, name) !== undefined;
  }
}

type PlaceOfEdge = EdgeFacts['places'][number];

const IMPORTS: ReadonlySet<EdgeKind> = new Set(['import', 'type-import']);

/**
 * A use goes from the part that holds its line to the part that holds the function named. An import stands above all functions:
 * it goes with the uses of the same name. What names no function (a class, an injected instance) goes where its calls go.
 */
function splitEdge(edge: EdgeFacts, whole: PartLookup): EdgeFacts[] {
  const uses = edge.places.filter(({ kind }) => !IMPORTS.has(kind));
  const targets = (symbol: string, among: readonly PlaceOfEdge[]): string[] => {
    if (!whole.isSplit(edge.to) || whole.knows(edge.to, symbol)) return [whole.partOf(edge.to, symbol)];
    const called = among.filter((use) => whole.knows(edge.to, use.symbol));
    return called.length > 0 ? called.map((use) => whole.partOf(edge.to, use.symbol)) : [edge.to];
  };
  const collected = new Map<string, { from: string; to: string; places: PlaceOfEdge[] }>();
  const add = (from: string, to: string, place: PlaceOfEdge): void => {
    const key = JSON.stringify([from, to]);
    const held = collected.get(key);
    if (held) held.places.push(place);
    else collected.set(key, { from, to, places: [place] });
  };
  for (const place of edge.places) {
    if (!IMPORTS.has(place.kind)) {
      const from = whole.at(edge.from, place.line);
      const beside = uses.filter((use) => whole.at(edge.from, use.line) === from);
      for (const to of new Set(targets(place.symbol, beside))) add(from, to, place);
      continue;
    }
    const ofName = uses.filter(
      ({ symbol }) => symbol === place.symbol || symbol.startsWith(`${place.symbol}.`),
    );
    const followed = ofName.length > 0 ? ofName : [];
    const ways = new Map(
      followed.map((use) => {
        const way = [whole.at(edge.from, use.line), whole.partOf(edge.to, use.symbol)] as const;
        return [JSON.stringify(way), way];
      }),
    );
    if (ways.size === 0) for (const to of new Set(targets(place.symbol, uses))) ways.set(to, [edge.from, to]);
    for (const [from, to] of ways.values()) add(from, to, place);
  }
  if (collected.size === 0) return [edge];
  return [...collected.values()].map(({ from, to, places }) => ({
    from,
    to,
    places,
    kinds: kindsOf(places, edge),
  }));
}

/** Weights shared out by places. */
function kindsOf(places: readonly PlaceOfEdge[], edge: EdgeFacts): EdgeFacts['kinds'] {
  const kinds: Partial<Record<EdgeKind, number>> = {};
  for (const [kind, weight] of Object.entries(edge.kinds) as [EdgeKind, number][]) {
    const own = places.filter((place) => place.kind === kind).length;
    const all = edge.places.filter((place) => place.kind === kind).length;
    if (own > 0) kinds[kind] = Math.max(1, Math.round((weight * own) / all));
  }
  return kinds;
}

/** Calls between functions of one file that now stand in two parts. */
function innerEdges(index: FunctionIndex, whole: PartLookup): EdgeFacts[] {
  const edges = new Map<string, { from: string; to: string; places: PlaceOfEdge[] }>();
  for (const module of whole.modules) {
    for (const caller of index.byModule.get(module) ?? []) {
      const from = whole.partOf(module, caller.name);
      for (const [target, symbol, line] of caller.calls) {
        const to = whole.partOf(target, symbol);
        if (target !== module || from === to) continue;
        const key = JSON.stringify([from, to]);
        const edge = edges.get(key) ?? { from, to, places: [] };
        edge.places.push({ line, kind: 'call', symbol });
        edges.set(key, edge);
      }
    }
  }
  return [...edges.values()].map((edge) => ({ ...edge, kinds: { call: edge.places.length } }));
}

/** An entry point that reaches a module reaches those of its parts that something else on its way uses. */
function reachedParts(
  edges: readonly EdgeFacts[],
  whole: PartLookup,
): (modules: readonly string[]) => string[] {
  const users = Map.groupBy(edges, ({ to }) => to);
  return (modules) => {
    const reached = new Set(modules);
    for (const { module, path } of whole.parts)
      if (reached.has(module) && users.get(path)?.some(({ from }) => from !== module && reached.has(from)))
        reached.add(path);
    return [...reached].sort();
  };
}

function withParts(
  modules: readonly ModuleFacts[],
  index: FunctionIndex,
  whole: PartLookup,
): readonly ModuleFacts[] {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const standing = whole.parts.flatMap((part): ModuleFacts[] => {
    const module = byPath.get(part.module);
    if (!module) return [];
    const own = (index.byModule.get(part.module) ?? []).filter(({ name }) => part.functions.has(name));
    const lines = own.reduce((sum, { line, endLine }) => sum + endLine - line + 1, 0);
    return [{ ...module, path: part.path, lines, exports: own.map(({ name }) => name).sort() }];
  });
  const moved = Map.groupBy(whole.parts, ({ module }) => module);
  const remaining = modules.map((module) => {
    const gone = standing.filter(({ path }) => moved.get(module.path)?.some((part) => part.path === path));
    return gone.length === 0
      ? module
      : { ...module, lines: Math.max(0, module.lines - gone.reduce((sum, { lines }) => sum + lines, 0)) };
  });
  return [...remaining, ...standing].sort((a, b) => (a.path < b.path ? -1 : 1));
}
