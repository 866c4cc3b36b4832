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
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

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
  const taken = new Set<string>();
  const skipped: string[] = [];
  const names = new Set<string>();
  const slices = services
    .toSorted((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .map(({ name }) => ({
      name: sliceName(name, names),
      routes: sliceRoutes(
        routes.filter(({ service }) => service === name),
        taken,
        skipped,
      ),
    }))
    .filter((slice) => slice.routes.length > 0);
  if (slices.length === 0)
    throw new OperatorError('The report has no service with a route that could be moved.');

  const sliceOf = new Map<string, string>(
    slices.flatMap((slice) =>
      slice.routes.flatMap(({ methods, path }) =>
        methods.map((method) => [`${method} ${path}`, slice.name] as const),
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
    ...skipped.map((route) => ` Left out, because it has no plain pattern: ${route}`),
  ].join('\n');
  for (const key of ['services', 'slices', 'together']) {
    const pair = (document.contents as unknown as YAMLMap).items.find((item) => String(item.key) === key);
    if (pair?.key && typeof pair.key === 'object' && 'spaceBefore' in pair.key) pair.key.spaceBefore = true;
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

interface SliceRoute {
  readonly methods: string[];
  readonly path: string;
  readonly effect: ReportRoute['effect'];
}

/** Routes of one path and effect are one line; what an earlier slice has already is not taken twice. */
function sliceRoutes(routes: readonly ReportRoute[], taken: Set<string>, skipped: string[]): SliceRoute[] {
  const lines = new Map<string, SliceRoute>();
  for (const { method, path, effect } of routes) {
    const upper = method.toUpperCase();
    const pattern = parsePattern(path);
    if ('cure' in pattern || !knownMethods.has(upper)) {
      skipped.push(`${upper} ${path.replace(/\s/g, ' ')}`);
      continue;
    }
    const place = `${upper} ${shapeOf(pattern.segments, false)}`;
    // A GET handler answers HEAD too, so a HEAD beside it would tie.
    if (taken.has(place) || (upper === 'HEAD' && taken.has(place.replace('HEAD', 'GET')))) continue;
    taken.add(place);
    getOrCreate(lines, `${path} ${effect}`, () => ({ methods: [], path, effect })).methods.push(upper);
  }
  return [...lines.values()];
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
