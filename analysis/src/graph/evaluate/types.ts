/** What declared types stand for. */
import type { TypeRef } from '../../read/value.ts';
import type { LinkedProgram } from '../linked-program.ts';
import type { Entity } from '../program.ts';
import { returned } from './calls.ts';
import { at, firstKnown, unknown } from './entities.ts';
import { imported } from './exports.ts';
import { implementersOf } from './implementers.ts';
import { bindingEntity } from './values.ts';

/** With the file that they are written in. */
interface TypeArguments {
  readonly path: string;
  readonly types: readonly TypeRef[];
}

/** Generic types of the language that stand for their first argument. */
const transparentTypes = new Set([
  'Promise',
  'PromiseLike',
  'Awaited',
  'Readonly',
  'Partial',
  'Required',
  'NonNullable',
  'Pick',
  'Omit',
  'DeepPartial',
]);

/** By custom: `T`, `K2`, `TResult`. What is given for it, the call says. */
const TYPE_PARAMETER = /^(?:[A-Z]\d?|T[A-Z][a-z]\w*)$/;

export function typeEntity(program: LinkedProgram, path: string, type: TypeRef): Entity {
  switch (type.kind) {
    case 'named':
      return namedType(program, path, type);
    case 'union':
    case 'intersection': {
      const found = firstKnown(type.of.map((part) => () => program.typed(path, part)));
      return type.kind === 'intersection' && found.kind === 'typed' ? { kind: 'typed', path, type } : found;
    }
    case 'typeof':
      return program.evaluate(path, type.of);
    case 'imported': {
      const entity = imported(program, path, type.specifier, type.name.split('.', 1)[0] ?? '*');
      return instanceOf(entity, null);
    }
    case 'indexed':
      return program.member(program.typed(path, type.of), type.key);
    case 'array':
    case 'object':
    case 'function':
      return { kind: 'typed', path, type };
    default:
      return unknown(type.kind === 'other' ? type.syntax : type.kind);
  }
}

function namedType(program: LinkedProgram, path: string, type: Extract<TypeRef, { kind: 'named' }>): Entity {
  const [first = '', ...rest] = type.name.split('.');
  const args = type.args.length > 0 ? { path, types: type.args } : null;
  if (type.binding < 0) {
    const inner = type.args[0];
    if (inner !== undefined && transparentTypes.has(first)) return program.typed(path, inner);
    if (inner?.kind === 'typeof' && (first === 'ReturnType' || first === 'InstanceType')) {
      const entity = program.evaluate(path, inner.of);
      if (entity.kind === 'class') return { kind: 'instance', path: entity.path, class: entity.class };
      return entity.kind === 'function' ? returned(program, entity) : unknown(type.name);
    }
    if (inner !== undefined && (first === 'Array' || first === 'ReadonlyArray' || first === 'Set')) {
      return { kind: 'typed', path, type: { kind: 'array', of: inner } };
    }
    if (TYPE_PARAMETER.test(type.name)) return unknown('a type parameter');
    return {
      kind: 'external',
      package: 'global',
      way: [...type.name.split('.'), 'new()'],
      call: null,
      typeArgs: args,
    };
  }
  const binding = at(program.file(path).bindings, type.binding);
  if (binding.kind === 'type' && rest.length === 0)
    return declaredType(program, path, binding.name, type, args);
  let entity = bindingEntity(program, path, type.binding);
  for (const name of rest) entity = program.member(entity, name);
  if (entity.kind === 'typed' && entity.type.kind === 'named')
    return declaredType(program, entity.path, entity.type.name, entity.type, args);
  return instanceOf(entity, args);
}

/** An alias stands for what it names; an interface for the one class that implements it, if there is one. */
function declaredType(
  program: LinkedProgram,
  path: string,
  name: string,
  type: TypeRef,
  args: TypeArguments | null,
): Entity {
  const fact = program.index(path).typeNamed(name);
  if (fact === undefined) return unknown(`type ${name}`);
  const [given, ...more] = args?.types ?? [];
  if (fact.alias !== null && args !== null && given !== undefined && more.length === 0) {
    const stood = standingFor(fact.alias, given);
    if (stood !== null) return program.typed(args.path, stood);
  }
  if (fact.alias !== null && fact.alias.kind !== 'object') {
    const aliased = program.typed(path, fact.alias);
    return aliased.kind === 'unknown' ? { kind: 'typed', path, type } : aliased;
  }
  const [only, ...others] = implementersOf(program, path, name);
  if (only !== undefined && others.length === 0) return { kind: 'instance', ...only };
  return { kind: 'typed', path, type };
}

/**
 * `type Handle<T> = () => T` and `type Maybe<T> = T | null` with what is given for the one variable; null where the alias says more than
 * that. Variables are no bindings: they are told by standing for nothing else.
 */
function standingFor(alias: TypeRef, given: TypeRef): TypeRef | null {
  if (isVariable(alias)) return given;
  if (alias.kind === 'union') return alias.of.some(isVariable) ? given : null;
  if (alias.kind !== 'function') return null;
  const returns = standingFor(alias.returns, given);
  return returns === null ? null : { kind: 'function', returns };
}

/** `T`, `Promise<T>`, `TModel`: a name that no import and no declaration explains, written as variables of types are. */
export function isVariable(type: TypeRef): boolean {
  return variableIn(type) !== null;
}

/** Name of the variable that a type is, or of the one that it promises. */
export function variableIn(type: TypeRef): string | null {
  if (type.kind !== 'named' || type.binding >= 0) return null;
  const [inner] = type.args;
  if (inner !== undefined)
    return type.args.length === 1 && transparentTypes.has(type.name) ? variableIn(inner) : null;
  return /^(?:[A-Z]|T[A-Z]\w*)$/.test(type.name) ? type.name : null;
}

export function typedMember(program: LinkedProgram, path: string, type: TypeRef, name: string): Entity {
  switch (type.kind) {
    case 'object': {
      const member = type.members.find((one) => one.name === name);
      return member === undefined ? unknown(`no member ${name}`) : program.typed(path, member.type);
    }
    case 'named': {
      const fact = program.index(path).typeNamed(type.name);
      if (fact === undefined) return unknown(`type ${type.name}`);
      const member = fact.members.find((one) => one.name === name);
      if (member !== undefined) return program.typed(path, member.type);
      return firstKnown(fact.extends.map((base) => () => program.member(program.typed(path, base), name)));
    }
    case 'intersection':
      return firstKnown(type.of.map((part) => () => program.member(program.typed(path, part), name)));
    default:
      return unknown(`member ${name} of a ${type.kind} type`);
  }
}

/** What a value of that type is, given what the type's name refers to. */
function instanceOf(entity: Entity, typeArgs: TypeArguments | null): Entity {
  if (entity.kind === 'class') return { kind: 'instance', path: entity.path, class: entity.class };
  if (entity.kind === 'external') return { ...entity, way: [...entity.way, 'new()'], typeArgs };
  return entity;
}
