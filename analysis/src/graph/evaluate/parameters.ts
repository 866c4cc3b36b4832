/** What parameters receive: by type, container, callback or callers. */
import type { ParameterFact } from '../../read/file-facts.ts';
import type { Value } from '../../read/value.ts';
import { argumentAt } from '../arguments.ts';
import type { LinkedProgram } from '../linked-program.ts';
import { isInject } from '../names/name-edges.ts';
import { tokenOf } from '../names/registrations.ts';
import type { Entity, FunctionRef } from '../program.ts';
import { elementOf } from './elements.ts';
import { at, known, unknown } from './entities.ts';

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
  // What is declared of a rest parameter speaks of the tuple, not of its first element.
  const isTuple = parameter?.isRest === true && parameter.type?.kind !== 'array';
  const type = isTuple ? null : (parameter?.type ?? null);
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
    const arg = argumentAt(program, receiver.path, call, position);
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
    const arg = argumentAt(program, path, call, position);
    const entity = arg === undefined ? null : known(argumentEntity(program, path, arg));
    if (entity === null) continue;
    if (given !== null && !isSame(given, entity)) return null;
    given = entity;
  }
  return given;
}

/** Real functions have fewer parameters. */
const MAX_PARAMETERS = 32;

/** No variable remembers what an argument out of a rest parameter is, and functions may hand it on in circles. */
function argumentEntity(program: LinkedProgram, path: string, arg: Value): Entity {
  if (arg.kind !== 'parameter') return program.evaluate(path, arg);
  if (arg.position >= MAX_PARAMETERS) return unknown('too many parameters');
  const { handedOn } = program.index(path).memo;
  const key = arg.function * MAX_PARAMETERS + arg.position;
  const remembered = handedOn.get(key);
  if (remembered !== undefined) return remembered;
  handedOn.expect(key, unknown('handed on in a circle'));
  const { mark } = program.settling;
  const found = program.evaluate(path, arg);
  handedOn.set(key, found, mark);
  return found;
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
