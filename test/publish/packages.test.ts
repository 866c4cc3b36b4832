/**
 * What a stranger gets from the registry: the packed tarballs, installed into an empty folder, on the oldest and the
 * recommended Node. Install scripts are off, so this also shows that `banyan analyze` compiles nothing.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'banyan-packages-'));
const installed = join(folder, 'installed');
const shop = join(folder, 'shop');

const registryAnswers = spawnSync('npm', ['ping'], { timeout: 20_000 }).status === 0;
const mustRun = process.env['BANYAN_REQUIRE_SERVICES'] === '1';
if (!registryAnswers && !mustRun)
  console.warn('skipped: publishing test, because the package registry does not answer');

/** A Node of that version from the registry, as the repository gets its own. */
function installNode(version: string): string {
  const target = join(folder, `node-${version}`);
  mkdirSync(target);
  writeFileSync(join(target, 'package.json'), '{"private": true}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', `node@${version}`], {
    cwd: target,
    stdio: 'pipe',
  });
  return join(target, 'node_modules', '.bin', 'node');
}

function banyan(node: string, ...args: readonly string[]) {
  const run = spawnSync(node, [join(installed, 'node_modules', '.bin', 'banyan'), ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { exitCode: run.status, output: run.stdout + run.stderr };
}

describe.skipIf(!registryAnswers && !mustRun)('the published packages', () => {
  beforeAll(() => {
    execFileSync(process.execPath, ['scripts/build-packages.ts'], { cwd: repository, stdio: 'pipe' });
    mkdirSync(installed);
    writeFileSync(join(installed, 'package.json'), '{"private": true}');
    const tarballs = readdirSync(join(repository, 'dist', 'packages')).map((name) =>
      join(repository, 'dist', 'packages', name),
    );
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs], {
      cwd: installed,
      stdio: 'pipe',
    });
    mkdirSync(join(shop, 'src'), { recursive: true });
    writeFileSync(join(shop, 'package.json'), '{"name": "shop", "dependencies": {"express": "^5.0.0"}}');
    writeFileSync(
      join(shop, 'src', 'app.ts'),
      `import express from 'express';\nimport { listOrders } from './orders.ts';\nexport const app = express();\napp.get('/orders', (_request, response) => response.json(listOrders()));\n`,
    );
    writeFileSync(
      join(shop, 'src', 'orders.ts'),
      `declare const db: { all(sql: string): unknown[] };\nexport const listOrders = () => db.all('SELECT id FROM orders');\n`,
    );
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['22.19.0', '24.21.0'])(
    'show help and analyze a tree on Node %s',
    (version) => {
      const node = installNode(version);
      expect(banyan(node, '--help')).toMatchObject({
        exitCode: 0,
        output: expect.stringContaining('analyze'),
      });
      const out = join(folder, `report-${version}`);
      expect(banyan(node, 'analyze', shop, '--out', out, '--no-git')).toMatchObject({ exitCode: 0 });
      const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
      expect(report.routes).toMatchObject([{ method: 'GET', path: '/orders', tables: [['orders', 'R']] }]);
    },
    300_000,
  );

  it('contain no TypeScript source, no test and no native module', () => {
    const listing = readdirSync(join(installed, 'node_modules', '@banyan', 'analysis'), {
      recursive: true,
    }).map(String);
    expect(listing.filter((path) => /(?<!\.d)\.ts$|\.test\.|fixtures/.test(path))).toEqual([]);
    expect(readdirSync(join(installed, 'node_modules'))).not.toContain('sqlite3');
  });
});
