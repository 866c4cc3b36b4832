import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { routeFinder, routes, runContract } from 'legacy-monolith/contract';
import { seedDatabase } from 'legacy-monolith/seed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Facts } from '../../src/graph/facts.ts';
import { readFacts } from '../../src/graph/index.ts';
import { AccessJudge, hasAuthorizer, logStatements, type StatementLog } from './observe-access.ts';

const MONOLITH = fileURLToPath(new URL('../../../legacy-monolith', import.meta.url));

/** `METHOD /route` → `table R` or `table W`. */
type AccessByRoute = ReadonlyMap<string, ReadonlySet<string>>;

let folder: string;
let log: StatementLog;
let unlogged: string[];
let observed: AccessByRoute;
let observedWithConstraints: AccessByRoute;
let facts: Facts;
let stated: AccessByRoute;
let failures: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-observed-'));
  const dbFile = join(folder, 'shop.db');
  await seedDatabase(dbFile);
  log = logStatements();
  const { createApp } = (await import('legacy-monolith/app')) as unknown as { createApp: CreateApp };
  const shop = await createApp({ dbFile, uploadsDir: join(folder, 'uploads'), jobs: false });
  const server = createServer((request, response) =>
    log.during(`${request.method} ${request.url}`, () => shop.app(request, response)),
  ).on('upgrade', shop.upgrade);
  const { results } = await runContract({ baseUrl: await listen(server) });
  failures = results.filter(({ passed }) => !passed).map(({ name, problem }) => `${name}: ${problem}`);
  server.close();
  server.closeAllConnections();
  await shop.close();
  unlogged = log.unlogged();
  observed = await accessByRoute(log, { foreignKeys: false });
  observedWithConstraints = await accessByRoute(log, { foreignKeys: true });
  facts = (await readFacts(MONOLITH)).facts;
  stated = tablesByRoute(facts);
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(!hasAuthorizer())('tables of each route, against what the running shop does', () => {
  it('saw the contract hold, every route asked, and every statement', () => {
    expect(failures).toEqual([]);
    expect(routes.filter((route) => !observed.has(route)).sort()).toEqual([...withoutTables].sort());
    expect(log.statements.length).toBeGreaterThan(5_000);
    expect(unlogged).toEqual([]);
  });

  it('states every table access that was seen', () => {
    const missing = [...observed].flatMap(([route, seen]) =>
      [...seen.difference(stated.get(route) ?? new Set())].map((access) => `${route}: ${access}`),
    );
    expect(missing.sort()).toEqual([]);
  });

  it('explains what only constraints touch by a foreign key that it knows', () => {
    const neighbours = foreignKeyNeighbours(facts);
    const unexplained = [...observedWithConstraints].flatMap(([route, seen]) => {
      const own = observed.get(route) ?? new Set<string>();
      const written = [...own].filter((access) => access.endsWith(' W')).map(tableOf);
      const reachable = new Set(written.flatMap((table) => [table, ...(neighbours.get(table) ?? [])]));
      return [...seen.difference(own)]
        .filter((access) => !reachable.has(tableOf(access)))
        .map((access) => `${route}: ${access}`);
    });
    expect(unexplained).toEqual([]);
  });

  it('prints how much more it states', () => {
    const pairs = [...observed].map(([route, seen]) => ({
      route,
      seen,
      said: stated.get(route) ?? new Set<string>(),
    }));
    const seenCount = pairs.reduce((sum, { seen }) => sum + seen.size, 0);
    const saidCount = pairs.reduce((sum, { said }) => sum + said.size, 0);
    const most = pairs
      .map(({ route, seen, said }) => ({ route, more: [...said.difference(seen)] }))
      .sort((a, b) => b.more.length - a.more.length)
      .slice(0, 5);
    console.log(
      [
        `${pairs.length} routes: ${saidCount} accesses stated, ${seenCount} seen (${(saidCount / seenCount).toFixed(2)} stated for each seen).`,
        ...most.map(({ route, more }) => `  ${route}: ${more.length} more: ${more.join(', ')}`),
      ].join('\n'),
    );
    expect(saidCount / seenCount).toBeLessThan(2);
  });
});

const tableOf = (access: string): string => access.slice(0, -2);

/** What is answered without the database, and the socket, whose messages belong to no request. */
const withoutTables = [
  'GET /api/payments/methods',
  'GET /robots.txt',
  'GET /assets/style.css',
  'GET /uploads/:file',
  'WS /ws/stock',
];

/** Parents of a table, its children, and theirs: deletes cascade. */
function foreignKeyNeighbours({ tables }: Facts): Map<string, Set<string>> {
  const neighbours = new Map<string, Set<string>>(tables.map(({ name }) => [name, new Set()]));
  for (const { name, foreignKeys } of tables) {
    for (const { references } of foreignKeys) {
      neighbours.get(name)?.add(references);
      neighbours.get(references)?.add(name);
    }
  }
  const further = (name: string) =>
    [...(neighbours.get(name) ?? [])].flatMap((next) => [...(neighbours.get(next) ?? [])]);
  return new Map([...neighbours].map(([name, near]) => [name, new Set([...near, ...further(name)])]));
}

type CreateApp = (config: { dbFile: string; uploadsDir: string; jobs: boolean }) => Promise<{
  app(request: IncomingMessage, response: ServerResponse): void;
  upgrade(...parameters: unknown[]): void;
  close(): Promise<void>;
}>;

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

async function accessByRoute(
  { statements }: StatementLog,
  options: { readonly foreignKeys: boolean },
): Promise<AccessByRoute> {
  const judge = new AccessJudge(await readFile(join(MONOLITH, 'src/db/schema.sql'), 'utf8'), options);
  const findRoute = routeFinder(routes);
  const byRoute = new Map<string, Set<string>>();
  for (const { sql, request } of statements) {
    const [method = '', path = ''] = request?.split(' ') ?? [];
    const route = findRoute(method, path);
    if (route === undefined) continue;
    const seen = byRoute.get(route) ?? new Set();
    for (const [table, mode] of judge.accessOf(sql)) seen.add(`${table} ${mode}`);
    byRoute.set(route, seen);
  }
  judge.close();
  return byRoute;
}

function tablesByRoute({ routes: found }: Facts): AccessByRoute {
  return new Map(
    found.map(({ method, path, tables }) => [
      `${method} ${path}`,
      new Set(tables.map(([table, mode]) => `${table} ${mode}`)),
    ]),
  );
}
