import { fieldName } from './field-name.ts';
import { withoutFields } from './header-list.ts';
import { nominations } from './header-names.ts';
import { type CleanPath, type PathMode, readPath } from './path.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';

/** What a request line and its fields say, before anything is believed. */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
  /** `1.0` or `1.1`. */
  readonly httpVersion: string;
  /** Names and values in turn, as they were on the wire. */
  readonly rawHeaders: readonly string[];
}

export interface GuardRules {
  readonly maxHeaders: number;
  /** Lower-case host names that are served; `undefined`: any valid one. */
  readonly hosts: ReadonlySet<string> | undefined;
  /** What becomes of a path with two meanings; refused unless named. */
  readonly paths?: PathMode;
}

/** A request with one meaning. */
export interface CleanRequest extends CleanPath {
  readonly method: string;
  /** As the client wrote it, with its port. */
  readonly host: string;
  /** End-to-end fields, names and values in turn, names as written; without host, cookie and claims of where it came from. */
  readonly headers: readonly string[];
  readonly cookie: string;
  /** How the body is framed; `none` when there is none. */
  readonly body: 'none' | 'length' | 'chunked';
  /** The believed-only-from-trusted-proxies fields by lower-case name. */
  readonly claims: ReadonlyMap<string, string>;
  /** The client takes trailers (`TE: trailers`). */
  readonly takesTrailers: boolean;
  /** Asks some frameworks for another method, so its effect is unknown. */
  readonly overridesMethod: boolean;
  /** `Upgrade` as written, when Connection asks for it. */
  readonly upgrade: string | undefined;
  /** A preflight's `Access-Control-Request-Method`. */
  readonly preflightFor: string | undefined;
  readonly via: string;
  readonly requestId: string | undefined;
  readonly traceparent: string | undefined;
  /** What a tester's `x-banyan-override` says; not verified yet. */
  readonly override: string | undefined;
  /** An OPTIONS that goes no further than to us (`Max-Forwards: 0`). */
  readonly isLastHop: boolean;
}

const hostSyntax = /^(?:[A-Za-z0-9](?:[A-Za-z0-9\-.]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])\.?(?::\d{1,5})?$/;
const NO_CLAIMS: ReadonlyMap<string, string> = new Map();
const requestIdSyntax = /^[\w\-.:=+/]{1,128}$/;
const traceparentSyntax = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * Reads a request or refuses it. Strict where two programs could disagree: framing, host, path, number of fields.
 * Pure: it sees only what was on the wire.
 */
