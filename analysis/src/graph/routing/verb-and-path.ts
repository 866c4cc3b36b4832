/** Routers of an application's own that are told verb and path: `this.route('GET', '/classes/:name', handler)`. */
import { type CallSite, callIndexOf } from '../call-index.ts';
import type { FoundRoute } from '../entry-index.ts';
import type { Program } from '../program.ts';
import { functionsIn, stringOf, uniqueFunctions } from '../values.ts';
import type { RouteReading } from './route-readers.ts';
import { normalisePath } from './router-graph.ts';

const REGISTERS = /^(?:route|addRoute|registerRoute|register|endpoint|addEndpoint|handle|map|on)$/;
const VERB = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;

/** The prefix that such a router is mounted under is not known: paths are given as they are registered. */
export function readVerbAndPath(program: Program): RouteReading {
  return {
    routes: callIndexOf(program)
      .named((name) => REGISTERS.test(name))
      .flatMap((site) => routesOf(program, site)),
    others: [],
    unread: [],
  };
}

function routesOf(program: Program, site: CallSite): FoundRoute[] {
  const { path: module, call } = site;
  const [verb, path, ...rest] = call.args;
  if (verb === undefined || path === undefined) return [];
  const method = stringOf(program, module, verb)?.toUpperCase() ?? '';
  if (!VERB.test(method)) return [];
  const functions = uniqueFunctions(rest.flatMap((value) => functionsIn(program, module, value)));
  const answering = functions.at(-1);
  if (answering === undefined || program.evaluate(module, call.callee).kind === 'external') return [];
  return program
    .strings(module, path)
    .filter((text) => text.startsWith('/'))
    .flatMap(normalisePath)
    .map((text) => ({
      method,
      path: text,
      module,
      line: call.line,
      handler: { module: answering.path, name: program.nameOf(answering) },
      framework: 'own router',
      functions,
    }));
}
