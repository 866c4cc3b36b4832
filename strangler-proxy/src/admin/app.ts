import { pipeline, Readable } from 'node:stream';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { z } from 'zod';
import { ConfigError, OperatorError } from '../errors.ts';
import { refusePages, requireToken } from './guard.ts';
import { OPENAPI_PATH, openApiDocument } from './openapi.ts';
import { type AdminServices, type Operation, operations } from './operations.ts';

/** The admin API. It has a listener of its own; nothing of it is reachable on the data port. */
export function createAdminApp(services: AdminServices): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(refusePages);
  for (const operation of operations.filter(({ isOpen }) => isOpen)) serve(app, services, operation);
  app.use(requireToken(services.token));
  app.use(express.json({ limit: '64kb' }));
  for (const operation of operations.filter(({ isOpen }) => !isOpen)) serve(app, services, operation);
  app.get(OPENAPI_PATH, (request, response) => {
    response.json(openApiDocument(operations, `http://${request.headers.host}`));
  });
  app.use((_request, response) => {
    response.status(404).json({ error: `no such operation; ${OPENAPI_PATH} lists them` });
  });
  app.use(answerErrors(services));
  return app;
}

function serve(
  app: Express,
  services: AdminServices,
  { method, path, status, answer, run }: Operation,
): void {
  app[method](path, async (request, response) => {
    const said = await run(services, request);
    response.status(status);
    if (said instanceof Readable) {
      response.type(String(answer)).flushHeaders();
      // Whoever reads leaves when it has enough: that is no failure.
      pipeline(said, response, () => undefined);
    } else if (typeof answer === 'string') response.type(answer).send(said);
    else response.json(said);
  });
}

const answerErrors =
  (services: AdminServices): ErrorRequestHandler =>
  (error, request, response, _next) => {
    if (error instanceof ConfigError || error instanceof OperatorError)
      response.status(409).json({ error: error.message });
    else if (error instanceof z.ZodError) response.status(400).json({ error: z.prettifyError(error) });
    else if (
      error instanceof Error &&
      'status' in error &&
      typeof error.status === 'number' &&
      error.status < 500
    ) {
      response.status(error.status).json({ error: error.message });
    } else {
      services.onFailure(`${request.method} ${request.path}`, error);
      response.status(500).json({ error: 'the operation failed; what banyan proxy printed tells why' });
    }
  };
