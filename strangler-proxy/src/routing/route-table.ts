import type { Config, Effect, SliceConfig } from '../config/schema.ts';
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
      insert(root, segmentsOf(route.path), route, caseSensitive);
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
      node.rest.push(route);
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
  node.here.push(route);
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
  }));
}

/** Two routes that match the same requests, so that none is the more specific one. */
export interface Tie {
  readonly slice: number;
  readonly route: number;
  /** Where the other one stands. */
  readonly other: string;
}

const EVERY_METHOD = 'every method';

/** Finds every route that ties with an earlier one. */
export function findTies(config: Pick<Config, 'slices' | 'matching'>): Tie[] {
  const caseSensitive = config.matching === 'exact';
  const takenByShape = new Map<string, Map<string, string>>();
  const ties: Tie[] = [];
  for (const [sliceIndex, slice] of config.slices.entries()) {
    for (const [routeIndex, route] of routesOf(slice).entries()) {
      const shape = shapeOf(segmentsOf(route.path), caseSensitive);
      const taken = getOrCreate(takenByShape, shape, () => new Map<string, string>());
      const place = `slices[${sliceIndex}].routes[${routeIndex}]`;
      const methods = route.methods ?? [EVERY_METHOD];
      const other = route.methods
        ? [...methods, EVERY_METHOD].map((method) => taken.get(method)).find((found) => found !== undefined)
        : taken.values().next().value;
      if (other !== undefined) ties.push({ slice: sliceIndex, route: routeIndex, other });
      for (const method of methods) if (!taken.has(method)) taken.set(method, place);
    }
  }
  return ties;
}
