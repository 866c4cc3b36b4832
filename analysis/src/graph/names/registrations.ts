/**
 * What containers know by name or token: `register({ orders: asClass(Orders) })`, `bind(TYPES.Orders).to(Orders)`,
 * `{ provide: 'ORDERS', useClass: Orders }`. Filled before anything else is linked, so that `resolve('orders')` and
 * injected parameters lead to the class behind the name.
 */
import type { CallFact } from '../../read/file-facts.ts';
import type { Value } from '../../read/value.ts';
import { callIndexOf } from '../call-index.ts';
import type { LinkedProgram } from '../linked-program.ts';
import type { Entity, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';

/** Methods that put a second argument under the name of the first. */
const namingMethods = new Set([
  'register',
  'registerSingleton',
  'registerInstance',
  'registerClass',
  'registerFactory',
  'registerService',
  'registerType',
  'provide',
  'singleton',
]);
const wrappers = new Set(['asClass', 'asFunction', 'asValue', 'aliasTo']);
const bindingMethods = new Set([
  'to',
  'toConstantValue',
  'toDynamicValue',
  'toService',
  'toFactory',
  'toSelf',
  'toInstance',
]);
const providerKeys = [
  'useClass',
  'useExisting',
  'useValue',
  'useFactory',
  'asClass',
  'asFunction',
  'asValue',
];

export function collectRegistrations(program: LinkedProgram): void {
  const registering = Map.groupBy(
    callIndexOf(program).named(namingMethods.union(bindingMethods)),
    ({ path }) => path,
  );
  for (const path of program.paths) {
    // Tests put stand-ins under the same names.
    if (isTestPath(path)) continue;
    const facts = program.file(path);
    const hasProviders = program.mentions(path, 'provide');
    for (const { call } of hasProviders ? program.sitesOf(path) : (registering.get(path) ?? [])) {
      if (namingMethods.has(call.name) || bindingMethods.has(call.name)) registerCall(program, path, call);
      if (hasProviders) for (const arg of call.args) registerProviders(program, path, arg);
    }
    if (!hasProviders) continue;
    for (const declared of facts.classes) {
      for (const decorator of declared.decorators) {
        for (const arg of decorator.args) registerProviders(program, path, arg);
      }
    }
    for (const binding of facts.bindings) {
      if (binding.value !== null && binding.within === 0) registerProviders(program, path, binding.value);
    }
  }
}

function registerCall(program: LinkedProgram, path: string, call: CallFact): void {
  const { callee, args } = call;
  if (callee.kind !== 'member') return;
  const [first, second] = args;
  if (namingMethods.has(callee.name) && first !== undefined) {
    if (first.kind === 'object') {
      for (const entry of first.entries)
        add(program, `name ${entry.key}`, path, unwrapped(program, path, entry.value));
    } else if (second !== undefined) {
      const token = tokenOf(program, path, first);
      if (token !== null) add(program, token, path, provided(program, path, second));
    }
    return;
  }
  if (!bindingMethods.has(callee.name)) return;
  const bound = bindCall(program, path, callee.of);
  const asked = bound?.args[0];
  if (asked === undefined) return;
  const token = tokenOf(program, path, asked);
  if (token !== null) add(program, token, path, first ?? asked);
}

/** The `bind(token)` at the start of a chain `bind(token).to(X).inSingletonScope()`. */
function bindCall(program: Program, path: string, value: Value): CallFact | null {
  for (let at: Value = value, steps = 0; at.kind === 'call' && steps < 5; steps += 1) {
    const call = program.file(path).calls[at.call];
    if (call === undefined) return null;
    const name = call.callee.kind === 'member' || call.callee.kind === 'name' ? call.callee.name : '';
    if (name === 'bind' || name === 'rebind') return call;
    if (call.callee.kind !== 'member') return null;
    at = call.callee.of;
  }
  return null;
}

/** `{ provide: token, useClass: X }` anywhere in a list of providers. */
function registerProviders(program: LinkedProgram, path: string, value: Value): void {
  if (value.kind === 'array') {
    for (const item of value.items) registerProviders(program, path, item);
    return;
  }
  if (value.kind !== 'object') return;
  const token = value.entries.find((entry) => entry.key === 'provide');
  if (token === undefined) {
    for (const entry of value.entries) {
      if (entry.key === 'providers') registerProviders(program, path, entry.value);
    }
    return;
  }
  const key = tokenOf(program, path, token.value);
  if (key !== null) add(program, key, path, provided(program, path, value));
}

/** What a provider names, whichever way; null where it names nothing. */
function provided(program: Program, path: string, value: Value): Value | null {
  if (value.kind !== 'object') return unwrapped(program, path, value);
  return value.entries.find((one) => providerKeys.includes(one.key))?.value ?? null;
}

/** `asClass(X).singleton()` is about X; anything else is what it is. */
function unwrapped(program: Program, path: string, value: Value): Value {
  if (value.kind === 'either')
    return { kind: 'either', options: value.options.map((option) => unwrapped(program, path, option)) };
  for (let at: Value = value, steps = 0; at.kind === 'call' && steps < 6; steps += 1) {
    const call: CallFact | undefined = program.file(path).calls[at.call];
    if (call === undefined) break;
    const first: Value | undefined = call.args[0];
    if (wrappers.has(call.name) && first !== undefined) return first;
    if (call.callee.kind !== 'member') break;
    at = call.callee.of;
  }
  return value;
}

/** What a container hands out for a class, a factory or a value. */
function given(program: Program, path: string, value: Value): Entity {
  const entity = program.evaluate(path, value);
  if (entity.kind === 'class') return { kind: 'instance', path: entity.path, class: entity.class };
  if (entity.kind !== 'function') return entity;
  const made = program.functionOf(entity).returns.map((one) => program.evaluate(entity.path, one));
  // A factory without a known result still says where its product comes from.
  return made.find((one) => one.kind === 'instance' || one.kind === 'value') ?? entity;
}

function add(program: LinkedProgram, token: string, path: string, value: Value | null): void {
  if (value === null) return;
  const all = program.registered.get(token);
  if (all === undefined) program.registered.set(token, [{ path, value }]);
  else all.push({ path, value });
  const entity = given(program, path, value);
  const isOwn = entity.kind === 'instance' || entity.kind === 'function' || entity.kind === 'value';
  if (!isOwn) return;
  const known = program.registrations.get(token);
  const others = program.contested.get(token) ?? [];
  if (known === undefined) program.registrations.set(token, entity);
  else if (![known, ...others].some((one) => placeKey(one) === placeKey(entity)))
    program.contested.set(token, [...others, entity]);
}

/** Everything that a token is registered with, first one first. */
export function registeredAs(program: LinkedProgram, token: string): readonly Entity[] {
  const first = program.registrations.get(token);
  return first === undefined ? [] : [first, ...(program.contested.get(token) ?? [])];
}

function placeKey(entity: Entity): string {
  if (entity.kind === 'instance') return `class ${entity.path}#${entity.class}`;
  if (entity.kind === 'function') return `function ${entity.path}#${entity.function}`;
  return entity.kind === 'value' ? `value ${entity.path}#${entity.binding}` : entity.kind;
}

/** What a name, symbol or class is known by; null for anything else. */
export function tokenOf(program: Program, path: string, value: Value): string | null {
  const [text, ...others] = program.strings(path, value);
  if (text !== undefined && others.length === 0) return `name ${text}`;
  const entity = program.evaluate(path, value);
  if (entity.kind === 'class') return `class ${entity.path} ${entity.class}`;
  if (entity.kind !== 'external' || entity.way[0] !== 'Symbol' || entity.call === null) return null;
  return `symbol ${entity.call.path} ${entity.call.call}`;
}
