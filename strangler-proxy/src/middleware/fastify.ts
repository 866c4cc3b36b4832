import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Strangler } from './strangler.ts';

/** The part of Fastify's request and reply that is used. */
interface Carrier<T> {
  readonly raw: T;
}

/**
 * The middleware as a hook of Fastify, which calls it before it reads a body.
 *
 * @example fastify.addHook('onRequest', fastifyHook(await strangler({ configPath: 'strangler.yaml' })));
 */
export function fastifyHook(middleware: Strangler) {
  return (
    request: Carrier<IncomingMessage>,
    reply: Carrier<ServerResponse>,
    done: (error?: Error) => void,
  ): void => {
    middleware(request.raw, reply.raw, (error) => done(error instanceof Error ? error : undefined));
  };
}
