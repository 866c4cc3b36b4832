import type { TypeRef, Value } from '../../read/value.ts';
import { type CallSite, receiverOf } from '../call-index.ts';
import { type Frame, throughFrame } from '../frames.ts';
import type { ClassRef, Program } from '../program.ts';
import { originOf, type PlacedValue, wayOf } from '../values.ts';
import { ELYSIA_FLUENT, FLUENT, ROUTER_MAKERS, ROUTER_TYPES } from './frameworks.ts';

/** One router (or application, or plugin instance) of the program. */
export interface RouterRef {
  readonly id: string;
  /** '' while only the shape of the code says that it is a router. */
  readonly framework: string;
  /** The path given to `router.route(path)`, for the calls chained to it. */
  readonly route: PlacedValue | null;
  /** For a router that is made by `router.basePath('/x')`: what it hangs on. */
  readonly base: { readonly parent: string; readonly prefix: PlacedValue } | null;
  /** For one of an application's own class of routers: the class, and the call that made it where that is known. */
  readonly made?: MadeRouter;
}

export interface MadeRouter {
  readonly class: ClassRef;
  readonly site: CallSite | null;
}

const MAX_DEPTH = 24;

const plainRef = (id: string, framework: string): RouterRef => ({ id, framework, route: null, base: null });

export const parameterRouter = (path: string, index: number, position: number): string =>
  `parameter ${path}#${index}.${position}`;

/** Which routers a value can be. */
export function routersOf(
  program: Program,
  frame: Frame | null,
  path: string,
  value: Value,
  depth = 0,
): RouterRef[] {
  if (depth > MAX_DEPTH) return [];
  const again = (inner: Value): RouterRef[] => routersOf(program, frame, path, inner, depth + 1);
  if (value.kind === 'either') return value.options.flatMap(again);
  if (value.kind === 'call') {
    const chained =
      chainedRouter(program, frame, path, value.call, again) ??
      factoryRouter(program, path, value.call, depth);
    if (chained !== null) return chained;
  }
  if (value.kind === 'name' && value.binding >= 0) {
    const binding = program.file(path).bindings[value.binding];
    if (binding?.kind === 'parameter')
      return parameterRouters(program, frame, path, value, binding.value, binding.type, depth);
    if (binding?.value?.kind === 'element') {
      const item = throughFrame(program, frame, path, binding.value);
      if (item.value !== binding.value)
        return routersOf(program, frame?.outer ?? null, item.path, item.value, depth + 1);
    }
    if (
      (binding?.kind === 'const' || binding?.kind === 'let' || binding?.kind === 'var') &&
      isIndirect(binding.value)
    )
      return again(binding.value);
  }
  if (value.kind === 'this') {
    const called = thisOfCaller(program, frame, depth);
    if (called.length > 0) return called;
  }
  const origin = originOf(program, path, value);
  if (origin.path !== path && origin.value.kind === 'call')
    return routersOf(program, null, origin.path, origin.value, depth + 1);
  if (value.kind === 'parameter') return parameterRouters(program, frame, path, value, value, null, depth);
  const viaInstance =
    value.kind === 'member' ? memberOfInstance(program, frame, path, value.of, value.name, depth) : [];
  if (viaInstance.length > 0) return viaInstance;
  const madeHere = ownClassRouter(program, frame, path, value, origin);
  return madeHere === null ? evaluatedRouter(program, path, value, null) : [madeHere];
}

/** `this` of a method that an application's own router was asked for: that one router, not all of its class. */
function thisOfCaller(program: Program, frame: Frame | null, depth: number): RouterRef[] {
  if (frame === null || frame.site.index < 0) return [];
  const receiver = receiverOf(frame.site.call);
  return receiver === null || receiver.kind === 'this' || receiver.kind === 'super'
    ? []
    : routersOf(program, frame.outer, frame.site.path, receiver, depth + 1);
}

