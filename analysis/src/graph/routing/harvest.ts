/** Finds route registrations and mounts of frameworks whose routers are objects with methods. */
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import {
  type Frame,
  type FramedValue,
  openParameter,
  parameterBehind,
  textsThroughFrame,
  throughFrame,
} from '../frames.ts';
import type { Program } from '../program.ts';
import { usesAnyPackage } from '../used-packages.ts';
import { entryOf, functionsIn, itemsOf, type PlacedValue, spellings } from '../values.ts';
import { autoloadedPlugins, isAutoload } from './autoload.ts';
import { ownFrame, registeringCall, selfOfCall, under } from './caller-frames.ts';
import { methodNamed, VERBS } from './frameworks.ts';
import { handledBy } from './handled-by.ts';
import { hasHandlerShape } from './handlers.ts';
import { HAPI } from './hapi-routes.ts';
import { KnownRouters } from './known-routers.ts';
import { koaMount } from './koa-mount.ts';
import { koaRoute } from './koa-route.ts';
import { roundsOf } from './rounds.ts';
import type { RouterGraph } from './router-graph.ts';
import { parameterRouter, type RouterRef, routersOf } from './router-identity.ts';
import { isTelling, TELLING_PACKAGES, toldRoute } from './told-verbs.ts';

export interface Registration {
  readonly router: string;
  readonly framework: string;
  readonly method: string;
  /** As written, without prefixes. */
  readonly path: string;
  readonly handlers: readonly FramedValue[];
  readonly module: string;
  readonly line: number;
}

/** A middleware or hook that stands before the routes of a router. */
export interface Middleware {
  readonly router: string;
  /** Only below this path; '' for all. */
  readonly path: string;
  readonly handlers: readonly PlacedValue[];
}

export interface Unread {
  readonly path: string;
  readonly line: number;
  readonly what: string;
  readonly because: string;
}

export interface Harvest {
  readonly graph: RouterGraph;
  readonly registrations: Registration[];
  readonly middlewares: Middleware[];
  readonly unread: Unread[];
  /** Calls that register or mount something. */
  readonly calls: CallSite[];
  /** Framework by router, as far as known. */
  readonly frameworks: Map<string, string>;
}

const MOUNTS = new Set(['use', 'register', 'route', 'mount', 'applyRoutes']);
/** Elysia's `group('/v1', (app) => app.get(…))` and `guard({ … }, (app) => …)`: what stands in the callback answers below the path. */
const SCOPES = new Set(['group', 'guard']);
/** How many wrappers of an application's own a registration is followed through. */
const MAX_FRAMES = 4;
/** Names of things that have routes; needed where nothing else tells what a receiver is. */
const LOOKS_LIKE_ROUTER = /(?:^|[a-z_])(?:app|router|routes?|server|fastify|api|express|http)\d*$/i;

export function harvestRoutes(program: Program): Harvest {
  const harvester = new Harvester(program);
  const isWanted = usesAnyPackage(program, TELLING_PACKAGES) ? mayTellBy : mayRegisterBy;
  for (const site of callIndexOf(program).named(isWanted))
    if (mayRegister(site)) harvester.visit(site, ownFrame(site), 0);
  harvester.linkParameters();
  return harvester.harvest;
}

/** By name alone, none for `app[method]`; everything else costs more. */
const mayRegisterBy = (name: string): boolean =>
  name === '' || name === 'prefix' || VERBS.has(name) || MOUNTS.has(name) || SCOPES.has(name);
/** These are asked of much else, so that they are looked at only where a framework has them. */
const mayTellBy = (name: string): boolean => mayRegisterBy(name) || isTelling(name);

const mayRegister = ({ call: { callee } }: CallSite): boolean =>
  callee.kind === 'index' || callee.kind === 'member';

class Harvester {
  readonly harvest: Harvest;
  private readonly program: Program;
  private readonly known: KnownRouters;

  constructor(program: Program) {
    this.program = program;
    this.known = new KnownRouters(program);
    const { graph, frameworks } = this.known;
    this.harvest = { graph, frameworks, registrations: [], middlewares: [], unread: [], calls: [] };
  }

