/**
 * Path patterns of `boundaries.yaml`: `**` for any folders, `*` and `?` inside one name, `{a,b}`, and `\` before a character that is
 * meant as itself. A pattern without any of them is one path.
 */

export interface PathPattern {
  readonly text: string;
  readonly matches: (path: string) => boolean;
  /** Literal characters; where two patterns match, the one with more of them decides. */
  readonly specificity: number;
}

/** Longer patterns are mistakes, and would only make matching slow. */
const longestPattern = 1_000;

/**
 * @throws RangeError when the pattern is empty, too long, or has an open brace.
 * @example compilePattern('src/orders/**').matches('src/orders/api/list.ts') // true
 */
export function compilePattern(text: string): PathPattern {
  if (text === '' || text.length > longestPattern)
    throw new RangeError(`“${text.slice(0, 40)}” is no path pattern`);
  let source = '';
  let specificity = 0;
  let depth = 0;
  let hasWildcard = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i] ?? '';
    if (character === '\\' && i + 1 < text.length) {
      i += 1;
      source += literal(text[i] ?? '');
      specificity += 1;
    } else if (character === '*' && text[i + 1] === '*') {
      hasWildcard = true;
      // `**/` also matches no folder at all.
      const isWholeName = text[i + 2] === '/';
      source += isWholeName ? '(?:[^/]+/)*' : '.*';
      i += isWholeName ? 2 : 1;
    } else if (character === '*' || character === '?') {
      hasWildcard = true;
      source += character === '*' ? '[^/]*' : '[^/]';
    } else if (character === '{') {
      depth += 1;
      source += '(?:';
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      source += ')';
    } else if (character === ',' && depth > 0) source += '|';
    else {
      source += literal(character);
      specificity += 1;
    }
  }
  if (depth > 0) throw new RangeError(`“${text}” opens a brace that it does not close`);
  const expression = new RegExp(`^${source}$`, 'su');
  return {
    text,
    matches: (path) => expression.test(path),
    specificity: hasWildcard ? specificity : Number.POSITIVE_INFINITY,
  };
}

function literal(character: string): string {
  return character.replace(/[$()*+./?[\\\]^{|}]/, '\\$&');
}

/** Characters that patterns give a meaning, as themselves. */
export function escapePattern(path: string): string {
  return path.replace(/[\\*?{}]/g, '\\$&');
}
