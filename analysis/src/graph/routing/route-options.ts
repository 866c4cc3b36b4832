import type { Program } from '../program.ts';
import { literalOf, type PlacedValue } from '../values.ts';

/** The object that a route is told by, with the line of its first key. */
export function routeOptions(program: Program, place: PlacedValue): (PlacedValue & { line: number }) | null {
  const { path, value } = literalOf(program, place.path, place.value);
  return value.kind === 'object' ? { path, value, line: value.entries[0]?.line ?? 1 } : null;
}
