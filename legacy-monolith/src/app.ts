import type { IncomingMessage } from 'node:http';
import { mkdir } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import session from 'express-session';
import multer from 'multer';
import { type ShopConfig, configure } from './config.ts';
import { closeDatabase, openDatabase } from './db/connection.ts';
import { ShopError, forgetCache, log, notFound, setClock } from './lib/index.ts';
import { loadCustomer } from './lib/auth.ts';
import { gateway } from './lib/gateway.ts';
import { endStreams } from './lib/live-streams.ts';
import { scheduler } from './lib/scheduler.ts';
import { SqliteSessionStore } from './lib/session-store.ts';
import { closeStockSockets, upgradeToStockSocket } from './lib/stock-socket.ts';
import { loginThrottle } from './lib/throttle.ts';
import { apiRoutes, pageRoutes, webhookRoutes } from './routes/index.ts';
import { loadCategories } from './services/catalog.ts';
import { loadTiers } from './services/loyalty.ts';
import { loadTemplates } from './services/mailer.ts';
import { loadPromotions } from './services/pricing.ts';
import { errorPage } from './views/layout.ts';
import './jobs/release-reservations.ts';
import './jobs/nightly.ts';

export interface Shop {
  app: Express;
  /** For the server's `upgrade` event: WebSocket /ws/stock. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends event streams and WebSockets, which would keep a closing HTTP server waiting. */
  endLive(): void;
  /** Ends what is live, stops the jobs and closes the database. Close the HTTP server first. */
  close(): Promise<void>;
}

/** The shop on a database file that has been seeded. One per process: its state lives in modules. */
export async function createApp(config: Partial<ShopConfig> = {}): Promise<Shop> {
  const all = configure(config);
  setClock(all.clock);
  gateway.configure(all.webhookSecret);
  await mkdir(all.uploadsDir, { recursive: true });
  await openDatabase(all.dbFile);
  try {
    await warmCaches();
  } catch (error) {
    await closeDatabase();
    throw error;
  }
  if (all.jobs) scheduler.start();
  return { app: buildApp(all), upgrade: upgradeToStockSocket, endLive, close };
}

async function warmCaches(): Promise<void> {
  forgetCache();
  loginThrottle.reset();
  await loadCategories();
  await loadPromotions();
  await loadTemplates();
  await loadTiers();
}

function endLive(): void {
  endStreams();
  closeStockSockets();
}

async function close(): Promise<void> {
  scheduler.stop();
  endLive();
  await closeDatabase();
}

function buildApp(config: ShopConfig): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(
    '/uploads',
    express.static(config.uploadsDir, {
      index: false,
      maxAge: '1 day',
      setHeaders: (res) => res.setHeader('X-Content-Type-Options', 'nosniff'),
    }),
  );
  app.use(webhookRoutes);
  app.use(express.json({ limit: '100kb' }));
  app.use(express.urlencoded({ extended: false, limit: '100kb' }));
  app.use(
    session({
      name: 'figfern.sid',
      secret: config.sessionSecret,
      resave: false,
      saveUninitialized: false,
      store: new SqliteSessionStore(),
      cookie: { httpOnly: true, sameSite: 'lax', path: '/' },
    }),
  );
  app.use(loadCustomer);
  app.use('/api', apiRoutes);
  app.use(pageRoutes);
  app.use((req) => {
    throw notFound(`${req.method} ${req.path}`);
  });
  app.use(sendError);
  return app;
}

/** Whatever a library threw, as one of our own errors. */
function asShopError(error: unknown): ShopError {
  if (error instanceof ShopError) return error;
  if (error instanceof multer.MulterError) {
    return error.code === 'LIMIT_FILE_SIZE'
      ? new ShopError(413, 'TOO_LARGE', 'An image may have 1 MiB.')
      : new ShopError(400, 'BAD_UPLOAD', `The upload can't be read: ${error.message}.`);
  }
  const { type, status } = error as { type?: string; status?: number };
  if (type === 'entity.too.large') return new ShopError(413, 'TOO_LARGE', 'The body is too large.');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new ShopError(status === 404 ? 404 : 400, status === 404 ? 'NOT_FOUND' : 'BAD_JSON', 'The request can not be read.');
  }
  return new ShopError(500, 'INTERNAL', 'Something went wrong on our side.');
}

function sendError(error: unknown, req: Request, res: Response, next: NextFunction): void {
  const known = asShopError(error);
  if (known.status === 500) log('error', `${req.method} ${req.path} failed`, error);
  if (res.headersSent) {
    next(error);
    return;
  }
  res.status(known.status);
  if (known.extra.retryAfterSeconds !== undefined) res.set('Retry-After', String(known.extra.retryAfterSeconds));
  if (isApi(req)) {
    const { fields, reason } = known.extra;
    res.json({ error: { code: known.code, message: known.message, ...(fields ? { fields } : {}), ...(reason ? { reason } : {}) } });
    return;
  }
  res.type('html').send(errorPage(known, req.customer ?? null));
}

const isApi = (req: Request): boolean => /^\/api(\/|$)/i.test(req.originalUrl.split('?')[0] as string);
