/** tRPC: procedures in (nested, merged) routers, under the path where the adapter is mounted. */
import type { Value } from '../../read/value.ts';
import { calledName, callIndexOf, receiverOf } from '../call-index.ts';
import { callsBefore, callsBeforeAnywhere } from '../data/chains.ts';
import type { FoundRoute } from '../entry-index.ts';
import type { Program } from '../program.ts';
import { usesAnyPackage } from '../used-packages.ts';
import {
  entryOf,
  functionsIn,
  literalOf,
  originOf,
  type PlacedValue,
  stringOf,
  uniqueFunctions,
} from '../values.ts';
import { routeOptions } from './route-options.ts';
import type { RouteReading } from './route-readers.ts';
import { joinPaths } from './router-graph.ts';

const ROUTER_MAKERS = new Set(['router', 'createTRPCRouter', 'createRouter', 'mergeRouters']);
const PROCEDURES: ReadonlyMap<string, string> = new Map([
  ['query', 'GET'],
  ['mutation', 'POST'],
  ['subscription', 'GET'],
]);
const ADAPTERS = new Set([
  'createExpressMiddleware',
  'createHTTPHandler',
  'createHTTPServer',
  'createNextApiHandler',
  'fetchRequestHandler',
  'trpcServer',
  'createKoaMiddleware',
  'applyWSSHandler',
]);
const OPENAPI = new Set(['trpc-to-openapi', 'trpc-openapi', '@lilyrose2798/trpc-openapi']);
const DEFAULT_MOUNT = '/trpc';
const MAX_DEPTH = 12;

interface Procedure {
  readonly name: string;
  readonly path: string;
  readonly call: number;
}

export function readTrpc(program: Program): RouteReading {
  const reader = new TrpcReader(program);
  return { routes: reader.routes(), others: [], unread: [] };
}

class TrpcReader {
  private readonly program: Program;

  constructor(program: Program) {
    this.program = program;
  }

  routes(): FoundRoute[] {
    const routers = this.routerCalls();
    if (routers.length === 0) return [];
    const nested = new Set(routers.flatMap(({ path, call }) => this.childrenOf(path, call)));
    const mounts = this.mounts();
    const found: FoundRoute[] = [];
    for (const { path, call } of routers) {
      if (nested.has(`${path}#${call}`)) continue;
      const prefixes = mounts.get(`${path}#${call}`) ?? mounts.get('') ?? [DEFAULT_MOUNT];
      for (const procedure of this.procedures(path, call, '', 0))
        for (const prefix of prefixes)
          found.push(this.route(procedure, prefix), ...this.plainRoutes(procedure));
    }
    return found;
  }

  /** Calls of a router maker that hold at least one procedure. */
  private routerCalls(): { path: string; call: number }[] {
    const found: { path: string; call: number }[] = [];
    for (const { path, index, call } of callIndexOf(this.program).named(ROUTER_MAKERS)) {
      if (call.args.length === 0) continue;
      if (this.procedures(path, index, '', 0).length > 0) found.push({ path, call: index });
    }
    return found;
  }

  private procedures(path: string, call: number, prefix: string, depth: number): Procedure[] {
    const fact = this.program.file(path).calls[call];
    if (fact === undefined || depth > MAX_DEPTH || !ROUTER_MAKERS.has(calledName(fact))) return [];
    if (calledName(fact) === 'mergeRouters')
      return fact.args.flatMap((arg) => this.ofValue(path, arg, prefix, depth + 1));
    const [first] = fact.args;
    return first === undefined ? [] : this.ofValue(path, first, prefix, depth + 1);
  }

  private ofValue(path: string, value: Value, prefix: string, depth: number): Procedure[] {
    if (depth > MAX_DEPTH) return [];
    const held = this.callBehind(path, value);
    if (held !== null) {
      const fact = this.program.file(held.path).calls[held.call];
      if (fact !== undefined && PROCEDURES.has(calledName(fact)) && receiverOf(fact) !== null)
        return prefix === '' ? [] : [{ name: prefix, ...held }];
      return this.procedures(held.path, held.call, prefix, depth + 1);
    }
    const object = literalOf(this.program, path, value);
    if (object.value.kind !== 'object') return [];
    const { entries, spreads } = object.value;
    return [
      ...entries.flatMap((entry) =>
        this.ofValue(
          object.path,
          entry.value,
          prefix === '' ? entry.key : `${prefix}.${entry.key}`,
          depth + 1,
        ),
      ),
      ...spreads.flatMap((spread) => this.ofValue(object.path, spread, prefix, depth + 1)),
    ];
  }

  /** The call that made a value, here or where it was imported from. */
  private callBehind(path: string, value: Value): { path: string; call: number } | null {
    const origin = originOf(this.program, path, value);
    return origin.value.kind === 'call' ? { path: origin.path, call: origin.value.call } : null;
  }

