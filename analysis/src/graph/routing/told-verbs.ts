/** Registrations that are told the method as an argument: `app.on('PUT', '/x', show)`, `router.register('/x', ['get'], show)`. */
import { type CallSite, calledName } from '../call-index.ts';
import { type Frame, textsThroughFrame } from '../frames.ts';
import type { Program } from '../program.ts';
import { entryOf, originOf, type PlacedValue } from '../values.ts';

export interface ToldRoute {
  readonly methods: readonly PlacedValue[];
  readonly path: PlacedValue;
  readonly handlers: readonly PlacedValue[];
}

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

/** Null where this framework's call by that name is something else. */
export function toldRoute(
  program: Program,
  { path: module, call }: CallSite,
  framework: string,
): ToldRoute | null {
  const name = calledName(call);
  if (TELLING.get(name)?.has(framework) !== true) return null;
  const [first, second, ...rest] = call.args.map((value) => ({ path: module, value }));
  if (first === undefined || second === undefined) return null;
  if (name === 'openapi') return openApiRoute(program, first, [second, ...rest]);
  if (rest.length === 0) return null;
  const isPathFirst = name === 'register' || (name === 'add' && framework === 'h3');
  if (!isPathFirst) return { methods: [first], path: second, handlers: rest };
  const [third, ...others] = rest;
  if (third === undefined) return null;
  return name === 'register'
    ? { methods: [second], path: first, handlers: [third, ...others] }
    : { methods: [third], path: first, handlers: [second] };
}

/** `app.openapi(createRoute({ method: 'get', path: '/books/{id}' }), show)`. */
function openApiRoute(
  program: Program,
  told: PlacedValue,
  handlers: readonly PlacedValue[],
): ToldRoute | null {
  const { path, value } = originOf(program, told.path, told.value);
  const call = value.kind === 'call' ? program.file(path).calls[value.call] : undefined;
  const options = call === undefined ? value : call.args[0];
  if (options === undefined) return null;
  const [url, method] = ['path', 'method'].map((key) => entryOf(program, path, options, key));
  const before = entryOf(program, path, options, 'middleware');
  return !url || !method
    ? null
    : { methods: [method], path: url, handlers: [...(before === null ? [] : [before]), ...handlers] };
}

/** The methods as they are told, in capitals; `ALL` and an empty text stand for each. */
export function methodsOf(program: Program, frame: Frame, { methods }: ToldRoute): string[] {
  return methods
    .flatMap(({ path, value }) => textsThroughFrame(program, frame, path, value))
    .map((text) => text.toUpperCase())
    .map((text) => (text === 'ALL' || text === '' ? '*' : text));
}
