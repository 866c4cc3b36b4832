/** Registrations: `router.get('/books', list)`, and those that are told the method. */
import type { Value } from '../../read/value.ts';
import { functionsIn, type PlacedValue } from '../values.ts';
import { handledBy } from './handled-by.ts';
import { hasHandlerShape } from './handlers.ts';
import type { RouterRef } from './router-identity.ts';
import { toldRoute } from './told-verbs.ts';
import type { Visit } from './visit.ts';

/** Names of things that have routes; needed where nothing else tells what a receiver is. */
const LOOKS_LIKE_ROUTER = /(?:^|[a-z_])(?:app|router|routes?|server|fastify|api|express|http)\d*$/i;

export function readVerb(visit: Visit, method: string): void {
  const { args } = visit.site.call;
  const [first] = args;
  if (first === undefined) return;
  const routers = visit.routers();
  for (const router of routers) {
    if (router.route !== null) {
      if (routeOfPath(visit, router, router.route, method)) return;
      continue;
    }
    if (args.length < 2 || isHandedOn(visit, router)) continue;
    const [pathValue, rest] = pathAndHandlers(visit, router, first, args);
    if (router.framework === 'itty' && method === '*' && isAsterisk(pathValue)) {
      const handlers = rest.map((value) => visit.at(value));
      visit.harvest.middlewares.push({ router: router.id, path: '', handlers });
      continue;
    }
    if (visit.isOpen(pathValue) && visit.viaCallers(pathValue)) return;
    const paths = visit.pathsOf(visit.at(pathValue));
    for (const path of paths) visit.register(router, method, path, visit.framed(rest));
    if (paths.length === 0) visit.unreadPath(router);
  }
  if (routers.length === 0) guess(visit, method);
}

const isAsterisk = (value: Value): boolean => value.kind === 'string' && value.text === '*';

/** `router.route('/books').get(list)`; true where callers have told the path, for all routers at once. */
function routeOfPath(visit: Visit, router: RouterRef, route: PlacedValue, method: string): boolean {
  const isHere = route.path === visit.site.path;
  if (isHere && visit.isOpen(route.value) && visit.viaCallers(route.value)) return true;
  const paths = visit.texts(route);
  for (const path of paths) visit.register(router, method, path, visit.framed(visit.site.call.args));
  if (paths.length === 0) visit.unreadPath(router);
  return false;
}

/** itty's `router.all('/todos/*', todos.fetch)`: the other router has its whole paths itself. */
function isHandedOn(visit: Visit, { framework }: RouterRef): boolean {
  const last = visit.site.call.args.at(-1);
  if (framework !== 'itty' || last === undefined) return false;
  const handed = visit.at(last);
  const of = handledBy(visit.program, handed);
  return of !== handed && visit.childRouters(of).length > 0;
}

/** Koa routes may have a name before the path, restify's an object around it. */
function pathAndHandlers(
  visit: Visit,
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
    visit.pathsOf(visit.at(second)).some((path) => path.startsWith('/'));
  return isNamed ? [second, args.slice(2)] : [first, args.slice(1)];
}

/** A receiver that nothing is known of: taken for a router if its name, a path and a handler say so. */
function guess(visit: Visit, method: string): void {
  const { program, receiver, site } = visit;
  const [first, ...rest] = site.call.args;
  const name = receiver.kind === 'name' || receiver.kind === 'member' ? receiver.name : '';
  // What is awaited is a request: a registration gives nothing to wait for.
  if (site.call.isAwaited || first === undefined || rest.length === 0 || !LOOKS_LIKE_ROUTER.test(name))
    return;
  if (program.evaluate(site.path, receiver).kind === 'external') return;
  const paths = visit.pathsOf(visit.at(first)).filter((path) => path.startsWith('/') || path === '*');
  const last = rest.at(-1);
  if (last === undefined || !hasHandlerShape(program, functionsIn(program, site.path, last).at(-1))) return;
  if (paths.length === 0) visit.viaCallers(first);
  visit.harvest.calls.push(site);
  const router: RouterRef = {
    id: `guessed ${site.path}#${name}`,
    framework: 'unknown',
    route: null,
    base: null,
  };
  for (const path of paths) visit.register(router, method, path, visit.framed(rest));
}

/** `app.on(['PUT', 'PATCH'], '/x', show)`; false where the call is none of these. */
export function readTold(visit: Visit): boolean {
  let isTold = false;
  for (const router of visit.routers()) {
    const told = toldRoute(visit.program, visit.site, visit.frame, router.framework);
    if (told === null) continue;
    isTold = true;
    const isHere = told.path.path === visit.site.path;
    if (isHere && visit.isOpen(told.path.value) && visit.viaCallers(told.path.value)) return true;
    const paths = visit.pathsOf(told.path);
    const handlers = told.handlers.map((handler) => ({ ...handler, frame: visit.frame }));
    for (const method of told.methods)
      for (const path of paths) visit.register(router, method, path, handlers);
    if (paths.length === 0) visit.unreadPath(router);
  }
  return isTold;
}
