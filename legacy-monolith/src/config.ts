import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClockSettings } from './lib/clock.ts';

export interface ShopConfig {
  /** The SQLite file. */
  dbFile: string;
  /** Where uploaded images lie. */
  uploadsDir: string;
  /** Signs the login cookie. */
  sessionSecret: string;
  /** Key of the payment gateway's signatures. */
  webhookSecret: string;
  /** Whether the cron jobs run by themselves. */
  jobs: boolean;
  clock: ClockSettings;
}

const HOME = dirname(dirname(fileURLToPath(import.meta.url)));

let current: ShopConfig | null = null;

/** Defaults for whatever is left out; `dbFile` decides where the rest lies. */
export function configure(config: Partial<ShopConfig>): ShopConfig {
  const dbFile = resolve(config.dbFile ?? join(HOME, 'data', 'shop.db'));
  current = {
    dbFile,
    uploadsDir: resolve(config.uploadsDir ?? join(dirname(dbFile), 'uploads')),
    sessionSecret: config.sessionSecret ?? 'fig-and-fern-keyboard-cat',
    webhookSecret: config.webhookSecret ?? 'whsec_fig_and_fern',
    jobs: config.jobs ?? true,
    clock: config.clock ?? {},
  };
  return current;
}

export function settings(): ShopConfig {
  return current ?? configure({});
}

export function configFromEnv(env: NodeJS.ProcessEnv): Partial<ShopConfig> {
  const clock: ClockSettings = { frozen: env['CLOCK_FROZEN'] === '1' };
  if (env['CLOCK_NOW']) clock.now = env['CLOCK_NOW'];
  if (env['CLOCK_OFFSET_MS']) clock.offsetMs = Number(env['CLOCK_OFFSET_MS']);
  return {
    ...(env['DB_FILE'] ? { dbFile: env['DB_FILE'] } : {}),
    ...(env['UPLOADS_DIR'] ? { uploadsDir: env['UPLOADS_DIR'] } : {}),
    ...(env['SESSION_SECRET'] ? { sessionSecret: env['SESSION_SECRET'] } : {}),
    ...(env['WEBHOOK_SECRET'] ? { webhookSecret: env['WEBHOOK_SECRET'] } : {}),
    jobs: env['JOBS'] !== 'off',
    clock,
  };
}
