/**
 * Feathers: `app.use('orders', new Orders())` answers the methods that the service has, each with a verb of its own; hooks of the service
 * run around them. What a package's adapter does is not known here: such methods are entry points without a known handler.
 */
import type { Value } from '../../read/value.ts';
import { type CallSite, callIndexOf, receiverOf } from '../call-index.ts';
import type { FoundRoute } from '../entry-index.ts';
import type { ClassRef, FunctionRef, Program } from '../program.ts';
import { usesAnyPackage } from '../used-packages.ts';
import {
  entryOf,
  functionsIn,
  itemsOf,
  literalOf,
  type PlacedValue,
  stringOf,
  uniqueFunctions,
} from '../values.ts';
import { handlerOf } from './handlers.ts';
import type { RouteReading } from './route-readers.ts';
import { joinPaths } from './router-graph.ts';

const FEATHERS = new Set(['@feathersjs/feathers', 'feathers']);
const METHODS: readonly (readonly [name: string, method: string, tail: string])[] = [
  ['find', 'GET', ''],
  ['get', 'GET', ':id'],
  ['create', 'POST', ''],
  ['update', 'PUT', ':id'],
  ['patch', 'PATCH', ':id'],
  ['remove', 'DELETE', ':id'],
];
/** Packages whose things are services with all methods, and the one that has two. */
const ADAPTER = /^(?:feathers-(?!hooks)[\w-]+|@feathersjs\/(?:knex|mongodb|memory|adapter-commons))$/;
const AUTHENTICATION = /^@feathersjs\/authentication/;

const MAX_BASES = 16;

/** A service's methods: what runs, or nothing where a package answers. */
type Service = ReadonlyMap<string, readonly FunctionRef[]>;

export function readFeathersServices(program: Program): RouteReading {
  if (!usesAnyPackage(program, FEATHERS)) return { routes: [], others: [], unread: [] };
  const hooks = hooksByPath(program);
  const routes = callIndexOf(program)
    .named(new Set(['use']))
    .flatMap((site) => routesOf(program, site, hooks));
  return { routes, others: [], unread: [] };
}

function routesOf(
  program: Program,
  { path: module, call }: CallSite,
  hooks: ReadonlyMap<string, readonly PlacedValue[]>,
): FoundRoute[] {
  const [first, ...rest] = call.args;
  const at = first === undefined || rest.length === 0 ? null : stringOf(program, module, first);
  if (at === null) return [];
  const place = rest.findIndex((value) => serviceOf(program, module, value) !== null);
  const found = rest[place];
  const service = found === undefined ? null : serviceOf(program, module, found);
  if (service === null) return [];
  const options = rest[place + 1];
  const listed = options === undefined ? null : entryOf(program, module, options, 'methods');
  const allowed =
    listed === null
      ? null
      : new Set(
          itemsOf(program, listed.path, listed.value).map((item) => stringOf(program, item.path, item.value)),
        );
  const before = rest.slice(0, place).flatMap((value) => functionsIn(program, module, value));
  return METHODS.filter(([name]) => service.has(name) && (allowed?.has(name) ?? true)).map(
    ([name, method, tail]) => {
      const own = service.get(name) ?? [];
      const around = hooksOf(program, hooks.get(trimmed(at)) ?? [], name);
      const answering = own.at(-1);
      return {
        method,
        path: joinPaths(at, tail),
        module,
        line: call.line,
        handler: handlerOf(program, answering, { module, name }),
        framework: 'feathers',
        // With hooks alone a method that a package answers would pass for what they do.
        functions: answering === undefined ? [] : uniqueFunctions([...before, ...around, ...own]),
      };
    },
  );
}

const trimmed = (path: string): string => path.replace(/^\/|\/$/g, '');

function serviceOf(program: Program, path: string, value: Value): Service | null {
  const entity = program.evaluate(path, value);
  if (entity.kind === 'external') {
    const names = methodsOfPackage(entity.package);
    return names.length === 0 ? null : new Map(names.map((name) => [name, []]));
  }
  if (entity.kind === 'instance') {
    const found = new Map<string, FunctionRef[]>();
    for (const [name] of METHODS) {
      const held = program.findMember(entity, name);
      const member = held === null ? undefined : program.classOf(held.owner).members[held.member];
      if (held !== null && member !== undefined && member.function >= 0)
        found.set(name, [{ path: held.owner.path, function: member.function }]);
    }
    for (const name of inheritedFrom(program, entity)) if (!found.has(name)) found.set(name, []);
    return found.size === 0 ? null : found;
  }
  const object = literalOf(program, path, value);
  if (object.value.kind !== 'object') return null;
  const found = new Map<string, FunctionRef[]>();
  for (const [name] of METHODS) {
    const entry = entryOf(program, object.path, object.value, name);
    const functions = entry === null ? [] : functionsIn(program, entry.path, entry.value);
    if (functions.length > 0) found.set(name, functions);
  }
  return found.size === 0 ? null : found;
}

/** Methods that the package has whose class the last one of the tree extends. */
function inheritedFrom(program: Program, ref: ClassRef): readonly string[] {
  let root = ref;
  for (let base = program.baseOf(root), steps = 0; base !== null && steps < MAX_BASES; steps += 1) {
    root = base;
    base = program.baseOf(root);
  }
  const { extends: base } = program.classOf(root);
  const entity = base === null ? null : program.evaluate(root.path, base);
  return entity?.kind === 'external' ? methodsOfPackage(entity.package) : [];
}

function methodsOfPackage(name: string): readonly string[] {
  if (AUTHENTICATION.test(name)) return ['create', 'remove'];
  return ADAPTER.test(name) ? METHODS.map(([method]) => method) : [];
}

/** `app.service('orders').hooks({ before: { all: [authenticate] } })`, by path. */
function hooksByPath(program: Program): Map<string, PlacedValue[]> {
  const found = new Map<string, PlacedValue[]>();
  for (const { path, call } of callIndexOf(program).named(new Set(['hooks']))) {
    const receiver = receiverOf(call);
    const asked = receiver?.kind === 'call' ? program.file(path).calls[receiver.call] : undefined;
    const at = asked?.name === 'service' ? stringOf(program, path, asked.args[0]) : null;
    const [hooks] = call.args;
    if (at === null || hooks === undefined) continue;
    const known = found.get(trimmed(at));
    if (known === undefined) found.set(trimmed(at), [{ path, value: hooks }]);
    else known.push({ path, value: hooks });
  }
  return found;
}

/** Those of one method and those of all. */
function hooksOf(program: Program, hooks: readonly PlacedValue[], method: string): FunctionRef[] {
  return hooks.flatMap(({ path, value }) =>
    ['around', 'before', 'after'].flatMap((stage) => {
      const staged = entryOf(program, path, value, stage);
      if (staged === null) return [];
      return ['all', method].flatMap((name) => {
        const entry = entryOf(program, staged.path, staged.value, name);
        return entry === null ? [] : functionsIn(program, entry.path, entry.value);
      });
    }),
  );
}
