import type { HeaderLine } from '../answer.ts';
import { liftCookies } from './cookies.ts';
import type { Tree } from './tree.ts';

/**
 * Headers that say nothing about the answer's meaning: the hop's own (RFC 9110 7.6.1), those of the clock and of tracing,
 * and framing that follows from the body, which is compared itself.
 */
const UNCOMPARED = new Set(
  (
    'connection keep-alive proxy-connection te trailer transfer-encoding upgrade date age via server x-powered-by ' +
    'content-length content-encoding content-md5 digest x-request-id x-correlation-id x-trace-id traceparent tracestate ' +
    'server-timing x-response-time x-runtime x-served-by x-cache x-timer x-banyan-side x-banyan-slice ' +
    'x-envoy-upstream-service-time cf-ray report-to nel alt-svc x-amzn-trace-id'
  ).split(' '),
);
/** Comma-separated lists in which order and case make no difference. */
const TOKEN_SETS = new Set(
  'vary allow access-control-allow-methods access-control-allow-headers access-control-expose-headers'.split(
    ' ',
  ),
);

/** Response headers in one form: names folded, sets sorted, directives apart, own origin taken out of links. */
export function liftHeaders(
  headers: readonly HeaderLine[],
  ignored: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, Tree> {
  const joined = new Map<string, string>();
  const cookies: string[] = [];
  for (const [rawName, value] of headers) {
    const name = rawName.toLowerCase();
    if (name === 'set-cookie') cookies.push(value);
    else if (!UNCOMPARED.has(name) && !ignored.has(name)) {
      const before = joined.get(name);
      joined.set(name, before === undefined ? value.trim() : `${before}, ${value.trim()}`);
    }
  }
  const lifted = new Map<string, Tree>();
  for (const [name, value] of joined) lifted.set(name, liftHeader(name, value));
  if (cookies.length > 0 && !ignored.has('set-cookie')) lifted.set('set-cookie', liftCookies(cookies));
  return lifted;
}

function liftHeader(name: string, value: string): Tree {
  if (TOKEN_SETS.has(name))
    return splitList(value)
      .map((item) => item.toLowerCase())
      .sort()
      .join(', ');
  if (name === 'cache-control') return directives(splitList(value));
  if (name === 'content-type') return liftContentType(value);
  return value;
}

function liftContentType(value: string): Tree {
  const [type = '', ...parameters] = value.split(';');
  const lifted = new Map<string, Tree>([['type', type.trim().toLowerCase()]]);
  for (const [key, parameter] of directives(parameters.map((item) => item.trim()))) {
    // A boundary is drawn anew for each answer and means nothing.
    if (key !== 'boundary')
      lifted.set(key, typeof parameter === 'string' ? parameter.toLowerCase() : parameter);
  }
  return lifted;
}

function directives(items: readonly string[]): Map<string, Tree> {
  const lifted = new Map<string, Tree>();
  for (const item of items) {
    const equals = item.indexOf('=');
    const key = (equals < 0 ? item : item.slice(0, equals)).trim().toLowerCase();
    if (key !== '')
      lifted.set(
        key,
        equals < 0
          ? true
          : item
              .slice(equals + 1)
              .trim()
              .replace(/^"|"$/g, ''),
      );
  }
  return lifted;
}

function splitList(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}
