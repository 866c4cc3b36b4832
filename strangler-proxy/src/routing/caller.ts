import { createHash } from 'node:crypto';
import type { SliceConfig } from '../config/schema.ts';
import { headerOf } from '../guard/header-list.ts';
import type { CleanRequest } from '../guard/request.ts';
import { bucketOf } from './bucket.ts';
import { type CallerCookies, cookieValues } from './caller-cookie.ts';

/** A caller of a slice in its ramp. */
export interface Caller {
  /** 0–9999. */
  readonly bucket: number;
  /** The same caller has the same hash; it tells nothing else. */
  readonly hash: string;
  readonly setCookie: string | undefined;
  /** The request field that the side depends on; `*` when it is none (the address). */
  readonly varyBy: string;
}

/** What is known of the connection a request came on. */
export interface CallerContext {
  readonly clientIp: string;
  /** The peer is one of the configured gateways, so a key header is its word. */
  readonly peerIsTrusted: boolean;
  readonly isSecure: boolean;
  readonly cookies: CallerCookies;
  /** The claims of the caller's token, if it has one and it was verified. */
  readonly claims?: () => Readonly<Record<string, unknown>> | undefined;
}

/**
 * Who is asking, as far as the slice's ramp is concerned. Where the named key is missing the address decides: it is
 * coarse, but the same for all requests of that caller.
 *
 * @returns `undefined` outside a ramp: nobody's bucket is needed.
 */
export function resolveCaller(
  slice: SliceConfig,
  isRamping: boolean,
  request: Pick<CleanRequest, 'cookie' | 'headers'>,
  context: CallerContext,
): Caller | undefined {
  if (!isRamping) return undefined;
  const { callerKey } = slice;
  if (callerKey === undefined) return byOwnCookie(slice.name, request.cookie, context);
  if ('cookie' in callerKey) {
    const [value] = cookieValues(request.cookie, callerKey.cookie);
    return byKey(slice.name, value ?? context.clientIp, 'cookie');
  }
  if ('header' in callerKey) {
    const value = context.peerIsTrusted
      ? headerOf(request.headers, callerKey.header.toLowerCase())
      : undefined;
    return byKey(slice.name, value ?? context.clientIp, callerKey.header.toLowerCase());
  }
  if ('claim' in callerKey) {
    const claims = context.claims?.();
    const value = claims && Object.hasOwn(claims, callerKey.claim) ? claims[callerKey.claim] : undefined;
    const isKey = typeof value === 'number' || (typeof value === 'string' && value !== '');
    return byKey(slice.name, isKey ? String(value) : context.clientIp, 'authorization');
  }
  return byKey(slice.name, context.clientIp, '*');
}

function byOwnCookie(slice: string, cookieHeader: string, { cookies, isSecure }: CallerContext): Caller {
  const known = cookies.read(slice, cookieHeader);
  const caller = known ?? cookies.create(slice);
  return {
    bucket: caller.bucket,
    hash: caller.nonce,
    setCookie: known ? undefined : cookies.setCookie(slice, caller, isSecure),
    varyBy: 'cookie',
  };
}

function byKey(slice: string, key: string, varyBy: string): Caller {
  return { bucket: bucketOf(slice, key), hash: keyHash(slice, key), setCookie: undefined, varyBy };
}

/** What stands for a caller wherever something is stored. */
export function keyHash(slice: string, key: string): string {
  return createHash('sha256').update(`${slice}:${key}`).digest('base64url').slice(0, 12);
}

/** The hash of a caller who needs no place in a ramp: no cookie is made, a caller without one goes by the address. */
export function callerHash(
  slice: SliceConfig,
  request: Pick<CleanRequest, 'cookie' | 'headers'>,
  context: CallerContext,
): string {
  if (slice.callerKey !== undefined) return resolveCaller(slice, true, request, context)?.hash ?? '';
  const known = context.cookies.read(slice.name, request.cookie);
  return known ? known.nonce : keyHash(slice.name, context.clientIp);
}
