/**
 * AdonisJS: `router.get('/orders', [OrdersController, 'index'])`, handlers named by text (`'OrdersController.index'`), resources, and
 * groups whose prefixes are told after them.
 */
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, callIndexOf } from '../call-index.ts';
import { callsAfter } from '../data/chains.ts';
import type { FoundRoute } from '../entry-index.ts';
import type { ClassRef, FunctionRef, Program } from '../program.ts';
import { functionsIn, itemsOf, literalOf, stringOf, uniqueFunctions } from '../values.ts';
import { handlerOf } from './handlers.ts';
import type { RouteReading } from './route-readers.ts';
import { joinPaths, normalisePath } from './router-graph.ts';

/** Version 5 imports its container's names. */
const ROUTER = /^(?:@ioc:Adonis\/Core|@adonisjs\/(?:core|http-server))(?:\/|$)/;
const VERBS: ReadonlyMap<string, readonly string[]> = new Map([
  ['get', ['GET']],
  ['post', ['POST']],
  ['put', ['PUT']],
  ['patch', ['PATCH']],
  ['delete', ['DELETE']],
  ['any', ['*']],
]);
const REGISTERS = new Set([...VERBS.keys(), 'route', 'resource']);
/** What a resource answers: its action, method, and the path behind its own. */
const ACTIONS: readonly (readonly [action: string, methods: readonly string[], tail: string])[] = [
  ['index', ['GET'], ''],
  ['create', ['GET'], '/create'],
  ['store', ['POST'], ''],
  ['show', ['GET'], '/:id'],
  ['edit', ['GET'], '/:id/edit'],
  ['update', ['PUT', 'PATCH'], '/:id'],
  ['destroy', ['DELETE'], '/:id'],
];
/** Show forms, which an API has none of. */
const FORMS = new Set(['create', 'edit']);

export function readAdonisRoutes(program: Program): RouteReading {
  const routes = callIndexOf(program)
    .named(REGISTERS)
    .filter((site) => isOnRouter(program, site))
    .flatMap((site) => routesOf(program, site));
  return { routes, others: [], unread: [] };
}

/** The package is asked for by its name as imported: of version 5 no such package exists. */
function isOnRouter(program: Program, { path, call }: CallSite): boolean {
  const { callee } = call;
  if (callee.kind !== 'member' || callee.of.kind !== 'name' || callee.of.binding < 0) return false;
  const { kind, specifier } = program.file(path).bindings[callee.of.binding] ?? {};
  return kind === 'import' && specifier !== undefined && ROUTER.test(specifier) && /rout/i.test(specifier);
}

function routesOf(program: Program, site: CallSite): FoundRoute[] {
  const { path, call } = site;
  const [first, ...rest] = call.args;
  const text = first === undefined ? null : stringOf(program, path, first);
  if (text === null) return [];
  const name = calledName(call);
  const last = rest.at(-1);
  if (name === 'resource') return resource(program, site, text, last);
  if (last === undefined || (name === 'route' && rest.length < 2)) return [];
  const methods = VERBS.get(name) ?? textsOf(program, path, rest[0]).map((one) => one.toUpperCase());
  return methods.flatMap((method) => routesAt(program, site, method, text, handlersIn(program, site, last)));
}

function resource(
  program: Program,
  site: CallSite,
  name: string,
  controller: Value | undefined,
): FoundRoute[] {
  const after = callsAfter(program, site.path, site.index);
  const listed = (link: string): Set<string> | null => {
    const found = after.find(({ call }) => calledName(call) === link);
    return found === undefined ? null : new Set(textsOf(program, site.path, found.call.args[0]));
  };
  const only = listed('only');
  const except = listed('except');
  const isApi = after.some(({ call }) => calledName(call) === 'apiOnly');
  // `posts.comments` are the comments of a post.
  const base = name.replace(/(\w+)\./g, (_, outer: string) => `${outer}/:${outer.replace(/s$/, '')}_id/`);
  const owner = controller === undefined ? null : controllerOf(program, site, controller);
  return ACTIONS.filter(
    ([action]) => (only?.has(action) ?? true) && !except?.has(action) && !(isApi && FORMS.has(action)),
  ).flatMap(([action, methods, tail]) =>
    methods.flatMap((method) =>
      routesAt(
        program,
        site,
        method,
        `${base}${tail}`,
        owner === null ? [] : methodOf(program, owner, action),
      ),
    ),
  );
}

