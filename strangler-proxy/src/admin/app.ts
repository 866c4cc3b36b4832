import express, { type ErrorRequestHandler, type Express } from 'express';
import { z } from 'zod';
import { ConfigError, OperatorError } from '../errors.ts';
import type { Counts } from '../observe/counters.ts';
import type { ProxyStatus } from '../observe/status.ts';
import type { Reason } from '../server/live-table.ts';
import type { AmbiguousWrite, StoredEvent } from '../store/events.ts';
import { adminGuard } from './guard.ts';
import { renderMetrics } from './metrics.ts';

/** What the admin API can ask of the proxy. */
export interface AdminServices {
  readonly token: string;
  /** What was counted, by all workers. */
  counts(): Counts;
  status(): Promise<ProxyStatus>;
  /** Reads the file again and serves it; lifts a slice's cap first if asked to. */
  reload(reason: Reason, liftCapOf: string | undefined): Promise<ProxyStatus>;
  /** Starts a successor, which takes over when it is ready; tells the process that is going to stop. */
  restart(): Promise<{ readonly pid: number }>;
  /** What live comparison found; `null` while nothing was compared. */
  comparison(): Promise<unknown>;
  /** Takes examples of differences out; gives how many. */
  eraseExamples(erasure: z.output<typeof erasureBody>): Promise<number>;
  ambiguousWrites(limit: number): Promise<readonly AmbiguousWrite[]>;
  history(limit: number, slice: string | undefined): Promise<readonly StoredEvent[]>;
}

const reasonShape = { who: z.string().max(200).default('admin API'), why: z.string().max(1_000).default('') };
const reloadBody = z.strictObject({ ...reasonShape, liftCapOf: z.string().optional() });
const erasureBody = z.strictObject({
  callers: z.array(z.string()).max(1_000).exactOptional(),
  beforeMs: z.int().exactOptional(),
});
const historyQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
  slice: z.string().optional(),
});

/** The admin API. It has a listener of its own; nothing of it is reachable on the data port. */
export function createAdminApp(services: AdminServices): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(adminGuard(services.token));
  app.use(express.json({ limit: '64kb' }));

  app.get('/api/status', async (_request, response) => {
    response.json(await services.status());
  });
  app.get('/metrics', async (_request, response) => {
    const status = await services.status();
    response.type('text/plain; version=0.0.4').send(await renderMetrics(status, services.counts()));
  });
  app.get('/api/comparison', async (_request, response) => {
    response.json(await services.comparison());
  });
  app.post('/api/comparison/erase', async (request, response) => {
    response.json({ erased: await services.eraseExamples(erasureBody.parse(request.body ?? {})) });
  });
  app.get('/api/history', async (request, response) => {
    const { limit, slice } = historyQuery.parse(request.query);
    response.json(await services.history(limit, slice));
  });
  app.get('/api/ambiguous-writes', async (request, response) => {
    const { limit } = historyQuery.parse(request.query);
    response.json(await services.ambiguousWrites(limit));
  });
  app.post('/api/reload', async (request, response) => {
    const { liftCapOf, ...reason } = reloadBody.parse(request.body ?? {});
    response.json(await services.reload(reason, liftCapOf));
  });
  app.post('/api/restart', async (_request, response) => {
    response.status(202).json(await services.restart());
  });
  app.use((_request, response) => {
    response.status(404).json({ error: 'no such operation' });
  });
  app.use(answerError);
  return app;
}

const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
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
  } else response.status(500).json({ error: 'the operation failed; the log of the proxy tells why' });
};
