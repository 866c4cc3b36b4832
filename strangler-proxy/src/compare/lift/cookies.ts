import type { Tree } from './tree.ts';

/** `Set-Cookie` lines by cookie name, attributes apart: a lost `HttpOnly` is a difference of its own. */
export function liftCookies(lines: readonly string[]): ReadonlyMap<string, Tree> {
  const cookies = new Map<string, Tree>();
  for (const line of lines) {
    const [pair = '', ...attributes] = line.split(';');
    const equals = pair.indexOf('=');
    const name = (equals < 0 ? pair : pair.slice(0, equals)).trim();
    const cookie = new Map<string, Tree>([
      ['value', equals < 0 ? '' : decodeValue(pair.slice(equals + 1).trim())],
    ]);
    for (const attribute of attributes) {
      const at = attribute.indexOf('=');
      const key = (at < 0 ? attribute : attribute.slice(0, at)).trim().toLowerCase();
      const value = at < 0 ? true : attribute.slice(at + 1).trim();
      if (key !== '')
        cookie.set(key, key === 'samesite' && typeof value === 'string' ? value.toLowerCase() : value);
    }
    cookies.set(name, cookie);
  }
  return cookies;
}

/** Percent signs in a cookie are the writer's escapes; the value is what it escaped. */
function decodeValue(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
