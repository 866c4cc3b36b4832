/** Next.js API routes: the file's place is the path. */
import type { FoundRoute } from '../entry-index.ts';
import type { FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import type { RouteReading } from './route-readers.ts';
import { joinPaths } from './router-graph.ts';

const PAGES_API = /^(?:(?<package>.*)\/)?pages\/(?<route>api(?:\/.*)?)\.[cm]?[jt]sx?$/;
const APP_ROUTE = /^(?:(?<package>.*)\/)?app(?<route>\/.*)?\/route\.[cm]?[jt]sx?$/;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

export function readNextRoutes(program: Program): RouteReading {
  const packages = nextPackages(program);
  const routes: FoundRoute[] = [];
  for (const path of program.paths) {
    if (isTestPath(path)) continue;
    const pages = PAGES_API.exec(path);
    const app = APP_ROUTE.exec(path);
    const match = pages ?? app;
    const folder = (match?.groups?.['package'] ?? '').replace(/(?:^|\/)src$/, '');
    if (match === null || !packages.has(folder)) continue;
    const url = urlOf(match.groups?.['route'] ?? '');
    if (pages !== null) routes.push(...pagesRoute(program, path, url));
    else routes.push(...METHODS.flatMap((method) => exportedRoute(program, path, url, method, method)));
  }
  return { routes, others: [], unread: [] };
}

/** Folders whose package.json names `next`. */
function nextPackages(program: Program): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [path, text] of program.documents) {
    const folder = /^(?:(.*)\/)?package\.json$/.exec(path);
    if (folder !== null && /"next"\s*:/.test(text)) found.add(folder[1] ?? '');
  }
  return found;
}

/** `api/orders/[id]/[...rest]` is `/api/orders/:id/*rest`; groups `(shop)` and slots `@modal` leave no trace. */
function urlOf(route: string): string {
  const segments = route
    .split('/')
    .filter((segment) => segment !== '' && segment !== 'index' && !/^\(.*\)$|^@/.test(segment))
    .map((segment) => segment.replace(/^\[\[?\.\.\.(\w+)\]?\]$/, '*$1').replace(/^\[(\w+)\]$/, ':$1'));
  return joinPaths(...segments);
}

/** One default export answers every method. */
function pagesRoute(program: Program, path: string, url: string): FoundRoute[] {
  return exportedRoute(program, path, url, '*', 'default');
}

function exportedRoute(
  program: Program,
  path: string,
  url: string,
  method: string,
  exported: string,
): FoundRoute[] {
  const isThere = program.file(path).exports.some((one) => one.kind !== 'all' && one.name === exported);
  if (!isThere) return [];
  const entity = program.exported(path, exported);
  const ref: FunctionRef | null =
    entity.kind === 'function' ? { path: entity.path, function: entity.function } : null;
  const line = ref !== null && ref.path === path ? program.functionOf(ref).line : 1;
  const handler = ref === null ? { module: path, name: '' } : { module: ref.path, name: program.nameOf(ref) };
  return [
    {
      method,
      path: url,
      module: path,
      line,
      handler,
      framework: 'next',
      functions: ref === null ? [] : [ref],
    },
  ];
}
