/** Next.js API routes: the file's place is the path. */
import type { FoundRoute } from '../entry-index.ts';
import type { Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { exportedRoute } from './exported-route.ts';
import { foldersNaming } from './manifest-folders.ts';
import type { RouteReading } from './route-readers.ts';
import { joinPaths } from './router-graph.ts';

const PAGES_API = /^(?:(?<package>.*)\/)?pages\/(?<route>api(?:\/.*)?)\.[cm]?[jt]sx?$/;
const APP_ROUTE = /^(?:(?<package>.*)\/)?app(?<route>\/.*)?\/route\.[cm]?[jt]sx?$/;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

export function readNextRoutes(program: Program): RouteReading {
  const packages = foldersNaming(program, /"next"\s*:/);
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
    else
      routes.push(
        ...METHODS.flatMap((method) =>
          exportedRoute(program, { path, url, method, exported: method, framework: 'next' }),
        ),
      );
  }
  return { routes, others: [], unread: [] };
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
  return exportedRoute(program, { path, url, method: '*', exported: 'default', framework: 'next' });
}
