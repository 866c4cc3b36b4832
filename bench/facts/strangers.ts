/**
 * Routes and tables found in code bases nobody here wrote, against a seeded text search and the migrations.
 *
 *   node bench/facts/strangers.ts NAME=CHECKOUT[,migrations=FOLDER[+FOLDER]][,skip=REGEXP] …  [--seed N] [--sample N] [--show]
 *
 * CHECKOUT is the folder that is analysed. Migrations (relative to it, or absolute) are left out of what is analysed, so that tables are
 * found in the code and compared with what the database was told. Prints a table; misses are named with --show.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Facts } from '../../analysis/src/graph/facts.ts';
import { readFacts } from '../../analysis/src/graph/index.ts';
import { isTestPath } from '../../analysis/src/graph/test-paths.ts';
import { type Declaration, declarationsIn, sample, tablesInMigrations } from './sample-routes.ts';

interface System {
  readonly name: string;
  readonly root: string;
  readonly migrations: readonly string[];
  readonly skip: RegExp | null;
}

interface Score {
  readonly found: number;
  readonly of: number;
  readonly misses: readonly string[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    sample: { type: 'string', default: '50' },
    show: { type: 'boolean', default: false },
  },
});

async function measure(system: System): Promise<void> {
  const tree = withoutMigrations(system);
  try {
    const started = performance.now();
    const { facts } = await readFacts(tree);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const files = sourceFiles(tree).filter(
      (path) => !isTestPath(path) && !(system.skip?.test(path) ?? false),
    );
    const declared = declarationsIn(tree, files);
    const entries = entryPoints(facts).filter(({ path }) => !(system.skip?.test(path) ?? false));
    const count = Number(values.sample);
    const routesFound = score(
      sample(declared, count, Number(values.seed)),
      (one) => entries.some((entry) => isSame(one, entry)),
      describe,
    );
    const routesReal = score(
      sample(entries, count, Number(values.seed)),
      (one) => declared.some((declaration) => isSame(declaration, one)),
      describe,
    );
    const migrated = tablesInMigrations(
      '/',
      system.migrations.flatMap((folder) =>
        sourceFiles(folder, /\.(?:sql|[cm]?[jt]s)$/).map((path) => join(folder, path)),
      ),
    );
    const existing = [...migrated.tables];
    const tables = facts.tables.map(({ name }) => (name.split('.').at(-1) ?? name).toLowerCase());
    const tablesFound = score(existing, (name) => tables.includes(name), String);
    const tablesReal = score(
      existing.length === 0 ? [] : tables,
      (name) => migrated.tables.has(name) || migrated.views.has(name),
      String,
    );
    const { stats } = facts;
    console.log(
      `| ${system.name} | ${stats.files} | ${stats.lines} | ${seconds} | ${entries.length} | ${shown(routesFound)} | ${shown(routesReal)} | ${tables.length} | ${shown(tablesFound)} | ${shown(tablesReal)} |`,
    );
    if (values.show)
      for (const [title, { misses }] of Object.entries({ routesFound, routesReal, tablesFound, tablesReal }))
        for (const miss of misses) console.log(`    ${title}: ${miss}`);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

function parseSystem(argument: string): System {
  const [first = '', ...options] = argument.split(',');
  const [name = '', path = ''] = first.split('=');
  const option = (key: string): string | undefined =>
    options.find((one) => one.startsWith(`${key}=`))?.slice(key.length + 1);
  const root = resolve(path);
  const migrations = (option('migrations')?.split('+') ?? []).map((folder) =>
    isAbsolute(folder) ? folder : join(root, folder),
  );
  const skip = option('skip');
  return { name, root, migrations, skip: skip === undefined ? null : new RegExp(skip) };
}

/** A copy without migrations, dependencies and version control. */
function withoutMigrations({ root, migrations }: System): string {
  const tree = mkdtempSync(join(tmpdir(), 'banyan-strangers-'));
  cpSync(root, tree, {
    recursive: true,
    filter: (source) =>
      !/[\\/](?:node_modules|\.git)$/.test(source) && !migrations.some((folder) => source === folder),
  });
  return tree;
}

function sourceFiles(root: string, kind = /\.(?:[cm]?[jt]s|tsx|jsx)$/): string[] {
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => kind.test(path) && !path.endsWith('.d.ts'),
  );
  return found
    .filter((path) => statSync(join(root, path)).isFile())
    .map((path) => relative('.', path))
    .sort();
}

interface Entry extends Declaration {}

function entryPoints(facts: Facts): Entry[] {
  const routes = facts.routes.map(({ module, line, method, path }) => ({
    path: module,
    line,
    method,
    text: path,
  }));
  const resolvers = facts.entries
    .filter(({ kind }) => kind === 'graphql')
    .map(({ module, line, name }) => ({ path: module, line, method: 'GRAPHQL', text: name }));
  return [...routes, ...resolvers];
}

/** The text search sees the verb, the registration may begin lines before it. */
const LINES_APART = 12;

/** Same file and method, near, and the path written there is the end of the whole path. */
function isSame(declaration: Declaration, entry: Entry): boolean {
  if (declaration.path !== entry.path || declaration.method !== entry.method) return false;
  if (Math.abs(declaration.line - entry.line) > LINES_APART) return false;
  if (entry.method === 'GRAPHQL') return declaration.line === entry.line;
  const tail = comparable(declaration.text);
  return (
    tail === '' ||
    tail.includes('$') ||
    comparable(entry.text).endsWith(tail) ||
    declaration.line === entry.line
  );
}

const comparable = (path: string): string =>
  path
    .replace(/\(.*?\)|[?{}]/g, '')
    .replace(/^\/|\/$/g, '')
    .toLowerCase();

function score<T>(items: readonly T[], isMet: (item: T) => boolean, name: (item: T) => string): Score {
  const misses = items.filter((item) => !isMet(item));
  return { found: items.length - misses.length, of: items.length, misses: misses.map(name) };
}

const describe = ({ path, line, method, text }: Declaration): string => `${method} ${text} ${path}:${line}`;

const shown = ({ found, of }: Score): string =>
  of === 0 ? '–' : `${found}/${of} (${((100 * found) / of).toFixed(0)} %)`;

console.log(
  '| system | files | lines | seconds | routes + resolvers | routes found | routes real | tables | tables found | tables real |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const system of positionals.map(parseSystem)) await measure(system);
