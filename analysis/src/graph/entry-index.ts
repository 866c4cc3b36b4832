/** All routes and other entry points with the functions that run, before their effects are known. */
import { CallMap, callIndexOf } from './call-index.ts';
import { ENTRY_NAMES, entryOfCall, type FoundEntry } from './effects/entry-calls.ts';
import type { EntryFacts, RouteFacts } from './facts.ts';
import type { FunctionRef, Program } from './program.ts';
import { rememberedByName } from './remembered.ts';
import { handlerChain, hasHandlerShape } from './routing/handlers.ts';
import { harvestRoutes } from './routing/harvest.ts';
import type { Harvest, Unread } from './routing/harvested.ts';
import { withPassingAll } from './routing/passing-all.ts';
import { routeReaders } from './routing/route-readers.ts';
import { joinPaths, normalisePath } from './routing/router-graph.ts';
import { functionsIn, methodsHandedOut, uniqueFunctions } from './values.ts';

export interface FoundRoute
  extends Pick<RouteFacts, 'method' | 'path' | 'module' | 'line' | 'handler' | 'framework'> {
  /** Middleware first, in order; the last one answers. */
  readonly functions: readonly FunctionRef[];
  /** The ones registered with the route itself, where middleware shared with other routes runs before them. */
  readonly own?: readonly FunctionRef[];
  /** What packages run around them: the methods of a session store. It counts for the tables, not for the class of the effect. */
  readonly around?: readonly FunctionRef[];
  /** Who answers where no function of the tree is known to: what runs before it says nothing of the answer. */
  readonly unseen?: 'package' | 'unknown';
}

export interface FoundOther extends Pick<EntryFacts, 'kind' | 'name' | 'module' | 'line'> {
  readonly functions: readonly FunctionRef[];
}

export interface EntryIndex {
  readonly routes: readonly FoundRoute[];
  readonly others: readonly FoundOther[];
  readonly unread: readonly Unread[];
  /** Calls that register an entry point: their callbacks run later, on their own. */
  isRegistration(path: string, call: number): boolean;
}

/** Of `command('')` and the like. */
const WITHOUT_NAME = '(without a name)';

const built = new WeakMap<Program, EntryIndex>();

export function entryIndexOf(program: Program): EntryIndex {
  const known = built.get(program);
  if (known !== undefined) return known;
  const index = buildEntryIndex(program);
  built.set(program, index);
  return index;
}

function buildEntryIndex(program: Program): EntryIndex {
  const harvest = harvestRoutes(program);
  const read = routeReaders.map((reader) => reader(program));
  const calls: FoundEntry[] = [];
  for (const site of callIndexOf(program).named(ENTRY_NAMES)) {
    const entry = entryOfCall(program, site);
    if (entry !== null) calls.push(entry);
  }
  const registering = new CallMap<true>();
  for (const { path, index } of [
    ...calls.map(({ site }) => site),
    ...harvest.calls,
    ...read.flatMap(({ calls: own = [] }) => own),
  ])
    registering.set(path, index, true);
  return {
    routes: distinctRoutes([...harvestedRoutes(program, harvest), ...read.flatMap(({ routes }) => routes)]),
    others: [
      ...calls.map(({ kind, name, site, functions }) => ({
        kind,
        name,
        module: site.path,
        line: site.call.line,
        functions,
      })),
      ...read.flatMap(({ others }) => others),
    ].map((entry) => (entry.name === '' ? { ...entry, name: WITHOUT_NAME } : entry)),
    unread: distinctUnread([...harvest.unread, ...read.flatMap(({ unread }) => unread)]),
    isRegistration: (path, call) => registering.get(path, call) === true,
  };
}

function harvestedRoutes(program: Program, harvest: Harvest): FoundRoute[] {
  // Most routers have many routes.
  const before = rememberedByName(middlewareOf(program, harvest));
  const prefixesOf = rememberedByName((router) => harvest.graph.prefixesOf(router));
  const frameworkAbove = rememberedByName((router) => frameworkOfAncestors(harvest, router));
  return withPassingAll(harvest.registrations).flatMap((registration) => {
    const { method, module, line, handlers, router } = registration;
    const chain = handlerChain(program, handlers, module);
    const { functions: first, around } = before(router);
    const functions = uniqueFunctions([...first, ...chain.functions]);
    const framework = registration.framework === '' ? frameworkAbove(router) : registration.framework;
    // `tx.get(sql, values)` on a parameter of unknown make is no route.
    if (framework === 'unknown' && !hasHandlerShape(program, chain.functions.at(-1))) return [];
    return prefixesOf(router).flatMap((prefix) =>
      normalisePath(joinPaths(prefix, registration.path)).map((path) => ({
        method,
        path,
        module,
        line,
        handler: chain.handler,
        framework,
        functions,
        ...(first.length > 0 || around.length > 0 ? { own: chain.functions } : {}),
        around,
        ...(chain.unseen === undefined ? {} : { unseen: chain.unseen }),
      })),
    );
  });
}

/** A router that came as a parameter has the framework of whoever passed it. */
function frameworkOfAncestors(harvest: Harvest, registered: string): string {
  for (const router of harvest.graph.ancestorsOf(registered)) {
    const framework = harvest.frameworks.get(router) ?? '';
    if (framework !== '') return framework;
  }
  return 'unknown';
}

interface Before {
  readonly functions: FunctionRef[];
  readonly around: FunctionRef[];
}

/** Middleware of a router and of everything above it, outermost first. */
function middlewareOf(program: Program, harvest: Harvest): (router: string) => Before {
  const own = new Map<string, Before>();
  for (const { router, handlers } of harvest.middlewares) {
    const known = own.get(router) ?? { functions: [], around: [] };
    own.set(router, {
      functions: [
        ...known.functions,
        ...handlers.flatMap(({ path, value }) => functionsIn(program, path, value)),
      ],
      around: [
        ...known.around,
        ...handlers.flatMap(({ path, value }) => methodsHandedOut(program, path, value)),
      ],
    });
  }
  return (router) => {
    const all = harvest.graph
      .ancestorsOf(router)
      .reverse()
      .flatMap((at) => own.get(at) ?? []);
    return {
      functions: uniqueFunctions(all.flatMap(({ functions }) => functions)),
      around: uniqueFunctions(all.flatMap(({ around }) => around)),
    };
  };
}

/** The same registration reached twice (a helper with several callers, a router behind two names) is one route. */
function distinctRoutes(routes: readonly FoundRoute[]): FoundRoute[] {
  const seen = new Map<string, FoundRoute>();
  for (const route of routes) {
    const key = `${route.method} ${route.path} ${route.module}:${route.line}`;
    if (!seen.has(key)) seen.set(key, route);
  }
  return [...seen.values()];
}

function distinctUnread(unread: readonly Unread[]): Unread[] {
  return [...new Map(unread.map((one) => [`${one.path}:${one.line} ${one.what}`, one])).values()];
}
