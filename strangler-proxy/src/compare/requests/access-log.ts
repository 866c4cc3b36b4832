import type { ComparedRequest } from '../answer.ts';

/** A line of nginx's or Apache's common or combined format: the request stands in the first quotes. */
const LINE = /^\S+ \S+ .*?\[[^\]]+\] "([A-Z]+) (\S+) HTTP\/[\d.]+" (\d{3}) /;

/** True if the first line with text looks like one of an access log. */
export function looksLikeAccessLog(text: string): boolean {
  const first = text.split(/\r?\n/, 50).find((line) => line.trim() !== '');
  return first !== undefined && LINE.test(first);
}

/**
 * Requests of an access log that can be put again: a log keeps no bodies and no cookies, so only reads that were answered
 * without a login are taken.
 */
export function readAccessLog(text: string): ComparedRequest[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, method = '', url = '', status = ''] = LINE.exec(line) ?? [];
    const isAskable =
      (method === 'GET' || method === 'HEAD') && url.startsWith('/') && status !== '401' && status !== '403';
    return isAskable ? [{ method, url, headers: [] }] : [];
  });
}
