import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { verifiedClaims } from '../routing/jwt.ts';

/** The header by which a service hears who is asking. Clients can't set it: the proxy drops every `x-banyan-*` of theirs. */
export const IDENTITY_HEADER = 'x-banyan-identity';
/** Long enough for a slow request and clocks that differ, too short to be worth stealing. */
const LIFETIME_SECONDS = 60;

/** What the monolith says of a caller: an id, and whatever else its services need. */
export interface Identity {
  readonly id: string;
  readonly [claim: string]: unknown;
}

export const identityKey = (secret: string): KeyObject => createSecretKey(Buffer.from(secret));

/**
 * Signs what the monolith said, for one slice and a minute, as a JSON Web Token (HS256).
 *
 * @param nowMs milliseconds since 1970.
 */
export function signIdentity(key: KeyObject, identity: Identity, slice: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1_000);
  const { id, ...claims } = identity;
  return signClaims(key, { ...claims, sub: id, aud: slice, iat: seconds, exp: seconds + LIFETIME_SECONDS });
}

/** A JSON Web Token (HS256). */
export function signClaims(key: KeyObject, claims: Readonly<Record<string, unknown>>): string {
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

/** The identity in a token, if it was signed for this slice and has not expired. */
export function readIdentity(
  key: KeyObject,
  token: string,
  slice: string,
  nowMs: number,
): Identity | undefined {
  const claims = verifiedClaims(token, { algorithm: 'HS256', secret: key }, nowMs);
  if (
    !claims ||
    claims['aud'] !== slice ||
    typeof claims['exp'] !== 'number' ||
    typeof claims['sub'] !== 'string'
  )
    return undefined;
  const { sub, aud: _aud, iat: _iat, exp: _exp, ...rest } = claims;
  return { ...rest, id: claims['sub'] };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
