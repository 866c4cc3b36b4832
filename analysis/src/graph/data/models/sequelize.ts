/** Sequelize without decorators: `define`, `init`, and the associations that are called on models. */
import type { ObjectEntry, Value } from '../../../read/value.ts';
import { type CallSite, calledName, receiverOf } from '../../call-index.ts';
import { entryOf, literalOf, type PlacedValue, stringOf } from '../../values.ts';
import { type Model, newModel } from '../model-registry.ts';
import { plural } from '../names.ts';
import { lowerFirst, optionText } from '../option-text.ts';
import { type ModelContext, pointAt, referredTable } from './model-context.ts';

const ATTRIBUTE_HINTS =
  /^(?:type|allowNull|primaryKey|defaultValue|references|ref|required|default|unique|index|enum|lowercase|trim|min|max|field)$/;

/** `sequelize.define('user', { … }, { tableName })`. */
export function sequelizeDefine(context: ModelContext, site: CallSite): void {
  const { program, registry } = context;
  const [first, attributes, options] = site.call.args;
  if (attributes === undefined) return;
  const modelName = stringOf(program, site.path, first);
  const object = literalOf(program, site.path, attributes);
  if (modelName === null || object.value.kind !== 'object' || !looksLikeAttributes(object)) return;
  const model = newModel(tableOf(context, site.path, modelName, options), modelName, placeOf(site));
  const held = program
    .file(site.path)
    .bindings.find(({ value }) => value?.kind === 'call' && value.call === site.index);
  registry.addCall(site.path, site.index, model, [
    modelName.slice(0, 1).toUpperCase() + modelName.slice(1),
    ...(held === undefined ? [] : [held.name]),
  ]);
  defineAttributes(context, site, model, object);
}

/** `User.init({ … }, { sequelize })`. */
export function sequelizeInit(context: ModelContext, site: CallSite): void {
  const { program, registry } = context;
  const receiver = receiverOf(site.call);
  const [attributes, options] = site.call.args;
  if (receiver === null || attributes === undefined || options === undefined) return;
  const object = literalOf(program, site.path, attributes);
  const isSequelize =
    entryOf(program, site.path, options, 'sequelize') !== null ||
    optionText(program, site.path, options, 'modelName') !== null ||
    optionText(program, site.path, options, 'tableName') !== null;
  const entity = program.evaluate(site.path, receiver);
  const className = entity.kind === 'class' || entity.kind === 'instance' ? program.classOf(entity).name : '';
  const modelName = optionText(program, site.path, options, 'modelName') ?? className;
  if (!isSequelize || modelName === '' || object.value.kind !== 'object') return;
  const table = tableOf(context, site.path, modelName, options);
  const model = newModel(table, className === '' ? modelName : className, placeOf(site));
  if (entity.kind === 'class' || entity.kind === 'instance') registry.addClass(entity, model);
  defineAttributes(context, site, model, object);
}

/** Sequelize makes plurals unless told otherwise. */
function tableOf(
  { program }: ModelContext,
  path: string,
  modelName: string,
  options: Value | undefined,
): string {
  const said = optionText(program, path, options, 'tableName');
  if (said !== null) return said;
  const frozen = options === undefined ? null : entryOf(program, path, options, 'freezeTableName');
  return frozen?.value.kind === 'boolean' && frozen.value.value ? modelName : plural(modelName);
}

function looksLikeAttributes(object: PlacedValue): boolean {
  if (object.value.kind !== 'object') return false;
  return object.value.entries.some(({ value }) => {
    if (value.kind === 'member' || value.kind === 'call') return true;
    return value.kind === 'object' && value.entries.some(({ key }) => ATTRIBUTE_HINTS.test(key));
  });
}

function defineAttributes(context: ModelContext, site: CallSite, model: Model, object: PlacedValue): void {
  if (object.value.kind !== 'object') return;
  const { entries } = object.value;
  for (const { key, value } of entries)
    if (key !== '') model.columns.set(key, optionText(context.program, object.path, value, 'field') ?? key);
  context.schema.define(model.table, [...model.columns.values()], [], placeOf(site));
  context.later.push(() => {
    for (const entry of entries) attributeKey(context, model, object.path, entry);
  });
}

