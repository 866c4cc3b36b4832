/**
 * Routes and tables found in code bases nobody here wrote, against a seeded text search and the migrations.
 *
 *   node bench/facts/strangers.ts NAME=CHECKOUT[,migrations=FOLDER[+FOLDER]]…[,skip=REGEXP] …  [--seed N] [--sample N] [--show]
 *
 * CHECKOUT is the folder that is analysed. Migrations (relative to it, or absolute; once for each database) are left out of what is
 * analysed, so that tables are found in the code and compared with what the database was told. Two kinds are counted apart, each
 * told by a text search and not by hand: tables that nothing in the analysed code names (nobody could find them), and tables that
 * the code uses though no migration makes them. Prints a table; misses are named with --show.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Facts } from '../../analysis/src/graph/facts.ts';
import { readFacts } from '../../analysis/src/graph/index.ts';
import { isTestPath } from '../../analysis/src/graph/test-paths.ts';
import { type Declaration, declarationsIn, sample } from './sample-routes.ts';
import { isNamed, isUsed, tablesInMigrations, textsOf } from './sample-tables.ts';

interface System {
  readonly name: string;
  readonly root: string;
  /** Folders of one database together. */
  readonly migrations: readonly (readonly string[])[];
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
    const databases = system.migrations.map((folders) =>
      tablesInMigrations(
        '/',
        folders.flatMap((folder) =>
          sourceFiles(folder, /\.(?:sql|[cm]?[jt]s)$/).map((path) => join(folder, path)),
        ),
      ),
    );
    const existing = new Set(databases.flatMap((database) => [...database.tables]));
    const views = new Set(databases.flatMap((database) => [...database.views]));
    const tables = facts.tables.map(({ name }) => (name.split('.').at(-1) ?? name).toLowerCase());
    const texts = textsOf(tree, [...files, ...sourceFiles(tree, /\.(?:sql|prisma)$/)]);
    const unnamed = [...existing].filter((name) => !tables.includes(name) && !isNamed(texts, name));
    const used = tables.filter((name) => !existing.has(name) && !views.has(name) && isUsed(texts, name));
    const tablesFound = score(
      [...existing].filter((name) => !unnamed.includes(name)),
      (name) => tables.includes(name),
      String,
    );
    const tablesReal = score(
      existing.size === 0 ? [] : tables.filter((name) => !used.includes(name)),
      (name) => existing.has(name) || views.has(name),
      String,
    );
    const { stats } = facts;
    console.log(
      `| ${system.name} | ${stats.files} | ${stats.lines} | ${seconds} | ${entries.length} | ${shown(routesFound)} | ${shown(routesReal)} | ${tables.length} | ${shown(tablesFound)}${apart(unnamed, 'unnamed')} | ${shown(tablesReal)}${existing.size === 0 ? '' : apart(used, 'used')} |`,
    );
    if (values.show) {
      console.log(`    named by nothing in the code: ${unnamed.join(', ') || '–'}`);
      console.log(`    used, made by no migration: ${(existing.size === 0 ? [] : used).join(', ') || '–'}`);
      for (const [title, { misses }] of Object.entries({ routesFound, routesReal, tablesFound, tablesReal }))
        for (const miss of misses) console.log(`    ${title}: ${miss}`);
    }
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
  const migrations = options
    .filter((one) => one.startsWith('migrations='))
    .map((one) => one.slice('migrations='.length).split('+'))
    .map((folders) => folders.map((folder) => (isAbsolute(folder) ? folder : join(root, folder))));
  const skip = option('skip');
  return { name, root, migrations, skip: skip === undefined ? null : new RegExp(skip) };
}

/** A copy without migrations, dependencies and version control. */
function withoutMigrations({ root, migrations }: System): string {
  const tree = mkdtempSync(join(tmpdir(), 'banyan-strangers-'));
  cpSync(root, tree, {
    recursive: true,
    filter: (source) => !/[\\/](?:node_modules|\.git)$/.test(source) && !migrations.flat().includes(source),
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
  const actions = facts.entries
    .filter(({ kind }) => kind === 'action')
    .map(({ module, line, name }) => ({ path: module, line, method: 'ACTION', text: name }));
  return [...routes, ...resolvers, ...actions];
}

/** The text search sees the verb, the registration may begin lines before it. */
const LINES_APART = 12;

/** Same file and method, near, and the path written there is the end of the whole path. */
function isSame(declaration: Declaration, entry: Entry): boolean {
  if (declaration.path !== entry.path || declaration.method !== entry.method) return false;
  // A file that is one route has one of each method, wherever it is exported.
  if (isFileRoute(entry.path)) return true;
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

const isFileRoute = (path: string): boolean =>
  /(?:^|\/)(?:pages\/api\/|app\/(?:.*\/)?route\.[jt]sx?$|app\/routes\/|routes\/(?:.*\/)?\+(?:server|page\.server))/.test(
    path,
  );

const comparable = (path: string): string =>
  path
    .replace(/\(.*?\)|[?{}:]/g, '')
    .replace(/^\/|\/$/g, '')
    .toLowerCase();

function score<T>(items: readonly T[], isMet: (item: T) => boolean, name: (item: T) => string): Score {
  const misses = items.filter((item) => !isMet(item));
  return { found: items.length - misses.length, of: items.length, misses: misses.map(name) };
}

const describe = ({ path, line, method, text }: Declaration): string => `${method} ${text} ${path}:${line}`;

const apart = (names: readonly string[], what: string): string =>
  names.length === 0 ? '' : ` + ${names.length} ${what}`;

const shown = ({ found, of }: Score): string =>
  of === 0 ? '–' : `${found}/${of} (${((100 * found) / of).toFixed(0)} %)`;

console.log(
  '| system | files | lines | seconds | routes + resolvers | routes found | routes real | tables | tables found | tables real |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const system of positionals.map(parseSystem)) await measure(system);
