/** LoopBack 4: `@get('/orders/{id}')` on methods of any class; the words are too common to be read without their package. */
import type { FoundRoute } from '../entry-index.ts';
import type { Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { usesAnyPackage } from '../used-packages.ts';
import { entryOf, spellings, stringOf } from '../values.ts';
import type { RouteReading } from './route-readers.ts';
import { joinPaths } from './router-graph.ts';

const LOOPBACK = new Set(['@loopback/rest', '@loopback/openapi-v3']);
const VERBS: ReadonlyMap<string, string> = new Map([
  ['get', 'GET'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['patch', 'PATCH'],
  ['del', 'DELETE'],
]);

export function readLoopbackRoutes(program: Program): RouteReading {
  const routes: FoundRoute[] = [];
  for (const path of usesAnyPackage(program, LOOPBACK) ? program.paths : []) {
    if (isTestPath(path)) continue;
    const { classes, bindings } = program.file(path);
    const comesFromLoopback = (binding: number): boolean => LOOPBACK.has(bindings[binding]?.specifier ?? '');
    for (const { members, decorators } of classes) {
      const api = decorators.find(({ name, binding }) => name === 'api' && comesFromLoopback(binding))
        ?.args[0];
      const base = api === undefined ? null : entryOf(program, path, api, 'basePath');
      const prefix = base === null ? '' : (stringOf(program, base.path, base.value) ?? '');
      for (const member of members) {
        for (const { name, binding, args, line } of member.decorators) {
          const method = VERBS.get(name);
          const [text] = args;
          if (
            method === undefined ||
            text === undefined ||
            member.function < 0 ||
            !comesFromLoopback(binding)
          )
            continue;
          const handler = { path, function: member.function };
          for (const spelled of spellings(program, path, text))
            routes.push({
              method,
              path: joinPaths(prefix, spelled.text.replace(/\{(\w+)\}/g, ':$1')),
              module: path,
              line,
              handler: { module: path, name: program.nameOf(handler) },
              framework: 'loopback',
              functions: [handler],
            });
        }
      }
    }
  }
  return { routes, others: [], unread: [] };
}