  linkParameters(): void {
    this.known.linkParameters();
  }

  visit(site: CallSite, frame: Frame, depth: number): void {
    for (const round of roundsOf(this.program, site, frame)) this.visitRound(site, round, depth);
  }

  private visitRound(site: CallSite, frame: Frame, depth: number): void {
    const receiver = receiverOf(site.call);
    if (receiver === null) return;
    const { callee } = site.call;
    if (
      callee.kind === 'index' &&
      textsThroughFrame(this.program, frame, site.path, callee.key).length === 0
    ) {
      if (this.routers(site, frame, receiver).length > 0) this.viaCallers(site, frame, depth, callee.key);
      return;
    }
    for (const method of this.methodNames(site, frame)) {
      if (VERBS.has(method)) this.verb(site, frame, depth, receiver, VERBS.get(method) ?? '*');
      else if (isTelling(method) && this.told(site, frame, depth, receiver)) continue;
      else if (MOUNTS.has(method)) this.mountOrRoute(site, frame, depth, receiver, method);
      else if (SCOPES.has(method)) this.scope(site, frame, receiver);
      else if (method === 'prefix') this.ownPrefix(site, frame, receiver);
    }
  }

  /** `app.on(['PUT', 'PATCH'], '/x', show)`; false where the call is none of these. */
  private told(site: CallSite, frame: Frame, depth: number, receiver: Value): boolean {
    let isTold = false;
    for (const router of this.routers(site, frame, receiver)) {
      const told = toldRoute(this.program, site, frame, router.framework);
      if (told === null) continue;
      isTold = true;
      const isHere = told.path.path === site.path;
      if (isHere && this.isOpen(site, frame, told.path.value))
        if (this.viaCallers(site, frame, depth, told.path.value)) return true;
      const { methods } = told;
      const paths = this.pathsOf(told.path, frame);
      const handlers = told.handlers.map((handler) => ({ ...handler, frame }));
      for (const method of methods)
        for (const path of paths) this.register(site, frame, router, method, path, handlers);
      if (paths.length === 0) this.unreadPath(site, frame, router);
    }
    return isTold;
  }

  private scope(site: CallSite, frame: Frame, receiver: Value): void {
    const { args } = site.call;
    const [first] = args;
    const last = args.at(-1);
    if (first === undefined || last === undefined) return;
    for (const router of this.routers(site, frame, receiver)) {
      if (router.framework !== 'elysia') continue;
      const texts = args.length > 1 ? this.pathsOf(at(site, first), frame) : [];
      this.mountFunctions(router, at(site, last), texts.length > 0 ? texts : ['']);
    }
  }

  /** What functions do with the router that they are given. */
  private mountFunctions(
    router: RouterRef,
    { path, value }: PlacedValue,
    prefixes: readonly string[],
  ): boolean {
    const functions = functionsIn(this.program, path, value);
    for (const ref of functions) {
      const child = parameterRouter(ref.path, ref.function, 0);
      for (const prefix of prefixes) this.harvest.graph.mount({ parent: router.id, child, prefix });
    }
    return functions.length > 0;
  }

  /** Koa's `router.prefix('/books')`. */
  private ownPrefix(site: CallSite, frame: Frame, receiver: Value): void {
    const [first] = site.call.args;
    if (first === undefined || site.call.args.length !== 1) return;
    for (const router of this.routers(site, frame, receiver))
      if (router.framework === 'koa') this.known.setPrefix(router.id, at(site, first));
  }

  /** `router.get`, or `app[method]` with every method it can be. */
  private methodNames(site: CallSite, frame: Frame): string[] {
    const { callee } = site.call;
    if (callee.kind !== 'index') return [calledName(site.call)];
    return textsThroughFrame(this.program, frame, site.path, callee.key).map((name) => name.toLowerCase());
  }