/** `owner: { references: { model: 'users', key: 'id' } }`. */
function attributeKey(
  context: ModelContext,
  model: Model,
  path: string,
  { key, value, line }: ObjectEntry,
): void {
  const { program, registry, schema } = context;
  const references = entryOf(program, path, value, 'references');
  const referred = references === null ? null : entryOf(program, references.path, references.value, 'model');
  const table = referred === null ? null : referredTable(context, referred);
  if (references === null || table === null) return;
  const column = model.columns.get(key) ?? key;
  const foreignKey = {
    column,
    references: table,
    referencedColumn: optionText(program, references.path, references.value, 'key') ?? 'id',
    onDelete: (optionText(program, path, value, 'onDelete') ?? '').toUpperCase(),
  };
  schema.define(model.table, [], [foreignKey], null);
  const target = registry.models.find((one) => one.table === table);
  if (target !== undefined) registry.refer(model, column, target, { path, line });
}

export const ASSOCIATIONS: ReadonlySet<string> = new Set(['belongsTo', 'hasMany', 'hasOne', 'belongsToMany']);

/** `Order.belongsTo(User, { foreignKey })`, `User.hasMany(Order)`, `A.belongsToMany(B, { through })`. */
export function association(context: ModelContext, site: CallSite): void {
  const { program, registry } = context;
  const kind = calledName(site.call);
  const receiver = receiverOf(site.call);
  const [first, options] = site.call.args;
  if (receiver === null || first === undefined) return;
  const from = registry.ofValue(program, site.path, receiver);
  const to = registry.ofValue(program, site.path, first);
  if (from === null || to === null) return;
  const said = foreignKeyName(context, site.path, options);
  const onDelete = (optionText(program, site.path, options, 'onDelete') ?? '').toUpperCase();
  const alias = optionText(program, site.path, options, 'as');
  const isOne = kind === 'belongsTo' || kind === 'hasOne';
  from.relations.set(alias ?? (isOne ? to.name : plural(to.name)), to.name);
  registry.refer(from, alias ?? to.name, to, relationPlace(from, site));
  const key = (owner: Model, target: Model, column: string): void =>
    context.schema.define(
      owner.table,
      [column],
      [{ column, references: target.table, referencedColumn: 'id', onDelete }],
      null,
    );
  if (kind === 'belongsTo') key(from, to, said ?? `${alias ?? lowerFirst(to.name)}Id`);
  else if (kind !== 'belongsToMany') key(to, from, said ?? `${lowerFirst(from.name)}Id`);
  else joinTable(context, site, from, to, options);
}

/** Associations often stand in one file for all models: the relation is the model's all the same. */
function relationPlace(from: Model, site: CallSite): Model['place'] {
  return from.place.path === site.path ? placeOf(site) : from.place;
}

function joinTable(
  context: ModelContext,
  site: CallSite,
  from: Model,
  to: Model,
  options: Value | undefined,
): void {
  const { program, registry, schema } = context;
  const through = options === undefined ? null : entryOf(program, site.path, options, 'through');
  const model = through === null ? null : registry.ofValue(program, through.path, through.value);
  const table = through === null ? null : (model?.table ?? referredTable(context, through));
  if (table === null) return;
  for (const target of [from, to]) {
    const key = { column: `${lowerFirst(target.name)}Id`, referencedColumn: 'id', onDelete: 'CASCADE' };
    schema.define(table, [], [{ ...key, references: target.table }], placeOf(site));
    if (model !== null) pointAt(context, model, target, key);
  }
}

function foreignKeyName({ program }: ModelContext, path: string, options: Value | undefined): string | null {
  if (options === undefined) return null;
  const entry = entryOf(program, path, options, 'foreignKey');
  if (entry === null) return null;
  return stringOf(program, entry.path, entry.value) ?? optionText(program, entry.path, entry.value, 'name');
}

const placeOf = ({ path, call }: CallSite): Model['place'] => ({ path, line: call.line });