export function readRequest(raw: RawRequest, rules: GuardRules): CleanRequest | Refusal {
  const { method, rawHeaders } = raw;
  if (method === 'TRACE' || method === 'CONNECT') return refuse(405, `${method} is not forwarded`);
  if (raw.httpVersion !== '1.1' && raw.httpVersion !== '1.0')
    return refuse(505, 'only HTTP/1.0 and HTTP/1.1 are spoken here');
  // Node cuts or refuses long lists depending on its version (20 drops the rest silently), so we count ourselves.
  if (rawHeaders.length > rules.maxHeaders * 2)
    return refuse(431, `more than ${rules.maxHeaders} header fields`);

  let host: string | undefined;
  let contentLength: string | undefined;
  let transferEncoding: string | undefined;
  let connection = '';
  let upgrade: string | undefined;
  let cookie = '';
  let via = '';
  let requestId: string | undefined;
  let traceparent: string | undefined;
  let preflightFor: string | undefined;
  let override: string | undefined;
  let takesTrailers = false;
  let overridesMethod = false;
  let hasOrigin = false;
  let isLastHop = false;
  const kept: string[] = [];
  let claimed: Map<string, string> | undefined;

  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const written = rawHeaders[index] as string;
    const value = rawHeaders[index + 1] as string;
    const { lower: name, kind } = fieldName(written);
    if (kind === 'ambiguous') continue;
    switch (name) {
      case 'host':
        if (host !== undefined) return refuse(400, 'more than one Host');
        host = value;
        continue;
      case 'content-length':
        if (contentLength !== undefined || !/^\d{1,15}$/.test(value))
          return refuse(400, 'Content-Length must be one number');
        contentLength = value;
        continue;
      case 'transfer-encoding':
        if (transferEncoding !== undefined || value.toLowerCase() !== 'chunked') {
          return refuse(400, 'Transfer-Encoding must be exactly "chunked"');
        }
        transferEncoding = value;
        continue;
      case 'connection':
        connection = connection === '' ? value : `${connection},${value}`;
        continue;
      case 'upgrade':
        upgrade = upgrade === undefined ? value : `${upgrade}, ${value}`;
        continue;
      case 'te':
        takesTrailers ||= /(?:^|,)\s*trailers\s*(?:$|,)/i.test(value);
        continue;
      case 'expect':
        if (value.toLowerCase() !== '100-continue') return refuse(417, 'Expect must be 100-continue');
        continue;
      case 'cookie':
        cookie = cookie === '' ? value : `${cookie}; ${value}`;
        continue;
      case 'via':
        via = via === '' ? value : `${via}, ${value}`;
        continue;
      case 'x-request-id':
        if (requestIdSyntax.test(value)) requestId = value;
        continue;
      case 'traceparent':
        if (traceparentSyntax.test(value)) traceparent = value;
        continue;
      case 'max-forwards':
        // RFC 9110 7.6.2: each hop takes one off an OPTIONS, and the last one answers it.
        if (method !== 'OPTIONS' || !/^\d{1,9}$/.test(value)) break;
        isLastHop = Number(value) === 0;
        kept.push(written, String(Number(value) - 1));
        continue;
      case 'x-banyan-override':
        override = value;
        continue;
      case 'access-control-request-method':
        preflightFor = value;
        break;
      case 'origin':
        hasOrigin = true;
        break;
      default:
        if (kind === 'hop-by-hop' || kind === 'ours') continue;
        if (kind === 'claim') {
          claimed ??= new Map();
          const before = claimed.get(name);
          claimed.set(name, before === undefined ? value : `${before}, ${value}`);
          continue;
        }
        if (kind === 'method override') overridesMethod = true;
    }
    kept.push(written, value);
  }

  if (host === undefined) return refuse(400, 'no Host');
  if (!hostSyntax.test(host)) return refuse(400, 'Host is not a host name with an optional port');
  if (rules.hosts && !rules.hosts.has(hostName(host))) return refuse(421, 'this host is not served here');
  if (transferEncoding !== undefined) {
    if (contentLength !== undefined) return refuse(400, 'both Content-Length and Transfer-Encoding');
    if (raw.httpVersion === '1.0') return refuse(400, 'Transfer-Encoding in HTTP/1.0');
  }
  const body =
    transferEncoding !== undefined
      ? 'chunked'
      : contentLength !== undefined && contentLength !== '0'
        ? 'length'
        : 'none';
  if (body !== 'none' && (method === 'GET' || method === 'HEAD')) return refuse(400, `${method} with a body`);
  if (contentLength !== undefined) kept.push('content-length', contentLength);

  const path = readPath(raw.target, rules.paths);
  if (isRefusal(path)) return path;
  const nominated = connection === '' || connection === 'keep-alive' ? undefined : nominations(connection);
  return {
    ...path,
    method,
    host,
    headers: nominated && nominated.size > 0 ? withoutFields(kept, nominated) : kept,
    cookie,
    body,
    claims: claimed ?? NO_CLAIMS,
    takesTrailers,
    overridesMethod,
    upgrade: nominated?.has('upgrade') ? upgrade : undefined,
    preflightFor: method === 'OPTIONS' && hasOrigin ? preflightFor : undefined,
    via,
    requestId,
    traceparent,
    override,
    isLastHop,
  };
}

/** @example hostName('Shop.example:8080') // 'shop.example' */
export function hostName(host: string): string {
  return host.replace(/:\d+$/, '').replace(/\.$/, '').toLowerCase();
}
