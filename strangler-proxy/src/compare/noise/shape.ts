import type { Side } from '../diff/difference.ts';
import { isScalar, NumberText, type Scalar, textOf } from '../lift/tree.ts';

/**
 * What a value looks like, without what it says: two values of one volatile field have equal shapes, a fault seldom does.
 * Runs are counted in steps of two powers, so that `7fk2` and `81aa` agree and `7fk2` and `[object Object]` do not.
 */
export function shapeOf(side: Side): string {
  if (!('scalar' in side)) return side.type;
  return scalarShape(side.scalar);
}

function scalarShape(scalar: Scalar): string {
  if (scalar === null) return 'null';
  if (typeof scalar === 'boolean') return 'boolean';
  if (scalar instanceof NumberText) return `${/^-?\d+$/.test(scalar.text) ? 'integer' : 'fraction'}`;
  if (scalar === '') return 'empty';
  return `text:${alphabetOf(scalar)}:${Math.ceil(Math.log2(scalar.length + 1))}`;
}

/** Which kinds of characters stand in a text, as letters in a fixed order. */
function alphabetOf(text: string): string {
  let alphabet = '';
  if (/[a-z]/.test(text)) alphabet += 'a';
  if (/[A-Z]/.test(text)) alphabet += 'A';
  if (/[0-9]/.test(text)) alphabet += '0';
  if (/\s/.test(text)) alphabet += '_';
  if (/[^\sA-Za-z0-9]/.test(text)) alphabet += '#';
  if (/[^\x20-\x7e\s]/.test(text)) alphabet += 'u';
  return alphabet;
}

/** Power of ten of the distance between two numbers; `undefined` for anything else. */
export function distanceOf(left: Side, right: Side): number | undefined {
  if (!('scalar' in left) || !('scalar' in right)) return undefined;
  if (!(left.scalar instanceof NumberText) || !(right.scalar instanceof NumberText)) return undefined;
  const distance = Math.abs(Number(left.scalar.text) - Number(right.scalar.text));
  return Number.isFinite(distance) && distance > 0 ? Math.floor(Math.log10(distance)) : undefined;
}

/** Text of a scalar side, `undefined` otherwise. */
export function scalarText(side: Side): string | undefined {
  return 'scalar' in side && isScalar(side.scalar) ? textOf(side.scalar) : undefined;
}
