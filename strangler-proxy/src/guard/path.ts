import { isRefusal, type Refusal, refuse } from './refusal.ts';

/** A request target with one meaning: the same text is matched and forwarded. */
export interface CleanPath {
  /** The path as it is forwarded: percent-encoded letters, digits, `-`, `_` and `~` are decoded, nothing else changed. */
  readonly path: string;
  /** With its `?`, or empty. */
  readonly search: string;
  /** Decoded, without the empty one of a trailing slash. */
  readonly segments: readonly string[];
  /** Passed on as it is, because the configuration asks for it; matches nothing. */
  readonly isAmbiguous?: boolean;
}

const MAX_TARGET_LENGTH = 8_192;
/** Nothing but printable ASCII may stand in a request target (RFC 9112 3.2, RFC 3986 2). */
const notPrintable = /[^\x21-\x7e]/;
/** Encoded slash, backslash, NUL and other control characters, dot; and the same encoded twice. */
const encodedDanger = /%(?:25)?(?:2f|5c|2e|[01][0-9a-f]|7f)/i;
const plainPath = /^[\w\-.~!$&'()*+,=:@/]*$/;
const dotSegment = /\/\.{1,2}(?:\/|$)/;
const encodedUnreserved = /%(?:3[0-9]|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a]|2d|5f|7e)/gi;

/** `strict` refuses a path with two meanings, `redirect` sends its client to the plain form, `pass` leaves it to the monolith. */
export type PathMode = 'strict' | 'redirect' | 'pass';

/**
 * Reads the target of a request, or refuses it when two programs could read it differently: a proxy that matches
 * one path while its upstream serves another can be walked around (`/api/..;/admin`, `/api/..%2fadmin`, `//evil/api`).
 */
export function readPath(target: string, mode: PathMode = 'strict'): CleanPath | Refusal {
  if (target.length > MAX_TARGET_LENGTH)
    return refuse(414, 'the request target is longer than 8192 characters');
  if (!target.startsWith('/')) return refuse(400, 'the request target must begin with a slash (origin form)');
  if (notPrintable.test(target))
    return refuse(400, 'the request target has characters outside printable ASCII');
  if (target.includes('#')) return refuse(400, 'the request target has a fragment');
  const question = target.indexOf('?');
  const path = question === -1 ? target : target.slice(0, question);
  const search = question === -1 ? '' : target.slice(question);
  const clean = readOnce(path, search);
  if (mode === 'strict' || !isRefusal(clean)) return clean;
  // It matches no slice: nobody can say which side would serve it, and unknown means home.
  if (mode === 'pass') return { path, search, segments: [], isAmbiguous: true };
  const plain = plainForm(path);
  const isPlain = plain !== path && !isRefusal(readOnce(plain, search));
  return isPlain ? { ...refuse(307, 'the path has a plainer form'), location: plain + search } : clean;
}

/** Without empty and dot segments, also encoded ones; a backslash counts as a slash, as in browsers. */
function plainForm(path: string): string {
  const segments: string[] = [];
  const written = path.replaceAll('\\', '/').split('/');
  for (const segment of written) {
    const text = segment.replace(/%2e/gi, '.');
    if (text === '..') segments.pop();
    else if (text !== '' && text !== '.') segments.push(segment);
  }
  const isFolder = /^(?:|\.{1,2})$/.test((written.at(-1) ?? '').replace(/%2e/gi, '.'));
  return `/${segments.join('/')}${isFolder && segments.length > 0 ? '/' : ''}`;
}

function readOnce(path: string, search: string): CleanPath | Refusal {
  if (path.includes('//')) return refuse(400, 'the path has an empty segment');
  if (dotSegment.test(path)) return refuse(400, 'the path has a dot segment');
  if (plainPath.test(path)) return { path, search, segments: split(path) };
  if (path.includes('\\')) return refuse(400, 'the path has a backslash');
  if (path.includes(';')) return refuse(400, 'the path has a semicolon, which some servers cut off');
  return readEncoded(path, search);
}

function readEncoded(path: string, search: string): CleanPath | Refusal {
  if (encodedDanger.test(path))
    return refuse(400, 'the path has an encoded slash, backslash, dot or control character');
  const canonical = path.replace(encodedUnreserved, decodeURIComponent);
  try {
    return { path: canonical, search, segments: split(canonical).map(decodeURIComponent) };
  } catch {
    return refuse(400, 'the path has a percent sign that encodes nothing, or is not UTF-8');
  }
}

function split(path: string): string[] {
  const segments: string[] = [];
  for (let at = 1; at < path.length; ) {
    const slash = path.indexOf('/', at);
    const end = slash === -1 ? path.length : slash;
    segments.push(path.slice(at, end));
    at = end + 1;
  }
  return segments;
}
