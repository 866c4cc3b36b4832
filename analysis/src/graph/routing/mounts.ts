/** Routers below routers: `app.use('/books', router)`, and what else is told by `use`, `route`, `mount`, `register`. */
import { parameterBehind } from '../frames.ts';
import { usesAnyPackage } from '../used-packages.ts';
import { entryOf, itemsOf, type PlacedValue } from '../values.ts';
import { methodNamed } from './frameworks.ts';
import { handledBy } from './handled-by.ts';
import { HAPI } from './hapi-routes.ts';
import { koaMount } from './koa-mount.ts';
import { koaRoute } from './koa-route.ts';
import { mountFunctions, readPlugin } from './plugins.ts';
import type { RouterRef } from './router-identity.ts';
import type { Visit } from './visit.ts';

export function readMount(visit: Visit, method: string): void {
  const { program, site } = visit;
  const routers = visit.routers();
  if (routers.length === 0) return;
  const { args } = site.call;
  const [first] = args;
  if (first === undefined) return;
  if (method === 'route') {
    const options = visit.through(visit.at(first));
    if (entryOf(program, site.path, options.value, 'handler') !== null) {
      for (const router of routers) readRouteObject(visit, router, options);
      return;
    }
    if (args.length < 2) {
      if (parameterBehind(program, site.path, first) !== null) visit.viaCallers(first);
      return;
    }
  }
  for (const router of routers) {
    if (method === 'register') readPlugin(visit, router);
    else if (method === 'applyRoutes') readApplyRoutes(visit, router);
    else readUse(visit, router);
  }
}

/** Fastify's `route({ method, url, handler })`. */
function readRouteObject(visit: Visit, router: RouterRef, options: PlacedValue): void {
  const entry = (key: string): PlacedValue | null => entryOf(visit.program, options.path, options.value, key);
  const url = entry('url') ?? entry('path');
  const methods = entry('method');
  const handlers = ['onRequest', 'preHandler', 'handler']
    .map(entry)
    .flatMap((found) => (found === null ? [] : [{ ...found, frame: visit.frame }]));
  if (url === null || methods === null) return;
  // Hapi's own reader knows the prefixes of plugins.
  if (router.framework === '' && usesAnyPackage(visit.program, HAPI)) return;
  for (const path of visit.texts(url))
    for (const method of visit.texts(methods)) visit.register(router, methodNamed(method), path, handlers);
}

/** restify-router's `books.applyRoutes(server, '/v2')`. */
function readApplyRoutes(visit: Visit, child: RouterRef): void {
  const [server, prefix] = visit.site.call.args;
  if (server === undefined) return;
  const prefixes = prefix === undefined ? [] : visit.pathsOf(visit.at(prefix));
  for (const parent of visit.childRouters(visit.at(server)))
    for (const path of prefixes.length > 0 ? prefixes : [''])
      visit.harvest.graph.mount({ parent: parent.id, child: child.id, prefix: path });
}

/** Express's and Koa's `use(path?, …handlers or routers)`, Hono's `route(path, app)`. */
function readUse(visit: Visit, router: RouterRef): void {
  const [first, ...rest] = visit.site.call.args;
  if (first === undefined) return;
  if (rest.length > 0 && visit.isOpen(first) && visit.viaCallers(first)) return;
  const paths = visit.pathsOf(visit.at(first));
  const given = (paths.length > 0 ? rest : [first, ...rest]).map((value) => visit.through(visit.at(value)));
  const things = given.flatMap(({ path, value }) => itemsOf(visit.program, path, value));
  const middlewares = things.filter((thing) => !isMounted(visit, router, thing, paths));
  if (middlewares.length === 0) return;
  const handlers = middlewares.map((thing) => visit.through(thing));
  for (const path of paths.length > 0 ? paths : [''])
    visit.harvest.middlewares.push({ router: router.id, path, handlers });
}

/** Whether one of the things that are used is a route, a router or a plugin, and is put where it belongs; else it is a middleware. */
function isMounted(visit: Visit, router: RouterRef, thing: PlacedValue, paths: readonly string[]): boolean {
  const { program, harvest } = visit;
  const single = koaRoute(program, thing);
  if (single !== null) {
    for (const path of visit.pathsOf(visit.at(single.path)))
      visit.register(router, single.method, path, visit.framed(single.handlers));
    return true;
  }
  const inner = koaMount(program, thing);
  const children = visit.childRouters(handledBy(program, inner?.app ?? thing));
  for (const child of children) {
    visit.known.add(child);
    for (const prefix of inner?.prefixes ?? (paths.length > 0 ? paths : ['']))
      harvest.graph.mount({ parent: router.id, child: child.id, prefix });
  }
  if (children.length > 0) return true;
  if (router.framework === 'h3' && paths.length > 0) {
    for (const path of paths) visit.register(router, '*', path, [{ ...thing, frame: visit.frame }]);
    return true;
  }
  return router.framework === 'elysia' && mountFunctions(visit, router, thing, []);
}

/** Koa's `router.prefix('/books')`. */
export function readOwnPrefix(visit: Visit): void {
  const [first] = visit.site.call.args;
  if (first === undefined || visit.site.call.args.length !== 1) return;
  for (const router of visit.routers())
    if (router.framework === 'koa') visit.known.setPrefix(router.id, visit.at(first));
}
