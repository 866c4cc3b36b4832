/**
 * Hapi: routes are objects with method, path and handler (also in `options` or `config`), handed to `server.route` one by one or in
 * lists that are put together from modules.
 */
import { type CallSite, callIndexOf, receiverOf } from '../call-index.ts';
import type { FoundRoute } from '../entry-index.ts';
import type { Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { usesAnyPackage } from '../used-packages.ts';
import {
  entryOf,
  exportedValue,
  functionsIn,
  itemsOf,
  originOf,
  type PlacedValue,
  spellings,
  uniqueFunctions,
} from '../values.ts';
import { handlerOf } from './handlers.ts';
import { HapiPrefixes } from './hapi-prefixes.ts';
import type { Unread } from './harvested.ts';
import { routeOptions } from './route-options.ts';
import type { RouteReading } from './route-readers.ts';
import { joinPaths, normalisePath } from './router-graph.ts';

export const HAPI: ReadonlySet<string> = new Set([
  '@hapi/hapi',
  'hapi',
  '@hapipal/haute-couture',
  '@hapi/glue',
]);
/** Lists of lists of lists. */
const MAX_DEPTH = 6;
const METHOD = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|\*)$/;

export function readHapiRoutes(program: Program): RouteReading {
  if (!usesAnyPackage(program, HAPI)) return { routes: [], others: [], unread: [] };
  const prefixes = new HapiPrefixes(program);
  const unread: CallSite[] = [];
  const handed = callIndexOf(program)
    .named(new Set(['route']))
    .flatMap((site) => {
      const [first] = site.call.args;
      if (first === undefined || site.call.args.length !== 1) return [];
      const under = prefixes.at(site);
      const places = listed(program, { path: site.path, value: first }, 0);
      const found = places.map((place) => routesOf(program, place, under));
      if (places.length === 0 || found.some((routes) => routes.length === 0)) unread.push(site);
      return found.flat();
    });
  const isHanded = ({ module, line, method, path }: FoundRoute): boolean =>
    handed.some(
      (one) => one.line === line && one.module === module && one.method === method && one.path.endsWith(path),
    );
  const others = exported(program).flatMap((place) => routesOf(program, place, ['']));
  return {
    routes: [...handed, ...others.filter((one) => !isHanded(one))],
    others: [],
    unread: unread.map(asUnread),
  };
}

const asUnread = ({ path, call }: CallSite): Unread => ({
  path,
  line: call.line,
  what: 'route',
  because: 'what is registered is put together at run time',
});

/** The routes of a list, also where it is put together by `concat` or given by functions. */
function listed(program: Program, place: PlacedValue, depth: number): PlacedValue[] {
  if (depth > MAX_DEPTH) return [];
  return itemsOf(program, place.path, place.value).flatMap((written): PlacedValue[] => {
    const item = originOf(program, written.path, written.value);
    const entity = item.value.kind === 'call' ? null : program.evaluate(item.path, item.value);
    const whole = entity?.kind === 'module' ? exportedValue(program, entity.path, 'default', 0) : null;
    if (whole !== null) return listed(program, whole, depth + 1);
    const call = item.value.kind === 'call' ? program.file(item.path).calls[item.value.call] : undefined;
    if (item.value.kind !== 'call' || call === undefined || routeOptions(program, item) !== null)
      return [item];
    const receiver = receiverOf(call);
    if (call.name === 'concat' && receiver !== null)
      return [receiver, ...call.args].flatMap((value) =>
        listed(program, { path: item.path, value }, depth + 1),
      );
    const given = program
      .callees(item.path, item.value.call)
      .flatMap((ref) => program.functionOf(ref).returns.map((value) => ({ path: ref.path, value })));
    return given.length === 0 ? [item] : given.flatMap((one) => listed(program, one, depth + 1));
  });
}

/** What modules export in files that speak of handlers: who lists them may be known at run time only. */
function exported(program: Program): PlacedValue[] {
  const values = program.paths
    .filter(
      (path) => !isTestPath(path) && program.mentions(path, 'handler') && program.mentions(path, 'method'),
    )
    .flatMap((path) =>
      program
        .file(path)
        .exports.flatMap((one) =>
          one.kind === 'local' && !one.isTypeOnly ? [{ path, value: one.value }] : [],
        ),
    );
  return values.flatMap(({ path, value }) => itemsOf(program, path, value));
}

function routesOf(program: Program, place: PlacedValue, prefixes: readonly string[]): FoundRoute[] {
  const options = routeOptions(program, place);
  if (options === null) return [];
  const entry = (key: string): PlacedValue | null => entryOf(program, options.path, options.value, key);
  const path = entry('path');
  const method = entry('method');
  if (path === null || method === null) return [];
  const settings = entry('options') ?? entry('config');
  const handler =
    entry('handler') ??
    (settings === null ? null : entryOf(program, settings.path, settings.value, 'handler'));
  const before = settings === null ? null : entryOf(program, settings.path, settings.value, 'pre');
  if (handler === null) return [];
  const own = functionsIn(program, handler.path, handler.value);
  const functions = uniqueFunctions([...(before === null ? [] : preparations(program, before)), ...own]);
  const answering = own.at(-1);
  return methodsOf(program, method).flatMap((verb) =>
    spellings(program, path.path, path.value)
      .filter(({ text }) => text.startsWith('/'))
      .flatMap(({ text }) => prefixes.flatMap((prefix) => normalisePath(asColons(joinPaths(prefix, text)))))
      .map((text) => ({
        method: verb,
        path: text,
        module: options.path,
        line: options.line,
        handler: handlerOf(program, answering, { module: handler.path, name: '' }),
        framework: 'hapi',
        functions,
      })),
  );
}

function methodsOf(program: Program, { path, value }: PlacedValue): string[] {
  return itemsOf(program, path, value)
    .flatMap((item) => spellings(program, item.path, item.value).map(({ text }) => text.toUpperCase()))
    .filter((text) => METHOD.test(text));
}

/** `pre: [{ method: load, assign: 'order' }, check]`. */
function preparations(program: Program, { path, value }: PlacedValue): FoundRoute['functions'] {
  return itemsOf(program, path, value).flatMap((item) => {
    const method = entryOf(program, item.path, item.value, 'method') ?? item;
    return functionsIn(program, method.path, method.value);
  });
}

/** `/orders/{id}`, `{id?}`, `{rest*}` and `{two*2}` as other frameworks write them. */
const asColons = (path: string): string =>
  path
    .replace(/\{(\w*)\*\d*\}/g, '*$1')
    .replace(/\{(\w+)\?\}/g, ':$1?')
    .replace(/\{(\w+)\}/g, ':$1');
