/**
 * Migrations: modules that change the schema once and are never called again. They touch every table, so they would tie all
 * services together and own tables that services own; the schema that they make is read all the same.
 */
import type { ClassFact, FileFacts } from '../read/file-facts.ts';
import { callIndexOf } from './call-index.ts';
import { trailOf } from './effects/trails.ts';
import { entryIndexOf } from './entry-index.ts';
import type { FunctionRef, Program } from './program.ts';
import { isSeed } from './seeds.ts';
import { isTestPath } from './test-paths.ts';

interface Migrations {
  /** By path, as far as they were asked for. */
  readonly because: Map<string, string | null>;
  /** Numbers of the functions that requests, messages and jobs run; null until somebody needs them. */
  served: ReadonlySet<number> | null;
}

const known = new WeakMap<Program, Migrations>();

/** Seeds are as migrations are: run by hand, by nobody's request. */
const SEED_BECAUSE = 'a seed: fills a database, and only seeds and tests import it';

export const isMigration = (program: Program, path: string): boolean =>
  migrationBecause(program, path) !== null;

/** What shows that a module is a migration; null for others. */
export function migrationBecause(program: Program, path: string): string | null {
  const migrations = known.get(program) ?? { because: new Map(), served: null };
  known.set(program, migrations);
  const remembered = migrations.because.get(path);
  if (remembered !== undefined) return remembered;
  const because = findBecause(program, path, migrations);
  migrations.because.set(path, because);
  return because;
}

function findBecause(program: Program, path: string, migrations: Migrations): string | null {
  const facts = program.file(path);
  const named = facts.classes.find(isNamedMigration);
  if (named !== undefined) return `a migration: ${named.name} has up and down`;
  const alike = looksLikeMigration(facts);
  if (alike === null) return isSeed(program, path) ? SEED_BECAUSE : null;
  // Votes go up and down, too. Whoever changes tables migrates, whoever calls it; of the others only what nobody calls.
  return changesSchema(program, path) || !isInUse(program, path, migrations) ? alike : null;
}

/** By shape alone: exports `up` and `down`, or has a class that can do nothing else. */
function looksLikeMigration(facts: FileFacts): string | null {
  if (exportsUpAndDown(facts)) return 'a migration: exports up and down';
  const migrating = facts.classes.find(goesUpAndDown);
  return migrating === undefined ? null : `a migration: ${migrating.name} has up and down`;
}

/** Knex, Kysely, Sequelize's umzug, node-pg-migrate, db-migrate: `export function up`, `exports.up =`, `module.exports = { up, down }`. */
function exportsUpAndDown({ exports }: FileFacts): boolean {
  const names = new Set<string>();
  for (const one of exports) {
    if (one.kind !== 'local') continue;
    names.add(one.name);
    if ((one.name === 'export=' || one.name === 'default') && one.value.kind === 'object')
      for (const { key } of one.value.entries) names.add(key);
  }
  return names.has('up') && names.has('down');
}

const methodsOf = ({ members }: ClassFact): string[] =>
  members.filter(({ kind }) => kind === 'method').map(({ name }) => name);

/** TypeORM's `implements MigrationInterface`, MikroORM's `extends Migration`. */
function isNamedMigration(one: ClassFact): boolean {
  const isNamedSo =
    one.implements.some((type) => type.kind === 'named' && /^(?:\w+\.)?Migration\w*$/.test(type.name)) ||
    (one.extends?.kind === 'name' && /^(?:\w+)?Migration$/.test(one.extends.name));
  return isNamedSo && methodsOf(one).includes('up');
}

function goesUpAndDown(one: ClassFact): boolean {
  const methods = methodsOf(one);
  return methods.length === 2 && methods.includes('up') && methods.includes('down');
}

/** Schema builders' calls and statements: no request makes a table. */
const SCHEMA_WORDS = [
  ...['createTable', 'alterTable', 'dropTable', 'renameTable', 'addColumn', 'dropColumn', 'removeColumn'],
  ...['changeColumn', 'renameColumn', 'alterColumn', 'addConstraint', 'addIndex', 'createIndex', 'dropIndex'],
  ...['createType', 'createSchema', 'queryInterface', 'createCollection'],
  ...['create', 'alter', 'drop'].flatMap((verb) =>
    ['table', 'index', 'type', 'view', 'schema'].flatMap((what) => [
      `${verb} ${what}`,
      `${verb} ${what}`.toUpperCase(),
    ]),
  ),
];

const changesSchema = (program: Program, path: string): boolean =>
  SCHEMA_WORDS.some((word) => program.mentions(path, word));

/** A request, a message or a job runs one of its functions, or somebody calls one by name who is no runner of migrations. */
function isInUse(program: Program, path: string, migrations: Migrations): boolean {
  migrations.served ??= servedFunctions(program);
  for (let index = 1; index < program.file(path).functions.length; index += 1) {
    const ref = { path, function: index };
    if (migrations.served.has(program.numberOf(ref)) || isCalledByName(program, ref)) return true;
  }
  return false;
}

function servedFunctions(program: Program): Set<number> {
  const { routes, others } = entryIndexOf(program);
  const served = new Set<number>();
  for (const entry of [...routes, ...others]) {
    if ('kind' in entry && entry.kind === 'command') continue;
    for (const one of trailOf(program, entry.functions).reached) served.add(one);
  }
  return served;
}

function isCalledByName(program: Program, ref: FunctionRef): boolean {
  return callIndexOf(program)
    .callersOf(ref)
    .some(
      ({ path, call }) =>
        path !== ref.path &&
        !isTestPath(path) &&
        looksLikeMigration(program.file(path)) === null &&
        !callsSeveralMigrations(program, { path, function: call.within }),
    );
}

/** `await first.up(db); await second.up(db)`: one who calls several is their runner. */
function callsSeveralMigrations(program: Program, caller: FunctionRef): boolean {
  const migrations = new Set<string>();
  for (const { path, index } of program.callsIn(caller))
    for (const callee of program.callees(path, index))
      if (looksLikeMigration(program.file(callee.path)) !== null) migrations.add(callee.path);
  return migrations.size > 1;
}
