/**
 * JSON as compilers' configuration files write it: with comments and trailing commas. One pass without backtracking,
 * because the text may be hostile.
 */
export function parseJsonWithComments(text: string): unknown {
  const parts: string[] = [];
  /** A comma that is dropped if a closing bracket follows. */
  let comma = -1;
  let at = 0;
  while (at < text.length) {
    const end = endOfToken(text, at);
    const token = text.slice(at, end);
    at = end;
    if (token.startsWith('//') || token.startsWith('/*')) continue;
    if ((token === '}' || token === ']') && comma >= 0) parts[comma] = '';
    if (token === ',') comma = parts.length;
    else if (token.trim() !== '') comma = -1;
    parts.push(token);
  }
  return JSON.parse(parts.join(''));
}

/** A string, a comment, a run of space or one character. */
function endOfToken(text: string, start: number): number {
  const end = (found: number, length: number): number => (found < 0 ? text.length : found + length);
  if (text.startsWith('//', start)) return end(text.indexOf('\n', start), 0);
  if (text.startsWith('/*', start)) return end(text.indexOf('*/', start + 2), 2);
  if (text[start] !== '"') return start + 1;
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
