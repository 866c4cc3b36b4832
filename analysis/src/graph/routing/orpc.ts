/**
 * oRPC: procedures in nested routers. An RPC handler answers them under their names, an OpenAPI handler under the method and path that
 * the procedure, or the contract that it implements, says: `os.route({ method: 'GET', path: '/orders' }).handler(…)`.
 */
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, callIndexOf } from '../call-index.ts';
import { callsBeforeAnywhere } from '../data/chains.ts';
import type { FoundRoute } from '../entry-index.ts';
import type { Program } from '../program.ts';
import { usesAnyPackage } from '../used-packages.ts';
import {
  entryOf,
  exportedValue,
  functionsIn,
  literalOf,
  originOf,
  type PlacedValue,
  stringOf,
  uniqueFunctions,
} from '../values.ts';
import type { Unread } from './harvested.ts';
import { routeOptions } from './route-options.ts';
import type { RouteReading } from './route-readers.ts';
import { joinPaths, normalisePath } from './router-graph.ts';

const ORPC = new Set(['@orpc/server']);
const HANDLERS: ReadonlyMap<string, 'rpc' | 'openapi'> = new Map([
  ['RPCHandler', 'rpc'],
  ['OpenAPIHandler', 'openapi'],
]);
const MAX_DEPTH = 12;

/** Something that answers requests for a router, and under which path. */
interface Serving {
  readonly kind: 'rpc' | 'openapi';
  readonly prefix: string;
  /** Names by procedure: `orders/list`. */
  readonly names: ReadonlyMap<string, string>;
}

export function readOrpc(program: Program): RouteReading {
  if (!usesAnyPackage(program, ORPC)) return { routes: [], others: [], unread: [] };
  const servings = callIndexOf(program)
    .named(new Set(HANDLERS.keys()))
    .filter(({ call }) => call.kind === 'new')
    .map((site) => servingOf(program, site));
  const routes: FoundRoute[] = [];
  const unread: Unread[] = [];
  for (const site of callIndexOf(program).named(new Set(['handler']))) {
    const entity = program.called(site.path, site.index);
    if (entity.kind !== 'external' || !ORPC.has(entity.package)) continue;
    const found = servings.flatMap((serving) => routesOf(program, site, serving));
    // Whoever serves them is in another tree, or could not be followed: what a procedure says of itself still holds.
    const own =
      found.length > 0 ? found : routesOf(program, site, { kind: 'openapi', prefix: '', names: new Map() });
    routes.push(...own);
    if (own.length === 0)
      unread.push({
        path: site.path,
        line: site.call.line,
        what: 'procedure',
        because: 'the router that holds it was not found',
      });
  }
  return { routes, others: [], unread };
}

function servingOf(program: Program, site: CallSite): Serving {
  const names = new Map<string, string>();
  const [router] = site.call.args;
  if (router !== undefined) collectNames(program, { path: site.path, value: router }, '', names, 0);
  const prefixes = callIndexOf(program)
    .named(new Set(['handle']))
    .filter(({ path, call }) => path === site.path && call.args.length > 1)
    .flatMap(({ path, call }) => {
      const { callee, args } = call;
      const of = callee.kind === 'member' ? originOf(program, path, callee.of) : null;
      if (of?.value.kind !== 'call' || of.value.call !== site.index) return [];
      // The last argument for requests of fetch, the third for those of Node.
      const options = args.at(-1);
      const prefix = options === undefined ? null : entryOf(program, path, options, 'prefix');
      return prefix === null ? [] : [stringOf(program, prefix.path, prefix.value) ?? ''];
    });
  return { kind: HANDLERS.get(calledName(site.call)) ?? 'rpc', prefix: prefixes[0] ?? '', names };
}

/** Procedures of a router by what made them; `os.router({ … })` and plain objects alike. */
function collectNames(
  program: Program,
  place: PlacedValue,
  name: string,
  names: Map<string, string>,
  depth: number,
): void {
  if (depth > MAX_DEPTH) return;
  const { path, value } = originOf(program, place.path, place.value);
  const call = value.kind === 'call' ? program.file(path).calls[value.call] : undefined;
  if (value.kind === 'call' && call !== undefined && calledName(call) === 'handler') {
    names.set(`${path}#${value.call}`, name);
    return;
  }
  const inner = call !== undefined && calledName(call) === 'router' ? call.args[0] : value;
  const object = literalOf(program, path, inner ?? value);
  if (object.value.kind !== 'object') return;
  for (const entry of object.value.entries)
    collectNames(
      program,
      { path: object.path, value: entry.value },
      name === '' ? entry.key : `${name}/${entry.key}`,
      names,
      depth + 1,
    );
  for (const spread of object.value.spreads)
    collectNames(program, { path: object.path, value: spread }, name, names, depth + 1);
}

