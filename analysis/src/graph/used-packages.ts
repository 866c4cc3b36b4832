/** Packages outside the tree that any file of it imports: whoever looks for a library asks here first. */
import type { Program } from './program.ts';

const built = new WeakMap<Program, ReadonlySet<string>>();

/** False when nothing in the tree can come from any of these packages. */
export function usesAnyPackage(program: Program, names: ReadonlySet<string>): boolean {
  const used = built.get(program) ?? collect(program);
  built.set(program, used);
  return !names.isDisjointFrom(used);
}

function collect(program: Program): Set<string> {
  const used = new Set<string>();
  for (const path of program.paths) {
    for (const { specifier } of program.file(path).imports) {
      const resolved = specifier === '' ? null : program.resolveImport(path, specifier);
      if (resolved?.kind === 'package') used.add(resolved.name);
    }
  }
  return used;
}
