/**
 * How deep a parser may have to recurse for a text, at most: open brackets, plus whatever can nest without brackets
 * (operators, `=>`, `?:`, and words such as `else`, `for`, `await`) since the last separator.
 *
 * The native parser recurses without a guard and takes the whole process down when the stack ends (seen: a 200 KB
 * file of brackets), which no `try` catches. So the depth is bounded before parsing, from characters alone. Strings
 * and comments are counted as if they were code, or a comment sign in a string could hide brackets; ordinary files
 * stay far below the limits all the same.
 */
export function isNestedBeyond(text: string, limit: number): boolean {
  // Each level takes a character at least: most files are shorter than the limit.
  return text.length > limit && nestingOf(text) > limit;
}

export function nestingOf(text: string): number {
  let deepest = 0;
  /** Sum over all open brackets; `level` is the part of the innermost. */
  let total = 0;
  let level = 0;
  let hasAngles = false;
  const outer: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    switch (code < 128 ? meanings[code] : Meaning.word) {
      case Meaning.open:
        outer.push(level);
        level = 0;
        total += 1;
        break;
      case Meaning.close: {
        const before = outer.pop();
        total -= before === undefined ? level : level + 1;
        level = before ?? 0;
        hasAngles = false;
        break;
      }
      case Meaning.comma:
        // `A<B, A<B, …` nests over commas.
        if (hasAngles) break;
        total -= level;
        level = 0;
        break;
      case Meaning.end:
        total -= level;
        level = 0;
        hasAngles = false;
        break;
      case Meaning.angle:
        hasAngles = true;
        level += 1;
        total += 1;
        break;
      case Meaning.operator:
        level += 1;
        total += 1;
        break;
      case Meaning.word:
        while (at + 1 < text.length && isWord(text.charCodeAt(at + 1))) at += 1;
        level += 1;
        total += 1;
        break;
      default:
    }
    if (total > deepest) deepest = total;
  }
  return deepest;
}

const Meaning = { none: 0, open: 1, close: 2, comma: 3, end: 4, angle: 5, operator: 6, word: 7 } as const;

const meanings = new Uint8Array(128);
for (const [characters, meaning] of [
  ['([{', Meaning.open],
  [')]}', Meaning.close],
  [',', Meaning.comma],
  [';', Meaning.end],
  ['<', Meaning.angle],
  ['`?!~+-=&|*/%^@:.', Meaning.operator],
  ['abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$#', Meaning.word],
] as const) {
  for (const character of characters) meanings[character.charCodeAt(0)] = meaning;
}

function isWord(code: number): boolean {
  return code >= 128 || meanings[code] === Meaning.word || (code >= 0x30 && code <= 0x39);
}
