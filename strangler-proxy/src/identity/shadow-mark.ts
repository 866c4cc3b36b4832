import type { KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { verifiedClaims } from '../routing/jwt.ts';
import { identityKey, signClaims } from './token.ts';

/** Says that a request is asked in shadow. Clients can't set it: the proxy drops every `x-banyan-*` of theirs. */
export const SHADOW_HEADER = 'x-banyan-shadow';
/** Proves it, with `shadow.secret`. */
export const SHADOW_TOKEN_HEADER = 'x-banyan-shadow-token';
/** Value of the header in the question whether writes are kept apart, and in the answer that they are. */
export const SHADOW_READY = 'ready';
const LIFETIME_SECONDS = 60;

/** The fields that mark one request, for a minute; signed where there is a key. */
export function shadowMark(
  key: KeyObject | undefined,
  slice: string,
  what: { readonly method: string; readonly target: string },
  nowMs: number,
  value = '1',
): string[] {
  if (!key) return [SHADOW_HEADER, value];
  const seconds = Math.floor(nowMs / 1_000);
  const token = signClaims(key, {
    aud: `shadow:${slice}`,
    sub: `${what.method} ${what.target}`,
    iat: seconds,
    exp: seconds + LIFETIME_SECONDS,
  });
  return [SHADOW_HEADER, value, SHADOW_TOKEN_HEADER, token];
}

/**
 * For a service that takes writes in shadow: tells them apart as `request.isShadow`, and tells the proxy that it does.
 * What is done with them is the service's part: a copy of the data, or a transaction that is rolled back; and nothing
 * that others notice, such as mails or payments. Put it before the routes.
 *
 * @param secret the proxy's `shadow.secret`.
 * @example app.use(shadowWrites({ secret: process.env.SHADOW_SECRET, slice: 'reviews' }));
 */
export function shadowWrites({ secret, slice }: { readonly secret: string; readonly slice: string }) {
  const key = identityKey(secret);
  return (
    request: IncomingMessage & { isShadow?: boolean; originalUrl?: string },
    response: ServerResponse,
    next: (error?: unknown) => void,
  ): void => {
    const token = request.headers[SHADOW_TOKEN_HEADER];
    const claims =
      typeof token === 'string'
        ? verifiedClaims(token, { algorithm: 'HS256', secret: key }, Date.now())
        : undefined;
    const what = `${request.method} ${request.originalUrl ?? request.url}`;
    request.isShadow =
      claims?.['aud'] === `shadow:${slice}` && claims['sub'] === what && typeof claims['exp'] === 'number';
    const isAsked = request.method === 'OPTIONS' && request.headers[SHADOW_HEADER] === SHADOW_READY;
    if (request.isShadow && isAsked) response.writeHead(204, { [SHADOW_HEADER]: SHADOW_READY }).end();
    else next();
  };
}
