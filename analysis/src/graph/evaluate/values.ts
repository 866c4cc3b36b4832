/** What values are: names, members and literals, seen through variables. */
import type { Value } from '../../read/value.ts';
import type { LinkedProgram } from '../linked-program.ts';
import type { Entity } from '../program.ts';
import { elementOf } from './elements.ts';
import { at, firstKnown, known, nothing, unknown } from './entities.ts';
import { imported, moduleEntity } from './exports.ts';
import { parameterEntity } from './parameters.ts';

export function evaluateValue(program: LinkedProgram, path: string, value: Value): Entity {
  switch (value.kind) {
    case 'name':
      return value.binding < 0 ? globalEntity(path, value.name) : bindingEntity(program, path, value.binding);
    case 'this':
      return value.class < 0
        ? unknown('this outside of a class')
        : program.index(path).instanceOf(value.class);
    case 'super': {
      const base = value.class < 0 ? null : program.baseOf({ path, class: value.class });
      return base === null ? unknown('no base class in the tree') : { kind: 'instance', ...base };
    }
    case 'member':
      return memberValue(program, path, value);
    case 'index':
      return elementOf(program, program.evaluate(path, value.of));
    case 'element':
      return elementOf(program, program.evaluate(path, value.of));
    case 'parameter':
      return parameterEntity(program, { path, function: value.function }, value.position);
    case 'call':
      return program.result(path, value.call);
    case 'function':
      return program.index(path).functionEntity(value.function);
    case 'class':
      return { kind: 'class', path, class: value.class };
    case 'module':
      return imported(program, path, value.specifier, '*');
    case 'either':
      return firstKnown(value.options.map((option) => () => program.evaluate(path, option)));
    case 'spread':
      return program.evaluate(path, value.of);
    case 'other':
      return unknown(value.syntax);
    default:
      return { kind: 'value', path, value, binding: -1 };
  }
}

function globalEntity(path: string, name: string): Entity {
  if (name === 'exports') return { kind: 'module', path };
  // A place for what is assigned later.
  if (name === 'undefined') return unknown('undefined');
  return { kind: 'external', package: 'global', way: [name], call: null, typeArgs: null };
}

const definedByItself = unknown('defined by itself');

export function bindingEntity(program: LinkedProgram, path: string, index: number): Entity {
  const { bindings } = program.index(path).memo;
  const known = bindings.get(index);
  if (known !== undefined) return known;
  bindings.expect(index, definedByItself);
  const { mark } = program.settling;
  const found = findBinding(program, path, index);
  bindings.set(index, found, mark);
  return found;
}

function findBinding(program: LinkedProgram, path: string, index: number): Entity {
  const binding = at(program.file(path).bindings, index);
  switch (binding.kind) {
    case 'import':
      return imported(program, path, binding.specifier, binding.imported);
    case 'type':
      return { kind: 'typed', path, type: { kind: 'named', name: binding.name, binding: index, args: [] } };
    case 'enum':
      return { kind: 'enum', path, enum: program.index(path).enumNamed(binding.name) };
    case 'function':
    case 'class':
      return binding.value === null ? unknown('declared elsewhere') : program.evaluate(path, binding.value);
    default: {
      const { value, type } = binding;
      const held = value === null ? null : withBinding(program.evaluate(path, value), index);
      // Most are settled by what they hold.
      if (held !== null && known(held) !== null) return held;
      const isFilledLater = value === null || binding.kind === 'let' || binding.kind === 'var';
      const assigned = isFilledLater ? program.index(path).assignedTo(`b${index}`) : nothing;
      return firstKnown([
        ...(held === null ? nothing : [() => held]),
        ...(type === null ? nothing : [() => program.typed(path, type)]),
        ...assigned.map((one) => () => withBinding(program.evaluate(path, one.value), index)),
      ]);
    }
  }
}

function memberValue(
  program: LinkedProgram,
  path: string,
  value: Extract<Value, { kind: 'member' }>,
): Entity {
  if (isWholeModule(value)) return moduleEntity(program, path);
  return program.member(program.evaluate(path, value.of), value.name);
}

/** `module.exports` */
export function isWholeModule({ of, name }: Extract<Value, { kind: 'member' }>): boolean {
  return name === 'exports' && of.kind === 'name' && of.name === 'module' && of.binding < 0;
}

function withBinding(entity: Entity, binding: number): Entity {
  return entity.kind === 'value' && entity.binding < 0 ? { ...entity, binding } : entity;
}
