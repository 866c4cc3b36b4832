import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../describe-error.ts';
import { type RunningProcess, startProcess } from './process.ts';

/** The repository that holds the sample; the published command has none. */
const repository = fileURLToPath(new URL('../../..', import.meta.url));
export const monolithFolder = join(repository, 'legacy-monolith');
const serviceFolder = join(repository, 'extracted', 'reviews');
const command = join(repository, 'cli', 'bin', 'banyan.js');

export interface SystemOptions {
  /** Holds the database, the uploads, `strangler.yaml` and `.banyan/`. */
  readonly folder: string;
  /** 0 lets the system pick a free one. */
  readonly ports?: Readonly<Record<'monolith' | 'service' | 'proxy' | 'admin', number>>;
  /** A wrong answer of the service, by its own name for it. */
  readonly serviceFault?: string;
  /** Where the slice starts, as in the file: `stage: ramp` and `share: 50%`. */
  readonly reach?: { readonly stage: string; readonly share?: string };
  /** Keys for the top level of `strangler.yaml`, such as `engine: undici`. */
  readonly moreConfig?: readonly string[];
}

export interface RunningSystem {
  readonly monolith: RunningProcess;
  readonly service: RunningProcess;
  readonly proxy: RunningProcess;
  readonly adminUrl: string;
  readonly configPath: string;
  readonly databaseFile: string;
  stop(): Promise<void>;
}

/**
 * Starts Fig & Fern, its extracted reviews service on the same database, and the proxy in front of both.
 *
 * @example const system = await startSystem({ folder: mkdtempSync(join(tmpdir(), 'shop-')) });
 */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  requireSample();
  const { folder, ports = { monolith: 0, service: 0, proxy: 0, admin: 0 }, serviceFault } = options;
  const databaseFile = join(folder, 'shop.db');
  const started: RunningProcess[] = [];
  const stop = async () => {
    for (const part of started.toReversed()) await part.stop();
  };
  try {
    const clock = shopClock();
    const monolith = await startMonolith({ folder, databaseFile, port: ports.monolith, clock });
    started.push(monolith);
    const service = await startReviews({
      clock,
      databaseFile,
      port: ports.service,
      ...(serviceFault && { fault: serviceFault }),
    });
    started.push(service);
    const configPath = join(folder, 'strangler.yaml');
    await writeFile(configPath, stranglerYaml({ monolith, service, ports, options }));
    const proxy = await startProcess({
      name: 'banyan proxy',
      args: [command, 'proxy', '--config', configPath],
      cwd: folder,
      announces: /listens on (http:\/\/\S+) \(admin (http:\/\/\S+)\)/,
    });
    started.push(proxy);
    return {
      monolith,
      service,
      proxy,
      adminUrl: proxy.announcement[2] ?? '',
      configPath,
      databaseFile,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The shop's seed ends here; from this moment on both sides count the same time. */
const seedEpoch = '2025-03-20T09:00:00.000Z';

type Clock = Readonly<Record<'CLOCK_OFFSET_MS', string>>;

export const shopClock = (): Clock => ({ CLOCK_OFFSET_MS: String(Date.parse(seedEpoch) - Date.now()) });

export function startMonolith(where: {
  folder: string;
  databaseFile: string;
  port: number;
  clock: Clock;
}): Promise<RunningProcess> {
  return startProcess({
    name: 'Fig & Fern',
    args: [join(monolithFolder, 'src', 'server.ts')],
    env: {
      PORT: String(where.port),
      DB_FILE: where.databaseFile,
      UPLOADS_DIR: join(where.folder, 'uploads'),
      ...where.clock,
    },
    cwd: monolithFolder,
    announces: /listens on (http:\/\/\S+)/,
  });
}

export function startReviews(where: {
  clock: Clock;
  databaseFile: string;
  port: number;
  fault?: string;
}): Promise<RunningProcess> {
  return startProcess({
    name: 'reviews',
    args: [join(serviceFolder, 'src', 'server.ts')],
    env: {
      PORT: String(where.port),
      DATA: 'monolith',
      DB_FILE: where.databaseFile,
      ...where.clock,
      ...(where.fault && { REVIEWS_FAULT: where.fault }),
    },
    cwd: serviceFolder,
    announces: /listens on (http:\/\/\S+)/,
  });
}

function requireSample(): void {
  if (existsSync(monolithFolder) && existsSync(serviceFolder)) return;
  throw new UsageError(
    'the sample shop is not part of the published package. Clone the repository and run `npm start` there.',
  );
}

/** Every route of the slice, as the monolith's API has it. */
const reviewRoutes = [
  '{ methods: [GET, POST], path: /api/products/:id/reviews }',
  '{ path: /api/reviews/* }',
];

interface YamlInput {
  readonly monolith: RunningProcess;
  readonly service: RunningProcess;
  readonly ports: Readonly<Record<'proxy' | 'admin', number>>;
  readonly options: SystemOptions;
}

function stranglerYaml({ monolith, service, ports, options }: YamlInput): string {
  const { reach = { stage: 'off' }, moreConfig = [] } = options;
  return [
    '# Who answers what at Fig & Fern. `banyan flip reviews 25%` edits this file; the proxy reloads it.',
    'version: 1',
    `listen: 127.0.0.1:${ports.proxy}`,
    `admin: 127.0.0.1:${ports.admin}`,
    `monolith: { target: ${monolith.url} }`,
    'services:',
    `  reviews: { targets: [${service.url}], health: /health }`,
    ...moreConfig,
    'slices:',
    '  - name: reviews',
    '    service: reviews',
    '    routes:',
    ...reviewRoutes.map((route) => `      - ${route}`),
    `    stage: ${reach.stage}`,
    ...(reach.share === undefined ? [] : [`    share: ${reach.share}`]),
    '    compare: { sample: 100% }',
    '',
  ].join('\n');
}
