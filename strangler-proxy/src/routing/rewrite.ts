import type { CleanPath } from '../guard/path.ts';
import type { Route } from './route-table.ts';

/**
 * The path under which the service knows a route: parameters and the wildcard's rest are carried over as they were
 * written, so nothing is decoded and encoded again.
 *
 * @example a route /api/products/:id/reviews with rewrite /v2/reviews/:id turns /api/products/7/reviews into /v2/reviews/7
 */
export function rewritePath(
  route: Pick<Route, 'segments' | 'rewrite'>,
  { path }: Pick<CleanPath, 'path'>,
): string {
  if (!route.rewrite) return path;
  const written = path.slice(1).split('/');
  const values = new Map<string, string>();
  for (const [index, segment] of route.segments.entries()) {
    if (segment.kind === 'parameter') values.set(segment.name, written[index] ?? '');
    if (segment.kind === 'rest') values.set(REST, written.slice(index).join('/'));
  }
  const segments = route.rewrite.map((segment) => {
    if (segment.kind === 'literal') return encodeURIComponent(segment.text);
    return values.get(segment.kind === 'rest' ? REST : segment.name) ?? '';
  });
  return `/${segments.join('/')}`;
}

/** No parameter can have this name. */
const REST = '*';
