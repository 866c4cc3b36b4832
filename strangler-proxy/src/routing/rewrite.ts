import type { CleanPath } from '../guard/path.ts';
import type { Segment } from './pattern.ts';
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
  return route.rewrite ? (fill(route.rewrite, valuesOf(route.segments, path)) ?? path) : path;
}

/**
 * The way back: the path under which callers know what the service calls `servicePath`.
 *
 * @param callerPath the request's own path; gives the values that the service's path does not carry.
 * @returns nothing where the service's path is none of this route's.
 */
export function publicPath(
  { segments, rewrite }: Pick<Route, 'segments' | 'rewrite'>,
  servicePath: string,
  callerPath: string,
): string | undefined {
  if (!rewrite || !fits(rewrite, servicePath)) return undefined;
  const known = fits(segments, callerPath) ? valuesOf(segments, callerPath) : [];
  const values = new Map([...known, ...valuesOf(rewrite, servicePath)]);
  const path = fill(segments, values);
  return path !== undefined && servicePath.endsWith('/') ? `${path}/` : path;
}

/** No parameter can have this name. */
const REST = '*';

/** What a path that is known to fit has for the pattern's parameters, as it was written. */
function valuesOf(pattern: readonly Segment[], path: string): Map<string, string> {
  const written = path.slice(1).split('/');
  const values = new Map<string, string>();
  for (const [index, segment] of pattern.entries()) {
    if (segment.kind === 'parameter') values.set(segment.name, written[index] ?? '');
    if (segment.kind === 'rest') values.set(REST, written.slice(index).join('/'));
  }
  return values;
}

function fits(pattern: readonly Segment[], path: string): boolean {
  const written = path.replace(/^\/|\/$/g, '').split('/');
  const hasRest = pattern.at(-1)?.kind === 'rest';
  if (hasRest ? written.length < pattern.length : written.length !== pattern.length) return false;
  return pattern.every(
    (segment, index) => segment.kind !== 'literal' || segment.text === decoded(written[index] ?? ''),
  );
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The pattern with these values; nothing where one is missing. */
function fill(pattern: readonly Segment[], values: ReadonlyMap<string, string>): string | undefined {
  const texts = pattern.map((segment) => {
    if (segment.kind === 'literal') return encodeURIComponent(segment.text);
    return values.get(segment.kind === 'rest' ? REST : segment.name);
  });
  return texts.includes(undefined) ? undefined : `/${texts.join('/')}`;
}
