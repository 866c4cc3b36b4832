import type { ComparedRequest } from '../answer.ts';
import type { Redactor } from '../redact.ts';

/** A shell command that asks again; hidden values stand as `‹…›` to be filled in. */
export function curlCommand(request: ComparedRequest, origin: string, redactor: Redactor): string {
  const parts = ['curl', '-i'];
  if (request.method !== 'GET') parts.push('-X', quote(request.method));
  for (const [name, value] of request.headers) {
    const shown = redactor.hidesHeader(name) ? '‹secret›' : redactor.value(`header.${name}`, value);
    parts.push('-H', quote(`${name}: ${shown}`));
  }
  if (request.body !== undefined && request.body.length > 0)
    parts.push('--data-binary', quote('@body‹not kept›'));
  parts.push(quote(`${origin}${redactor.url(request.url)}`));
  return parts.join(' ');
}

/** Single quotes keep everything literal in a POSIX shell but the single quote itself. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
