/** A method or the name of a field (RFC 9110 5.6.2). */
export const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * What no value of a field may hold (RFC 9110 5.5): anything that could end a line, and anything beyond one byte,
 * because U+010A written as latin1 is a line feed.
 */
export const notInValue = /[^\t\x20-\x7e\x80-\xff]/;

/** Names seen before: looking one up costs a third of reading it. Bounded, because they come from outside. */
const knownNames = new Set<string>();
const MAX_KNOWN_NAMES = 1_000;
const MAX_KNOWN_LENGTH = 64;

/** @example isName('Content-Type') // true */
export function isName(text: string): boolean {
  if (knownNames.has(text)) return true;
  if (!token.test(text)) return false;
  // A copy: as a part of its head's text it would keep all of that in memory.
  if (knownNames.size < MAX_KNOWN_NAMES && text.length <= MAX_KNOWN_LENGTH)
    knownNames.add(Buffer.from(text, 'latin1').toString('latin1'));
  return true;
}