  private verb(site: CallSite, frame: Frame, depth: number, receiver: Value, method: string): void {
    const { args } = site.call;
    const [first] = args;
    if (first === undefined) return;
    const routers = this.routers(site, frame, receiver);
    for (const router of routers) {
      if (router.route !== null) {
        const { path: module, value } = router.route;
        const isHere = module === site.path;
        if (isHere && this.isOpen(site, frame, value) && this.viaCallers(site, frame, depth, value)) return;
        const paths = textsThroughFrame(this.program, frame, module, value);
        for (const path of paths) this.register(site, frame, router, method, path, placed(site, frame, args));
        if (paths.length === 0) this.unreadPath(site, frame, router);
        continue;
      }
      if (args.length < 2 || this.isHandedOn(site, frame, router)) continue;
      const [pathValue, rest] = this.pathAndHandlers(site, frame, router, first, args);
      if (
        router.framework === 'itty' &&
        method === '*' &&
        pathValue.kind === 'string' &&
        pathValue.text === '*'
      ) {
        const handlers = rest.map((value) => at(site, value));
        this.harvest.middlewares.push({ router: router.id, path: '', handlers });
        continue;
      }
      if (this.isOpen(site, frame, pathValue) && this.viaCallers(site, frame, depth, pathValue)) return;
      const paths = this.pathsOf(at(site, pathValue), frame);
      if (paths.length > 0)
        for (const path of paths) this.register(site, frame, router, method, path, placed(site, frame, rest));
      else this.unreadPath(site, frame, router);
    }
    if (routers.length === 0) this.guess(site, frame, depth, receiver, method);
  }

  /** itty's `router.all('/todos/*', todos.fetch)`: the other router has its whole paths itself. */
  private isHandedOn(site: CallSite, frame: Frame, { framework }: RouterRef): boolean {
    const last = site.call.args.at(-1);
    if (framework !== 'itty' || last === undefined) return false;
    const handed = at(site, last);
    const of = handledBy(this.program, handed);
    return of !== handed && this.childRouters(frame, of).length > 0;
  }

  /** Koa routes may have a name before the path, restify's an object around it. */
  private pathAndHandlers(
    site: CallSite,
    frame: Frame,
    router: RouterRef,
    first: Value,
    args: readonly Value[],
  ): [path: Value, handlers: readonly Value[]] {
    const [, second] = args;
    if ((router.framework === 'restify' || router.framework === '') && first.kind === 'object') {
      const told = first.entries.find(({ key }) => key === 'path' || key === 'url');
      return [told?.value ?? first, args.slice(1)];
    }
    const isNamed =
      router.framework === 'koa' &&
      second !== undefined &&
      args.length > 2 &&
      this.pathsOf(at(site, second), frame).some((path) => path.startsWith('/'));
    return isNamed ? [second, args.slice(2)] : [first, args.slice(1)];
  }

  /** A receiver that nothing is known of: taken for a router if its name, a path and a handler say so. */
  private guess(site: CallSite, frame: Frame, depth: number, receiver: Value, method: string): void {
    const { args } = site.call;
    const [first, ...rest] = args;
    const name = receiver.kind === 'name' || receiver.kind === 'member' ? receiver.name : '';
    // What is awaited is a request: a registration gives nothing to wait for.
    if (site.call.isAwaited || first === undefined || rest.length === 0 || !LOOKS_LIKE_ROUTER.test(name))
      return;
    if (this.program.evaluate(site.path, receiver).kind === 'external') return;
    const paths = this.pathsOf(at(site, first), frame).filter((path) => path.startsWith('/') || path === '*');
    const last = rest.at(-1);
    if (
      last === undefined ||
      !hasHandlerShape(this.program, functionsIn(this.program, site.path, last).at(-1))
    )
      return;
    if (paths.length === 0) this.viaCallers(site, frame, depth, first);
    this.harvest.calls.push(site);
    const router: RouterRef = {
      id: `guessed ${site.path}#${name}`,
      framework: 'unknown',
      route: null,
      base: null,
    };
    for (const path of paths) this.register(site, frame, router, method, path, placed(site, frame, rest));
  }

