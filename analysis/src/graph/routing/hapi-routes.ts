/**
 * Hapi: routes are objects with method, path and handler (also in `options` or `config`), handed to `server.route` one by one or in
 * lists that are put together from modules.
 */
import { callIndexOf } from '../call-index.ts';
import type { FoundRoute } from '../entry-index.ts';
import type { Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { usesAnyPackage } from '../used-packages.ts';
import { entryOf, functionsIn, itemsOf, type PlacedValue, spellings, uniqueFunctions } from '../values.ts';
import { handlerOf } from './handlers.ts';
import { routeOptions } from './route-options.ts';
import type { RouteReading } from './route-readers.ts';
import { normalisePath } from './router-graph.ts';

const HAPI = new Set(['@hapi/hapi', 'hapi', '@hapipal/haute-couture', '@hapi/glue']);
const METHOD = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|\*)$/;

export function readHapiRoutes(program: Program): RouteReading {
  if (!usesAnyPackage(program, HAPI)) return { routes: [], others: [], unread: [] };
  const routes = candidates(program).flatMap((place) => routesOf(program, place));
  return { routes, others: [], unread: [] };
}

/** What is handed to `route`, and what modules export in files that speak of handlers: who lists them may be known at run time only. */
function candidates(program: Program): PlacedValue[] {
  const handed = callIndexOf(program)
    .named(new Set(['route']))
    .flatMap(({ path, call }) =>
      call.args.length === 1 && call.args[0] ? [{ path, value: call.args[0] }] : [],
    );
  const exported = program.paths
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
  return [...handed, ...exported].flatMap(({ path, value }) => itemsOf(program, path, value));
}

function routesOf(program: Program, place: PlacedValue): FoundRoute[] {
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
      .flatMap(({ text }) => normalisePath(asColons(text)))
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
