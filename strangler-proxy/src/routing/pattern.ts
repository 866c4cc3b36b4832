/** One segment of a route's path. */
export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string }
  /** One or more segments, only at the end. */
  | { readonly kind: 'rest'; readonly name: string };

export type ParsedPattern = { readonly segments: readonly Segment[] } | { readonly cure: string };

const parameterName = /^[A-Za-z_$][\w$]*$/;

/**
 * Reads an Express-like path: literal segments, `:name` for one segment, `*` or `*name` at the end for one or more.
 *
 * @returns the segments, or the cure when the pattern can't be read.
 * @example parsePattern('/api/products/:id/reviews')
 */
export function parsePattern(path: string): ParsedPattern {
  if (!path.startsWith('/')) return { cure: `Begin with a slash: "/${path}".` };
  if (path === '/') return { segments: [] };
  const texts = path.slice(1).replace(/\/$/, '').split('/');
  const segments: Segment[] = [];
  for (const [index, text] of texts.entries()) {
    if (text === '') return { cure: 'Write single slashes between segments.' };
    if (text.startsWith('*')) {
      if (index !== texts.length - 1)
        return { cure: 'A wildcard stands at the end only; use :name for one segment in the middle.' };
      segments.push({ kind: 'rest', name: text.slice(1) });
    } else if (text.startsWith(':')) {
      const name = text.slice(1);
      if (!parameterName.test(name))
        return { cure: `A parameter is a whole segment such as ":id"; split "${text}" into several routes.` };
      segments.push({ kind: 'parameter', name });
    } else {
      if (/[*:?#(){}[\]\\;]|%(?![0-9A-Fa-f]{2})/.test(text)) {
        return {
          cure: `"${text}" mixes text with pattern characters; parameters and wildcards are whole segments.`,
        };
      }
      segments.push({ kind: 'literal', text: decodeURIComponent(text) });
    }
  }
  return { segments };
}

/** Two patterns of one shape match the same paths: parameter names don't count. */
export function shapeOf(segments: readonly Segment[], caseSensitive: boolean): string {
  return segments
    .map((segment) => {
      if (segment.kind === 'rest') return '/**';
      if (segment.kind === 'parameter') return '/:';
      return `/=${caseSensitive ? segment.text : segment.text.toLowerCase()}`;
    })
    .join('');
}
