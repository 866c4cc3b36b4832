/** Which service a place is in, where modules are split by function. */
import type { SplitSuggestion } from '../boundaries.ts';

/** Service at a line of a module; a function's name is more telling than the line, where it is given. */
export type ServiceAt = (module: string, line: number, name?: string) => string | null;

/** @example placesOfParts(boundaries.splits, serviceOf)('src/shop.ts', 120) */
export function placesOfParts(
  splits: readonly Pick<SplitSuggestion, 'module' | 'functions'>[],
  serviceOf: (module: string) => string | null,
): ServiceAt {
  const functionsOf = new Map(splits.map(({ module, functions }) => [module, functions]));
  return (module, line, name) => {
    const functions = functionsOf.get(module);
    const own =
      functions?.find((each) => each.name === name) ??
      functions?.findLast((each) => each.line <= line && line <= each.endLine);
    return own ? own.service : serviceOf(module);
  };
}
