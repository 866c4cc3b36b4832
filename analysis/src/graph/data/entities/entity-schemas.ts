/** `new EntitySchema({ name: 'Order', tableName: 'orders', columns: { … }, relations: { … } })`. */
import type { Value } from '../../../read/value.ts';
import { type CallSite, callIndexOf } from '../../call-index.ts';
import type { ForeignKeyFacts } from '../../facts.ts';
import { isTestPath } from '../../test-paths.ts';
import { entryOf, literalOf } from '../../values.ts';
import { type Model, newModel } from '../model-registry.ts';
import { snakeCase } from '../names.ts';
import { optionText } from '../option-text.ts';
import type { EntityContext } from './definitions.ts';

export function defineEntitySchemas(context: EntityContext): void {
  const { program, registry } = context;
  const found: { site: CallSite; options: Value; model: Model }[] = [];
  for (const site of callIndexOf(program).named(new Set(['EntitySchema']))) {
    const [options] = site.call.args;
    const isSchema = site.call.kind === 'new';
    if (!isSchema || options === undefined || isTestPath(site.path)) continue;
    const name = optionText(program, site.path, options, 'name');
    if (name === null) continue;
    const table = optionText(program, site.path, options, 'tableName') ?? snakeCase(name);
    const model = newModel(table, name, { path: site.path, line: site.call.line });
    registry.addCall(site.path, site.index, model);
    found.push({ site, options, model });
  }
  for (const { site, options, model } of found) defineSchema(context, site, options, model);
}

function defineSchema(
  { program, registry, schema }: EntityContext,
  site: CallSite,
  options: Value,
  model: Model,
): void {
  const columns = entryOf(program, site.path, options, 'columns');
  const literal = columns === null ? null : literalOf(program, columns.path, columns.value);
  for (const { key, value } of literal?.value.kind === 'object' ? literal.value.entries : [])
    if (key !== '') model.columns.set(key, optionText(program, site.path, value, 'name') ?? key);
  const relations = entryOf(program, site.path, options, 'relations');
  const object = relations === null ? null : literalOf(program, relations.path, relations.value);
  const foreignKeys: ForeignKeyFacts[] = [];
  for (const { key, value, line } of object?.value.kind === 'object' ? object.value.entries : []) {
    const name = optionText(program, object?.path ?? site.path, value, 'target');
    if (name === null) continue;
    const target = registry.named(name);
    if (target !== null) registry.relate(model, key, target, line);
    if (optionText(program, object?.path ?? site.path, value, 'type') !== 'many-to-one') continue;
    foreignKeys.push({
      column: `${key}Id`,
      references: target?.table ?? snakeCase(name),
      referencedColumn: 'id',
      onDelete: '',
    });
  }
  schema.define(model.table, [...model.columns.values()], foreignKeys, model.place);
}
