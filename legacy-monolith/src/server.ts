import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { configFromEnv, configure } from './config.ts';
import { seedDatabase } from './db/seed.ts';
import { log } from './lib/logger.ts';

const config = configure(configFromEnv(process.env));
const scale = Number(process.env['SEED'] ?? '1');
if (!Number.isInteger(scale) || scale < 1 || scale > 100) {
  process.stderr.write(`SEED: "${process.env['SEED']}" is no whole number from 1 to 100; it multiplies customers and orders. Leave it out for 1.\n`);
  process.exit(2);
}
if (!existsSync(config.dbFile)) {
  log('info', `seeding ${config.dbFile}`);
  await seedDatabase(config.dbFile, { scale, uploadsDir: config.uploadsDir });
}

const shop = await createApp(config);
const server = createServer(shop.app);
server.on('upgrade', shop.upgrade);
server.on('error', (error) => {
  process.stderr.write(`Fig & Fern can't listen: ${error.message}\n`);
  process.exit(1);
});
server.listen(Number(process.env['PORT'] ?? '3000'), process.env['HOST'] ?? '127.0.0.1', () => {
  const { address, port } = server.address() as AddressInfo;
  process.stdout.write(`Fig & Fern listens on http://${address.includes(':') ? `[${address}]` : address}:${port}\n`);
});

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  // Requests that are under way may end; who takes longer than this is cut off.
  setTimeout(() => server.closeAllConnections(), 2_000).unref();
  shop.endLive();
  await closed;
  await shop.close();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
