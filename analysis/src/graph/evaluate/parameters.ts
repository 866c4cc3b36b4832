/** What parameters receive: by type, container, callback or callers. */
import type { ParameterFact } from '../../read/file-facts.ts';
import type { Value } from '../../read/value.ts';
import type { LinkedProgram } from '../linked-program.ts';
import { isInject } from '../names/name-edges.ts';
import { tokenOf } from '../names/registrations.ts';
import type { Entity, FunctionRef } from '../program.ts';
import { elementOf } from './elements.ts';
import { at, known } from './entities.ts';

/** Methods that hand each element of their receiver to a callback. */
const elementMethods = new Set([
  'forEach',
  'map',
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
  'flatMap',
  'findLast',
]);

export function parameterEntity(program: LinkedProgram, ref: FunctionRef, position: number): Entity {
  const parameter = program.functionOf(ref).parameters[position];
  const own: Entity = { kind: 'parameter', ...ref, position };
  const injected = parameter === undefined ? null : byToken(program, ref, parameter);
  if (injected !== null) return injected;
  const type = parameter?.type ?? null;
  if (type !== null) {
    const typed = program.typed(ref.path, type);
    if (typed.kind !== 'unknown') return typed;
  }
  const handed = handedTo(program, ref, position);
  if (handed !== null) return handed;
  return givenByCallers(program, ref, position) ?? own;
}

/** `@Inject(TOKEN) orders: Orders`, or a parameter named like a registration of the container that makes program. */
function byToken(program: LinkedProgram, ref: FunctionRef, parameter: ParameterFact): Entity | null {
  if (program.registrations.size === 0) return null;
  const asked = parameter.decorators.find(isInject)?.args[0];
  if (asked !== undefined) return injected(program, ref.path, asked, parameter.type !== null);
  if (parameter.type !== null || !program.madeByContainer(ref.path).has(ref.function)) return null;
  return program.registrations.get(`name ${parameter.name}`) ?? null;
}

/** What a token stands for; null where a declared type says more than any one of several that are bound to it. */
export function injected(
  program: LinkedProgram,
  path: string,
  asked: Value,
  isTyped: boolean,
): Entity | null {
  const token = program.registrations.size === 0 ? null : tokenOf(program, path, asked);
  if (token === null || (isTyped && program.contested.has(token))) return null;
  return program.registrations.get(token) ?? null;
}

/** What a callback receives where the receiving function is known: `promise.then(x => …)`, `list.forEach(x => …)`. */
function handedTo(program: LinkedProgram, ref: FunctionRef, position: number): Entity | null {
  const over = program.index(ref.path).handedOver(ref.function);
  if (over === undefined) return null;
  const { callee } = at(program.file(ref.path).calls, over.call);
  if (callee.kind === 'member' && position === 0 && over.position === 0) {
    if (callee.name === 'then') return known(program.evaluate(ref.path, callee.of));
    if (elementMethods.has(callee.name))
      return known(elementOf(program, program.evaluate(ref.path, callee.of)));
  }
  for (const receiver of program.callees(ref.path, over.call)) {
    const passed = passedOn(program, receiver, over.position, position);
    if (passed !== null) return passed;
  }
  return null;
}

/** What a function of the tree passes to a callback that it received: `work(new Session())`. */
function passedOn(
  program: LinkedProgram,
  receiver: FunctionRef,
  callback: number,
  position: number,
): Entity | null {
  const index = program.index(receiver.path);
  for (const { call } of index.callsBelow(receiver.function)) {
    const { callee } = call;
    const held =
      callee.kind === 'name' && callee.binding >= 0 ? index.facts.bindings[callee.binding]?.value : null;
    if (held?.kind !== 'parameter' || held.function !== receiver.function || held.position !== callback)
      continue;
    const arg = call.args[position];
    const entity = arg === undefined ? null : known(program.evaluate(receiver.path, arg));
    if (entity !== null) return entity;
  }
  return null;
}

/** The one thing that all callers give; null when they differ or none is known. */
function givenByCallers(program: LinkedProgram, ref: FunctionRef, position: number): Entity | null {
  const callers = program.callersOf(ref);
  if (callers === undefined || callers.length > 50) return null;
  let given: Entity | null = null;
  for (const { path, call } of callers) {
    const arg = call.args[position];
    const entity = arg === undefined ? null : known(program.evaluate(path, arg));
    if (entity === null) continue;
    if (given !== null && !isSame(given, entity)) return null;
    given = entity;
  }
  return given;
}

function isSame(a: Entity, b: Entity): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'external' && b.kind === 'external') {
    return (
      a.package === b.package &&
      a.way.join('.') === b.way.join('.') &&
      a.call?.path === b.call?.path &&
      a.call?.call === b.call?.call
    );
  }
  return JSON.stringify(a) === JSON.stringify(b);
}
