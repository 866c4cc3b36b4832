import { Document, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { OperatorError } from '../errors.ts';
import { getOrCreate } from '../get-or-create.ts';
import { parsePattern, shapeOf } from '../routing/pattern.ts';

/** What is used of an analyzer's report; the rest is its own business. */
const reportPart = z.object({
  routes: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      service: z.string().nullable(),
      effect: z.enum(['read', 'idempotent-write', 'write', 'external', 'unknown']),
    }),
  ),
  together: z.array(z.object({ routes: z.array(z.string()), because: z.string() })).default([]),
  services: z.array(z.object({ name: z.string(), rank: z.number().default(0) })),
});
type ReportRoute = z.output<typeof reportPart>['routes'][number];

const FIRST_SERVICE_PORT = 4001;
const knownMethods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]);
/** The method of a route that takes all of them, in reports. */
const ANY = '*';

/**
 * Writes a `strangler.yaml` to start from: a slice for each suggested service, all of them off, with routes, effects
 * and the groups that must move as one.
 *
 * @param report the parsed `report.json` of `banyan analyze`.
 * @throws OperatorError when it is no such report, or has no service with a route.
 */
export function configFromReport(report: unknown): string {
  const parsed = reportPart.safeParse(report);
  if (!parsed.success)
    throw new OperatorError(`This is no report of banyan analyze:\n${z.prettifyError(parsed.error)}`);
  const { routes, together, services } = parsed.data;
  const skipped: string[] = [];
  const names = new Set<string>();
  const ranked = services.toSorted((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  const lines = routesByService(
    ranked.map(({ name }) => name),
    routes,
    skipped,
  );
  const slices = ranked
    .map(({ name }) => ({ name: sliceName(name, names), routes: lines.get(name) ?? [] }))
    .filter((slice) => slice.routes.length > 0);
  if (slices.length === 0)
    throw new OperatorError('The report has no service with a route that could be moved.');

  const sliceOf = new Map<string, string>(
    slices.flatMap((slice) =>
      slice.routes.flatMap(({ methods, path }) =>
        (methods ?? [ANY]).map((method) => [`${method} ${path}`, slice.name] as const),
      ),
    ),
  );
  const groups = together
    .map(({ routes: group, because }) => ({ routes: group.filter((route) => sliceOf.has(route)), because }))
    .filter((group) => group.routes.length > 1)
    .map((group) => ({
      ...group,
      ...(new Set(group.routes.map((route) => sliceOf.get(route))).size > 1 ? { allowSplit: true } : {}),
    }));

  const document = new Document({
    version: 1,
    listen: '127.0.0.1:8080',
    admin: '127.0.0.1:9090',
    monolith: { target: 'http://127.0.0.1:3000' },
    services: Object.fromEntries(
      slices.map(({ name }, index) => [
        name,
        { targets: [`http://127.0.0.1:${FIRST_SERVICE_PORT + index}`], health: '/health' },
      ]),
    ),
    slices: slices.map((slice) => ({
      name: slice.name,
      service: slice.name,
      stage: 'off',
      compare: { sample: '10%' },
      routes: slice.routes,
    })),
    ...(groups.length > 0 ? { together: groups } : {}),
  });
  document.commentBefore = [
    ' Made by banyan init from the boundary report. Everything is off: put in the real addresses, then',
    ' banyan flip SLICE shadow, 1%, 10% … live. A slice marked allowSplit under together was suggested in spite of a',
    ' transaction or shared state between services: look at it before you ramp.',
    ...skipped.map((route) => ` Left out, because ${route}`),
  ].join('\n');
  for (const key of ['services', 'slices', 'together']) {
    const pair = (document.contents as unknown as YAMLMap).items.find((item) => String(item.key) === key);
    if (pair?.key && typeof pair.key === 'object' && 'spaceBefore' in pair.key) pair.key.spaceBefore = true;
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

interface SliceRoute {
  /** Absent: all. */
  methods?: string[];
  readonly path: string;
  readonly effect: ReportRoute['effect'];
}

/**
 * Service → lines of its slice: routes of one path and effect are one line. What an earlier service has already is not taken
 * twice, and a route for all methods takes those that no service names on that path.
 */
function routesByService(
  services: readonly string[],
  routes: readonly ReportRoute[],
  skipped: string[],
): Map<string, SliceRoute[]> {
  const taken = new Set<string>();
  const lines = new Map<string, Map<string, SliceRoute>>();
  const byService = services.flatMap((service) =>
    routes.filter((route) => route.service === service).map((route) => ({ service, route })),
  );
  const [some, any] = [
    byService.filter(({ route }) => route.method !== ANY),
    byService.filter(({ route }) => route.method === ANY),
  ];
  for (const { service, route } of [...some, ...any]) {
    const { method, path, effect } = route;
    const shape = shapeToMove(route, skipped);
    if (shape === null) continue;
    const methods = (method === ANY ? [...knownMethods] : [method.toUpperCase()]).filter((one) =>
      take(one, shape, taken),
    );
    if (methods.length === 0) continue;
    const byPath = getOrCreate(lines, service, () => new Map<string, SliceRoute>());
    const line = getOrCreate(byPath, `${path} ${effect}`, (): SliceRoute => ({ methods: [], path, effect }));
    // HEAD follows GET.
    if (methods.length >= knownMethods.size - 1 && methods.includes('GET')) delete line.methods;
    else line.methods?.push(...methods);
  }
  return new Map([...lines].map(([service, byPath]) => [service, [...byPath.values()]]));
}

/** False where the method is taken on paths of this shape. A GET handler answers HEAD too, so a HEAD beside it would tie. */
function take(method: string, shape: string, taken: Set<string>): boolean {
  const place = `${method} ${shape}`;
  if (taken.has(place) || (method === 'HEAD' && taken.has(`GET ${shape}`))) return false;
  taken.add(place);
  return true;
}

/** The shape of a route's path; null, and the reason among `skipped`, where it can't be a line of a slice. */
function shapeToMove({ method, path }: ReportRoute, skipped: string[]): string | null {
  const upper = method.toUpperCase();
  const pattern = parsePattern(path);
  const shown = `${upper} ${path.replace(/\s/g, ' ')}`;
  if ('cure' in pattern) skipped.push(`it has no plain pattern: ${shown}`);
  else if (upper !== ANY && !knownMethods.has(upper)) skipped.push(`no slice knows its method: ${shown}`);
  else if (upper === ANY && pattern.segments.every(({ kind }) => kind === 'rest'))
    skipped.push(`it takes every request: ${shown}`);
  else return shapeOf(pattern.segments, false);
  return null;
}

/**
 * A name of its own; `taken` grows by it.
 *
 * @example sliceName('Order History', new Set(['order-history'])) // 'order-history-2'
 */
function sliceName(service: string, taken: Set<string>): string {
  const plain = service
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 59);
  const first = plain === '' ? 'service' : plain;
  let name = first;
  for (let count = 2; taken.has(name); count++) name = `${first}-${count}`;
  taken.add(name);
  return name;
}
