/** What modules export and what imports of them stand for. */

import type { LinkedProgram } from '../linked-program.ts';
import type { Entity } from '../program.ts';
import { unknown } from './entities.ts';

export function findExport(program: LinkedProgram, path: string, name: string): Entity | null {
  const index = program.index(path);
  if (name === '*') return { kind: 'module', path };
  const own = index.exportOf(name);
  if (own?.kind === 'local') return program.evaluate(path, own.value);
  if (own?.kind === 'from') return imported(program, path, own.specifier, own.imported);
  const whole = index.exportOf('export=');
  if (whole?.kind === 'local') {
    const entity = program.evaluate(path, whole.value);
    if (name === 'default' || name === 'export=') return entity;
    const found = program.member(entity, name);
    return found.kind === 'unknown' ? null : found;
  }
  for (const one of index.facts.exports) {
    if (one.kind !== 'all' || name === 'default') continue;
    const resolved = program.resolveImport(path, one.specifier);
    if (resolved.kind !== 'file') continue;
    const found = program.exported(resolved.path, name);
    if (found.kind !== 'unknown') return found;
  }
  // `import x from './commonjs'` and `import x = require()` mean the module as a whole.
  const isCommonJs = name === 'default' || name === 'export=';
  return isCommonJs && index.facts.exports.length > 0 ? { kind: 'module', path } : null;
}

export function imported(program: LinkedProgram, path: string, specifier: string, name: string): Entity {
  const resolved = program.resolveImport(path, specifier);
  switch (resolved.kind) {
    case 'file':
      return name === '*' ? moduleEntity(program, resolved.path) : program.exported(resolved.path, name);
    case 'package': {
      const way = name === '*' || name === 'default' || name === 'export=' ? [] : [name];
      return { kind: 'external', package: resolved.name, way, call: null, typeArgs: null };
    }
    default:
      return unknown(resolved.kind === 'asset' ? 'no source file' : resolved.because);
  }
}

/** A module as `require` gives it: what was assigned to `module.exports`, or the module's names. */
export function moduleEntity(program: LinkedProgram, path: string): Entity {
  const whole = program.index(path).exportOf('export=');
  if (whole?.kind !== 'local') return { kind: 'module', path };
  const entity = program.exported(path, 'export=');
  return entity.kind === 'unknown' || entity.kind === 'value' ? { kind: 'module', path } : entity;
}