function routesOf(program: Program, site: CallSite, { kind, prefix, names }: Serving): FoundRoute[] {
  const name = names.get(`${site.path}#${site.index}`);
  const chain = callsBeforeAnywhere(program, site);
  const told = kind === 'rpc' ? null : (toldIn(program, chain) ?? toldByContract(program, site));
  const text = (key: string): string | null => {
    const entry = told === null ? null : entryOf(program, told.path, told.value, key);
    return entry === null ? null : stringOf(program, entry.path, entry.value);
  };
  const path = text('path') ?? name;
  if (path === undefined || (names.size > 0 && name === undefined)) return [];
  const own = site.call.args.flatMap((arg) => functionsIn(program, site.path, arg));
  const before = chain
    .filter(({ call }) => calledName(call) === 'use')
    .flatMap((one) => one.call.args.flatMap((arg) => functionsIn(program, one.path, arg)));
  const answering = own.at(-1);
  return normalisePath(joinPaths(prefix, path)).map((one) => ({
    method: text('method')?.toUpperCase() ?? 'POST',
    path: one,
    module: told?.path ?? site.path,
    line: told?.line ?? site.call.line,
    handler: {
      module: site.path,
      name: answering === undefined ? (name ?? '') : program.nameOf(answering) || (name ?? ''),
    },
    framework: 'orpc',
    functions: uniqueFunctions([...before, ...own]),
    ...(before.length > 0 ? { own } : {}),
  }));
}

type Told = PlacedValue & { readonly line: number };

function toldIn(program: Program, chain: readonly CallSite[]): Told | null {
  const route = chain.find(({ call }) => calledName(call) === 'route');
  const [options] = route?.call.args ?? [];
  return route === undefined || options === undefined
    ? null
    : routeOptions(program, { path: route.path, value: options });
}

/** `implement(contract).orders.list.handler(…)`: what the contract says there. */
function toldByContract(program: Program, site: CallSite): Told | null {
  const { callee } = site.call;
  if (callee.kind !== 'member') return null;
  const contract = implemented(program, { path: site.path, value: callee.of }, 0);
  const call =
    contract?.value.kind === 'call' ? program.file(contract.path).calls[contract.value.call] : undefined;
  if (contract?.value.kind !== 'call' || call === undefined) return null;
  const last = { path: contract.path, index: contract.value.call, call };
  return toldIn(program, [last, ...callsBeforeAnywhere(program, last)]);
}

/** The part of a contract that a value implements, through names, members and links such as `use`. */
function implemented(program: Program, place: PlacedValue, depth: number): PlacedValue | null {
  const { path, value } = originOf(program, place.path, place.value);
  if (depth > MAX_DEPTH) return null;
  if (value.kind === 'member') {
    const holder = implemented(program, { path, value: value.of }, depth + 1);
    return holder === null ? null : partOf(program, holder, value.name);
  }
  const call = value.kind === 'call' ? program.file(path).calls[value.call] : undefined;
  if (call === undefined) return null;
  const [contract] = call.args;
  if (calledName(call) === 'implement' && contract !== undefined)
    return contractAt(program, { path, value: contract }, depth + 1);
  return call.callee.kind === 'member'
    ? implemented(program, { path, value: call.callee.of }, depth + 1)
    : null;
}

function contractAt(program: Program, place: PlacedValue, depth: number): PlacedValue | null {
  const { path, value } = originOf(program, place.path, place.value);
  if (value.kind !== 'member' || depth > MAX_DEPTH) return { path, value };
  const holder = contractAt(program, { path, value: value.of }, depth + 1);
  return holder === null ? null : partOf(program, holder, value.name);
}

/** A member of a contract: of an object, of `oc.router({ … })`, or what a whole module exports. */
function partOf(program: Program, { path, value }: PlacedValue, name: string): PlacedValue | null {
  const call = value.kind === 'call' ? program.file(path).calls[value.call] : undefined;
  const shape: Value = (call !== undefined && calledName(call) === 'router' ? call.args[0] : null) ?? value;
  const entity = program.evaluate(path, shape);
  const found =
    entity.kind === 'module'
      ? exportedValue(program, entity.path, name, 0)
      : entryOf(program, path, shape, name);
  return found === null ? null : originOf(program, found.path, found.value);
}
