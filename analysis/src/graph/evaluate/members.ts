/** What members of things are, by the kind of the thing. */

import type { LinkedProgram } from '../linked-program.ts';
import type { Entity, FunctionRef } from '../program.ts';
import { classMember } from './class-members.ts';
import { firstKnown, isGlobalObject, maxWay, unknown } from './entities.ts';
import { methodOfExtension, methodOfRow } from './rows.ts';
import { typedMember } from './types.ts';

export function ownMember(program: LinkedProgram, entity: Entity, name: string): Entity {
  switch (entity.kind) {
    case 'module':
      return program.exported(entity.path, name);
    case 'external':
      if (entity.way.length >= maxWay) return entity;
      if (isGlobalObject(entity)) return globalMember(name);
      if (name === 'default' && entity.way.length === 0) return entity;
      return (
        methodOfExtension(program, entity, name) ??
        methodOfRow(program, entity, name) ?? { ...entity, way: [...entity.way, name] }
      );
    case 'class':
      return classMember(program, entity, name, true);
    case 'instance':
      return classMember(program, entity, name, false);
    case 'value':
      return valueMember(program, entity, name);
    case 'enum':
      return enumMember(program, entity, name);
    case 'function':
      return functionMember(program, entity, name);
    case 'made':
      return madeMember(program, entity, name);
    case 'typed':
      return typedMember(program, entity.path, entity.type, name);
    case 'parameter':
      return keyOfContainer(program, entity, name);
    default:
      return entity;
  }
}

/** `globalThis.fetch` is fetch; `globalThis.database ?? connect()` keeps something of the application's own. */
function globalMember(name: string): Entity {
  return /^(?:fetch|crypto|process|console|performance|Buffer|URL|Promise|Object|Array|JSON|Date|Math|(?:set|clear)(?:Timeout|Interval|Immediate))$/.test(
    name,
  )
    ? { kind: 'external', package: 'global', way: [name], call: null, typeArgs: null }
    : unknown(`${name} of the global object`);
}

/** A key of the object that a container hands to constructors and factories: `({ cartService }) => …`. */
function keyOfContainer(
  program: LinkedProgram,
  entity: Extract<Entity, { kind: 'parameter' }>,
  name: string,
): Entity {
  const isInjected = entity.position === 0 && program.madeByContainer(entity.path).has(entity.function);
  const registered = isInjected ? program.registrations.get(`name ${name}`) : undefined;
  return registered ?? unknown(`member ${name} of a parameter`);
}

function valueMember(
  program: LinkedProgram,
  entity: Extract<Entity, { kind: 'value' }>,
  name: string,
): Entity {
  const { path, value, binding } = entity;
  if (binding >= 0) {
    for (const one of program.index(path).assignedTo(`b${binding}.${name}`)) {
      const found = program.evaluate(path, one.value);
      if (found.kind !== 'unknown') return found;
    }
  }
  if (value.kind === 'object') {
    const entry = value.entries.findLast((one) => one.key === name);
    if (entry !== undefined) return program.evaluate(path, entry.value);
    return firstKnown(
      value.spreads.map((spread) => () => program.member(program.evaluate(path, spread), name)),
    );
  }
  if (value.kind === 'array' && /^\d+$/.test(name)) {
    const item = value.items[Number(name)];
    if (item !== undefined && item.kind !== 'spread') return program.evaluate(path, item);
  }
  return unknown(`member ${name} of a literal`);
}

function enumMember(program: LinkedProgram, entity: Extract<Entity, { kind: 'enum' }>, name: string): Entity {
  const member = program.file(entity.path).enums[entity.enum]?.members.find((one) => one.name === name);
  if (member === undefined || member.value === null) return unknown(`enum member ${name}`);
  return program.evaluate(entity.path, member.value);
}

function functionMember(program: LinkedProgram, ref: FunctionRef, name: string): Entity {
  if (name === 'call' || name === 'apply' || name === 'bind') return { kind: 'function', ...ref };
  return assignedMember(program, ref, `b${program.index(ref.path).bindingOfFunction(ref.function)}.${name}`);
}

/** `X.prototype.name = …` for what `new X()` made. */
function madeMember(program: LinkedProgram, ref: FunctionRef, name: string): Entity {
  return assignedMember(program, ref, `p${program.index(ref.path).bindingOfFunction(ref.function)}.${name}`);
}

function assignedMember(program: LinkedProgram, ref: FunctionRef, key: string): Entity {
  for (const one of program.index(ref.path).assignedTo(key)) {
    const found = program.evaluate(ref.path, one.value);
    if (found.kind !== 'unknown') return found;
  }
  return unknown('member of a function');
}
