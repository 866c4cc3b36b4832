/** What calls run, hand over and give back. */
import type { CallFact } from '../../read/file-facts.ts';
import type { Value } from '../../read/value.ts';
import type { LinkedProgram } from '../linked-program.ts';
import { asksContainer, soundsLikeAsking } from '../names/containers.ts';
import type { Callback, ClassRef, Entity, FunctionRef } from '../program.ts';
import { at, firstKnown, known, maxWay, nothing, unknown } from './entities.ts';
import { injected } from './parameters.ts';
import { variableIn } from './types.ts';

export function findResult(program: LinkedProgram, path: string, call: CallFact, index: number): Entity {
  const { callee, args } = call;
  if (callee.kind === 'member' && callee.name === 'bind') return program.evaluate(path, callee.of);
  const entity = program.evaluate(path, callee);
  switch (entity.kind) {
    case 'class':
      return call.kind === 'new'
        ? { kind: 'instance', path: entity.path, class: entity.class }
        : unknown('class called');
    case 'function':
      if (call.kind === 'new') return { ...entity, kind: 'made' };
      return (
        itself(program, path, callee, entity) ??
        givenBack(program, path, call, entity) ??
        returned(program, entity)
      );
    case 'typed':
      return entity.type.kind === 'function'
        ? program.typed(entity.path, entity.type.returns)
        : unknown('call of a typed value');
    case 'external':
      return outsideResult(program, path, call, index, entity);
    default: {
      const [first] = args;
      if (first !== undefined && callee.kind === 'member' && callee.name === 'getRepository')
        return resolvedBy(program, path, first) ?? unknown('unknown callee');
      return askedOfContainer(program, path, call) ?? unknown('unknown callee');
    }
  }
}

function outsideResult(
  program: LinkedProgram,
  path: string,
  call: CallFact,
  index: number,
  entity: Extract<Entity, { kind: 'external' }>,
): Entity {
  const method = entity.way.at(-1) ?? '';
  const first = call.args[0];
  if (first !== undefined && entity.package === 'global' && entity.way[0] === 'Object') {
    if (method === 'freeze' || method === 'assign' || method === 'seal') return program.evaluate(path, first);
  }
  if (first !== undefined && entity.package === 'global' && entity.way[0] === 'Promise' && method === 'all') {
    return program.evaluate(path, first);
  }
  // TypeORM: the same repository, working in the transaction of the manager.
  const repository =
    first !== undefined && method === 'withRepository' ? program.evaluate(path, first) : null;
  if (repository?.kind === 'external') return repository;
  const asked = askedOfContainer(program, path, call);
  if (asked !== null) return asked;
  if (entity.way.length >= maxWay) return entity;
  const typeArgs = call.typeArgs.length > 0 ? { path, types: call.typeArgs } : null;
  return {
    ...entity,
    way: [...entity.way, call.kind === 'new' ? 'new()' : '()'],
    call: { path, call: index },
    typeArgs: typeArgs ?? entity.typeArgs,
  };
}

function askedOfContainer(program: LinkedProgram, path: string, call: CallFact): Entity | null {
  const [asked] = call.args;
  if (asked === undefined || !soundsLikeAsking(call)) return null;
  const resolved = resolvedBy(program, path, asked);
  return resolved !== null && asksContainer(program, path, call) ? resolved : null;
}

/** `container.resolve(Orders)` and `container.resolve('orders')`. */
function resolvedBy(program: LinkedProgram, path: string, asked: Value): Entity | null {
  const entity = program.evaluate(path, asked);
  const registered = injected(program, path, asked, false);
  if (registered !== null) return registered;
  return entity.kind === 'class' ? { kind: 'instance', path: entity.path, class: entity.class } : null;
}

/** A method that gives back `this` gives what it was called on, which may be of a class that only inherits the method. */
function itself(program: LinkedProgram, path: string, callee: Value, ref: FunctionRef): Entity | null {
  if (callee.kind !== 'member' || callee.of.kind === 'this' || callee.of.kind === 'super') return null;
  const { returnType, returns } = program.functionOf(ref);
  const givesItself =
    returnType === null
      ? returns.length > 0 && returns.every(({ kind }) => kind === 'this')
      : returnType.kind === 'other' && returnType.syntax === 'TSThisType';
  if (!givesItself) return null;
  const receiver = program.evaluate(path, callee.of);
  return receiver.kind === 'instance' ? receiver : null;
}

/** `remember('client', () => new Client())` where `remember<T>(name: string, make: () => T): T`: what is returned is what the argument is or makes. */
function givenBack(
  program: LinkedProgram,
  path: string,
  { args }: CallFact,
  ref: FunctionRef,
): Entity | null {
  const { returnType, parameters } = program.functionOf(ref);
  const variable = returnType === null ? null : variableIn(returnType);
  if (variable === null) return null;
  let position = -1;
  for (const { type } of parameters) {
    position += 1;
    const arg = args[position];
    if (type === null || arg === undefined) continue;
    if (variableIn(type) === variable) {
      const found = known(program.evaluate(path, arg));
      if (found !== null) return found;
    }
    if (type.kind === 'function' && variableIn(type.returns) === variable) {
      const made = program.evaluate(path, arg);
      const found = made.kind === 'function' ? known(returned(program, made)) : null;
      if (found !== null) return found;
    }
  }
  return null;
}

export function returned(program: LinkedProgram, ref: FunctionRef): Entity {
  const { returnType, returns } = program.functionOf(ref);
  const attempts: (() => Entity)[] = [];
  if (returnType !== null) attempts.push(() => program.typed(ref.path, returnType));
  for (const value of returns) attempts.push(() => program.evaluate(ref.path, value));
  return firstKnown(attempts);
}

export function findCallees(program: LinkedProgram, path: string, index: number): readonly FunctionRef[] {
  const call = at(program.file(path).calls, index);
  if (call.isOutside) return nothing;
  const { callee } = call;
  if (callee.kind === 'member' && callee.name === 'bind') return nothing;
  if (callee.kind === 'super') {
    const base = program.baseOf({ path, class: callee.class });
    return base === null ? [] : constructorOf(program, base);
  }
  if (callee.kind !== 'either') return runBy(program, program.called(path, index));
  return callee.options.flatMap((option) => runBy(program, program.evaluate(path, option)));
}

/** The functions that run when a thing is called. */
function runBy(program: LinkedProgram, entity: Entity): readonly FunctionRef[] {
  if (entity.kind === 'function') return program.index(entity.path).functionAlone(entity.function);
  return entity.kind === 'class' ? constructorOf(program, entity) : nothing;
}

export function constructorOf(program: LinkedProgram, ref: ClassRef): readonly FunctionRef[] {
  const found = program.findMember(ref, 'constructor');
  if (found === null) return [];
  const member = at(program.classOf(found.owner).members, found.member);
  return member.function < 0 ? nothing : program.index(found.owner.path).functionAlone(member.function);
}

export function findCallbacks(program: LinkedProgram, path: string, call: number): readonly Callback[] {
  let found: Callback[] | null = null;
  let position = -1;
  for (const arg of at(program.file(path).calls, call).args) {
    position += 1;
    if (arg.kind !== 'function' && arg.kind !== 'name' && arg.kind !== 'member' && arg.kind !== 'call')
      continue;
    const entity = program.evaluate(path, arg);
    if (entity.kind !== 'function') continue;
    found ??= [];
    found.push({ position, refs: program.index(entity.path).functionAlone(entity.function) });
  }
  return found ?? nothing;
}
