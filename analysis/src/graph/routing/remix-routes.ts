/** Remix and React Router as a framework: the file's name is the path, `loader` answers GET and `action` everything else. */
import type { Value } from '../../read/value.ts';
import type { FoundRoute } from '../entry-index.ts';
import type { FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { functionsIn, originOf, uniqueFunctions } from '../values.ts';
import { handlerOf } from './handlers.ts';
import { foldersNaming } from './manifest-folders.ts';
import type { RouteReading } from './route-readers.ts';
import { joinPaths } from './router-graph.ts';

const ROUTE_FILE = /^(?:(?<package>.*)\/)?app\/routes\/(?<route>.+)\.[cm]?[jt]sx?$/;
const REMIX = /"@(?:remix-run\/(?:node|react|server-runtime)|react-router\/(?:dev|node))"\s*:/;
const EXPORTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['loader', ['GET']],
  ['action', ['POST', 'PUT', 'PATCH', 'DELETE']],
]);

export function readRemixRoutes(program: Program): RouteReading {
  const packages = foldersNaming(program, REMIX);
  const routes: FoundRoute[] = [];
  for (const path of packages.size === 0 ? [] : program.paths) {
    const match = ROUTE_FILE.exec(path);
    if (match === null || isTestPath(path) || !packages.has(match.groups?.['package'] ?? '')) continue;
    const url = urlOf(match.groups?.['route'] ?? '');
    if (url !== null) routes.push(...routesIn(program, path, url));
  }
  return { routes, others: [], unread: [] };
}

/**
 * `orders.$id._index`, `orders/$id/route`, `api+/orders`: dots and folders are segments, `_layout.` leaves no trace, `$` alone takes the
 * rest, brackets escape. null for a file in a route's folder that is no route.
 */
function urlOf(route: string): string | null {
  const folders = route.split('/');
  const file = folders.at(-1) ?? '';
  const isInRouteFolder =
    folders.length > 1 && folders.slice(0, -1).some((folder) => /[.$]/.test(folder) && !folder.endsWith('+'));
  if (isInRouteFolder && !/^(?:route|index|_index|page)$/.test(file)) return null;
  const names = folders.map((name) => name.replace(/\+$/, '')).join('/');
  const escaped: string[] = [];
  const plain = names.replace(/\[(.*?)\]/g, (_, text: string) => `\0${escaped.push(text) - 1}\0`);
  const segments = plain
    .split(/[./]/)
    .filter((segment) => !/^_/.test(segment) && !/^(?:route|index|page)$/.test(segment))
    .map((segment) => segment.replace(/_$/, ''))
    .map((segment) =>
      segment === '$' ? '*' : segment.replace(/^\(?\$(\w+)\)?$/, ':$1').replace(/^\((.*)\)$/, '$1'),
    )
    .map((segment) => segment.replace(/\0(\d+)\0/g, (_, index: string) => escaped[Number(index)] ?? ''));
  return joinPaths(...segments.filter((segment) => segment !== ''));
}

function routesIn(program: Program, path: string, url: string): FoundRoute[] {
  const routes: FoundRoute[] = [];
  for (const one of program.file(path).exports) {
    const methods = one.kind === 'all' || one.isTypeOnly ? undefined : EXPORTS.get(one.name);
    if (methods === undefined || one.kind === 'all') continue;
    const functions =
      one.kind === 'local' ? handlersOf(program, path, one.value) : exportedFunction(program, path, one.name);
    const answering = functions.at(-1);
    const line =
      answering !== undefined && answering.path === path ? program.functionOf(answering).line : one.line;
    for (const method of methods)
      routes.push({
        method,
        path: url,
        module: path,
        line,
        handler: handlerOf(program, answering, { module: path, name: one.name }),
        framework: 'remix',
        functions,
      });
  }
  return routes;
}

/** `export const { action, loader } = createRoute(options, handler)`: what the maker was handed runs as well. */
function handlersOf(program: Program, path: string, value: Value): FunctionRef[] {
  const origin = originOf(program, path, value);
  const made = origin.value.kind === 'member' && origin.value.of.kind === 'call' ? origin.value.of : null;
  return uniqueFunctions([
    ...functionsIn(program, path, value),
    ...(made === null ? [] : functionsIn(program, origin.path, made)),
  ]);
}

function exportedFunction(program: Program, path: string, name: string): FunctionRef[] {
  const entity = program.exported(path, name);
  return entity.kind === 'function' ? [{ path: entity.path, function: entity.function }] : [];
}
