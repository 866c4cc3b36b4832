/**
 * Nuxt and Nitro: the default export of `server/api/orders/[id].get.ts` answers `GET /api/orders/:id`, that of `server/routes/feed.ts`
 * every method of `/feed`; what lies in `server/middleware` runs before each of them.
 */
import type { FoundRoute } from '../entry-index.ts';
import type { FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { uniqueFunctions } from '../values.ts';
import { exportedRoute } from './exported-route.ts';
import { foldersNaming } from './manifest-folders.ts';
import type { RouteReading } from './route-readers.ts';
import { joinPaths } from './router-graph.ts';

const SERVER_FILE =
  /^(?:(?<package>.*?)\/)??(?:server|src\/server)\/(?<kind>api|routes|middleware)\/(?<route>.+)\.[cm]?[jt]s$/;
const METHOD = /\.(get|post|put|patch|delete|head|options)$/;
const framework = 'nitro';

export function readNitroRoutes(program: Program): RouteReading {
  const packages = foldersNaming(program, /"(?:nuxt|nuxt3|nitropack|nitro)"\s*:/);
  const found: { readonly folder: string; readonly route: FoundRoute }[] = [];
  const before = new Map<string, FunctionRef[]>();
  for (const path of packages.size === 0 ? [] : program.paths) {
    const groups = SERVER_FILE.exec(path)?.groups;
    const folder = groups?.['package'] ?? '';
    if (groups === undefined || isTestPath(path) || !packages.has(folder)) continue;
    const file = groups['route'] ?? '';
    const method = METHOD.exec(file)?.[1]?.toUpperCase() ?? '*';
    const url = joinPaths(groups['kind'] === 'api' ? 'api' : '', urlOf(file.replace(METHOD, '')));
    const [route] = exportedRoute(program, { path, url, method, exported: 'default', framework });
    if (route === undefined) continue;
    if (groups['kind'] === 'middleware')
      before.set(folder, [...(before.get(folder) ?? []), ...route.functions]);
    else found.push({ folder, route });
  }
  const routes = found.map(({ folder, route }): FoundRoute => {
    const first = before.get(folder) ?? [];
    return first.length === 0
      ? route
      : { ...route, functions: uniqueFunctions([...first, ...route.functions]), own: route.functions };
  });
  return { routes, others: [], unread: [] };
}

/** `orders/[id]/index`, `files/[...path]`; `[...]` takes the rest without a name. */
function urlOf(file: string): string {
  const segments = file
    .split('/')
    .filter((segment) => segment !== 'index' && !/^\(.*\)$/.test(segment))
    .map((segment) => segment.replace(/\[\.\.\.(\w*)\]/g, '*$1').replace(/\[(\w+)\]/g, ':$1'));
  return joinPaths(...segments);
}
