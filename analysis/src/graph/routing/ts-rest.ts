/**
 * ts-rest: a contract names method and path of each operation, and an implementation of the same shape answers them:
 * `server.router(contract, { list: async () => … })`, one by one with `server.route(contract.list, …)`, or in a Nest controller.
 */
import { type CallSite, callIndexOf } from '../call-index.ts';
import type { FoundRoute } from '../entry-index.ts';
import type { FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { usesAnyPackage } from '../used-packages.ts';
import {
  entryOf,
  functionsIn,
  itemsOf,
  literalOf,
  originOf,
  type PlacedValue,
  stringOf,
  uniqueFunctions,
} from '../values.ts';
import { guardsIn } from './decorated/guards.ts';
import { lastName } from './decorated/last-name.ts';
import type { Unread } from './harvested.ts';
import type { RouteReading } from './route-readers.ts';
import { joinPaths, normalisePath } from './router-graph.ts';

const CONTRACTS = new Set(['@ts-rest/core']);
/** Whoever has one of them answers; the others are clients. */
const SERVERS = new Set([
  '@ts-rest/express',
  '@ts-rest/fastify',
  '@ts-rest/nest',
  '@ts-rest/next',
  '@ts-rest/serverless',
]);
/** Take a contract (or one operation of it) and what answers it. */
const IMPLEMENT = new Set([
  'router',
  'route',
  'tsRestHandler',
  'createNextRoute',
  'createNextRouter',
  'createExpressEndpoints',
]);
const MAX_DEPTH = 12;

/** One operation of a contract. */
interface Operation {
  /** Its place in the contract: `['orders', 'list']`. */
  readonly keys: readonly string[];
  readonly method: string;
  readonly path: string;
  readonly module: string;
  readonly line: number;
}

export function readTsRest(program: Program): RouteReading {
  if (!usesAnyPackage(program, CONTRACTS) || !usesAnyPackage(program, SERVERS))
    return { routes: [], others: [], unread: [] };
  const routes = [
    ...callIndexOf(program)
      .named(IMPLEMENT)
      .flatMap((site) => implementedBy(program, site)),
    ...decoratedMethods(program),
  ];
  return { routes, others: [], unread: withoutHandlers(program, routes) };
}

function implementedBy(program: Program, site: CallSite): FoundRoute[] {
  const [contract, handlers] = site.call.args;
  if (contract === undefined || handlers === undefined) return [];
  const around = guardsAround(program, site);
  return operationsOf(program, { path: site.path, value: contract }).flatMap((operation) => {
    const found = handlerAt(program, { path: site.path, value: handlers }, operation.keys);
    return found === null ? [] : [routeOf(program, operation, found, around)];
  });
}

/** `@TsRest(contract.list) list() {…}` of Nest, where the method itself answers. */
function decoratedMethods(program: Program): FoundRoute[] {
  const routes: FoundRoute[] = [];
  for (const path of program.paths) {
    if (isTestPath(path) || !program.mentions(path, 'TsRest')) continue;
    for (const { decorators, members } of program.file(path).classes) {
      for (const member of members) {
        const [contract] = member.decorators.find(({ name }) => lastName(name) === 'TsRest')?.args ?? [];
        if (contract === undefined || member.function < 0) continue;
        const guards = guardsIn(program, path, [...decorators, ...member.decorators]);
        const handler = { path, value: { kind: 'function', function: member.function } } as const;
        for (const operation of operationsOf(program, { path, value: contract }))
          routes.push(routeOf(program, operation, handler, guards));
      }
    }
  }
  return routes;
}

/** Guards of the controller whose method hands a contract to `tsRestHandler`. */
function guardsAround(program: Program, { path, call }: CallSite): FunctionRef[] {
  const { class: owner } = program.functionOf({ path, function: call.within });
  if (owner < 0) return [];
  const { decorators, members } = program.classOf({ path, class: owner });
  const member = members.find((one) => one.function === call.within);
  return guardsIn(program, path, [...decorators, ...(member?.decorators ?? [])]);
}

function routeOf(
  program: Program,
  { method, path, module, line, keys }: Operation,
  handler: PlacedValue,
  around: readonly FunctionRef[],
): FoundRoute {
  const middleware = entryOf(program, handler.path, handler.value, 'middleware');
  const answering = entryOf(program, handler.path, handler.value, 'handler') ?? handler;
  const own = functionsIn(program, answering.path, answering.value);
  const before =
    middleware === null
      ? []
      : itemsOf(program, middleware.path, middleware.value).flatMap((item) =>
          functionsIn(program, item.path, item.value),
        );
  const last = own.at(-1);
  return {
    method,
    path,
    module,
    line,
    handler: {
      module: last?.path ?? answering.path,
      name: (last === undefined ? '' : program.nameOf(last)) || (keys.at(-1) ?? ''),
    },
    framework: 'ts-rest',
    functions: uniqueFunctions([...around, ...before, ...own]),
  };
}

/** What answers an operation: the entry of the same place in the implementation. */
function handlerAt(program: Program, handlers: PlacedValue, keys: readonly string[]): PlacedValue | null {
  let at: PlacedValue | null = handlers;
  for (const key of keys) {
    at = entryOf(program, at.path, shapeOf(program, at).value, key);
    if (at === null) return null;
    at = { path: at.path, value: at.value };
  }
  return at;
}

/** An implementation's object, also where `server.router(contract, { … })` stands around it. */
function shapeOf(program: Program, { path, value }: PlacedValue): PlacedValue {
  const origin = originOf(program, path, value);
  const call = origin.value.kind === 'call' ? program.file(origin.path).calls[origin.value.call] : undefined;
  const [, inner] = call?.name === 'router' ? call.args : [];
  return literalOf(program, origin.path, inner ?? origin.value);
}

function operationsOf(
  program: Program,
  contract: PlacedValue,
  keys: readonly string[] = [],
  outer = '',
): Operation[] {
  const found = contractBehind(program, contract, 0);
  if (found === null || keys.length > MAX_DEPTH) return [];
  const { path, value } = found.object;
  if (value.kind !== 'object') return [];
  const prefix = joinPaths(outer, found.prefix);
  const text = (key: string): string | null => {
    const entry = entryOf(program, path, value, key);
    return entry === null ? null : stringOf(program, entry.path, entry.value);
  };
  const method = text('method');
  const at = text('path');
  if (method !== null && at !== null) {
    const line = value.entries.find(({ key }) => key === 'path')?.line ?? 1;
    return normalisePath(joinPaths(prefix, at)).map((one) => ({
      keys,
      method: method.toUpperCase(),
      path: one,
      module: path,
      line,
    }));
  }
  return value.entries.flatMap((entry) =>
    operationsOf(program, { path, value: entry.value }, [...keys, entry.key], prefix),
  );
}

/** The object of a contract with the prefix before its paths: `c.router({ … }, { pathPrefix })`, `contract.orders`, or written out. */
function contractBehind(
  program: Program,
  place: PlacedValue,
  depth: number,
): { object: PlacedValue; prefix: string } | null {
  if (depth > MAX_DEPTH) return null;
  const { path, value } = originOf(program, place.path, place.value);
  if (value.kind === 'member') {
    const holder = contractBehind(program, { path, value: value.of }, depth + 1);
    const held =
      holder === null ? null : entryOf(program, holder.object.path, holder.object.value, value.name);
    const inner = held === null ? null : contractBehind(program, held, depth + 1);
    return holder === null || inner === null
      ? null
      : { object: inner.object, prefix: joinPaths(holder.prefix, inner.prefix) };
  }
  const call = value.kind === 'call' ? program.file(path).calls[value.call] : undefined;
  const [first, options] = call?.args ?? [];
  if (call === undefined || first === undefined) {
    const object = literalOf(program, path, value);
    return object.value.kind === 'object' ? { object, prefix: '' } : null;
  }
  if (call.name !== 'router' && call.name !== 'query' && call.name !== 'mutation') return null;
  const prefix = options === undefined ? null : entryOf(program, path, options, 'pathPrefix');
  return {
    object: literalOf(program, path, first),
    prefix: (prefix === null ? null : stringOf(program, prefix.path, prefix.value)) ?? '',
  };
}

/** Contracts that nothing was found to answer. */
function withoutHandlers(program: Program, routes: readonly FoundRoute[]): Unread[] {
  const answered = new Set(routes.map(({ module, line }) => `${module}:${line}`));
  return callIndexOf(program)
    .named(new Set(['router']))
    .filter(({ call }) => call.args.length === 1 || call.args[1]?.kind === 'object')
    .filter(({ path, index }) => {
      const operations = operationsOf(program, { path, value: { kind: 'call', call: index } });
      return operations.length > 0 && !operations.some((one) => answered.has(`${one.module}:${one.line}`));
    })
    .map(({ path, call }) => ({
      path,
      line: call.line,
      what: 'contract',
      because: 'what answers its routes was not found',
    }));
}
