/** Mongoose's `model('User', schema)` and the references in its schemas. */
import type { Value } from '../../../read/value.ts';
import type { CallSite } from '../../call-index.ts';
import { entryOf, itemsOf, literalOf, type PlacedValue, stringOf } from '../../values.ts';
import { type Model, newModel } from '../model-registry.ts';
import { plural } from '../names.ts';
import { keysOf, optionText } from '../option-text.ts';
import { type ModelContext, pointAt } from './model-context.ts';

/** `mongoose.model('User', schema, 'users')`. */
export function mongooseModel(context: ModelContext, site: CallSite): void {
  const { program, registry } = context;
  const [first, schema, collection] = site.call.args;
  const entity = program.evaluate(site.path, site.call.callee);
  const isMongoose =
    entity.kind === 'external'
      ? /mongoose|typegoose/.test(entity.package)
      : (entity.kind === 'unknown' || entity.kind === 'parameter') && schema !== undefined;
  const name = stringOf(program, site.path, first);
  if (!isMongoose || name === null || schema === undefined) return;
  const definition = schemaOf(context, site.path, schema);
  if (definition === null && entity.kind !== 'external') return;
  const said = stringOf(program, site.path, collection);
  const options = definition?.options ?? null;
  const inSchema = options === null ? null : optionText(program, options.path, options.value, 'collection');
  const place = { path: site.path, line: site.call.line };
  const model = newModel(said ?? inSchema ?? plural(name.toLowerCase()), name, place);
  registry.addCall(site.path, site.index, model);
  if (definition !== null) {
    const key = `${definition.path}#${definition.call}`;
    context.schemas.set(key, [...(context.schemas.get(key) ?? []), model]);
  }
  const fields =
    definition === null ? null : literalOf(program, definition.fields.path, definition.fields.value);
  for (const key of fields === null ? [] : keysOf(fields.value)) model.columns.set(key, key);
  context.schema.define(model.table, [...model.columns.values()], [], place);
  if (fields !== null) context.later.push(() => references(context, model, fields));
}

/** `new Schema({ … }, { … })`, looked up through variables and files. */
function schemaOf(
  { program }: ModelContext,
  path: string,
  value: Value,
): { path: string; call: number; fields: PlacedValue; options: PlacedValue | null } | null {
  const entity = program.evaluate(path, value);
  if (entity.kind !== 'external' || entity.call === null) return null;
  const call = program.file(entity.call.path).calls[entity.call.call];
  const [fields, options] = call?.args ?? [];
  if (call === undefined || fields === undefined) return null;
  return {
    ...entity.call,
    fields: { path: entity.call.path, value: fields },
    options: options === undefined ? null : { path: entity.call.path, value: options },
  };
}

/** `author: { type: ObjectId, ref: 'User' }`, also in lists. */
function references(context: ModelContext, model: Model, fields: PlacedValue): void {
  if (fields.value.kind !== 'object') return;
  for (const { key, value, line } of fields.value.entries) {
    const [item] = itemsOf(context.program, fields.path, value);
    const target = item === undefined ? null : referenced(context, item);
    if (target === null) continue;
    model.relations.set(key, target.name);
    pointAt(
      context,
      model,
      target,
      { column: key, referencedColumn: '_id', onDelete: '' },
      {
        path: fields.path,
        line,
      },
    );
  }
}

/** The model behind `{ ref: 'User' }`, `{ ref: User.name }` or `{ type: { ref: … } }`. */
export function referenced({ program, registry }: ModelContext, place: PlacedValue): Model | null {
  const inner = entryOf(program, place.path, place.value, 'type');
  const ref =
    entryOf(program, place.path, place.value, 'ref') ??
    (inner === null ? null : entryOf(program, inner.path, inner.value, 'ref'));
  if (ref === null) return null;
  const value = ref.value.kind === 'member' && ref.value.name === 'name' ? ref.value.of : ref.value;
  return registry.ofValue(program, ref.path, value);
}