/** `class Resource extends Router`: `new Resource()` and `this` in it. What the class registers answers under each that is made. */
function ownClassRouter(
  program: Program,
  frame: Frame | null,
  path: string,
  value: Value,
  origin: PlacedValue,
): RouterRef | null {
  const self = value.kind === 'this' && frame?.self ? frame.self : instanceClass(program, path, value);
  const framework = self === null ? null : frameworkOfClass(program, self);
  if (self === null || framework === null) return null;
  const call = origin.value.kind === 'call' ? program.file(origin.path).calls[origin.value.call] : undefined;
  if (call?.kind !== 'new' || origin.value.kind !== 'call')
    return { ...plainRef(classRouter(self), framework), made: { class: self, site: null } };
  const site = { path: origin.path, index: origin.value.call, call };
  return { ...plainRef(`${site.path}#${site.index}`, framework), made: { class: self, site } };
}

export const classRouter = ({ path, class: index }: ClassRef): string => `class ${path}#${index}`;

/** The framework whose router or application the class (or one that it extends) extends; null for any other class. */
function frameworkOfClass(program: Program, ref: ClassRef): string | null {
  let root = ref;
  for (let steps = 0; steps < MAX_DEPTH; steps += 1) {
    const base = program.baseOf(root);
    if (base === null) break;
    root = base;
  }
  const { extends: base } = program.classOf(root);
  const way = base === null ? null : wayOf(program.evaluate(root.path, base));
  if (way === null) return null;
  const making = [way.way, 'new()'].filter((step) => step !== '').join('.');
  return (
    ROUTER_MAKERS.find(({ packages, way: known }) => packages.has(way.package) && known.test(making))
      ?.framework ?? null
  );
}

function isIndirect(value: Value | null): value is Value {
  return value !== null && ['call', 'member', 'either', 'parameter'].includes(value.kind);
}

/** `router.route('/x')`, `app.use(a).get(b)`, `app.basePath('/v1')`, `router.routes()`. */
function chainedRouter(
  program: Program,
  frame: Frame | null,
  path: string,
  index: number,
  again: (value: Value) => RouterRef[],
): RouterRef[] | null {
  const call = program.file(path).calls[index];
  if (call === undefined || call.callee.kind !== 'member') return null;
  const { name, of } = call.callee;
  const [first] = call.args;
  if (name === 'basePath' && first !== undefined) {
    const prefix = throughFrame(program, frame, path, first);
    return again(of).map((ref) => ({
      id: `${path}#${index}`,
      framework: ref.framework,
      route: null,
      base: { parent: ref.id, prefix },
    }));
  }
  const isElysias = ELYSIA_FLUENT.has(name);
  if (!FLUENT.has(name) && !isElysias) return null;
  const inner = again(of);
  if (inner.length === 0 || (isElysias && inner[0]?.framework !== 'elysia')) return null;
  if (name === 'route' && first !== undefined && call.args.length === 1) {
    const route = throughFrame(program, frame, path, first);
    return inner.map((ref) => ({ ...ref, route }));
  }
  return inner;
}

/** `createRouter(deps)`: what the function returns, whatever its declared type says. */
function factoryRouter(program: Program, path: string, index: number, depth: number): RouterRef[] | null {
  const call = program.file(path).calls[index];
  if (call === undefined || call.kind !== 'call') return null;
  for (const callee of program.callees(path, index)) {
    const frame: Frame = { callee, site: { path, index, call }, self: null, outer: null };
    for (const returned of program.functionOf(callee).returns) {
      const routers = routersOf(program, frame, callee.path, returned, depth + 1);
      if (routers.length > 0) return routers;
    }
  }
  return null;
}

/** A parameter is a router of its own; its callers are linked to it as mounts. With a frame, it is what that caller passes. */
function parameterRouters(
  program: Program,
  frame: Frame | null,
  path: string,
  name: Value,
  value: Value | null,
  type: TypeRef | null,
  depth: number,
): RouterRef[] {
  const passed = frame === null ? null : throughFrame(program, frame, path, name);
  if (passed !== null && passed.value !== name && passed.value !== value) {
    return routersOf(program, frame?.outer ?? null, passed.path, passed.value, depth + 1);
  }
  // With a default (`app = new Koa()`) it is one or the other: what callers pass.
  const own = value?.kind === 'either' ? value.options.find((option) => option.kind === 'parameter') : value;
  if (own?.kind !== 'parameter') return [];
  return [plainRef(parameterRouter(path, own.function, own.position), frameworkOfType(type))];
}

