import type { Route, RouteTable, TableNode } from './route-table.ts';

/**
 * Finds the most specific route: segment by segment a literal beats a parameter, a parameter beats a wildcard. A
 * place whose routes don't take the method is passed over, as Express passes over a layer.
 *
 * @param segments decoded path segments, without the empty one of a trailing slash.
 * @param method the method to match: for a preflight the one it asks for.
 * @example matchRoute(table, 'GET', ['api', 'reviews', '17'])?.slice // 'reviews'
 */
export function matchRoute(
  table: RouteTable,
  method: string,
  segments: readonly string[],
): Route | undefined {
  return search(
    table.root,
    method,
    table.caseSensitive ? segments : segments.map((text) => text.toLowerCase()),
    0,
  );
}

function search(
  node: TableNode,
  method: string,
  segments: readonly string[],
  depth: number,
): Route | undefined {
  const text = segments[depth];
  if (text === undefined) return forMethod(node.here, method);
  const literal = node.literals.get(text);
  if (literal) {
    const found = search(literal, method, segments, depth + 1);
    if (found) return found;
  }
  if (node.parameter) {
    const found = search(node.parameter, method, segments, depth + 1);
    if (found) return found;
  }
  return forMethod(node.rest, method);
}

function forMethod(routes: readonly Route[], method: string): Route | undefined {
  return routes.find((route) => route.methods === undefined || route.methods.has(method));
}
