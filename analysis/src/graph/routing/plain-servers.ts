/**
 * Servers without a framework: `http.createServer((req, res) => …)`, `server.on('request', …)`, `Bun.serve({ fetch })`, `Deno.serve(…)` and
 * `export default { fetch }` of workers. What they answer is told by code; a server whose paths are not literal is named.
 */
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import type { FoundRoute } from '../entry-index.ts';
import type { FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { entryOf, exportedValue, literalOf, type PlacedValue, stringOf } from '../values.ts';
import type { Unread } from './harvested.ts';
import { reachOf } from './request-reach.ts';
import type { RouteReading } from './route-readers.ts';
import { routesByUrl, routesOfTable, tooManyBranches } from './url-branches.ts';

const HTTP = new Set(['node:http', 'node:https', 'node:http2']);
const CALLS = new Set(['createServer', 'createSecureServer', 'Server', 'on', 'serve']);
const ASKED_BY = new Set(['request', 'stream']);

interface Server {
  readonly framework: 'http' | 'bun' | 'deno' | 'fetch';
  readonly module: string;
  readonly line: number;
  readonly handlers: readonly PlacedValue[];
  /** Bun's table of routes. */
  readonly table: PlacedValue | null;
}

export function readPlainServers(program: Program): RouteReading {
  const found: (readonly FoundRoute[])[] = [];
  const unread: Unread[] = [];
  const servers = [
    ...callIndexOf(program)
      .named(CALLS)
      .flatMap((site) => serverOf(program, site) ?? []),
    ...workers(program),
  ];
  for (const { framework, module, line, handlers, table } of servers) {
    const own = [table === null ? [] : routesOfTable(program, table, framework)];
    let isTold = true;
    for (const handler of handlers.flatMap((place) => handlerOf(program, place) ?? [])) {
      const { functions, isHandedOn } = reachOf(program, handler);
      const byUrl = routesByUrl(program, handler, functions, framework);
      own.push(byUrl);
      isTold &&= isHandedOn || byUrl.length > 0;
      unread.push(...functions.flatMap((ref) => tooManyBranches(program, ref)));
    }
    found.push(...own);
    if (!isTold && own.every((routes) => routes.length === 0))
      unread.push({
        path: module,
        line,
        what: 'server without a framework',
        because: 'its routes are told apart by code, without literal paths',
      });
  }
  return { routes: found.flat(), others: [], unread };
}

function serverOf(program: Program, site: CallSite): Server | null {
  const name = calledName(site.call);
  const { args, line } = site.call;
  const at = (value: (typeof args)[number] | undefined): PlacedValue[] =>
    value === undefined ? [] : [{ path: site.path, value }];
  const server = { module: site.path, line, table: null };
  if (name === 'serve') return runtimeServer(program, site);
  if (name === 'on') {
    const receiver = receiverOf(site.call);
    const event = stringOf(program, site.path, args[0]);
    if (receiver === null || event === null || !ASKED_BY.has(event)) return null;
    return isHttp(program.evaluate(site.path, receiver))
      ? { ...server, framework: 'http', handlers: at(args[1]) }
      : null;
  }
  if (!isHttp(program.called(site.path, site.index))) return null;
  return { ...server, framework: 'http', handlers: at(args.at(-1)) };
}

const isHttp = (entity: ReturnType<Program['called']>): boolean =>
  entity.kind === 'external' && HTTP.has(entity.package);

/** `Bun.serve({ routes, fetch })`, `Deno.serve(handler)`, `Deno.serve({ port }, handler)`. */
function runtimeServer(program: Program, site: CallSite): Server | null {
  const receiver = receiverOf(site.call);
  const by = receiver?.kind === 'name' && receiver.binding < 0 ? receiver.name : '';
  if (by !== 'Bun' && by !== 'Deno') return null;
  const { args, line } = site.call;
  const entry = (key: string): PlacedValue[] =>
    args.flatMap((arg) => (arg.kind === 'function' ? [] : (entryOf(program, site.path, arg, key) ?? [])));
  const [table = null] = entry('routes');
  const functions = args.map((value) => ({ path: site.path, value }));
  return {
    framework: by === 'Bun' ? 'bun' : 'deno',
    module: site.path,
    line,
    handlers: [...functions, ...entry('fetch'), ...entry('handler')],
    table,
  };
}

/** `export default { fetch(request) { … } }` */
function workers(program: Program): Server[] {
  return program.paths.flatMap((path): Server[] => {
    if (isTestPath(path) || !program.mentions(path, 'fetch')) return [];
    if (!program.file(path).exports.some((one) => one.kind === 'local' && one.name === 'default')) return [];
    const exported = exportedValue(program, path, 'default', 0);
    if (exported === null) return [];
    const object = literalOf(program, exported.path, exported.value);
    const fetch =
      object.value.kind === 'object' ? object.value.entries.find(({ key }) => key === 'fetch') : undefined;
    if (fetch === undefined || object.path !== path) return [];
    return [
      {
        framework: 'fetch',
        module: path,
        line: fetch.line,
        handlers: [{ path, value: fetch.value }],
        table: null,
      },
    ];
  });
}

/** The function itself, also bound to its object; what a package makes of a router answers for itself. */
function handlerOf(program: Program, { path, value }: PlacedValue): FunctionRef | null {
  const entity = program.evaluate(path, value);
  if (entity.kind === 'function') return { path: entity.path, function: entity.function };
  const call = value.kind === 'call' ? program.file(path).calls[value.call] : undefined;
  return call?.callee.kind === 'member' && call.callee.name === 'bind'
    ? handlerOf(program, { path, value: call.callee.of })
    : null;
}
