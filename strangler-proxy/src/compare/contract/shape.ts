import { isFields, isList, NumberText, type Tree } from '../lift/tree.ts';
import { looksRandom } from '../noise/tokens.ts';
import { isSecretName } from '../redact.ts';

/** What values at one place were seen to be. Plain counts, so that shapes of several days add up. */
export interface Shape {
  seen: number;
  /** How often each JSON type was there. `integer` is told apart from `number`. */
  readonly types: Map<JsonType, number>;
  /** Of objects. */
  readonly fields: Map<string, Shape>;
  /** Of arrays: all elements together. */
  items?: Shape;
  /** Distinct short texts, as long as they are few; `undefined` once there were too many. */
  words: Set<string> | undefined;
}

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** More distinct texts than this are data, not a set of words. */
const MAX_WORDS = 12;
const WORD = /^[A-Za-z][\w-]{0,30}$/;
/** Deeper than this is not described. */
const MAX_DEPTH = 32;

export function emptyShape(): Shape {
  return { seen: 0, types: new Map(), fields: new Map(), words: new Set() };
}

/** Adds one value to what is known. */
export function observe(shape: Shape, tree: Tree, depth = 0): void {
  shape.seen += 1;
  const type = jsonType(tree);
  shape.types.set(type, (shape.types.get(type) ?? 0) + 1);
  if (depth >= MAX_DEPTH) return;
  if (typeof tree === 'string' && shape.words) {
    if (isWord(tree)) shape.words.add(tree);
    if (!isWord(tree) || shape.words.size > MAX_WORDS) shape.words = undefined;
  } else if (isList(tree)) {
    shape.items ??= emptyShape();
    for (const item of tree) observe(shape.items, item, depth + 1);
  } else if (isFields(tree)) {
    for (const [name, value] of tree) {
      const field = shape.fields.get(name) ?? emptyShape();
      shape.fields.set(name, field);
      // A contract is shown around; the few tokens of a few callers are no set of words.
      if (isSecretName(name)) field.words = undefined;
      observe(field, value, depth + 1);
    }
  }
}

/** Of a set of words a reader may know; a token is none, however few there are. */
function isWord(text: string): boolean {
  return WORD.test(text) && !looksRandom(text);
}

function jsonType(tree: Tree): JsonType {
  if (tree === null) return 'null';
  if (typeof tree === 'string') return 'string';
  if (typeof tree === 'boolean') return 'boolean';
  if (tree instanceof NumberText) return /^-?\d+$/.test(tree.text) ? 'integer' : 'number';
  return isList(tree) ? 'array' : 'object';
}

/** A whole number is a number; the other way round a client that reads whole numbers may stumble. */
export function isCovered(type: JsonType, types: { has(type: JsonType): boolean }): boolean {
  return types.has(type) || (type === 'integer' && types.has('number'));
}
