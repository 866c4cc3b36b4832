/** Functions that are handed a router and register on it: Fastify's plugins, Elysia's groups. */
import type { Value } from '../../read/value.ts';
import { entryOf, functionsIn, type PlacedValue } from '../values.ts';
import { autoloadedPlugins, isAutoload } from './autoload.ts';
import { parameterRouter, type RouterRef } from './router-identity.ts';
import type { Visit } from './visit.ts';

/** `fastify.register(plugin, { prefix })`. */
export function readPlugin(visit: Visit, router: RouterRef): void {
  const { program, site } = visit;
  const [first, options] = site.call.args;
  if (first === undefined) return;
  if (isAutoload(program, site.path, first)) {
    for (const { plugin, prefix } of autoloadedPlugins(program, site)) {
      const child = parameterRouter(plugin.path, plugin.function, 0);
      visit.harvest.graph.mount({ parent: router.id, child, prefix });
    }
    return;
  }
  const prefix = options === undefined ? null : entryOf(program, site.path, options, 'prefix');
  mountFunctions(visit, router, visit.at(unwrapImport(first)), prefix === null ? [] : visit.texts(prefix));
}

/** Elysia's `app.group('/v1', (app) => …)` and `app.guard({ … }, (app) => …)`. */
export function readScope(visit: Visit): void {
  const { args } = visit.site.call;
  const [first] = args;
  const last = args.at(-1);
  if (first === undefined || last === undefined) return;
  for (const router of visit.routers()) {
    if (router.framework !== 'elysia') continue;
    mountFunctions(visit, router, visit.at(last), args.length > 1 ? visit.pathsOf(visit.at(first)) : []);
  }
}

/** What functions do with the router that they are given; false where the value is no function. Without prefixes they stand at the top. */
export function mountFunctions(
  { program, harvest }: Visit,
  router: RouterRef,
  { path, value }: PlacedValue,
  prefixes: readonly string[],
): boolean {
  const functions = functionsIn(program, path, value);
  for (const ref of functions) {
    const child = parameterRouter(ref.path, ref.function, 0);
    for (const prefix of prefixes.length > 0 ? prefixes : [''])
      harvest.graph.mount({ parent: router.id, child, prefix });
  }
  return functions.length > 0;
}

/** `import('./plugin')` and `require('./plugin')` stand for the default export. */
function unwrapImport(value: Value): Value {
  return value.kind === 'module' ? { kind: 'member', of: value, name: 'default' } : value;
}
