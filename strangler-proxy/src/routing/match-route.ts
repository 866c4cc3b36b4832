import { headerOf } from '../guard/header-list.ts';
import { type CleanRequest, hostName } from '../guard/request.ts';
import type { Conditions, Route, RouteTable, TableNode } from './route-table.ts';

/** What routes are matched by. */
export type Matchable = Pick<
  CleanRequest,
  'method' | 'segments' | 'isAmbiguous' | 'host' | 'headers' | 'search' | 'preflightFor'
>;

/**
 * Finds the most specific route: segment by segment a literal beats a parameter, a parameter beats a wildcard. A
 * place whose routes don't take the method is passed over, as Express passes over a layer.
 *
 * A preflight is matched as the request that it asks for.
 *
 * @example matchRoute(table, request)?.slice // 'reviews'
 */
export function matchRoute(table: RouteTable, request: Matchable): Route | undefined {
  if (request.isAmbiguous) return undefined;
  const segments = table.caseSensitive
    ? request.segments
    : request.segments.map((text) => text.toLowerCase());
  return search(table.root, request, segments, 0);
}

function search(
  node: TableNode,
  request: Matchable,
  segments: readonly string[],
  depth: number,
): Route | undefined {
  const text = segments[depth];
  if (text === undefined) return fitting(node.here, request);
  const literal = node.literals.get(text);
  if (literal) {
    const found = search(literal, request, segments, depth + 1);
    if (found) return found;
  }
  if (node.parameter) {
    const found = search(node.parameter, request, segments, depth + 1);
    if (found) return found;
  }
  return fitting(node.rest, request);
}

function fitting(routes: readonly Route[], request: Matchable): Route | undefined {
  const method = request.preflightFor ?? request.method;
  return routes.find(
    ({ methods, conditions }) =>
      (methods === undefined || methods.has(method)) &&
      (conditions === undefined || meets(request, conditions)),
  );
}

function meets(request: Matchable, { hosts, headers, query }: Conditions): boolean {
  if (hosts && !hosts.has(hostName(request.host))) return false;
  for (const [name, wanted] of headers) {
    const value = headerOf(request.headers, name);
    if (value === undefined || (wanted !== true && value !== wanted)) return false;
  }
  if (query.length === 0) return true;
  const parameters = new URLSearchParams(request.search);
  return query.every(([name, wanted]) =>
    wanted === true ? parameters.has(name) : parameters.getAll(name).includes(wanted),
  );
}
