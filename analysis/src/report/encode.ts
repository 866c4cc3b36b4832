/**
 * One encoder for each language that a report is written in. Every name in a report comes from an untrusted tree:
 * markup, newlines and text-direction marks are legal in file names.
 *
 * Browser-safe: report.html carries this file too.
 */

// Controls, format and direction marks, line separators, lone surrogates: they are not seen, or they reorder what follows.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Makes every character that could hide or reorder text visible, so that what is read is what is there. For terminals as well.
 *
 * @example visible('a\u202egpj.ts') // 'a\\u{202e}gpj.ts'
 */
export function visible(text: string): string {
  return text.replace(unseen, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Text for HTML, in content and in quoted attributes. */
export function toHtml(text: string): string {
  return visible(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A value for a `<script type="application/json">` block: no `<` can end the block or open a comment. */
export function toJsonScript(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/**
 * Text for Markdown, also inside a table: every character with a meaning becomes an entity, so that no link, tag, mention or emphasis
 * arises. A colon stays where it ends a word or stands before a line's number: neither makes a link or an emoji.
 */
export function toMarkdown(text: string): string {
  return visible(text).replace(
    /[&<>"'`|*_~[\]()#!\\@{}$^]|:(?!\s|$|\d+(?![\d:]))/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

/**
 * A path, table or symbol for Markdown: a code span where nothing in it could end the span or a table cell, else escaped text.
 *
 * @example toMarkdownCode('src/a.ts:7') // '`src/a.ts:7`'
 */
export function toMarkdownCode(text: string): string {
  return /^[\p{L}\p{N}_./:*@=, ()[\]{}+#$?'→-]+$/u.test(text) ? `\`${text}\`` : toMarkdown(text);
}

/** A quoted Mermaid label; Mermaid takes `#code;` where HTML takes `&#code;`. */
export function toMermaid(text: string): string {
  return `"${visible(text).replace(/[^\p{L}\p{N} .,/+-]/gu, (character) => `#${character.codePointAt(0)};`)}"`;
}

/**
 * A quoted DOT string. Doubling the backslash also disarms `\l`, `\N` and the other escapes of labels; Graphviz draws `&lt;` as `<` unless
 * its `&` is written out.
 */
export function toDot(text: string): string {
  return `"${visible(text)
    .replace(/[\\"]/g, (character) => `\\${character}`)
    .replace(/&(?=#?\w+;)/g, '&amp;')}"`;
}
