import type { IncomingMessage, ServerResponse } from 'node:http';
import { IDENTITY_HEADER, type Identity, identityKey, readIdentity } from './token.ts';

type Next = (error?: unknown) => void;

/**
 * For the monolith: answers the proxy's question who a caller is. Put it after the session middleware, under the path
 * that `identity.ask` names.
 *
 * @example app.get('/whoami', whoami((request) => request.session.userId && { id: request.session.userId }));
 */
export function whoami<Request extends IncomingMessage>(
  identify: (request: Request) => Identity | undefined | null | '' | 0 | Promise<Identity | undefined | null>,
) {
  return async (request: Request, response: ServerResponse, next: Next): Promise<void> => {
    try {
      const identity = await identify(request);
      response.statusCode = identity ? 200 : 204;
      response.setHeader('cache-control', 'no-store');
      response.setHeader('content-type', 'application/json');
      response.end(identity ? JSON.stringify(identity) : undefined);
    } catch (error) {
      next(error);
    }
  };
}

/**
 * For a service: believes the proxy's word on who is asking, as `request.identity`. A token that is forged, expired or
 * meant for another slice counts as none.
 *
 * @param secret the proxy's `identity.secret`.
 * @example app.use(verifyIdentity({ secret: process.env.IDENTITY_SECRET, slice: 'reviews' }));
 */
export function verifyIdentity({ secret, slice }: { readonly secret: string; readonly slice: string }) {
  const key = identityKey(secret);
  return (
    request: IncomingMessage & { identity?: Identity | undefined },
    _response: ServerResponse,
    next: Next,
  ): void => {
    const token = request.headers[IDENTITY_HEADER];
    request.identity = typeof token === 'string' ? readIdentity(key, token, slice, Date.now()) : undefined;
    next();
  };
}
