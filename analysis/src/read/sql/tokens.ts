/**
 * Splits SQL of any dialect into tokens. Never throws: an unclosed string or comment runs to the end of the text.
 *
 * Parts of the text that only the running program knows (template holes, concatenated expressions) are marked in the text by
 * `holeMark(n)`; the marks survive as `hole` tokens, or inside a word they are glued to (`${prefix}users`).
 */

/** Private-use code points: they occur in no SQL keyword, name or number. */
const HOLE_OPEN = '\uE000';
const HOLE_CLOSE = '\uE001';
const HOLE_PATTERN = /\uE000(\d+)\uE001/g;

export const holeMark = (index: number): string => `${HOLE_OPEN}${index}${HOLE_CLOSE}`;

/** Indexes of the holes inside a piece of text, e.g. a table name. */
export function holesIn(text: string): readonly number[] {
  return text.includes(HOLE_OPEN)
    ? [...text.matchAll(HOLE_PATTERN)].map((match) => Number(match[1]))
    : NO_HOLES;
}

const NO_HOLES: readonly number[] = [];

/** Fills holes; `fill` returns null for those that stay open. */
export function fillHoles(text: string, fill: (index: number) => string | null): string {
  return text.replace(HOLE_PATTERN, (mark, index) => fill(Number(index)) ?? mark);
}

export type SqlTokenKind = 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'hole' | 'symbol';

export interface SqlToken {
  readonly kind: SqlTokenKind;
  /** Without quotes. */
  readonly text: string;
  /** Upper case for words, the symbol itself for symbols, '' for everything that can't be a keyword. */
  readonly key: string;
}

/**
 * One alternative per token kind, in the order they must be tried. Dollar quotes before `$1`; a bracket is a quoted name only where
 * it can't be an array subscript (T-SQL and SQLite `[order]`, never `tags[1]`).
 */
const TOKEN = new RegExp(
  [
    /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|#(?=\s)[^\n]*)/,
    /(?<dollar>\$(?<tag>[A-Za-z_]*)\$[\s\S]*?(?:\$\k<tag>\$|$))/,
    // `ESCAPE '\'` first: elsewhere a backslash is taken as MySQL's and E'' strings' escape.
    /(?<string>'\\'(?=[\s);,]|$)|[EeNnBbXx]?'(?:[^'\\]|''|\\[\s\S])*(?:'|$))/,
    /(?<quoted>"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|(?<![\w\])"'])\[[A-Za-z_\uE000][^\]'"]*\])/,
    /(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/,
    /(?<parameter>\?\d*(?![|&])|\$\d+|(?<!:):[A-Za-z_]\w*|@@?[A-Za-z_]\w*|%s)/,
    /(?<word>(?:[A-Za-z_\u0080-\uDFFF\uF900-\uFFFD]|\uE000\d+\uE001)(?:[\w$\u0080-\uDFFF\uF900-\uFFFD]|\uE000\d+\uE001)*)/,
    /(?<symbol>::|<>|<=|>=|!=|\|\||[\s\S])/,
  ]
    .map((part) => part.source)
    .join('|'),
  'y',
);

const ONLY_HOLE = /^\uE000\d+\uE001$/;

/** Nothing but one hole. */
export const isHole = (text: string): boolean => ONLY_HOLE.test(text);

function unquote(text: string): string {
  const open = text[0] ?? '';
  const close = open === '[' ? ']' : open;
  const inner = text.endsWith(close) && text.length > 1 ? text.slice(1, -1) : text.slice(1);
  return open === '[' ? inner : inner.replaceAll(close + close, close);
}

function unquoteString(text: string): string {
  const start = text.indexOf("'") + 1;
  return (text.endsWith("'") && text.length > start ? text.slice(start, -1) : text.slice(start)).replaceAll(
    "''",
    "'",
  );
}

export function tokenizeSql(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = behindSpaces(text, 0);
  while (at < text.length) {
    const mark = MARKS.get(text.charCodeAt(at));
    const end = mark === undefined ? endOfPlainWord(text, at) : at + 1;
    if (mark !== undefined) tokens.push(mark);
    else if (end > at) tokens.push(wordToken(text.slice(at, end)));
    else {
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(text);
      if (match === null) break;
      const groups = match.groups ?? {};
      if (groups['space'] === undefined) tokens.push(tokenOf(groups, match[0]));
    }
    at = behindSpaces(text, end > at ? end : TOKEN.lastIndex);
  }
  return tokens;
}

/** Half of all tokens would be single spaces: stepping over them costs a tenth of a match. */
function behindSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x0a) at += 1;
  return at;
}

/** Characters that are a token whatever follows them. */
const MARKS: ReadonlyMap<number, SqlToken> = new Map(
  [...'(),;=*+.'].map((text) => [text.charCodeAt(0), { kind: 'symbol', text, key: text }]),
);

/** Most other tokens are words of plain letters: found without a match. Gives `from` where there may be anything else. */
function endOfPlainWord(text: string, from: number): number {
  // `N'text'` is a string.
  if (!isLetter(text.charCodeAt(from)) || text.charCodeAt(from + 1) === 0x27) return from;
  let at = from + 1;
  for (let code = text.charCodeAt(at); at < text.length; at += 1, code = text.charCodeAt(at)) {
    // Letters of other alphabets, and marks of holes.
    if (code >= 0x80) return from;
    if (!isLetter(code) && !(code >= 0x30 && code <= 0x39) && code !== 0x24) break;
  }
  return at;
}

/** A to Z, a to z and the underscore. */
const isLetter = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;

const wordToken = (text: string): SqlToken => ({ kind: 'word', text, key: text.toUpperCase() });

function tokenOf(groups: Record<string, string | undefined>, whole: string): SqlToken {
  if (groups['word'] !== undefined) {
    return ONLY_HOLE.test(whole) ? { kind: 'hole', text: whole, key: '' } : wordToken(whole);
  }
  if (groups['quoted'] !== undefined) return { kind: 'quoted', text: unquote(whole), key: '' };
  if (groups['string'] !== undefined) return { kind: 'string', text: unquoteString(whole), key: '' };
  if (groups['dollar'] !== undefined) return { kind: 'string', text: whole, key: '' };
  if (groups['number'] !== undefined) return { kind: 'number', text: whole, key: '' };
  if (groups['parameter'] !== undefined) return { kind: 'parameter', text: whole, key: '' };
  return { kind: 'symbol', text: whole, key: whole };
}
