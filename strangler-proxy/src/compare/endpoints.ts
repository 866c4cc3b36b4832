import { z } from 'zod';
import { CompareError } from './errors.ts';

/** Endpoint templates: from the boundary report, from configuration, or learned from the URLs themselves. */

const routesSchema = z.object({ routes: z.array(z.object({ method: z.string(), path: z.string() })) });

/**
 * The routes of a boundary report (or anything with `routes: [{ method, path }]`) as templates.
 *
 * @throws CompareError BAD_REPORT
 */
export function readTemplates(
  text: string,
  { fileName = 'report.json' }: { readonly fileName?: string } = {},
): string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new CompareError(
      'BAD_REPORT',
      `${fileName}: not JSON (${(error as Error).message}). Name the report.json of "banyan analyze".`,
    );
  }
  const result = routesSchema.safeParse(parsed);
  if (!result.success)
    throw new CompareError(
      'BAD_REPORT',
      `${fileName}: holds no routes. Name the report.json of "banyan analyze".`,
    );
  return result.data.routes.map(({ method, path }) =>
    method === 'ALL' || method === '*' ? path : `${method} ${path}`,
  );
}

interface Template {
  readonly method: string;
  readonly segments: readonly string[];
  readonly name: string;
}

/** Names the endpoint of a request: `GET /api/products/:id`. */
export type NameEndpoint = (method: string, url: string) => string;

/**
 * @param given templates as `GET /api/products/:id`; the most literal match wins
 * @param seen URLs to learn from where no template matches: a place in the path with many values becomes `:id`
 * @example endpointNamer([], ['/orders/1', '/orders/2'])('GET', '/orders/7?x=1') // 'GET /orders/:id'
 */
export function endpointNamer(given: readonly string[], seen: readonly string[] = []): NameEndpoint {
  const templates = given.map(readTemplate).sort((a, b) => literalCount(b) - literalCount(a));
  const varied = placesWithManyValues(seen);
  return (method, url) => {
    const segments = segmentsOf(url);
    const asked = method === 'HEAD' ? 'GET' : method;
    const found = templates.find(
      (template) =>
        (template.method === '*' || template.method === asked) && matches(template.segments, segments),
    );
    if (found) return found.method === '*' ? `${asked} ${found.name}` : `${found.method} ${found.name}`;
    return `${asked} ${learnedName(segments, varied)}`;
  };
}

function readTemplate(text: string): Template {
  const [method = '', path] = text.trim().split(/\s+/);
  const name = path ?? method;
  return { method: path === undefined ? '*' : method.toUpperCase(), segments: segmentsOf(name), name };
}

function literalCount({ segments }: Template): number {
  return segments.filter((segment) => !isParameter(segment)).length;
}

function isParameter(segment: string): boolean {
  return segment.startsWith(':') || segment === '*' || /^\{.*\}$/.test(segment);
}

function matches(template: readonly string[], segments: readonly string[]): boolean {
  const open = template.at(-1) === '*';
  if (open ? segments.length < template.length - 1 : segments.length !== template.length) return false;
  return template.every(
    (part, index) =>
      part === '*' || isParameter(part) || part.toLowerCase() === segments[index]?.toLowerCase(),
  );
}

function segmentsOf(url: string): string[] {
  return (url.split(/[?#]/, 1)[0] ?? '').split('/').filter(Boolean);
}

/** More different values than this after the same path are data, not names of routes. */
const MANY_VALUES = 12;
const ID_SEGMENT =
  /^(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}|[0-9A-HJKMNP-TV-Z]{26}|(?=.*\d)(?=.*[A-Za-z])[\w-]{16,})$/i;

function learnedName(segments: readonly string[], varied: ReadonlySet<string>): string {
  const named: string[] = [];
  for (const segment of segments) {
    const parent = named.join('/');
    named.push(ID_SEGMENT.test(segment) || varied.has(parent) ? ':id' : segment);
  }
  return `/${named.join('/')}`;
}

/** Parents (as learned names) under which many different segments occur; from the root down, since names depend on it. */
function placesWithManyValues(urls: readonly string[]): ReadonlySet<string> {
  const varied = new Set<string>();
  const paths = [...new Set(urls.map((url) => segmentsOf(url).join('/')))].map((path) => path.split('/'));
  const deepest = Math.max(0, ...paths.map((path) => path.length));
  for (let depth = 1; depth < deepest; depth += 1) {
    const values = new Map<string, Set<string>>();
    for (const path of paths) {
      const segment = path[depth];
      if (segment === undefined || ID_SEGMENT.test(segment)) continue;
      const parent = learnedName(path.slice(0, depth), varied).slice(1);
      values.set(parent, (values.get(parent) ?? new Set()).add(segment));
    }
    for (const [parent, segments] of values) if (segments.size > MANY_VALUES) varied.add(parent);
  }
  return varied;
}
