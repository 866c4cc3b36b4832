// Fig & Fern with the proxy inside. Plain JavaScript: the shop's own source is typed by looser rules than the repository's.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { strangler } from '@banyan/strangler-proxy';
import express from 'express';
import { createApp } from 'legacy-monolith/app';

const { DB_FILE, UPLOADS_DIR, CLOCK_OFFSET_MS, STRANGLER_CONFIG } = process.env;
const shop = await createApp({
  dbFile: DB_FILE,
  uploadsDir: UPLOADS_DIR,
  jobs: false,
  clock: { offsetMs: Number(CLOCK_OFFSET_MS) },
});
const middleware = await strangler({ configPath: STRANGLER_CONFIG });
const app = express();
app.disable('x-powered-by');
app.use(middleware);
app.use(shop.app);
const server = createServer(app).on('upgrade', shop.upgrade);
await once(server.listen(0, '127.0.0.1'), 'listening');
console.log(`listens on http://127.0.0.1:${server.address().port}`);

process.once('SIGTERM', async () => {
  server.close();
  server.closeAllConnections();
  await middleware.close();
  await shop.close();
});