function routesAt(
  program: Program,
  site: CallSite,
  method: string,
  text: string,
  functions: readonly FunctionRef[],
): FoundRoute[] {
  const prefixes = [...groupsAround(program, site), ...told(program, site, 'prefix')];
  const answering = functions.at(-1);
  return normalisePath(joinPaths(...prefixes, text)).map((one) => ({
    method,
    path: one,
    module: site.path,
    line: site.call.line,
    handler: handlerOf(program, answering, { module: site.path, name: '' }),
    framework: 'adonis',
    functions,
  }));
}

/** Prefixes of the groups whose callbacks a registration stands in, outermost first. */
function groupsAround(program: Program, { path, call }: CallSite): string[] {
  const { functions, calls } = program.file(path);
  const prefixes: string[] = [];
  for (let index = call.within; index > 0; index = functions[index]?.parent ?? 0) {
    const group = calls.findIndex(
      (one) =>
        calledName(one) === 'group' &&
        one.args.some((arg) => arg.kind === 'function' && arg.function === index),
    );
    const found = calls[group];
    if (found !== undefined)
      prefixes.unshift(...told(program, { path, index: group, call: found }, 'prefix'));
  }
  return prefixes;
}

/** What links of the chain after a call are told: `.prefix('/me')`. */
function told(program: Program, { path, index }: CallSite, link: string): string[] {
  return callsAfter(program, path, index)
    .filter(({ call }) => calledName(call) === link)
    .flatMap(({ call }) => stringOf(program, path, call.args[0]) ?? []);
}

function textsOf(program: Program, path: string, value: Value | undefined): string[] {
  return value === undefined
    ? []
    : itemsOf(program, path, value).flatMap((item) => stringOf(program, item.path, item.value) ?? []);
}

function handlersIn(program: Program, site: CallSite, value: Value): FunctionRef[] {
  const { path, value: seen } = literalOf(program, site.path, value);
  if (seen.kind === 'array') {
    const [controller, method] = seen.items;
    const owner = controller === undefined ? null : controllerOf(program, { ...site, path }, controller);
    if (owner !== null) return methodOf(program, owner, stringOf(program, path, method) ?? 'handle');
  }
  if (seen.kind === 'string') {
    const [, controller = '', method = ''] = /^(.+)\.(\w+)$/.exec(seen.text) ?? [];
    const owner = controllerOf(program, site, { kind: 'string', text: controller });
    return owner === null ? [] : methodOf(program, owner, method);
  }
  return uniqueFunctions(functionsIn(program, site.path, value));
}

/** A class, a function that imports its module (`() => import('#controllers/orders')`), or its name below the folder of controllers. */
function controllerOf(program: Program, { path }: CallSite, value: Value): ClassRef | null {
  if (value.kind === 'string') {
    const resolved = program.resolveImport(path, value.text);
    if (resolved.kind === 'file') return classIn(program, resolved.path);
    const end = `/${value.text.replace(/^App\/Controllers\/Http\//, '')}`;
    const file = program.paths.find(
      (one) => /\/controllers\//i.test(one) && one.replace(/\.[cm]?[jt]s$/, '').endsWith(end),
    );
    return file === undefined ? null : classIn(program, file);
  }
  const entity = program.evaluate(path, value);
  if (entity.kind === 'class') return entity;
  if (entity.kind !== 'function') return null;
  for (const returned of program.functionOf(entity).returns) {
    const loaded = program.evaluate(entity.path, returned);
    if (loaded.kind === 'module') return classIn(program, loaded.path);
    if (loaded.kind === 'class') return loaded;
  }
  return null;
}

function classIn(program: Program, path: string): ClassRef | null {
  const entity = program.exported(path, 'default');
  return entity.kind === 'class' ? entity : null;
}

function methodOf(program: Program, owner: ClassRef, name: string): FunctionRef[] {
  const found = program.findMember(owner, name);
  const member = found === null ? undefined : program.classOf(found.owner).members[found.member];
  return found === null || member === undefined || member.function < 0
    ? []
    : [{ path: found.owner.path, function: member.function }];
}