  private mountOrRoute(site: CallSite, frame: Frame, depth: number, receiver: Value, method: string): void {
    const routers = this.routers(site, frame, receiver);
    if (routers.length === 0) return;
    const { args } = site.call;
    const [first] = args;
    if (first === undefined) return;
    if (
      method === 'route' &&
      entryOf(
        this.program,
        site.path,
        throughFrame(this.program, frame, site.path, first).value,
        'handler',
      ) !== null
    ) {
      for (const router of routers)
        this.routeObject(site, frame, router, throughFrame(this.program, frame, site.path, first));
      return;
    }
    if (method === 'route' && args.length < 2) {
      if (parameterBehind(this.program, site.path, first) !== null)
        this.viaCallers(site, frame, depth, first);
      return;
    }
    for (const router of routers) {
      if (method === 'register') this.plugin(site, frame, router);
      else if (method === 'applyRoutes') this.applyRoutes(site, frame, router);
      else this.use(site, frame, depth, router);
    }
  }

  /** Fastify's `route({ method, url, handler })`. */
  private routeObject(site: CallSite, frame: Frame, router: RouterRef, options: PlacedValue): void {
    const entry = (key: string): PlacedValue | null =>
      entryOf(this.program, options.path, options.value, key);
    const url = entry('url') ?? entry('path');
    const methods = entry('method');
    const handlers = ['onRequest', 'preHandler', 'handler']
      .map(entry)
      .flatMap((found) => (found === null ? [] : [{ ...found, frame }]));
    if (url === null || methods === null) return;
    // Hapi's own reader knows the prefixes of plugins.
    if (router.framework === '' && usesAnyPackage(this.program, HAPI)) return;
    for (const path of textsThroughFrame(this.program, frame, url.path, url.value)) {
      for (const method of textsThroughFrame(this.program, frame, methods.path, methods.value))
        this.register(site, frame, router, methodNamed(method), path, handlers);
    }
  }

  /** `fastify.register(plugin, { prefix })`. */
  private plugin(site: CallSite, frame: Frame, router: RouterRef): void {
    const [first, options] = site.call.args;
    if (first === undefined) return;
    if (isAutoload(this.program, site.path, first)) {
      for (const { plugin, prefix } of autoloadedPlugins(this.program, site)) {
        this.harvest.graph.mount({
          parent: router.id,
          child: parameterRouter(plugin.path, plugin.function, 0),
          prefix,
        });
      }
      return;
    }
    const prefixValue = options === undefined ? null : entryOf(this.program, site.path, options, 'prefix');
    const prefixes =
      prefixValue === null
        ? ['']
        : textsThroughFrame(this.program, frame, prefixValue.path, prefixValue.value);
    this.mountFunctions(router, at(site, unwrapImport(first)), prefixes.length > 0 ? prefixes : ['']);
  }

  /** restify-router's `books.applyRoutes(server, '/v2')`. */
  private applyRoutes(site: CallSite, frame: Frame, child: RouterRef): void {
    const [server, prefix] = site.call.args;
    if (server === undefined) return;
    const prefixes = prefix === undefined ? [] : this.pathsOf(at(site, prefix), frame);
    for (const parent of this.childRouters(frame, at(site, server)))
      for (const path of prefixes.length > 0 ? prefixes : [''])
        this.harvest.graph.mount({ parent: parent.id, child: child.id, prefix: path });
  }

  /** Express's and Koa's `use(path?, …handlers or routers)`, Hono's `route(path, app)`. */
  private use(site: CallSite, frame: Frame, depth: number, router: RouterRef): void {
    const [first, ...rest] = site.call.args;
    if (first === undefined) return;
    if (rest.length > 0 && this.isOpen(site, frame, first) && this.viaCallers(site, frame, depth, first))
      return;
    const paths = this.pathsOf(at(site, first), frame);
    const things = paths.length > 0 ? rest : [first, ...rest];
    const middlewares: PlacedValue[] = [];
    const given = things.map((value) => throughFrame(this.program, frame, site.path, value));
    for (const thing of given.flatMap(({ path, value }) => itemsOf(this.program, path, value))) {
      const single = koaRoute(this.program, thing);
      if (single !== null) {
        for (const path of this.pathsOf(at(site, single.path), frame))
          this.register(site, frame, router, single.method, path, placed(site, frame, single.handlers));
        continue;
      }
      const inner = koaMount(this.program, thing);
      const children = this.childRouters(frame, handledBy(this.program, inner?.app ?? thing));
      for (const child of children) {
        this.known.add(child);
        for (const prefix of inner?.prefixes ?? (paths.length > 0 ? paths : [''])) {
          this.harvest.graph.mount({ parent: router.id, child: child.id, prefix });
        }
      }
      if (children.length > 0) continue;
      const isPlugin = router.framework === 'elysia' && this.mountFunctions(router, thing, ['']);
      const isHandler = router.framework === 'h3' && paths.length > 0;
      if (isHandler)
        for (const path of paths) this.register(site, frame, router, '*', path, [{ ...thing, frame }]);
      else if (!isPlugin) middlewares.push(throughFrame(this.program, frame, thing.path, thing.value));
    }
    if (middlewares.length > 0)
      for (const path of paths.length > 0 ? paths : [''])
        this.harvest.middlewares.push({ router: router.id, path, handlers: middlewares });
  }

