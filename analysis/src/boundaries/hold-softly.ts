/** An earlier suggestion in the form of a boundaries.yaml, so that a later one moves only what the code argues away. */
import { boundariesFileSchema, type ParsedBoundariesFile } from './config.ts';
import { escapePattern } from './path-pattern.ts';

/** @example holdSoftly(earlier.services) // as `hold: soft` with every service and its modules */
export function holdSoftly(
  services: readonly { readonly name: string; readonly modules: readonly string[] }[],
): ParsedBoundariesFile {
  return {
    file: boundariesFileSchema.parse({
      version: 1,
      hold: 'soft',
      services: Object.fromEntries(
        services.map(({ name, modules }) => [name, { modules: modules.map(escapePattern) }]),
      ),
    }),
    lineOf: () => 1,
  };
}
