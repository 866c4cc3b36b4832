/** Objection's and Bookshelf's models: classes or objects with a `tableName`, and their relation mappings. */
import type { ClassFact, MemberFact } from '../../../read/file-facts.ts';
import type { ObjectEntry, Value } from '../../../read/value.ts';
import type { CallSite } from '../../call-index.ts';
import type { ClassRef, Program } from '../../program.ts';
import { entryOf, literalOf, type PlacedValue, stringOf } from '../../values.ts';
import { newModel } from '../model-registry.ts';
import { keysOf, optionText } from '../option-text.ts';
import type { ModelContext } from './model-context.ts';

/** `class User extends Model { static tableName = 'users' }`. */
export function defineTableNamed(context: ModelContext, ref: ClassRef, fact: ClassFact): void {
  const { program, registry, schema } = context;
  const tableName = fact.members.find(({ name }) => name === 'tableName');
  if (tableName === undefined || fact.name === '') return;
  const said = givenBy(program, ref.path, tableName);
  const table = said === null ? null : stringOf(program, ref.path, said);
  if (table === null) return;
  const jsonSchema = fact.members.find(({ name, isStatic }) => name === 'jsonSchema' && isStatic);
  const given = jsonSchema === undefined ? null : givenBy(program, ref.path, jsonSchema);
  const properties = given === null ? null : entryOf(program, ref.path, given, 'properties');
  const columns =
    properties === null ? [] : keysOf(literalOf(program, properties.path, properties.value).value);
  const place = { path: ref.path, line: fact.line };
  const model = newModel(table, fact.name, place);
  for (const column of columns) model.columns.set(column, column);
  registry.addClass(ref, model);
  schema.define(table, columns, [], place);
  context.later.push(() => relationMappings(context, ref, fact));
}

/** What a property holds, or a getter or method gives. */
function givenBy(program: Program, path: string, member: MemberFact): Value | null {
  if (member.value !== null && member.value.kind !== 'function') return member.value;
  const index = member.value?.kind === 'function' ? member.value.function : member.function;
  return index < 0 ? null : (program.file(path).functions[index]?.returns[0] ?? null);
}

/** `bookshelf.Model.extend({ tableName: 'users' })`, `bookshelf.model('User', { tableName: 'users' })`. */
export function bookshelfModel({ program, registry, schema }: ModelContext, site: CallSite): void {
  const [first, second] = site.call.args;
  const named = stringOf(program, site.path, first);
  const table = optionText(program, site.path, named === null ? first : second, 'tableName');
  if (table === null) return;
  const binding = program
    .file(site.path)
    .bindings.find(({ value }) => value?.kind === 'call' && value.call === site.index);
  const place = { path: site.path, line: site.call.line };
  registry.addCall(site.path, site.index, newModel(table, named ?? binding?.name ?? table, place));
  schema.define(table, [], [], place);
}

/** `static relationMappings = { owner: { modelClass: Person, join: { from: 'animals.ownerId', to: 'persons.id' } } }`. */
function relationMappings(context: ModelContext, ref: ClassRef, fact: ClassFact): void {
  const member = fact.members.find(({ name, isStatic }) => name === 'relationMappings' && isStatic);
  const given = member === undefined ? null : givenBy(context.program, ref.path, member);
  const object = given === null ? null : literalOf(context.program, ref.path, given);
  if (object?.value.kind !== 'object') return;
  for (const entry of object.value.entries) mapping(context, ref, object.path, entry);
}

function mapping(
  context: ModelContext,
  ref: ClassRef,
  path: string,
  { key, value, line }: ObjectEntry,
): void {
  const { program, registry, schema } = context;
  const modelClass = entryOf(program, path, value, 'modelClass');
  const target = modelClass === null ? null : registry.ofLazy(program, modelClass.path, modelClass.value);
  const model = registry.ofClass(ref);
  if (target !== null && model !== null) registry.relate(model, key, target, line);
  const relation = entryOf(program, path, value, 'relation')?.value;
  const join = entryOf(program, path, value, 'join');
  if (join === null || relation?.kind !== 'member') return;
  const from = optionText(program, join.path, join.value, 'from');
  const to = optionText(program, join.path, join.value, 'to');
  if (from === null || to === null) return;
  if (relation.name === 'ManyToManyRelation') {
    const between = throughTable(context, ref, join, from, to);
    if (between !== null) model?.between.set(key, between);
    return;
  }
  if (!/^(?:BelongsToOne|HasMany|HasOne)Relation$/.test(relation.name)) return;
  const isOwner = relation.name === 'BelongsToOneRelation';
  const [owner, other] = isOwner ? [from, to] : [to, from];
  const [table, column] = splitColumn(owner);
  const [references, referencedColumn] = splitColumn(other);
  schema.define(table, [], [{ column, references, referencedColumn, onDelete: '' }], null);
}

/** `through: { from: 'posts_tags.postId', to: 'posts_tags.tagId' }`: the table between. */
function throughTable(
  { program, schema }: ModelContext,
  ref: ClassRef,
  join: PlacedValue,
  from: string,
  to: string,
): string | null {
  const through = entryOf(program, join.path, join.value, 'through');
  if (through === null) return null;
  let between: string | null = null;
  const sides = [
    [optionText(program, through.path, through.value, 'from'), from],
    [optionText(program, through.path, through.value, 'to'), to],
  ] as const;
  for (const [own, other] of sides) {
    if (own === null) continue;
    const [table, column] = splitColumn(own);
    const [references, referencedColumn] = splitColumn(other);
    between = table;
    schema.define(table, [column], [{ column, references, referencedColumn, onDelete: '' }], {
      path: ref.path,
      line: program.classOf(ref).line,
    });
  }
  return between;
}

function splitColumn(text: string): [table: string, column: string] {
  const dot = text.lastIndexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}
