import { timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';

/**
 * Lets no browser page in: its Host, Origin or Sec-Fetch-Site gives it away, also when its name was rebound to this
 * address, and no answer allows another origin to read it.
 */
export const refusePages: RequestHandler = (request, response, next) => {
  response.set({
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (host !== '127.0.0.1' && host !== 'localhost' && host !== '[::1]') {
    response.status(421).json({ error: 'the admin API is served for 127.0.0.1 and localhost only' });
    return;
  }
  const site = request.headers['sec-fetch-site'];
  if (
    request.headers.origin !== undefined ||
    (site !== undefined && site !== 'none' && site !== 'same-origin')
  ) {
    response.status(403).json({ error: 'the admin API answers no web page' });
    return;
  }
  next();
};

/** Lets only a program with the token in. */
export function requireToken(token: string): RequestHandler {
  const expected = Buffer.from(`Bearer ${token}`);
  return (request, response, next) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      response
        .status(401)
        .set('www-authenticate', 'Bearer')
        .json({ error: 'send the token of .banyan/admin.token as Authorization: Bearer …' });
      return;
    }
    next();
  };
}
