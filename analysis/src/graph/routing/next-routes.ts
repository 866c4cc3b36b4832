/** Next.js API routes: the file's place is the path. */
import type { FoundRoute } from '../entry-index.ts';
import { makingOf } from '../makings.ts';
import type { FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { exportedValue, functionsIn, uniqueFunctions } from '../values.ts';
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
  const functions = handlersOf(program, path, exported, ref);
  const handler = ref === null ? { module: path, name: '' } : { module: ref.path, name: program.nameOf(ref) };
  return [
    {
      method,
      path: url,
      module: path,
      line,
      handler,
      framework: 'next',
      functions,
    },
  ];
}

/**
 * The exported function; where a wrapper made it (`export const GET = withSession({ handler: async () => … })`) what the wrapper gives
 * back and what it was handed. Among options only of wrappers that can be read here: a package's may be told the work by other things
 * than functions.
 */
function handlersOf(
  program: Program,
  path: string,
  exported: string,
  ref: FunctionRef | null,
): FunctionRef[] {
  const own = ref === null ? [] : [ref];
  const written = exportedValue(program, path, exported, 0);
  if (written === null) return own;
  const made = makingOf(program, written.path, written.value);
  if (made.value.kind !== 'call') return own;
  const call = program.file(made.path).calls[made.value.call];
  if (call === undefined) return own;
  const wrapper = program.called(made.path, made.value.call);
  const isRead = wrapper.kind === 'function';
  const inside = isRead
    ? program.functionOf(wrapper).returns.flatMap((value) => functionsIn(program, wrapper.path, value))
    : [];
  // Nobody sees what the wrapper itself does with each request.
  if (isRead && own.length + inside.length === 0) return [];
  const handed = call.args
    .flatMap((arg) => (arg.kind === 'object' && isRead ? arg.entries.map(({ value }) => value) : [arg]))
    .filter((value) => program.evaluate(made.path, value).kind === 'function')
    .flatMap((value) => functionsIn(program, made.path, value));
  return uniqueFunctions([...own, ...inside, ...handed]);
}
