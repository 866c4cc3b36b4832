import { CompareError } from '../errors.ts';

/** Path and query: a whole URL loses its origin, since each side has its own. */
export function pathOf(url: string, place: string): string {
  if (url.startsWith('/') && !url.startsWith('//')) return url;
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw new CompareError(
      'BAD_REQUEST_FILE',
      `${place}: "${url}" is neither a path nor an http URL. Start it with "/".`,
    );
  }
  return `${parsed.pathname}${parsed.search}`;
}
