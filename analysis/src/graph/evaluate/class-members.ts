/** Members of classes and their instances: own, inherited, injected, assigned. */
import type { MemberFact } from '../../read/file-facts.ts';
import type { LinkedProgram } from '../linked-program.ts';
import { isInject } from '../names/name-edges.ts';
import type { ClassRef, Entity } from '../program.ts';
import { returned } from './calls.ts';
import { at, firstKnown, unknown } from './entities.ts';
import { injected, parameterEntity } from './parameters.ts';

export function classMember(program: LinkedProgram, ref: ClassRef, name: string, isStatic: boolean): Entity {
  const known = program.index(ref.path).memo.membersOf(ref.class, isStatic);
  const remembered = known.get(name);
  if (remembered !== undefined) return remembered;
  const { mark } = program.settling;
  const found = findClassMember(program, ref, name, isStatic);
  known.set(name, found, mark);
  return found;
}

function findClassMember(program: LinkedProgram, ref: ClassRef, name: string, isStatic: boolean): Entity {
  if (isStatic && name === 'prototype') return { kind: 'instance', ...ref };
  const found = program.findMember(ref, name, isStatic);
  if (found === null) return undeclaredMember(program, ref, name);
  const { path } = found.owner;
  const member = at(program.classOf(found.owner).members, found.member);
  if (member.kind === 'method') return program.index(path).functionEntity(member.function);
  if (member.kind === 'getter' && member.type === null)
    return returned(program, { path, function: member.function });
  return propertyOf(program, found.owner, member);
}

function propertyOf(program: LinkedProgram, owner: ClassRef, member: MemberFact): Entity {
  const { path } = owner;
  const { value, type, name, decorators } = member;
  const attempts: (() => Entity)[] = [];
  const asked = decorators.find(isInject)?.args[0];
  if (asked !== undefined)
    attempts.push(() => injected(program, path, asked, type !== null) ?? unknown('not registered'));
  if (value !== null) attempts.push(() => program.evaluate(path, value));
  if (type !== null) attempts.push(() => program.typed(path, type));
  const index = program.index(path);
  for (const one of index.assignedTo(`c${owner.class}.${name}`))
    attempts.push(() => program.evaluate(path, one.value));
  // `Server.instance = new Server()`, mostly inside `static getInstance()`.
  if (member.isStatic)
    for (const one of index.assignedTo(`b${index.bindingOfClass(owner.class)}.${name}`))
      attempts.push(() => program.evaluate(path, one.value));
  return firstKnown(attempts);
}

/** Parameter properties, and members that a constructor assigns without declaring them (plain JavaScript). */
function undeclaredMember(program: LinkedProgram, ref: ClassRef, name: string): Entity {
  const injected = parameterProperty(program, ref, name);
  if (injected !== null) return injected;
  for (const one of program.index(ref.path).assignedTo(`c${ref.class}.${name}`)) {
    const found = program.evaluate(ref.path, one.value);
    if (found.kind !== 'unknown') return found;
  }
  const base = program.baseOf(ref);
  if (base !== null) return undeclaredMember(program, base, name);
  const outside = outsideBase(program, ref);
  return outside === null
    ? unknown(`${program.classOf(ref).name} has no member ${name}`)
    : program.member(outside, name);
}

/** What `constructor(private orders: Orders)` received under a name. */
function parameterProperty(program: LinkedProgram, ref: ClassRef, name: string): Entity | null {
  const declared = program.classOf(ref).members.find((member) => member.kind === 'constructor');
  if (declared === undefined || declared.function < 0) return null;
  const made = { path: ref.path, function: declared.function };
  const position = program.functionOf(made).parameters.findIndex((one) => one.isMember && one.name === name);
  return position < 0 ? null : parameterEntity(program, made, position);
}

/** An instance of the outside class at the end of the chain of bases. */
export function outsideBase(
  program: LinkedProgram,
  ref: ClassRef,
): Extract<Entity, { kind: 'external' }> | null {
  const { extends: base, extendsArgs } = program.classOf(ref);
  if (base === null) return null;
  const entity = program.evaluate(ref.path, base);
  if (entity.kind !== 'external') return null;
  const typeArgs = extendsArgs.length > 0 ? { path: ref.path, types: extendsArgs } : entity.typeArgs;
  return { ...entity, way: [...entity.way, 'new()'], typeArgs };
}