  private childRouters(frame: Frame, thing: PlacedValue): RouterRef[] {
    const children = routersOf(this.program, frame, thing.path, thing.value);
    if (children.length > 0) return children;
    const passed = throughFrame(this.program, frame, thing.path, thing.value);
    return routersOf(this.program, frame.outer ?? frame, passed.path, passed.value);
  }

  private routers(site: CallSite, frame: Frame, receiver: Value): RouterRef[] {
    const routers = routersOf(this.program, frame, site.path, receiver);
    for (const router of routers) this.known.add(router);
    if (routers.length > 0) this.harvest.calls.push(site);
    return routers;
  }

  /** Paths of a registration: texts, arrays of them, regular expressions as they are written. */
  private pathsOf({ path, value }: PlacedValue, frame: Frame): string[] {
    const found = throughFrame(this.program, frame, path, value);
    return itemsOf(this.program, found.path, found.value).flatMap((item) => {
      if (item.value.kind === 'regexp') return [item.value.text];
      const texts = textsThroughFrame(this.program, frame, item.path, item.value);
      return texts.length > 0
        ? texts
        : parameterBehind(this.program, item.path, item.value) === null
          ? spellings(this.program, item.path, item.value).map(({ text }) => text)
          : [];
    });
  }

  /** Only a caller of the function around can tell what the value is. */
  private isOpen(site: CallSite, frame: Frame, value: Value): boolean {
    return openParameter(this.program, frame, site.path, value) !== null;
  }

  /** The path is a parameter: each caller of the function around registers its own. False where nobody calls it. */
  private viaCallers(site: CallSite, frame: Frame, depth: number, value: Value): boolean {
    const callee = openParameter(this.program, frame, site.path, value);
    if (callee === null || depth >= MAX_FRAMES) return false;
    const callers = callIndexOf(this.program).callersOf(callee);
    for (const caller of callers) {
      const outer = ownFrame(caller);
      const self = selfOfCall(this.program, caller, outer);
      this.visit(site, under(frame, { callee, site: caller, self, outer }), depth + 1);
    }
    return callers.length > 0;
  }

  private register(
    site: CallSite,
    frame: Frame,
    router: RouterRef,
    method: string,
    path: string,
    handlers: readonly FramedValue[],
  ): void {
    const place = registeringCall(site, frame);
    this.harvest.registrations.push({
      router: router.id,
      framework: router.framework,
      method,
      path,
      handlers,
      module: place.path,
      line: place.call.line,
    });
  }

  private unreadPath(site: CallSite, frame: Frame, router: RouterRef): void {
    if (router.framework === '') return;
    const place = registeringCall(site, frame);
    this.harvest.unread.push({
      path: place.path,
      line: place.call.line,
      what: 'route path',
      because: 'the path is computed at run time',
    });
  }
}

/** `import('./plugin')` and `require('./plugin')` stand for the default export. */
function unwrapImport(value: Value): Value {
  return value.kind === 'module' ? { kind: 'member', of: value, name: 'default' } : value;
}

/** A value as it stands in a call. */
const at = ({ path }: CallSite, value: Value): PlacedValue => ({ path, value });

function placed(site: CallSite, frame: Frame, values: readonly Value[]): FramedValue[] {
  return values.map((value) => ({ path: site.path, value, frame }));
}
