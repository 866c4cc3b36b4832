/** The classes behind an interface. */

import type { LinkedProgram } from '../linked-program.ts';
import type { ClassRef } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { bindingEntity } from './values.ts';

interface Implementers {
  readonly classes: Map<string, ClassRef[]>;
  isComplete: boolean;
}

const built = new WeakMap<LinkedProgram, Implementers>();

export function implementersOf(program: LinkedProgram, path: string, name: string): readonly ClassRef[] {
  const known = built.get(program) ?? findImplementers(program);
  if (!known.isComplete) program.settling.note();
  return known.classes.get(`${path}\0${name}`) ?? [];
}

function findImplementers(program: LinkedProgram): Implementers {
  const classes = new Map<string, ClassRef[]>();
  const found: Implementers = { classes, isComplete: false };
  // While they are being looked for, interfaces have none: an `implements` never needs them.
  built.set(program, found);
  for (const path of program.paths) {
    if (isTestPath(path)) continue;
    for (const [index, fact] of program.file(path).classes.entries()) {
      if (
        fact.isAbstract ||
        /^(?:Fake|Mock|Stub|InMemory|Noop|Null|Dummy)|(?:Fake|Mock|Stub)$/.test(fact.name)
      )
        continue;
      for (const type of fact.implements) {
        if (type.kind !== 'named' || type.binding < 0) continue;
        const entity = bindingEntity(program, path, type.binding);
        if (entity.kind !== 'typed' || entity.type.kind !== 'named') continue;
        const key = `${entity.path}\0${entity.type.name}`;
        const list = classes.get(key);
        if (list === undefined) classes.set(key, [{ path, class: index }]);
        else list.push({ path, class: index });
      }
    }
  }
  found.isComplete = true;
  return found;
}
