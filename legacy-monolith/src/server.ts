import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Shop, createApp } from './app.ts';
import { configFromEnv, configure } from './config.ts';
import { seedDatabase } from './db/seed.ts';
import { log } from './lib/logger.ts';

function wholeNumber(name: string, fallback: number, min: number, max: number): number {
  const text = process.env[name] ?? String(fallback);
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max) {
    throw new Error(`${name}: "${text}" is no whole number from ${min} to ${max}; leave it out for ${fallback}.`);
  }
  return value;
}

async function open(): Promise<{ shop: Shop; port: number }> {
  const config = configure(configFromEnv(process.env));
  const port = wholeNumber('PORT', 3000, 0, 65_535);
  const scale = wholeNumber('SEED', 1, 1, 100);
  if (!existsSync(config.dbFile)) {
    log('info', `seeding ${config.dbFile}`);
    await seedDatabase(config.dbFile, { scale, uploadsDir: config.uploadsDir });
  }
  return { shop: await createApp(config), port };
}

const { shop, port } = await open().catch((error: Error) => {
  process.stderr.write(`Fig & Fern can't start: ${error.message}\n`);
  process.exit(2);
});
const server = createServer(shop.app);
server.on('upgrade', shop.upgrade);
server.on('error', (error) => {
  process.stderr.write(`Fig & Fern can't listen: ${error.message}\n`);
  process.exit(1);
});
server.listen(port, process.env['HOST'] ?? '127.0.0.1', () => {
  const address = server.address() as AddressInfo;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  process.stdout.write(`Fig & Fern listens on http://${host}:${address.port}\n`);
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
