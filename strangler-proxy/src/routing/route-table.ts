import type { Config, Effect, RouteConfig, SliceConfig } from '../config/schema.ts';
import { getOrCreate } from '../get-or-create.ts';
import { parsePattern, type Segment, shapeOf } from './pattern.ts';

/** One route of a slice, ready for matching. */
export interface Route {
  /** Unique within the table: methods and path as written. */
  readonly id: string;
  /** `GET /api/products/:id`, with the method of the request filled in by the caller. */
  readonly path: string;
  readonly slice: string;
  /** `undefined`: every method. */
  readonly methods: ReadonlySet<string> | undefined;
  readonly effect: Effect | undefined;
  /** What is no read is asked in shadow too. */
  readonly shadowWrites: boolean;
  readonly conditions: Conditions | undefined;
  /** The service's own path. */
  readonly rewrite: readonly Segment[] | undefined;
  readonly segments: readonly Segment[];
}

/** What a request must have besides method and path. */
export interface Conditions {
  /** Lower-case host names. */
  readonly hosts: ReadonlySet<string> | undefined;
  /** Lower-case names; `true` asks for any value. */
  readonly headers: readonly (readonly [string, string | true])[];
  readonly query: readonly (readonly [string, string | true])[];
  /** How many; the route with more of them is the more specific one. */
  readonly count: number;
}

/** One place in the tree of segments. */
export interface TableNode {
  readonly literals: Map<string, TableNode>;
  parameter: TableNode | undefined;
  /** Routes that end here. */
  readonly here: Route[];
  /** Routes with a wildcard here. */
  readonly rest: Route[];
}

export interface RouteTable {
  readonly root: TableNode;
  readonly caseSensitive: boolean;
  readonly routes: readonly Route[];
}

/** Builds the tree that `matchRoute` walks. */
export function buildRouteTable(config: Pick<Config, 'slices' | 'matching'>): RouteTable {
  const caseSensitive = config.matching === 'exact';
  const root = emptyNode();
  const routes: Route[] = [];
  for (const slice of config.slices) {
    for (const route of routesOf(slice)) {
      routes.push(route);
      insert(root, route.segments, route, caseSensitive);
    }
  }
  return { root, caseSensitive, routes };
}

function emptyNode(): TableNode {
  return { literals: new Map(), parameter: undefined, here: [], rest: [] };
}

function insert(root: TableNode, segments: readonly Segment[], route: Route, caseSensitive: boolean): void {
  let node = root;
  for (const segment of segments) {
    if (segment.kind === 'rest') {
      addBySpecificity(node.rest, route);
      return;
    }
    if (segment.kind === 'parameter') {
      node.parameter ??= emptyNode();
      node = node.parameter;
      continue;
    }
    const text = caseSensitive ? segment.text : segment.text.toLowerCase();
    node = getOrCreate(node.literals, text, emptyNode);
  }
  addBySpecificity(node.here, route);
}

/** Routes with more conditions come first, so that the first one that fits is the most specific. */
function addBySpecificity(routes: Route[], route: Route): void {
  routes.push(route);
  routes.sort((a, b) => (b.conditions?.count ?? 0) - (a.conditions?.count ?? 0));
}

function segmentsOf(path: string): readonly Segment[] {
  const parsed = parsePattern(path);
  if ('cure' in parsed) throw new Error(`the schema let a bad path through: ${path}`);
  return parsed.segments;
}

function routesOf(slice: SliceConfig): Route[] {
  return slice.routes.map((route) => ({
    id: `${route.methods?.join(',') ?? 'ANY'} ${route.path}`,
    path: route.path,
    slice: slice.name,
    methods:
      route.methods && new Set(route.methods.includes('GET') ? [...route.methods, 'HEAD'] : route.methods),
    effect: route.effect,
    shadowWrites: route.shadowWrites,
    conditions: conditionsOf(route),
    rewrite: route.rewrite === undefined ? undefined : segmentsOf(route.rewrite),
    segments: segmentsOf(route.path),
  }));
}

function conditionsOf({ hosts, headers = {}, query = {} }: RouteConfig): Conditions | undefined {
  const headerTests = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const queryTests = Object.entries(query);
  const count = (hosts ? 1 : 0) + headerTests.length + queryTests.length;
  return count === 0
    ? undefined
    : { hosts: hosts && new Set(hosts), headers: headerTests, query: queryTests, count };
}

/** Whether no request can meet both: they ask for other hosts, or for other values of one field. */
function areDisjoint(a: Conditions | undefined, b: Conditions | undefined): boolean {
  if (!a || !b) return false;
  if (a.hosts && b.hosts && a.hosts.isDisjointFrom(b.hosts)) return true;
  const differ = (ones: Conditions['headers'], others: Conditions['headers']) =>
    ones.some(([name, value]) =>
      others.some(
        ([other, wanted]) => other === name && value !== true && wanted !== true && value !== wanted,
      ),
    );
  return differ(a.headers, b.headers) || differ(a.query, b.query);
}

/** Two routes that match the same requests, so that none is the more specific one. */
export interface Tie {
  readonly slice: number;
  readonly route: number;
  /** Where the other one stands. */
  readonly other: string;
}

/**
 * Finds every route that ties with an earlier one: same shape of path, a method in common, as many conditions, and a
 * request that could meet both.
 */
export function findTies(config: Pick<Config, 'slices' | 'matching'>): Tie[] {
  const caseSensitive = config.matching === 'exact';
  const earlierByShape = new Map<string, { route: Route; place: string }[]>();
  const ties: Tie[] = [];
  for (const [sliceIndex, slice] of config.slices.entries()) {
    for (const [routeIndex, route] of routesOf(slice).entries()) {
      const earlier = getOrCreate(earlierByShape, shapeOf(route.segments, caseSensitive), () => []);
      const other = earlier.find((candidate) => doTie(candidate.route, route));
      if (other) ties.push({ slice: sliceIndex, route: routeIndex, other: other.place });
      earlier.push({ route, place: `slices[${sliceIndex}].routes[${routeIndex}]` });
    }
  }
  return ties;
}

function doTie(a: Route, b: Route): boolean {
  if ((a.conditions?.count ?? 0) !== (b.conditions?.count ?? 0)) return false;
  if (a.methods && b.methods && a.methods.isDisjointFrom(b.methods)) return false;
  return !areDisjoint(a.conditions, b.conditions);
}
