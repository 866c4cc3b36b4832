/**
 * Migrations: modules that change the schema once and are never called again. They touch every table, so they would tie all
 * services together and own tables that services own; the schema that they make is read all the same.
 */
import type { ClassFact, FileFacts } from '../read/file-facts.ts';

/** What shows that a module is a migration; null for others. */
export function migrationBecause(facts: FileFacts): string | null {
  if (exportsUpAndDown(facts)) return 'a migration: exports up and down';
  const migration = facts.classes.find(isMigrationClass);
  return migration === undefined ? null : `a migration: ${migration.name} has up and down`;
}

export const isMigration = (facts: FileFacts): boolean => migrationBecause(facts) !== null;

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

/** TypeORM's `implements MigrationInterface`, MikroORM's `extends Migration`, and classes that can do nothing but up and down. */
function isMigrationClass(one: ClassFact): boolean {
  const methods = one.members.filter(({ kind }) => kind === 'method').map(({ name }) => name);
  if (!methods.includes('up')) return false;
  const isNamedSo =
    one.implements.some((type) => type.kind === 'named' && /^(?:\w+\.)?Migration\w*$/.test(type.name)) ||
    (one.extends?.kind === 'name' && /^(?:\w+)?Migration$/.test(one.extends.name));
  return isNamedSo || (methods.includes('down') && methods.length === 2);
}
