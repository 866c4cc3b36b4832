import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningProcess, startProcess } from '../../cli/src/demo/process.ts';
import { shopClock, startMonolith, startReviews } from '../../cli/src/demo/system.ts';
import { askThrough, bothSides, everyRouteBy, print, sidesByRoute } from './ask-through.ts';

const isFull = process.env['BANYAN_TEST_FULL'] === '1';
const hostScript = fileURLToPath(new URL('monolith-with-middleware.mjs', import.meta.url));

describe('the contract of Fig & Fern with the proxy as a middleware of its own', () => {
  const clock = shopClock();
  let folder: string;
  let service: RunningProcess;
  let databaseFile: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'banyan-in-process-'));
    databaseFile = join(folder, 'shop.db');
    const seeding = await startMonolith({ folder, databaseFile, port: 0, clock });
    await seeding.stop();
    service = await startReviews({ databaseFile, port: 0, clock });
  });
  afterAll(async () => {
    await service?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function startHost(reach: string): Promise<RunningProcess> {
    const configPath = join(folder, 'strangler.yaml');
    await writeFile(configPath, stranglerYaml(service.url, reach));
    return startProcess({
      name: 'Fig & Fern with the proxy inside',
      args: [hostScript],
      env: {
        DB_FILE: databaseFile,
        UPLOADS_DIR: join(folder, 'uploads'),
        STRANGLER_CONFIG: configPath,
        ...clock,
      },
      cwd: folder,
      announces: /listens on (http:\/\/\S+)/,
    });
  }

  const stages = [
    ['off', 'stage: off', 'direct'],
    ['50 %', 'stage: ramp\n    share: 50%', bothSides],
    ['live', 'stage: live', 'service'],
  ] as const;
  it.each(isFull ? stages : [stages[1]])('holds at %s', { timeout: 180_000 }, async (stage, reach, sides) => {
    const host = await startHost(reach);
    try {
      const { failures, counts } = await askThrough(host.url, sides);
      print(`${stage}, in process`, counts);
      expect(failures).toEqual([]);
      expect(sidesByRoute(counts)).toEqual(everyRouteBy(sides));
    } finally {
      await host.stop();
    }
  });
});

const stranglerYaml = (serviceUrl: string, reach: string): string => `version: 1
listen: 127.0.0.1:0
admin: 127.0.0.1:0
monolith: { target: http://127.0.0.1:1 }
services:
  reviews: { targets: [${serviceUrl}], health: /health }
slices:
  - name: reviews
    service: reviews
    routes:
      - { methods: [GET, POST], path: /api/products/:id/reviews }
      - { path: /api/reviews/* }
    ${reach}
`;
