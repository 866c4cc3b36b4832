/** What lists hold. */

import type { LinkedProgram } from '../linked-program.ts';
import type { Entity } from '../program.ts';
import { firstKnown, isGlobalObject, unknown } from './entities.ts';

export function elementOf(program: LinkedProgram, entity: Entity): Entity {
  switch (entity.kind) {
    case 'value':
      if (entity.value.kind === 'array') {
        const { path } = entity;
        return firstKnown(entity.value.items.map((item) => () => program.evaluate(path, item)));
      }
      if (entity.value.kind === 'object') {
        const { path } = entity;
        return firstKnown(entity.value.entries.map((one) => () => program.evaluate(path, one.value)));
      }
      return unknown('element of a literal');
    case 'typed':
      return entity.type.kind === 'array' ? program.typed(entity.path, entity.type.of) : unknown('element');
    case 'external': {
      if (isGlobalObject(entity)) return unknown('of the global object');
      const element = entity.typeArgs?.types.at(-1);
      const typed =
        entity.typeArgs !== null && element !== undefined
          ? program.typed(entity.typeArgs.path, element)
          : null;
      // `class Key extends Model<Attributes>`: what its queries list are keys, whatever the package calls their attributes.
      const isRow = typed !== null && typed.kind !== 'instance' && program.classBehind(entity) !== null;
      return typed === null || isRow ? { ...entity, way: [...entity.way, '[]'] } : typed;
    }
    default:
      return unknown('element');
  }
}
