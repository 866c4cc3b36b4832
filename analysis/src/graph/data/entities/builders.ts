/** Query builders over entities: `createQueryBuilder('order').leftJoin('order.lines', 'line')`. */
import { type CallSite, calledName, receiverOf } from '../../call-index.ts';
import type { Program } from '../../program.ts';
import { stringOf } from '../../values.ts';
import { callsAfter, callsBefore, namesOf } from '../chains.ts';
import { modelColumns } from '../columns.ts';
import { type DataRead, dataRead, reads, writes } from '../data-reader.ts';
import type { Model, ModelRegistry } from '../model-registry.ts';
import { lowerFirst } from '../option-text.ts';
import { columnsFor, columnsNamedIn, statementAround } from '../statement.ts';
import { BUILDER_JOINS, BUILDER_TARGETS, BUILDER_WRITES } from './methods.ts';
import { entityArgument, modelsAt } from './repositories.ts';

/** A builder reads its entity unless the chain turns it into a write. */
export function readBuilder(
  program: Program,
  registry: ModelRegistry,
  site: CallSite,
  models: readonly Model[],
): DataRead {
  const after = callsAfter(program, site.path, site.index);
  const changes = [...namesOf(after)].filter((name) => BUILDER_WRITES.has(name));
  const isOther = after.some(
    ({ path, call }) =>
      changes.includes(calledName(call)) &&
      call.args[0] !== undefined &&
      entityArgument(program, registry, path, call.args[0]) !== null,
  );
  const isIdempotent = changes.every((name) => BUILDER_WRITES.get(name) === true);
  return dataRead(
    models.map((model) => {
      const columns = columnsAt(program, site, model, aliasOf(program, site));
      return changes.length > 0 && !isOther
        ? writes(model.table, columns, isIdempotent)
        : reads(model.table, columns);
    }),
  );
}

/** `.leftJoinAndSelect('order.lines', 'line')`, `.innerJoin(Customer, 'c')`, `.insert().into(Order)`. */
export function readBuilderStep(
  program: Program,
  registry: ModelRegistry,
  site: CallSite,
  name: string,
): DataRead | null {
  const [first] = site.call.args;
  if (first === undefined) return null;
  const entity = entityArgument(program, registry, site.path, first);
  if (entity !== null) {
    const columns = columnsAt(program, site, entity, aliasOf(program, site));
    const change = [...namesOf(callsBefore(program, site))].find((method) => BUILDER_WRITES.has(method));
    const isWrite = change !== undefined && BUILDER_TARGETS.has(name) && name !== 'relation';
    return dataRead([
      isWrite
        ? writes(entity.table, columns, BUILDER_WRITES.get(change) === true)
        : reads(entity.table, columns),
    ]);
  }
  const byName = tableByName(program, site, name);
  if (byName !== null) return byName;
  if (!BUILDER_JOINS.has(name)) return null;
  const [, alias, property] = /^([\w$]+)\.([\w$]+)$/.exec(stringOf(program, site.path, first) ?? '') ?? [];
  const related =
    alias === undefined || property === undefined
      ? null
      : (relatedByAlias(registry, alias, property) ?? relatedByProperty(program, registry, site, property));
  return related === null
    ? null
    : dataRead([reads(related.table, columnsAt(program, site, related, aliasOf(program, site)))]);
}

/** `createQueryBuilder().update(Order).set({ … })`: the entity stands where others have what is set. */
export function readUpdateStep(program: Program, registry: ModelRegistry, site: CallSite): DataRead | null {
  const [first] = site.call.args;
  const entity = first === undefined ? null : entityArgument(program, registry, site.path, first);
  if (entity === null) return null;
  return dataRead([writes(entity.table, columnsAt(program, site, entity, entity.name), true)]);
}

/** `.delete().from('order_tags')`, `.leftJoin('order_tags', 'tag', 'tag.order_id = order.id')`: tables without an entity, as of a `@JoinTable`. */
function tableByName(program: Program, site: CallSite, name: string): DataRead | null {
  const { path, call } = site;
  const table = stringOf(program, path, call.args[0]);
  if (table === null || !/^\w+$/.test(table) || isTemporary(program, path, table)) return null;
  // Only these builders join on a condition in one text, whatever the query was begun with.
  const isJoin = BUILDER_JOINS.has(name) && /=/.test(stringOf(program, path, call.args[2]) ?? '');
  if (isJoin) return dataRead([reads(table)]);
  const before = namesOf(callsBefore(program, site));
  if (!(name === 'from' || name === 'into') || !before.has('createQueryBuilder')) return null;
  const change = [...before].find((method) => BUILDER_WRITES.has(method));
  return dataRead([
    change === undefined ? reads(table) : writes(table, [], BUILDER_WRITES.get(change) === true),
  ]);
}

/** `addCommonTableExpression(query, 'recent')` names a query of this file, and no table. */
function isTemporary(program: Program, path: string, table: string): boolean {
  return program
    .file(path)
    .calls.some(
      (call) =>
        calledName(call) === 'addCommonTableExpression' && stringOf(program, path, call.args[1]) === table,
    );
}

/** The last argument of `createQueryBuilder(Order, 'order')` and `innerJoin(Customer, 'c', 'c.id = …')` that is one word. */
function aliasOf(program: Program, site: CallSite): string {
  const words = site.call.args
    .slice(0, 2)
    .map((arg) => (arg.kind === 'string' ? arg.text : (program.strings(site.path, arg)[0] ?? '')));
  return words.findLast((word) => /^\w+$/.test(word)) ?? '';
}

/** Columns after the alias; bare ones only where the query has one table. */
function columnsAt(program: Program, site: CallSite, model: Model, alias: string): string[] {
  const statement = statementAround(program, site);
  const isOnly = !statement.some(({ call }) => BUILDER_JOINS.has(calledName(call)));
  const named = columnsNamedIn(program, statement);
  return modelColumns(model, columnsFor(named, [alias, model.name, model.table], isOnly));
}

/** An alias is mostly the name of the entity or of its table. */
function relatedByAlias(registry: ModelRegistry, alias: string, property: string): Model | null {
  const owner = registry.models.find(({ name, table }) => table === alias || lowerFirst(name) === alias);
  const target = owner?.relations.get(property);
  return target === undefined ? null : registry.named(target);
}

/** Where it is not, the root entity's relation, else the only relation of that name anywhere. */
function relatedByProperty(
  program: Program,
  registry: ModelRegistry,
  site: CallSite,
  property: string,
): Model | null {
  const root = callsBefore(program, site).find(({ call }) => calledName(call) === 'createQueryBuilder');
  const receiver = root === undefined ? null : receiverOf(root.call);
  const [model] = root === undefined || receiver === null ? [] : modelsAt(program, registry, root, receiver);
  const direct = model?.relations.get(property);
  if (direct !== undefined) return registry.named(direct);
  const targets = new Set(
    registry.models.map(({ relations }) => relations.get(property)).filter((name) => name !== undefined),
  );
  const [only] = targets;
  return targets.size === 1 && only !== undefined ? registry.named(only) : null;
}
