import type { Server } from 'node:http';
import { fastifyHook } from './fastify.ts';
import type { Strangler } from './strangler.ts';

/** The part of a Nest application that is used. */
interface NestApplication {
  use(middleware: Strangler): unknown;
  getHttpAdapter(): { getType(): string; getInstance(): unknown };
  getHttpServer(): Server;
}

/**
 * Puts the middleware into a Nest application, on Express or Fastify, with its WebSockets. Before `listen` or `init`,
 * because those add the body parser.
 *
 * @example
 * const app = await NestFactory.create(AppModule);
 * useStrangler(app, await strangler({ configPath: 'strangler.yaml' }));
 * await app.listen(3000);
 */
export function useStrangler(app: NestApplication, middleware: Strangler): void {
  const adapter = app.getHttpAdapter();
  if (adapter.getType() === 'fastify') {
    const fastify = adapter.getInstance() as { addHook(name: 'onRequest', hook: unknown): void };
    fastify.addHook('onRequest', fastifyHook(middleware));
  } else app.use(middleware);
  middleware.followUpgrades(app.getHttpServer());
}
