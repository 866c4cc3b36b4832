/** How often each imported name is used, and whether as a value or only as a type. */
import type { Recorder } from '../recorder.ts';
import type { Handlers, HandlerTable } from '../walk.ts';

const typePositions = [
  'TSTypeAnnotation',
  'TSTypeParameterInstantiation',
  'TSTypeParameterDeclaration',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSClassImplements',
] as const;

export function uses(recorder: Recorder): Handlers {
  const count = (name: string): void => {
    if (recorder.isInImport) return;
    const binding = recorder.bindings[recorder.scopes.lookup(name)];
    if (binding?.kind !== 'import') return;
    if (recorder.typeDepth > 0) binding.typeUses += 1;
    else binding.valueUses += 1;
  };
  const table = (change: number): HandlerTable =>
    Object.fromEntries(
      typePositions.map((type) => [
        type,
        () => {
          recorder.typeDepth += change;
        },
      ]),
    );
  return {
    name: count,
    enter: {
      ...table(1),
      ImportDeclaration: () => {
        recorder.isInImport = true;
      },
    },
    leave: {
      ...table(-1),
      ImportDeclaration: () => {
        recorder.isInImport = false;
      },
    },
  };
}