function frameworkOfType(type: TypeRef | null): string {
  return type?.kind === 'named' ? (ROUTER_TYPES.get(type.name.split('.').at(-1) ?? '') ?? '') : '';
}

/** `this.router`, `controller.router`: the member's own value, in the class that the instance is of. */
function memberOfInstance(
  program: Program,
  frame: Frame | null,
  path: string,
  of: Value,
  name: string,
  depth: number,
): RouterRef[] {
  const self = of.kind === 'this' && frame?.self ? frame.self : instanceClass(program, path, of);
  return self === null ? [] : memberRouters(program, self, name, depth);
}

function memberRouters(program: Program, self: ClassRef, name: string, depth: number): RouterRef[] {
  if (depth > MAX_DEPTH) return [];
  const found = program.findMember(self, name);
  const member = found === null ? undefined : program.classOf(found.owner).members[found.member];
  if (found === null || member === undefined) return assignedMember(program, self, name, depth);
  const isMethod = member.kind === 'getter' || member.kind === 'method';
  const values = isMethod
    ? (program.file(found.owner.path).functions[member.function]?.returns ?? [])
    : [member.value];
  for (const value of values) {
    if (value === null) continue;
    const isOwnMember = value.kind === 'member' && value.of.kind === 'this';
    const inner = isOwnMember
      ? memberRouters(program, self, value.name, depth + 1)
      : evaluatedRouter(program, found.owner.path, value, self);
    if (inner.length > 0) return inner;
  }
  const assigned = assignedMember(program, self, name, depth);
  if (assigned.length > 0) return assigned;
  const framework = frameworkOfType(member.type);
  return framework === ''
    ? []
    : [plainRef(`member ${found.owner.path}#${found.owner.class}.${name}`, framework)];
}

/** `this.app = Router()` in a constructor, own or inherited. */
function assignedMember(program: Program, self: ClassRef, name: string, depth: number): RouterRef[] {
  let at: ClassRef | null = self;
  for (let steps = 0; at !== null && steps < MAX_DEPTH; steps += 1) {
    const { path, class: owner }: ClassRef = at;
    for (const { target, value } of program.file(path).assignments) {
      if (
        target.kind !== 'member' ||
        target.of.kind !== 'this' ||
        target.of.class !== owner ||
        target.name !== name
      )
        continue;
      const made = evaluatedRouter(program, path, value, self);
      const routers = made.length > 0 ? made : routersOf(program, null, path, value, depth + 1);
      if (routers.length > 0) return routers;
    }
    at = program.baseOf(at);
  }
  return [];
}

function instanceClass(program: Program, path: string, value: Value): ClassRef | null {
  if (value.kind !== 'this' && value.kind !== 'name' && value.kind !== 'call' && value.kind !== 'member')
    return null;
  const entity = program.evaluate(path, value);
  return entity.kind === 'instance' ? { path: entity.path, class: entity.class } : null;
}

/** What the program says a value is: a router if it comes fresh from a framework. Made inside a class, each class has its own. */
function evaluatedRouter(program: Program, path: string, value: Value, self: ClassRef | null): RouterRef[] {
  const entity = program.evaluate(path, value);
  if (entity.kind === 'parameter')
    return [plainRef(parameterRouter(entity.path, entity.function, entity.position), '')];
  if (entity.kind !== 'external' || entity.call === null) return [];
  const way = entity.way.filter((step) => step !== 'default' && step !== '*').join('.');
  const maker = ROUTER_MAKERS.find(
    (candidate) => candidate.packages.has(entity.package) && candidate.way.test(way),
  );
  if (maker === undefined || way.replace(maker.way, '') !== '') return [];
  const id = `${entity.call.path}#${entity.call.call}`;
  return [plainRef(self === null ? id : `${id}@${self.path}#${self.class}`, maker.framework)];
}
