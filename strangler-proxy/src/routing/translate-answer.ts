import { fieldName } from '../guard/field-name.ts';
import { hostName } from '../guard/request.ts';
import { publicPath } from './rewrite.ts';
import type { Route } from './route-table.ts';

/** Where an answer comes from, and what its caller knows of it. */
export interface AnswerPlace {
  /** Origins of the side that answered, such as `http://10.0.0.5:4001`. */
  readonly origins: readonly string[];
  /** The host that the caller asked for, with its port. */
  readonly host: string;
  readonly callerPath: string;
  readonly servicePath: string;
  /** The routes whose paths the service knows under other names, the request's own first. */
  readonly rewritten: readonly Pick<Route, 'segments' | 'rewrite'>[];
}

/**
 * Turns what an answer says of its upstream's own address and paths into what its caller can use: a redirect to
 * `http://10.0.0.5:4001/…` leads nowhere, and a cookie for the path `/v2/reviews` never comes back to `/api/reviews`.
 * What names neither is left as it is.
 */
export function translateAnswer(headers: string[], place: () => AnswerPlace): void {
  let known: AnswerPlace | undefined;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = fieldName(headers[index] as string).lower;
    if (name !== 'location' && name !== 'content-location' && name !== 'set-cookie') continue;
    known ??= place();
    const value = headers[index + 1] as string;
    headers[index + 1] = name === 'set-cookie' ? publicCookie(value, known) : publicLocation(value, known);
  }
}

/** Scheme and host if there are any, path, and the rest (RFC 3986 B). */
const reference = /^((?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*)?([^?#]*)(.*)$/i;

function publicLocation(value: string, place: AnswerPlace): string {
  const [, authority = '', path = '', rest = ''] = reference.exec(value) ?? [];
  const isOwn = authority !== '' && place.origins.includes(originOf(authority));
  const isPublic = authority === '' || hostOf(authority) === place.host.toLowerCase();
  if (!isOwn && !isPublic) return value;
  const translated = translatePath(path, place);
  const next = translated ?? path;
  // Two slashes in front would name another host.
  if (isOwn) return /^\/(?!\/)/.test(next) ? next + rest : value;
  return translated === undefined ? value : authority + translated + rest;
}

function translatePath(
  path: string,
  { rewritten, servicePath, callerPath }: AnswerPlace,
): string | undefined {
  if (rewritten.length === 0 || path === '') return undefined;
  const whole = path.startsWith('/') ? path : new URL(path, `http://service${servicePath}`).pathname;
  if (whole.startsWith('//')) return undefined;
  for (const route of rewritten) {
    const found = publicPath(route, whole, callerPath);
    if (found !== undefined && !found.startsWith('//')) return found;
  }
  return undefined;
}

function originOf(authority: string): string {
  return URL.canParse(authority) ? new URL(authority).origin : '';
}

function hostOf(authority: string): string {
  const text = authority.startsWith('//') ? `http:${authority}` : authority;
  return URL.canParse(text) ? new URL(text).host : '';
}

function publicCookie(value: string, place: AnswerPlace): string {
  const parts = value.split(';');
  const kept = parts.filter((part, index) => index === 0 || !namesOwnHost(part, place));
  return kept.map((part, index) => (index === 0 ? part : publicCookiePath(part, place))).join(';');
}

function namesOwnHost(attribute: string, { origins, host }: AnswerPlace): boolean {
  const domain = /^\s*domain\s*=\s*\.?(\S+)\s*$/i.exec(attribute)?.[1]?.toLowerCase();
  if (domain === undefined || domain === hostName(host)) return false;
  return origins.some((origin) => new URL(origin).hostname.replace(/^\[|\]$/g, '') === domain);
}

function publicCookiePath(attribute: string, place: AnswerPlace): string {
  const [, before = '', path] = /^(\s*path\s*=\s*)(\/\S*)\s*$/i.exec(attribute) ?? [];
  const { callerPath, servicePath, rewritten } = place;
  if (path === undefined || covers(path, callerPath) || !covers(path, servicePath)) return attribute;
  const own = rewritten[0];
  if (!own) return attribute;
  return before + (translatePath(path, place) ?? literalBeginning(own));
}

/** Whether a cookie of this path is sent with a request of that one (RFC 6265 5.1.4). */
function covers(cookiePath: string, requestPath: string): boolean {
  if (!requestPath.startsWith(cookiePath)) return false;
  return (
    requestPath.length === cookiePath.length ||
    cookiePath.endsWith('/') ||
    requestPath[cookiePath.length] === '/'
  );
}

/** As much of a route's path as all its requests have in common. */
function literalBeginning({ segments }: Pick<Route, 'segments'>): string {
  const end = segments.findIndex(({ kind }) => kind !== 'literal');
  const texts = (end === -1 ? segments : segments.slice(0, end)).map((segment) =>
    segment.kind === 'literal' ? encodeURIComponent(segment.text) : '',
  );
  return `/${texts.join('/')}`;
}