  private childrenOf(path: string, call: number): string[] {
    const fact = this.program.file(path).calls[call];
    return (fact?.args ?? []).flatMap((arg) => this.routersIn(path, arg, 0));
  }

  private routersIn(path: string, value: Value, depth: number): string[] {
    const held = this.callBehind(path, value);
    if (held !== null) return [`${held.path}#${held.call}`];
    const object: PlacedValue = literalOf(this.program, path, value);
    if (object.value.kind !== 'object' || depth > MAX_DEPTH) return [];
    return [...object.value.entries.map((entry) => entry.value), ...object.value.spreads].flatMap((inner) =>
      this.routersIn(object.path, inner, depth + 1),
    );
  }

  /** Where adapters are mounted: by router, or under '' where the router is not known. */
  private mounts(): Map<string, string[]> {
    const mounts = new Map<string, string[]>();
    for (const site of callIndexOf(this.program).sites) {
      const { path, call } = site;
      for (const [position, arg] of call.args.entries()) {
        const adapter = arg.kind === 'call' ? this.program.file(path).calls[arg.call] : undefined;
        if (adapter === undefined || !ADAPTERS.has(calledName(adapter)) || position === 0) continue;
        const prefix = stringOf(this.program, path, call.args[0]);
        if (prefix !== null) this.addMount(mounts, path, adapter.args[0], prefix);
      }
      if (calledName(call) === 'register' && call.args[1] !== undefined) {
        const prefix = entryOf(this.program, path, call.args[1], 'prefix');
        const options = entryOf(this.program, path, call.args[1], 'trpcOptions');
        const text = prefix === null ? null : stringOf(this.program, prefix.path, prefix.value);
        if (options !== null && text !== null) this.addMount(mounts, options.path, options.value, text);
      }
      if (calledName(call) === 'fetchRequestHandler' && call.args[0] !== undefined) {
        const endpoint = entryOf(this.program, path, call.args[0], 'endpoint');
        const text = endpoint === null ? null : stringOf(this.program, endpoint.path, endpoint.value);
        if (text !== null) this.addMount(mounts, path, call.args[0], text);
      }
    }
    return mounts;
  }

  private addMount(
    mounts: Map<string, string[]>,
    path: string,
    options: Value | undefined,
    prefix: string,
  ): void {
    const router = options === undefined ? null : entryOf(this.program, path, options, 'router');
    const held = router === null ? null : this.callBehind(router.path, router.value);
    const key = held === null ? '' : `${held.path}#${held.call}`;
    mounts.set(key, [...(mounts.get(key) ?? []), prefix]);
  }

  /** trpc-to-openapi answers a procedure under method and path as well: `.meta({ openapi: { method: 'GET', path: '/orders' } })`. */
  private plainRoutes(procedure: Procedure): FoundRoute[] {
    const { path, call } = procedure;
    const fact = this.program.file(path).calls[call];
    if (fact === undefined || !usesAnyPackage(this.program, OPENAPI)) return [];
    const told = callsBefore(this.program, { path, index: call, call: fact }).find(
      (before) => calledName(before.call) === 'meta',
    );
    const [meta] = told?.call.args ?? [];
    const openapi =
      told === undefined || meta === undefined ? null : entryOf(this.program, told.path, meta, 'openapi');
    const text = (key: string): string | null => {
      const entry = openapi === null ? null : entryOf(this.program, openapi.path, openapi.value, key);
      return entry === null ? null : stringOf(this.program, entry.path, entry.value);
    };
    const method = text('method');
    const at = text('path');
    if (method === null || at === null) return [];
    const plain = at.replace(/\{(\w+)\}/g, ':$1');
    // Registered is what is written: the options may stand in a file of their own.
    const written = openapi === null ? null : routeOptions(this.program, openapi);
    const place = written === null ? {} : { module: written.path, line: written.line };
    return [{ ...this.route(procedure, ''), ...place, method: method.toUpperCase(), path: joinPaths(plain) }];
  }

  private route({ name, path, call }: Procedure, prefix: string): FoundRoute {
    const fact = this.program.file(path).calls[call];
    const resolver = fact?.args[0];
    const answering = resolver === undefined ? [] : functionsIn(this.program, path, resolver);
    const middleware =
      fact === undefined
        ? []
        : callsBeforeAnywhere(this.program, { path, index: call, call: fact })
            .filter((before) => calledName(before.call) === 'use')
            .flatMap((before) =>
              before.call.args.flatMap((arg) => functionsIn(this.program, before.path, arg)),
            );
    return {
      method: PROCEDURES.get(fact === undefined ? '' : calledName(fact)) ?? 'GET',
      path: joinPaths(prefix, name),
      module: path,
      line: fact?.line ?? 1,
      handler: { module: path, name },
      framework: 'trpc',
      functions: uniqueFunctions([...middleware, ...answering]),
      ...(middleware.length > 0 ? { own: answering } : {}),
    };
  }
}
