import type { ComparedRequest, HeaderLine } from '../answer.ts';
import { headerOf } from '../answer.ts';
import { numberName } from '../noise/classify.ts';
import { namespaceOf, resourcesOf, singular } from '../noise/namespaces.ts';
import type { Renamings } from '../noise/renamings.ts';
import { splitCookies } from './sessions.ts';

/**
 * A recorded request in the words of the system it is replayed against: ids and tokens that system gave out stand in
 * place of the recorded ones, its cookies in place of the recorded cookies. Pure.
 */
export function rewriteRequest(
  request: ComparedRequest,
  renamings: Renamings,
  cookies: ReadonlyMap<string, string>,
): ComparedRequest {
  const headers = request.headers
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .map(([name, value]): HeaderLine => [name, rewriteHeader(name.toLowerCase(), value, renamings, cookies)]);
  return {
    ...request,
    url: rewriteUrl(request.url, renamings),
    headers,
    ...(request.body === undefined ? {} : { body: rewriteBody(request, request.body, renamings) }),
  };
}

function rewriteHeader(
  name: string,
  value: string,
  renamings: Renamings,
  cookies: ReadonlyMap<string, string>,
): string {
  if (name !== 'cookie') return rewriteTokens(value, renamings);
  const pairs = splitCookies(value).map((pair) => {
    const key = pair.split('=', 1)[0] ?? '';
    const own = cookies.get(key);
    return own === undefined ? pair : `${key}=${own}`;
  });
  return pairs.join('; ');
}

function rewriteUrl(url: string, renamings: Renamings): string {
  const [path = '', query] = url.split('?', 2);
  const steps = path.split('/');
  const renamed = steps.map((step, index) => {
    if (/^\d+$/.test(step)) return rewriteNumber(singular(steps[index - 1] ?? ''), step, renamings);
    return rewriteTokens(step, renamings);
  });
  const rest = query === undefined ? '' : `?${rewriteForm(query, resourcesOf(url), renamings)}`;
  return `${renamed.join('/')}${rest}`;
}

function rewriteBody(request: ComparedRequest, body: Uint8Array, renamings: Renamings): Uint8Array {
  const type = headerOf(request.headers, 'content-type') ?? '';
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const resources = resourcesOf(request.url);
  if (/json/.test(type)) {
    try {
      return Buffer.from(JSON.stringify(rewriteJson('body', JSON.parse(text), resources, renamings)));
    } catch (error) {
      if (error instanceof SyntaxError) return body;
      throw error;
    }
  }
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Buffer.from(rewriteForm(text, resources, renamings));
  return body;
}

function rewriteForm(text: string, resources: readonly string[], renamings: Renamings): string {
  return text
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 0) return pair;
      const name = pair.slice(0, equals);
      const value = pair.slice(equals + 1);
      if (/^\d+$/.test(value))
        return `${name}=${rewriteNumber(namespaceOf(`body.${name}`, resources, false), value, renamings)}`;
      const plain = decodeFormValue(value);
      const renamed = plain === undefined ? undefined : rewriteTokens(plain, renamings);
      return renamed === undefined || renamed === plain ? pair : `${name}=${encodeURIComponent(renamed)}`;
    })
    .join('&');
}

function decodeFormValue(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function rewriteJson(
  path: string,
  value: unknown,
  resources: readonly string[],
  renamings: Renamings,
): unknown {
  if (typeof value === 'string') {
    return /^\d+$/.test(value)
      ? rewriteNumber(namespaceOf(path, resources, false), value, renamings)
      : rewriteTokens(value, renamings);
  }
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    return Number(rewriteNumber(namespaceOf(path, resources, false), String(value), renamings));
  }
  if (Array.isArray(value)) return value.map((item) => rewriteJson(`${path}[]`, item, resources, renamings));
  if (typeof value !== 'object' || value === null) return value;
  // Object.fromEntries defines keys, so that `__proto__` stays one like any other.
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      rewriteJson(`${path}.${key}`, item, resources, renamings),
    ]),
  );
}

function rewriteNumber(kind: string, digits: string, renamings: Renamings): string {
  return renamings.rightFor(numberName(kind, digits))?.split('#').at(-1) ?? digits;
}

const WORD = /[A-Za-z0-9_\-.~%:+/=]{6,}/g;
const PART = /[A-Za-z0-9_-]{6,}/g;

/** The whole text, else each word in it, else each part of a word, where a renaming knows it. */
function rewriteTokens(text: string, renamings: Renamings): string {
  const whole = renamings.rightFor(text);
  if (whole !== undefined) return whole;
  return text.replace(
    WORD,
    (word) => renamings.rightFor(word) ?? word.replace(PART, (part) => renamings.rightFor(part) ?? part),
  );
}
