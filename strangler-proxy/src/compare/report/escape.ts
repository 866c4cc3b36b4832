/** Escapes of values from outside, one per output format. */

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text in HTML or XML, in content and in quoted attributes; control and direction marks become visible. */
export function escapeMarkup(text: string): string {
  return printable(text).replace(/[&<>"']/g, (char) => HTML_ESCAPES[char] ?? char);
}

/** Text in a Markdown table or line: nothing in it is markup, a link or HTML. */
export function escapeMarkdown(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]()#+!|<>~&-]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Control characters could move a cursor or colour a lie; direction marks could reorder what is read. */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
