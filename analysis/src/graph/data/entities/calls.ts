/** What calls on repositories, entity managers and active records do to tables. */
import type { Value } from '../../../read/value.ts';
import { type CallSite, calledName, receiverOf } from '../../call-index.ts';
import type { Program } from '../../program.ts';
import { entryOf, itemsOf, literalOf } from '../../values.ts';
import { callsBefore } from '../chains.ts';
import { columnsOfCall } from '../columns.ts';
import { type DataRead, dataRead, reads, type Step, writes } from '../data-reader.ts';
import type { Model, ModelRegistry } from '../model-registry.ts';
import type { RepositoryClasses } from '../repository-classes.ts';
import { readBuilder, readBuilderStep, readUpdateStep } from './builders.ts';
import { BUILDER_JOINS, BUILDER_TARGETS, READS, WRITES } from './methods.ts';
import { modelsAt } from './repositories.ts';

export const mayReadEntities = (name: string): boolean =>
  BUILDER_JOINS.has(name) || BUILDER_TARGETS.has(name) || WRITES.has(name) || READS.has(name);

export function readEntityCall(
  program: Program,
  registry: ModelRegistry,
  repositories: RepositoryClasses,
  site: CallSite,
): DataRead | null {
  const name = calledName(site.call);
  const receiver = receiverOf(site.call);
  if (receiver === null) return null;
  if (BUILDER_JOINS.has(name) || BUILDER_TARGETS.has(name))
    return readBuilderStep(program, registry, site, name);
  // A step of a builder: its entity was read where the builder was made.
  if (callsBefore(program, site).some(({ call }) => calledName(call) === 'createQueryBuilder'))
    return name === 'update' ? readUpdateStep(program, registry, site) : null;
  const inherited = repositories.modelAt(site, receiver);
  const models = inherited === null ? modelsAt(program, registry, site, receiver) : [inherited];
  if (models.length === 0)
    return repositories.openAccess(site, receiver, WRITES.has(name) ? 'W' : 'R', WRITES.get(name) ?? true);
  if (name === 'createQueryBuilder' || name === 'qb') return readBuilder(program, registry, site, models);
  const access = models.map((model) => {
    const columns = columnsOfCall(program, site, name, model);
    return WRITES.has(name)
      ? writes(model.table, columns, WRITES.get(name) ?? false)
      : reads(model.table, columns);
  });
  return dataRead([...access, ...relationReads(program, registry, site, models)]);
}

/** `{ relations: ['lines', 'lines.product'] }`, `{ relations: { lines: true } }`, MikroORM's `populate`. */
function relationReads(
  program: Program,
  registry: ModelRegistry,
  site: CallSite,
  models: readonly Model[],
): Step[] {
  return models.flatMap((model) =>
    site.call.args.flatMap((arg) =>
      ['relations', 'populate'].flatMap((key) => {
        const entry = entryOf(program, site.path, arg, key);
        return entry === null
          ? []
          : relationTables(program, registry, model, entry.path, entry.value).map((table) => reads(table));
      }),
    ),
  );
}

function relationTables(
  program: Program,
  registry: ModelRegistry,
  model: Model,
  path: string,
  value: Value,
): string[] {
  const found = literalOf(program, path, value);
  const ways =
    found.value.kind === 'object'
      ? objectWays(found.value)
      : itemsOf(program, found.path, found.value).flatMap((item) =>
          program.strings(item.path, item.value).map((text) => text.split('.')),
        );
  return ways.flatMap((way) => tablesAlong(registry, model, way));
}

function tablesAlong(registry: ModelRegistry, model: Model, way: readonly string[]): string[] {
  const tables: string[] = [];
  let at: Model | null = model;
  for (const step of way) {
    const next: string | undefined = at?.relations.get(step);
    at = next === undefined ? null : registry.named(next);
    if (at !== null) tables.push(at.table);
  }
  return tables;
}

/** `{ lines: { product: true } }` as `[['lines'], ['lines', 'product']]`. */
function objectWays(value: Value, prefix: readonly string[] = []): string[][] {
  if (value.kind !== 'object') return [];
  return value.entries.flatMap(({ key, value: inner }) => {
    const way = [...prefix, key];
    return [way, ...objectWays(inner, way)];
  });
}
