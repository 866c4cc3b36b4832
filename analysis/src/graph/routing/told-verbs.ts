/** Registrations that are told the method as an argument: `app.on('PUT', '/x', show)`, `router.register('/x', ['get'], show)`. */
import { type CallSite, calledName } from '../call-index.ts';
import { type Frame, textsThroughFrame } from '../frames.ts';
import type { Program } from '../program.ts';
import { entryOf, originOf, type PlacedValue } from '../values.ts';
import { methodNamed } from './frameworks.ts';

export interface ToldRoute {
  /** In capitals, `*` for each. */
  readonly methods: readonly string[];
  readonly path: PlacedValue;
  readonly handlers: readonly PlacedValue[];
}

const METHOD = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/;

/** Names of such calls, and the frameworks that have them. */
const TELLING: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['on', new Set(['hono', 'find-my-way', 'h3'])],
  ['add', new Set(['express', 'h3', 'koa'])],
  ['register', new Set(['koa'])],
  ['route', new Set(['elysia'])],
  ['openapi', new Set(['hono'])],
]);

/** The packages of these frameworks; `register` and `route` are looked at anyway. */
export const TELLING_PACKAGES: ReadonlySet<string> = new Set([
  'hono',
  '@hono/zod-openapi',
  'find-my-way',
  'h3',
  'polka',
]);

export const isTelling = (name: string): boolean => TELLING.has(name);

/**
 * Null where this framework's call by that name is something else. Where only callers know the framework ('') what stands for the
 * methods must be methods.
 */
export function toldRoute(
  program: Program,
  { path: module, call }: CallSite,
  frame: Frame,
  framework: string,
): ToldRoute | null {
  const name = calledName(call);
  if (framework !== '' && TELLING.get(name)?.has(framework) !== true) return null;
  const [first, second, ...rest] = call.args.map((value) => ({ path: module, value }));
  if (first === undefined || second === undefined) return null;
  const told = (
    method: PlacedValue,
    path: PlacedValue,
    handlers: readonly PlacedValue[],
  ): ToldRoute | null => {
    const methods = methodsOf(program, frame, method);
    const isSure = framework !== '' || (methods.length > 0 && methods.every((one) => METHOD.test(one)));
    return isSure ? { methods, path, handlers } : null;
  };
  if (name === 'openapi') {
    const route = openApiRoute(program, first);
    return route === null ? null : told(route.method, route.path, [...route.before, second, ...rest]);
  }
  if (rest.length === 0) return null;
  const isPathFirst = name === 'register' || (name === 'add' && framework === 'h3');
  if (!isPathFirst) return told(first, second, rest);
  const [third] = rest;
  if (third === undefined) return null;
  return name === 'register' ? told(second, first, rest) : told(third, first, [second]);
}

/** `app.openapi(createRoute({ method: 'get', path: '/books/{id}' }), show)`. */
function openApiRoute(
  program: Program,
  told: PlacedValue,
): { method: PlacedValue; path: PlacedValue; before: PlacedValue[] } | null {
  const { path, value } = originOf(program, told.path, told.value);
  const call = value.kind === 'call' ? program.file(path).calls[value.call] : undefined;
  const options = call === undefined ? value : call.args[0];
  if (options === undefined) return null;
  const [url, method, before] = ['path', 'method', 'middleware'].map((key) =>
    entryOf(program, path, options, key),
  );
  return !url || !method ? null : { method, path: url, before: before ? [before] : [] };
}

/** The methods as they are told; every one where they are not known. */
function methodsOf(program: Program, frame: Frame, { path, value }: PlacedValue): string[] {
  const texts = textsThroughFrame(program, frame, path, value);
  return texts.length === 0 ? ['*'] : [...new Set(texts.map(methodNamed))];
}
