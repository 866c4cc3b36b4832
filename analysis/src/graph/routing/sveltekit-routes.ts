/**
 * SvelteKit: `src/routes/orders/[id]/+server.ts` exports a handler for each method; `+page.server.ts` loads what the page shows and has
 * the actions that its forms post to (which of them is told by the query, so that one route stands for all).
 */
import type { FoundRoute } from '../entry-index.ts';
import type { FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { exportedValue, functionsIn, literalOf, uniqueFunctions } from '../values.ts';
import { exportedRoute } from './exported-route.ts';
import { foldersNaming } from './manifest-folders.ts';
import type { RouteReading } from './route-readers.ts';
import { joinPaths } from './router-graph.ts';

const ROUTE_FILE =
  /^(?:(?<package>.*)\/)?src\/routes\/(?<route>.*\/)?\+(?<kind>server|page\.server|layout\.server)\.[jt]s$/;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const framework = 'sveltekit';

export function readSvelteKitRoutes(program: Program): RouteReading {
  const packages = foldersNaming(program, /"@sveltejs\/kit"\s*:/);
  const routes: FoundRoute[] = [];
  const hooks = new Map([...packages].map((folder) => [folder, hooksOf(program, folder)]));
  for (const path of packages.size === 0 ? [] : program.paths) {
    const groups = ROUTE_FILE.exec(path)?.groups;
    if (groups === undefined || isTestPath(path) || !packages.has(groups['package'] ?? '')) continue;
    const url = urlOf(groups['route'] ?? '');
    const exported = (name: string, method: string): FoundRoute[] =>
      exportedRoute(program, { path, url, method, exported: name, framework });
    const own =
      groups['kind'] === 'server'
        ? [...METHODS.flatMap((method) => exported(method, method)), ...exported('fallback', '*')]
        : [...exported('load', 'GET'), ...actionsOf(program, path, url)];
    const before = hooks.get(groups['package'] ?? '') ?? [];
    for (const route of own) {
      const functions = uniqueFunctions([...before, ...route.functions]);
      routes.push(before.length === 0 ? route : { ...route, functions, own: route.functions });
    }
  }
  return { routes, others: [], unread: [] };
}

/** `handle` of `src/hooks.server.ts` stands before every request. */
function hooksOf(program: Program, folder: string): FunctionRef[] {
  const found = ['ts', 'js']
    .map((extension) => `${folder === '' ? '' : `${folder}/`}src/hooks.server.${extension}`)
    .filter((path) => program.paths.includes(path));
  return found.flatMap((path) => {
    const written = exportedValue(program, path, 'handle', 0);
    return written === null ? [] : functionsIn(program, written.path, written.value);
  });
}

/** `orders/[id=uuid]/[[tab]]/[...rest]` is `/orders/:id/:tab?/*rest`; groups `(shop)` leave no trace. */
function urlOf(route: string): string {
  const segments = route
    .split('/')
    .filter((segment) => segment !== '' && !/^\(.*\)$/.test(segment))
    .map((segment) =>
      segment
        .replace(/\[\.\.\.(\w+)(?:=\w+)?\]/g, '*$1')
        .replace(/\[\[(\w+)(?:=\w+)?\]\]/g, ':$1?')
        .replace(/\[(\w+)(?:=\w+)?\]/g, ':$1'),
    );
  return joinPaths(...segments);
}

function actionsOf(program: Program, path: string, url: string): FoundRoute[] {
  const written = exportedValue(program, path, 'actions', 0);
  const object = written === null ? null : literalOf(program, written.path, written.value);
  if (object?.value.kind !== 'object') return [];
  const functions = object.value.entries.flatMap(({ value }) => functionsIn(program, object.path, value));
  return [
    {
      method: 'POST',
      path: url,
      module: path,
      line: object.value.entries[0]?.line ?? 1,
      handler: { module: object.path, name: 'actions' },
      framework,
      functions: uniqueFunctions(functions),
    },
  ];
}
