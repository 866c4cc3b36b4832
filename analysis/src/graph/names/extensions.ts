/**
 * One object spread over many files: `require('./create')(Topics)`, where `create.js` says
 * `module.exports = (Topics) => { Topics.create = … }`. What each file adds becomes a member of the object.
 */
import type { Value } from '../../read/value.ts';
import type { LinkedProgram } from '../linked-program.ts';
import type { Entity } from '../program.ts';

/** Where a member was added: the file and the value assigned there. */
export interface Extension {
  readonly path: string;
  readonly value: Value;
}

/** Identifies the object that members are added to; null for things that cannot be told apart. */
export function objectKey(entity: Entity): string | null {
  switch (entity.kind) {
    case 'module':
      return `module ${entity.path}`;
    case 'value':
      return entity.binding < 0 ? null : `binding ${entity.path} ${entity.binding}`;
    case 'function':
      return `function ${entity.path} ${entity.function}`;
    case 'class':
      return `class ${entity.path} ${entity.class}`;
    default:
      return null;
  }
}

export function collectExtensions(program: LinkedProgram): Map<string, Extension> {
  const found = new Map<string, Extension>();
  for (const path of program.paths) {
    const { bindings, assignments } = program.file(path);
    for (const { target, value } of assignments) {
      if (target.kind !== 'member' || target.of.kind !== 'name' || target.of.binding < 0) continue;
      const entity = program.evaluate(path, target.of);
      // Members that a file adds to a variable of its own are found with the variable; `const X = module.exports` is none.
      if (bindings[target.of.binding]?.kind !== 'parameter' && entity.kind !== 'module') continue;
      const key = objectKey(entity);
      if (key !== null && !found.has(`${key} ${target.name}`))
        found.set(`${key} ${target.name}`, { path, value });
    }
  }
  return found;
}
