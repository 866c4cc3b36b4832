/** Models that are classes or made by a call: Sequelize, Objection, Bookshelf, Mongoose. */
import type { ClassFact } from '../../read/file-facts.ts';
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import type { ClassRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { entryOf, itemsOf, literalOf, type PlacedValue, stringOf } from '../values.ts';
import { callsAfter, namesOf } from './chains.ts';
import type { CreateDataReader, DataRead } from './data-reader.ts';
import { type Model, ModelRegistry } from './model-registry.ts';
import { plural } from './names.ts';
import type { SchemaTables } from './schema-tables.ts';

const READS = new Set([
  // Sequelize
  'findAll',
  'findOne',
  'findByPk',
  'findById',
  'findAndCountAll',
  'count',
  'max',
  'min',
  'sum',
  'aggregate',
  'findOrBuild',
  'scope',
  'unscoped',
  'reload',
  'findEach',
  'findAllInBatches',
  // Mongoose
  'find',
  'exists',
  'distinct',
  'countDocuments',
  'estimatedDocumentCount',
  'where',
  'watch',
  'populate',
  'findCursor',
  // Bookshelf, Objection
  'fetch',
  'fetchAll',
  'fetchPage',
  'query',
  'relatedQuery',
  'forge',
  'findPage',
]);
/** Writes with "may be repeated". */
const WRITES: ReadonlyMap<string, boolean> = new Map([
  ['create', false],
  ['bulkCreate', false],
  ['insertMany', false],
  ['insertOne', false],
  ['findOrCreate', true],
  ['findCreateFind', true],
  ['update', true],
  ['upsert', true],
  ['updateOne', true],
  ['updateMany', true],
  ['replaceOne', true],
  ['bulkWrite', false],
  ['findByIdAndUpdate', true],
  ['findOneAndUpdate', true],
  ['findOneAndReplace', true],
  ['findByIdAndDelete', true],
  ['findByIdAndRemove', true],
  ['findOneAndDelete', true],
  ['findOneAndRemove', true],
  ['deleteOne', true],
  ['deleteMany', true],
  ['destroy', true],
  ['truncate', true],
  ['restore', true],
  ['remove', true],
  ['increment', false],
  ['decrement', false],
  ['save', false],
  ['add', false],
  ['edit', true],
  ['insert', false],
]);
/** Objection and Knex verbs that make `Model.query()` a write. */
const QUERY_WRITES: ReadonlyMap<string, boolean> = new Map([
  ['insert', false],
  ['insertAndFetch', false],
  ['insertGraph', false],
  ['upsertGraph', true],
  ['update', true],
  ['updateAndFetchById', true],
  ['patch', true],
  ['patchAndFetchById', true],
  ['delete', true],
  ['deleteById', true],
  ['del', true],
  ['relate', true],
  ['unrelate', true],
  ['increment', false],
  ['decrement', false],
  ['truncate', true],
]);
const ATTRIBUTE_HINTS =
  /^(?:type|allowNull|primaryKey|defaultValue|references|ref|required|default|unique|index|enum|lowercase|trim|min|max|field)$/;

export const createModelReader: CreateDataReader = (program, schema) => {
  const models = new Models(program, schema);
  return {
    defineTables: () => models.define(),
    read: (site) => models.read(site),
  };
};

class Models {
  readonly registry = new ModelRegistry();
  private readonly program: Program;
  private readonly schema: SchemaTables;
  /** Foreign keys can be told only when all models are known. */
  private readonly later: (() => void)[] = [];

  constructor(program: Program, schema: SchemaTables) {
    this.program = program;
    this.schema = schema;
  }

  define(): void {
    for (const path of this.program.paths) {
      if (isTestPath(path)) continue;
      for (const [index, fact] of this.program.file(path).classes.entries())
        this.defineClass({ path, class: index }, fact);
    }
    for (const site of callIndexOf(this.program).sites) this.defineByCall(site);
    for (const finish of this.later) finish();
    for (const site of callIndexOf(this.program).sites) if (!this.registry.isEmpty) this.association(site);
  }

  /** `class User extends Model`: Objection's `tableName`, sequelize-typescript's `@Table`, Mongoose's `@Schema`. */
  private defineClass(ref: ClassRef, fact: ClassFact): void {
    const decorator = fact.decorators.find(({ name }) =>
      /(?:^|\.)(?:Table|Schema|modelOptions|ModelOptions)$/.test(name),
    );
    if (decorator !== undefined) {
      const isSchema = /Schema$/.test(decorator.name);
      const [options] = decorator.args;
      const named =
        options === undefined
          ? null
          : (this.textOf(ref.path, options, 'tableName') ?? this.textOf(ref.path, options, 'collection'));
      const own = fact.decorators.find(({ name }) => /(?:^|\.)Table$/.test(name))?.args[0];
      const given =
        named ??
        (own === undefined ? null : stringOf(this.program, ref.path, own)) ??
        this.textOf(ref.path, options, 'modelName');
      const table = given ?? (isSchema ? plural(fact.name.toLowerCase()) : fact.name);
      this.addClass(ref, fact, table, this.decoratedColumns(fact));
      return;
    }
    const tableName = fact.members.find(({ name }) => name === 'tableName');
    if (tableName === undefined || fact.name === '') return;
    const text = this.memberText(ref, tableName.value, tableName.function);
    if (text === null) return;
    const jsonSchema = fact.members.find(({ name, isStatic }) => name === 'jsonSchema' && isStatic);
    const schemaValue =
      jsonSchema?.value ??
      (jsonSchema === undefined || jsonSchema.function < 0
        ? null
        : (this.program.file(ref.path).functions[jsonSchema.function]?.returns[0] ?? null));
    const properties =
      schemaValue === null || schemaValue === undefined
        ? null
        : entryOf(this.program, ref.path, schemaValue, 'properties');
    this.addClass(
      ref,
      fact,
      text,
      properties === null ? [] : keysOf(literalOf(this.program, properties.path, properties.value).value),
    );
    this.later.push(() => this.relationMappings(ref, fact));
  }

  private memberText(ref: ClassRef, value: Value | null, index: number): string | null {
    const returned =
      value ?? (index < 0 ? undefined : this.program.file(ref.path).functions[index]?.returns[0]);
    return returned === undefined ? null : stringOf(this.program, ref.path, returned);
  }

  private addClass(ref: ClassRef, fact: ClassFact, table: string, columns: readonly string[]): void {
    this.registry.addClass(ref, { table, name: fact.name, relations: new Map() });
    this.schema.define(table, columns, [], { path: ref.path, line: fact.line });
    this.later.push(() => this.decoratedKeys(ref, fact, table));
  }

  private decoratedColumns(fact: ClassFact): string[] {
    return fact.members
      .filter(({ decorators }) =>
        decorators.some(({ name }) =>
          /(?:^|\.)(?:Column|Prop|prop|PrimaryKey|ForeignKey|CreatedAt|UpdatedAt|DeletedAt)$/.test(name),
        ),
      )
      .map(({ name }) => name);
  }

  /** sequelize-typescript's `@ForeignKey(() => User)`, Mongoose's `@Prop({ ref: 'User' })`, and the relations beside them. */
  private decoratedKeys(ref: ClassRef, fact: ClassFact, table: string): void {
    const model = this.registry.ofClass(ref);
    for (const member of fact.members) {
      for (const { name, args } of member.decorators) {
        const [first] = args;
        if (first === undefined) continue;
        if (/(?:^|\.)(?:BelongsTo|HasMany|HasOne|BelongsToMany)$/.test(name)) {
          const target = this.lazyModel(ref.path, first);
          if (target !== null) model?.relations.set(member.name, target.name);
        }
        const target = /ForeignKey$/.test(name)
          ? this.lazyModel(ref.path, first)
          : /[Pp]rop$/.test(name)
            ? this.referenced({ path: ref.path, value: first })
            : null;
        if (target !== null)
          this.schema.define(
            table,
            [],
            [{ column: member.name, references: target.table, referencedColumn: 'id', onDelete: '' }],
            null,
          );
      }
    }
  }

  private lazyModel(path: string, value: Value): Model | null {
    const inner =
      value.kind === 'function' ? this.program.file(path).functions[value.function]?.returns[0] : value;
    return inner === undefined ? null : this.registry.ofValue(this.program, path, inner);
  }

  /** `sequelize.define('user', { … }, { tableName })`, `User.init({ … }, { sequelize })`, `mongoose.model('User', schema, 'users')`. */
  private defineByCall(site: CallSite): void {
    const name = calledName(site.call);
    const receiver = receiverOf(site.call);
    const [first, second, third] = site.call.args;
    if (first === undefined) return;
    if (name === 'define' && receiver !== null && second !== undefined)
      this.sequelizeDefine(site, first, second, third);
    else if (name === 'init' && receiver !== null && second !== undefined)
      this.sequelizeInit(site, receiver, first, second);
    else if (name === 'model') this.mongooseModel(site, first, second, third);
    else if (name === 'extend' && receiver !== null) this.bookshelfModel(site, first);
  }

  private sequelizeDefine(site: CallSite, first: Value, attributes: Value, options: Value | undefined): void {
    const modelName = stringOf(this.program, site.path, first);
    const object = literalOf(this.program, site.path, attributes);
    if (modelName === null || object.value.kind !== 'object' || !this.looksLikeAttributes(object)) return;
    const table = this.sequelizeTable(site.path, modelName, options);
    const held = this.program
      .file(site.path)
      .bindings.find(({ value }) => value?.kind === 'call' && value.call === site.index);
    this.registry.addCall(site.path, site.index, { table, name: modelName, relations: new Map() }, [
      modelName.slice(0, 1).toUpperCase() + modelName.slice(1),
      ...(held === undefined ? [] : [held.name]),
    ]);
    this.defineAttributes(site, table, object);
  }

  private sequelizeInit(site: CallSite, receiver: Value, attributes: Value, options: Value): void {
    const object = literalOf(this.program, site.path, attributes);
    const isSequelize =
      entryOf(this.program, site.path, options, 'sequelize') !== null ||
      this.textOf(site.path, options, 'modelName') !== null ||
      this.textOf(site.path, options, 'tableName') !== null;
    const entity = this.program.evaluate(site.path, receiver);
    const className =
      entity.kind === 'class' || entity.kind === 'instance' ? this.program.classOf(entity).name : '';
    const modelName = this.textOf(site.path, options, 'modelName') ?? className;
    if (!isSequelize || modelName === '' || object.value.kind !== 'object') return;
    const table = this.sequelizeTable(site.path, modelName, options);
    const model: Model = { table, name: className === '' ? modelName : className, relations: new Map() };
    if (entity.kind === 'class' || entity.kind === 'instance') this.registry.addClass(entity, model);
    this.defineAttributes(site, table, object);
  }

  /** Sequelize makes plurals unless told otherwise. */
  private sequelizeTable(path: string, modelName: string, options: Value | undefined): string {
    const said = this.textOf(path, options, 'tableName');
    if (said !== null) return said;
    const frozen = options === undefined ? null : entryOf(this.program, path, options, 'freezeTableName');
    return frozen?.value.kind === 'boolean' && frozen.value.value ? modelName : plural(modelName);
  }

  private looksLikeAttributes(object: PlacedValue): boolean {
    if (object.value.kind !== 'object') return false;
    return object.value.entries.some(({ value }) => {
      if (value.kind === 'member' || value.kind === 'call') return true;
      return value.kind === 'object' && value.entries.some(({ key }) => ATTRIBUTE_HINTS.test(key));
    });
  }

  private defineAttributes(site: CallSite, table: string, object: PlacedValue): void {
    if (object.value.kind !== 'object') return;
    const columns = object.value.entries
      .map(({ key, value }) => this.textOf(object.path, value, 'field') ?? key)
      .filter((key) => key !== '');
    this.schema.define(table, columns, [], { path: site.path, line: site.call.line });
    const { entries } = object.value;
    this.later.push(() => {
      for (const { key, value } of entries) {
        const references = entryOf(this.program, object.path, value, 'references');
        const model =
          references === null ? null : entryOf(this.program, references.path, references.value, 'model');
        if (references === null || model === null) continue;
        const target = this.tableOf(model);
        const column = this.textOf(object.path, value, 'field') ?? key;
        const onDelete = this.textOf(object.path, value, 'onDelete') ?? '';
        if (target !== null)
          this.schema.define(
            table,
            [],
            [
              {
                column,
                references: target,
                referencedColumn: this.textOf(references.path, references.value, 'key') ?? 'id',
                onDelete: onDelete.toUpperCase(),
              },
            ],
            null,
          );
      }
    });
  }

  /** `model: 'users'`, `model: User`, `model: { tableName: 'users' }`. */
  private tableOf(place: PlacedValue): string | null {
    const text =
      stringOf(this.program, place.path, place.value) ?? this.textOf(place.path, place.value, 'tableName');
    if (text !== null) return this.registry.named(text)?.table ?? text;
    return this.registry.ofValue(this.program, place.path, place.value)?.table ?? null;
  }

  private mongooseModel(
    site: CallSite,
    first: Value,
    schema: Value | undefined,
    collection: Value | undefined,
  ): void {
    const entity = this.program.evaluate(site.path, site.call.callee);
    const isMongoose =
      entity.kind === 'external'
        ? /mongoose|typegoose/.test(entity.package)
        : (entity.kind === 'unknown' || entity.kind === 'parameter') && schema !== undefined;
    const name = stringOf(this.program, site.path, first);
    if (!isMongoose || name === null || schema === undefined) return;
    const definition = this.schemaOf(site.path, schema);
    if (definition === null && entity.kind !== 'external') return;
    const said = collection === undefined ? null : stringOf(this.program, site.path, collection);
    const inSchema = definition?.options
      ? this.textOf(definition.options.path, definition.options.value, 'collection')
      : null;
    const table = said ?? inSchema ?? plural(name.toLowerCase());
    this.registry.addCall(site.path, site.index, { table, name, relations: new Map() });
    const fields =
      definition === null ? null : literalOf(this.program, definition.fields.path, definition.fields.value);
    this.schema.define(table, fields === null ? [] : keysOf(fields.value), [], {
      path: site.path,
      line: site.call.line,
    });
    if (fields !== null) this.later.push(() => this.references(table, name, fields));
  }

  /** `new Schema({ … }, { … })`, looked up through variables and files. */
  private schemaOf(path: string, value: Value): { fields: PlacedValue; options: PlacedValue | null } | null {
    const entity = this.program.evaluate(path, value);
    if (entity.kind !== 'external' || entity.call === null) return null;
    const call = this.program.file(entity.call.path).calls[entity.call.call];
    const [fields, options] = call?.args ?? [];
    if (call === undefined || fields === undefined) return null;
    return {
      fields: { path: entity.call.path, value: fields },
      options: options === undefined ? null : { path: entity.call.path, value: options },
    };
  }

  /** `author: { type: ObjectId, ref: 'User' }`, also in lists. */
  private references(table: string, name: string, fields: PlacedValue): void {
    if (fields.value.kind !== 'object') return;
    for (const { key, value } of fields.value.entries) {
      const [item] = itemsOf(this.program, fields.path, value);
      const target = item === undefined ? null : this.referenced(item);
      if (target === null) continue;
      this.registry.named(name)?.relations.set(key, target.name);
      this.schema.define(
        table,
        [],
        [{ column: key, references: target.table, referencedColumn: '_id', onDelete: '' }],
        null,
      );
    }
  }

  private referenced(place: PlacedValue): Model | null {
    const inner = entryOf(this.program, place.path, place.value, 'type');
    const ref =
      entryOf(this.program, place.path, place.value, 'ref') ??
      (inner === null ? null : entryOf(this.program, inner.path, inner.value, 'ref'));
    if (ref === null) return null;
    const value = ref.value.kind === 'member' && ref.value.name === 'name' ? ref.value.of : ref.value;
    return this.registry.ofValue(this.program, ref.path, value);
  }

  /** `bookshelf.Model.extend({ tableName: 'users' })`. */
  private bookshelfModel(site: CallSite, first: Value): void {
    const table = this.textOf(site.path, first, 'tableName');
    if (table === null) return;
    const binding = this.program
      .file(site.path)
      .bindings.find(({ value }) => value?.kind === 'call' && value.call === site.index);
    this.registry.addCall(site.path, site.index, {
      table,
      name: binding?.name ?? table,
      relations: new Map(),
    });
    this.schema.define(table, [], [], { path: site.path, line: site.call.line });
  }

  /** `Order.belongsTo(User, { foreignKey })`, `User.hasMany(Order)`, `A.belongsToMany(B, { through })`. */
  private association(site: CallSite): void {
    const name = calledName(site.call);
    if (!/^(?:belongsTo|hasMany|hasOne|belongsToMany)$/.test(name)) return;
    const receiver = receiverOf(site.call);
    const [first, options] = site.call.args;
    if (receiver === null || first === undefined) return;
    const from = this.registry.ofValue(this.program, site.path, receiver);
    const to = this.registry.ofValue(this.program, site.path, first);
    if (from === null || to === null) return;
    const said = this.foreignKeyName(site.path, options);
    const onDelete = (this.textOf(site.path, options, 'onDelete') ?? '').toUpperCase();
    const alias = this.textOf(site.path, options, 'as');
    from.relations.set(
      alias ?? (name === 'belongsTo' || name === 'hasOne' ? to.name : plural(to.name)),
      to.name,
    );
    const key = (owner: Model, target: Model, column: string): void =>
      this.schema.define(
        owner.table,
        [column],
        [{ column, references: target.table, referencedColumn: 'id', onDelete }],
        null,
      );
    if (name === 'belongsTo') key(from, to, said ?? `${alias ?? lowerFirst(to.name)}Id`);
    else if (name !== 'belongsToMany') key(to, from, said ?? `${lowerFirst(from.name)}Id`);
    else this.joinTable(site, from, to, options);
  }

  private joinTable(site: CallSite, from: Model, to: Model, options: Value | undefined): void {
    const through = options === undefined ? null : entryOf(this.program, site.path, options, 'through');
    const table =
      through === null
        ? null
        : (this.registry.ofValue(this.program, through.path, through.value)?.table ?? this.tableOf(through));
    if (table === null) return;
    for (const target of [from, to])
      this.schema.define(
        table,
        [],
        [
          {
            column: `${lowerFirst(target.name)}Id`,
            references: target.table,
            referencedColumn: 'id',
            onDelete: 'CASCADE',
          },
        ],
        { path: site.path, line: site.call.line },
      );
  }

  private foreignKeyName(path: string, options: Value | undefined): string | null {
    if (options === undefined) return null;
    const entry = entryOf(this.program, path, options, 'foreignKey');
    if (entry === null) return null;
    return stringOf(this.program, entry.path, entry.value) ?? this.textOf(entry.path, entry.value, 'name');
  }

  /** Objection's `static relationMappings = { owner: { modelClass: Person, join: { from: 'animals.ownerId', to: 'persons.id' } } }`. */
  private relationMappings(ref: ClassRef, fact: ClassFact): void {
    const member = fact.members.find(({ name, isStatic }) => name === 'relationMappings' && isStatic);
    const value =
      member?.value ??
      (member === undefined || member.function < 0
        ? null
        : (this.program.file(ref.path).functions[member.function]?.returns[0] ?? null));
    if (value === null || value === undefined) return;
    const returned =
      value.kind === 'function' ? this.program.file(ref.path).functions[value.function]?.returns[0] : value;
    const object = returned === undefined ? null : literalOf(this.program, ref.path, returned);
    if (object?.value.kind !== 'object') return;
    for (const { key, value: mapping } of object.value.entries) this.mapping(ref, key, object.path, mapping);
  }

  private mapping(ref: ClassRef, key: string, path: string, mapping: Value): void {
    const modelClass = entryOf(this.program, path, mapping, 'modelClass');
    const target = modelClass === null ? null : this.lazyModel(modelClass.path, modelClass.value);
    if (target !== null) this.registry.ofClass(ref)?.relations.set(key, target.name);
    const relation = entryOf(this.program, path, mapping, 'relation')?.value;
    const join = entryOf(this.program, path, mapping, 'join');
    if (join === null || relation?.kind !== 'member') return;
    const from = this.textOf(join.path, join.value, 'from');
    const to = this.textOf(join.path, join.value, 'to');
    if (from === null || to === null) return;
    if (relation.name === 'ManyToManyRelation') {
      this.throughTable(ref, join, from, to);
      return;
    }
    const isOwner = relation.name === 'BelongsToOneRelation';
    const [owner, other] = isOwner ? [from, to] : [to, from];
    const [table, column] = splitColumn(owner);
    const [references, referencedColumn] = splitColumn(other);
    if (/^(?:BelongsToOne|HasMany|HasOne)Relation$/.test(relation.name))
      this.schema.define(table, [], [{ column, references, referencedColumn, onDelete: '' }], null);
  }

  /** `through: { from: 'posts_tags.postId', to: 'posts_tags.tagId' }`. */
  private throughTable(ref: ClassRef, join: PlacedValue, from: string, to: string): void {
    const through = entryOf(this.program, join.path, join.value, 'through');
    if (through === null) return;
    const sides = [
      [this.textOf(through.path, through.value, 'from'), from],
      [this.textOf(through.path, through.value, 'to'), to],
    ] as const;
    for (const [own, other] of sides) {
      if (own === null) continue;
      const [table, column] = splitColumn(own);
      const [references, referencedColumn] = splitColumn(other);
      this.schema.define(table, [column], [{ column, references, referencedColumn, onDelete: '' }], {
        path: ref.path,
        line: this.program.classOf(ref).line,
      });
    }
  }

  read(site: CallSite): DataRead | null {
    const name = calledName(site.call);
    const receiver = receiverOf(site.call);
    const isWrite = WRITES.has(name);
    if (receiver === null) return null;
    if (name === 'collection' || name === 'getCollection') return this.collection(site);
    if (this.registry.isEmpty) return null;
    if (!isWrite && !READS.has(name))
      return name.startsWith('$') ? this.instanceQuery(site, receiver, name) : null;
    if (name !== 'populate' && this.isStepOfQuery(site.path, receiver)) return null;
    const model = this.modelAt(site, receiver);
    if (model === null) return null;
    if (name === 'populate') return this.populated(site, model);
    if (name === 'query' || name === 'relatedQuery') return this.query(site, model, name);
    if (name === 'forge' || name === 'scope' || name === 'unscoped') return null;
    if (this.isOwnMethod(site)) return null;
    const mode = isWrite ? 'W' : 'R';
    const related = this.included(site.path, site.call.args, model).map((table) => ({
      table,
      mode: 'R' as const,
      columns: [],
      isIdempotent: true,
    }));
    const isRelative = site.call.args.some(
      (arg) =>
        entryOf(this.program, site.path, arg, '$inc') !== null ||
        entryOf(this.program, site.path, arg, '$push') !== null,
    );
    return {
      access: [
        { table: model.table, mode, columns: [], isIdempotent: !isRelative && (WRITES.get(name) ?? true) },
        ...related,
      ],
      happenings: [],
      unknown: [],
    };
  }

  /** `User.find().where(…)`: the query was read at its first call. */
  private isStepOfQuery(path: string, receiver: Value): boolean {
    const call = receiver.kind === 'call' ? this.program.file(path).calls[receiver.call] : undefined;
    if (call === undefined || call.kind !== 'call') return false;
    const name = calledName(call);
    const isStart = READS.has(name) || WRITES.has(name) || name.startsWith('$');
    const before = receiverOf(call);
    if (name === 'scope' || name === 'unscoped' || name === 'forge') return false;
    return isStart ? true : before !== null && this.isStepOfQuery(path, before);
  }

  /** `populate('author')`, `populate({ path: 'author' })`. */
  private populated(site: CallSite, model: Model): DataRead | null {
    const [first] = site.call.args;
    const path =
      first === undefined
        ? null
        : (stringOf(this.program, site.path, first) ?? this.textOf(site.path, first, 'path'));
    const names = (path ?? '').split(/[ .]+/).map((name) => model.relations.get(name));
    const tables = names.flatMap((name) => this.registry.named(name ?? '')?.table ?? []);
    return tables.length === 0
      ? null
      : {
          access: tables.map((table) => ({ table, mode: 'R', columns: [], isIdempotent: true })),
          happenings: [],
          unknown: [],
        };
  }

  /** A static method that the class declares itself under the same name: its body tells. */
  private isOwnMethod(site: CallSite): boolean {
    return this.program.callees(site.path, site.index).length > 0;
  }

  private modelAt(site: CallSite, receiver: Value): Model | null {
    const byName = this.modelCall(site.path, receiver);
    if (byName !== null) return byName;
    const entity = this.program.evaluate(site.path, receiver);
    const model = this.registry.ofEntity(this.program, entity);
    if (model !== null) return model;
    if (entity.kind === 'external') {
      const [type] = entity.typeArgs?.types ?? [];
      const isModel = /(?:^|\.)(?:\w*Model|Repository|ModelCtor|ModelStatic|ModelType)(?:\.|$)/.test(
        entity.way.join('.'),
      );
      const typed =
        type === undefined || entity.typeArgs === null || !isModel
          ? null
          : this.typedModel(entity.typeArgs.path, type);
      if (typed !== null) return typed;
      return entity.package === 'global' ? null : this.throughResult(entity.call, receiver);
    }
    if (entity.kind === 'unknown' || entity.kind === 'parameter') return this.byName(site.path, receiver);
    return null;
  }

  private typedModel(path: string, type: Parameters<Program['typed']>[1]): Model | null {
    const entity = this.program.typed(path, type);
    const model = this.registry.ofEntity(this.program, entity);
    if (model !== null) return model;
    const name = type.kind === 'named' ? type.name.replace(/(?:Document|Doc)$|^I(?=[A-Z])/g, '') : '';
    return name === '' ? null : this.registry.named(name);
  }

  /** What a model's own call gave: `const user = await User.findOne(); await user.save()`, `User.scope('x').findAll()`. */
  private throughResult(call: { path: string; call: number } | null, receiver: Value): Model | null {
    if (call === null) return null;
    const made = this.program.file(call.path).calls[call.call];
    const inner = made === undefined ? null : made.kind === 'new' ? made.callee : receiverOf(made);
    return inner === null || inner === receiver
      ? null
      : this.modelAt({ path: call.path, index: call.call, call: made as CallSite['call'] }, inner);
  }

  /** `mongoose.model('User')` asks for a model by its name. */
  private modelCall(path: string, receiver: Value): Model | null {
    const call = receiver.kind === 'call' ? this.program.file(path).calls[receiver.call] : undefined;
    const isAsking = call !== undefined && calledName(call) === 'model' && call.args.length === 1;
    return isAsking ? this.registry.named(stringOf(this.program, path, call.args[0]) ?? '') : null;
  }

  /** `models.User.findAll()`, `db.User`, `mongoose.model('User')`: the name is all there is. */
  private byName(path: string, receiver: Value): Model | null {
    if (receiver.kind === 'member') return this.registry.named(receiver.name);
    if (receiver.kind !== 'name') return null;
    const held = receiver.binding >= 0 ? this.program.file(path).bindings[receiver.binding]?.value : null;
    if (held?.kind === 'member') return this.registry.named(held.name);
    return /^[A-Z]/.test(receiver.name) ? this.registry.named(receiver.name) : null;
  }

  private query(site: CallSite, model: Model, name: string): DataRead {
    const after = callsAfter(this.program, site.path, site.index);
    const writes = [...namesOf(after)].filter((method) => QUERY_WRITES.has(method));
    const relation =
      name === 'relatedQuery'
        ? model.relations.get(stringOf(this.program, site.path, site.call.args[0]) ?? '')
        : undefined;
    const target = relation === undefined ? model : (this.registry.named(relation) ?? model);
    const graph = after
      .filter(({ call }) =>
        /^(?:withGraph(?:Fetched|Joined)|eager|joinRelated|leftJoinRelated|withGraph)$/.test(
          calledName(call),
        ),
      )
      .flatMap(({ path, call }) => this.graphTables(model, stringOf(this.program, path, call.args[0]) ?? ''));
    return {
      access: [
        {
          table: target.table,
          mode: writes.length > 0 ? 'W' : 'R',
          columns: [],
          isIdempotent: writes.every((method) => QUERY_WRITES.get(method) === true),
        },
        ...graph.map((table) => ({ table, mode: 'R' as const, columns: [], isIdempotent: true })),
      ],
      happenings: [],
      unknown: [],
    };
  }

  /** `[owner, pets.[toys]]`: every name that is a relation of some model on the way. */
  private graphTables(model: Model, expression: string): string[] {
    let at: Model | null = model;
    const tables: string[] = [];
    for (const name of expression.match(/\w+/g) ?? []) {
      const target: string | undefined = at?.relations.get(name) ?? model.relations.get(name);
      at = target === undefined ? at : this.registry.named(target);
      if (target !== undefined && at !== null) tables.push(at.table);
    }
    return tables;
  }

  /** Objection's `user.$query().patch(…)`, `user.$relatedQuery('pets')`. */
  private instanceQuery(site: CallSite, receiver: Value, name: string): DataRead | null {
    if (name !== '$query' && name !== '$relatedQuery') return null;
    const model = this.modelAt(site, receiver);
    return model === null ? null : this.query(site, model, name === '$query' ? 'query' : 'relatedQuery');
  }

  /** The driver's own `db.collection('users').insertOne(…)`. */
  private collection(site: CallSite): DataRead | null {
    const [first] = site.call.args;
    const names = first === undefined ? [] : this.program.strings(site.path, first);
    if (names.length === 0) return null;
    const after = [...namesOf(callsAfter(this.program, site.path, site.index))];
    if (!after.some((method) => WRITES.has(method) || READS.has(method))) return null;
    const writes = after.filter((method) => WRITES.has(method));
    const isIdempotent = writes.every((method) => WRITES.get(method) === true);
    return {
      access: names.map((table) => ({
        table,
        mode: writes.length > 0 ? 'W' : 'R',
        columns: [],
        isIdempotent,
      })),
      happenings: [],
      unknown: [],
    };
  }

  /** Sequelize's `include: [User, { model: Order, include: … }]`, Mongoose's `populate`. */
  private included(path: string, args: readonly Value[], model: Model, depth = 0): string[] {
    if (depth > 6) return [];
    return args.flatMap((arg) => {
      const include = entryOf(this.program, path, arg, 'include');
      if (include === null) return [];
      return itemsOf(this.program, include.path, include.value).flatMap((item) => {
        const inner =
          entryOf(this.program, item.path, item.value, 'model') ??
          entryOf(this.program, item.path, item.value, 'association') ??
          item;
        const text = stringOf(this.program, inner.path, inner.value);
        const target =
          text === null
            ? this.registry.ofValue(this.program, inner.path, inner.value)
            : this.registry.named(model.relations.get(text) ?? text);
        return target === null
          ? []
          : [target.table, ...this.included(item.path, [item.value], target, depth + 1)];
      });
    });
  }

  private textOf(path: string, value: Value | undefined, key: string): string | null {
    const entry = value === undefined ? null : entryOf(this.program, path, value, key);
    return entry === null ? null : stringOf(this.program, entry.path, entry.value);
  }
}

const lowerFirst = (name: string): string => name.slice(0, 1).toLowerCase() + name.slice(1);

const keysOf = (value: Value): string[] =>
  value.kind === 'object' ? value.entries.map(({ key }) => key).filter((key) => key !== '') : [];

function splitColumn(text: string): [table: string, column: string] {
  const dot = text.lastIndexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}
