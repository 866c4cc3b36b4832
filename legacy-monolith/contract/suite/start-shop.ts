import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import { createApp } from '../../src/app.ts';
import { seedDatabase } from '../../src/db/seed.ts';

export type RunningShop = { url: string; app: Express; server: Server; stop(): Promise<void> };

/** The shop in this process, freshly seeded in a folder of its own, on a free port; its jobs run only when asked. */
export async function startShop(): Promise<RunningShop> {
  const folder = await mkdtemp(join(tmpdir(), 'fig-and-fern-'));
  const [dbFile, uploadsDir] = [join(folder, 'shop.db'), join(folder, 'uploads')];
  await seedDatabase(dbFile, { uploadsDir });
  const shop = await createApp({ dbFile, uploadsDir, jobs: false });
  const server = createServer(shop.app).on('upgrade', shop.upgrade);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    app: shop.app,
    server,
    async stop() {
      server.close();
      server.closeAllConnections();
      await shop.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
