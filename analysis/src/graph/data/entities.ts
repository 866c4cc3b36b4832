/** Entity classes and their repositories: TypeORM and MikroORM. */
import type { DecoratorFact, MemberFact } from '../../read/file-facts.ts';
import type { TypeRef, Value } from '../../read/value.ts';
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import type { ForeignKeyFacts } from '../facts.ts';
import type { ClassRef, Entity, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { entryOf, itemsOf, literalOf, stringOf } from '../values.ts';
import { callsAfter, callsBefore, namesOf } from './chains.ts';
import type { CreateDataReader, DataRead } from './data-reader.ts';
import { type Model, ModelRegistry } from './model-registry.ts';
import { snakeCase } from './names.ts';
import type { SchemaTables } from './schema-tables.ts';

const READS = new Set([
  'find',
  'findOne',
  'findOneBy',
  'findBy',
  'findAndCount',
  'findAndCountBy',
  'findOneOrFail',
  'findOneByOrFail',
  'findByIds',
  'findAll',
  'findByCursor',
  'count',
  'countBy',
  'exist',
  'exists',
  'existsBy',
  'existBy',
  'sum',
  'average',
  'minimum',
  'maximum',
  'preload',
  'refresh',
  'populate',
  'createQueryBuilder',
  'findTrees',
  'findRoots',
  'findDescendants',
  'findAncestors',
  'stream',
  'qb',
  'findDescendantsTree',
  'findAncestorsTree',
  'loadCount',
  'getReference',
  'hasId',
]);
/** Writes with "may be repeated". */
const WRITES: ReadonlyMap<string, boolean> = new Map([
  ['save', false],
  ['insert', false],
  ['insertMany', false],
  ['update', true],
  ['updateAll', true],
  ['upsert', true],
  ['upsertMany', true],
  ['delete', true],
  ['remove', true],
  ['softDelete', true],
  ['softRemove', true],
  ['restore', true],
  ['recover', true],
  ['increment', false],
  ['decrement', false],
  ['clear', true],
  ['persist', false],
  ['persistAndFlush', false],
  ['removeAndFlush', true],
  ['nativeInsert', false],
  ['nativeUpdate', true],
  ['nativeDelete', true],
  ['deleteAll', true],
]);
const MANAGER_PACKAGES = /^(?:typeorm|@nestjs\/typeorm|@mikro-orm\/.+|typeorm-typedi-extensions|nestjs-.+)$/;
const REPOSITORY_GETTERS = new Set([
  'getRepository',
  'getCustomRepository',
  'getTreeRepository',
  'getMongoRepository',
  'repository',
  'withRepository',
]);
const COLUMNS =
  /^(?:Column|PrimaryColumn|PrimaryGeneratedColumn|CreateDateColumn|UpdateDateColumn|DeleteDateColumn|VersionColumn|ObjectIdColumn|Property|PrimaryKey|SerializedPrimaryKey|Enum|Formula|VirtualColumn|ViewColumn|Embedded)$|Column$/;
const TO_ONE = new Set(['ManyToOne', 'OneToOne']);
const TO_MANY = new Set(['OneToMany', 'ManyToMany']);
/** Builder methods that bring another entity in. */
const BUILDER_JOINS = new Set([
  'leftJoin',
  'leftJoinAndSelect',
  'innerJoin',
  'innerJoinAndSelect',
  'leftJoinAndMapOne',
  'leftJoinAndMapMany',
  'innerJoinAndMapOne',
  'innerJoinAndMapMany',
  'join',
  'joinAndSelect',
]);
const BUILDER_TARGETS = new Set(['from', 'into', 'relation', 'addFrom']);
const BUILDER_WRITES: ReadonlyMap<string, boolean> = new Map([
  ['insert', false],
  ['update', true],
  ['delete', true],
  ['softDelete', true],
  ['restore', true],
]);

export const createEntityReader: CreateDataReader = (program, schema) => {
  const entities = new Entities(program, schema);
  return {
    defineTables: () => entities.define(),
    read: (site) => (entities.registry.isEmpty ? null : entities.read(site)),
  };
};

class Entities {
  readonly registry = new ModelRegistry();
  private readonly program: Program;
  private readonly schema: SchemaTables;

  constructor(program: Program, schema: SchemaTables) {
    this.program = program;
    this.schema = schema;
  }

  define(): void {
    const found: { ref: ClassRef; model: Model }[] = [];
    for (const path of this.program.paths) {
      if (isTestPath(path)) continue;
      for (const [index, fact] of this.program.file(path).classes.entries()) {
        const decorator = fact.decorators.find(({ name }) =>
          /(?:^|\.)(?:View|Child)?Entity$|Entity$/.test(name),
        );
        const ref = { path, class: index };
        if (decorator === undefined || !this.isOrmDecorator(path, decorator)) continue;
        const model: Model = {
          table: this.tableName(ref, decorator, fact.name),
          name: fact.name,
          relations: new Map(),
        };
        this.registry.addClass(ref, model);
        found.push({ ref, model });
      }
    }
    this.defineSchemas();
    for (const { ref, model } of found) this.defineTable(ref, model);
  }

  /** `@Entity` of the ORM itself, or an own decorator that wraps it and is called `…Entity`. */
  private isOrmDecorator(path: string, decorator: DecoratorFact): boolean {
    const binding = decorator.binding >= 0 ? this.program.file(path).bindings[decorator.binding] : undefined;
    if (binding?.kind !== 'import') return true;
    const resolved = this.program.resolveImport(path, binding.specifier);
    return resolved.kind === 'file' || (resolved.kind === 'package' && MANAGER_PACKAGES.test(resolved.name));
  }

  /** `@Entity('orders')`, `@Entity({ name })`, MikroORM's `{ tableName }`, TypeORM's child entities share their parent's table. */
  private tableName(ref: ClassRef, decorator: DecoratorFact, className: string): string {
    if (/ChildEntity$/.test(decorator.name)) {
      const parent = this.program.baseOf(ref);
      const fact = parent === null ? undefined : this.program.classOf(parent);
      const own = fact?.decorators.find(({ name }) => /Entity$/.test(name));
      if (parent !== null && fact !== undefined && own !== undefined)
        return this.tableName(parent, own, fact.name);
    }
    const isWrapped = !/(?:^|\.)(?:View)?Entity$/.test(decorator.name);
    if (isWrapped) return snakeCase(className);
    for (const arg of decorator.args) {
      const text = stringOf(this.program, ref.path, arg);
      if (text !== null) return text;
      for (const key of ['name', 'tableName', 'collection']) {
        const entry = entryOf(this.program, ref.path, arg, key);
        const named = entry === null ? null : stringOf(this.program, entry.path, entry.value);
        if (named !== null) return named;
      }
    }
    return snakeCase(className);
  }

  /** `new EntitySchema({ name: 'Order', tableName: 'orders', columns: { … }, relations: { … } })`. */
  private defineSchemas(): void {
    for (const site of callIndexOf(this.program).sites) {
      if (site.call.kind !== 'new' || calledName(site.call) !== 'EntitySchema' || isTestPath(site.path))
        continue;
      const [options] = site.call.args;
      if (options === undefined) continue;
      const said = (key: string): string | null => {
        const entry = entryOf(this.program, site.path, options, key);
        return entry === null ? null : stringOf(this.program, entry.path, entry.value);
      };
      const name = said('name');
      if (name === null) continue;
      const model: Model = { table: said('tableName') ?? snakeCase(name), name, relations: new Map() };
      this.registry.addCall(site.path, site.index, model);
      const columns = entryOf(this.program, site.path, options, 'columns');
      const keys =
        columns === null ? [] : literalKeys(literalOf(this.program, columns.path, columns.value).value);
      this.schema.define(model.table, keys, this.schemaRelations(site, options, model), {
        path: site.path,
        line: site.call.line,
      });
    }
  }

  private schemaRelations(site: CallSite, options: Value, model: Model): ForeignKeyFacts[] {
    const relations = entryOf(this.program, site.path, options, 'relations');
    const object = relations === null ? null : literalOf(this.program, relations.path, relations.value);
    if (object?.value.kind !== 'object') return [];
    return object.value.entries.flatMap(({ key, value }) => {
      const target = entryOf(this.program, object.path, value, 'target');
      const type = entryOf(this.program, object.path, value, 'type');
      const name = target === null ? null : stringOf(this.program, target.path, target.value);
      if (name === null) return [];
      model.relations.set(key, name);
      const isOwner = type !== null && stringOf(this.program, type.path, type.value) === 'many-to-one';
      return isOwner
        ? [
            {
              column: `${key}Id`,
              references: this.registry.named(name)?.table ?? snakeCase(name),
              referencedColumn: 'id',
              onDelete: '',
            },
          ]
        : [];
    });
  }

  private defineTable(ref: ClassRef, model: Model): void {
    const columns: string[] = [];
    const foreignKeys: ForeignKeyFacts[] = [];
    for (const { path, member } of this.membersOf(ref)) {
      for (const decorator of member.decorators) {
        const name = decorator.name.slice(decorator.name.lastIndexOf('.') + 1);
        if (TO_ONE.has(name)) this.toOne(path, model, member, decorator, name, columns, foreignKeys);
        else if (TO_MANY.has(name)) this.toMany(path, ref, model, member, decorator);
        else if (COLUMNS.test(name)) columns.push(this.columnName(path, member, decorator));
      }
    }
    this.schema.define(model.table, columns, foreignKeys, {
      path: ref.path,
      line: this.program.classOf(ref).line,
    });
  }

  private membersOf(ref: ClassRef): { path: string; member: MemberFact }[] {
    const found: { path: string; member: MemberFact }[] = [];
    let at: ClassRef | null = ref;
    for (let steps = 0; at !== null && steps < 16; steps += 1) {
      const { path }: ClassRef = at;
      found.unshift(...this.program.classOf(at).members.map((member) => ({ path, member })));
      at = this.program.baseOf(at);
    }
    return found;
  }

  private columnName(path: string, member: MemberFact, decorator: DecoratorFact): string {
    for (const arg of decorator.args) {
      for (const key of ['name', 'fieldName']) {
        const entry = arg.kind === 'object' ? entryOf(this.program, path, arg, key) : null;
        const text = entry === null ? null : stringOf(this.program, entry.path, entry.value);
        if (text !== null) return text;
      }
    }
    return member.name;
  }

  private toOne(
    path: string,
    model: Model,
    member: MemberFact,
    decorator: DecoratorFact,
    name: string,
    columns: string[],
    foreignKeys: ForeignKeyFacts[],
  ): void {
    const target = this.target(path, decorator, member);
    if (target === null) return;
    model.relations.set(member.name, target.name);
    const join = member.decorators.find((other) => /JoinColumn$/.test(other.name));
    const said = join?.args[0] ?? decorator.args.find((arg) => arg.kind === 'object');
    const joinName =
      said === undefined
        ? null
        : ['name', 'joinColumn', 'fieldName']
            .map((key) => entryOf(this.program, path, said, key))
            .find((entry) => entry !== null);
    const isOwner = name === 'ManyToOne' || join !== undefined || this.saysOwner(path, decorator);
    if (!isOwner) return;
    const column = joinName
      ? (stringOf(this.program, joinName.path, joinName.value) ?? `${member.name}Id`)
      : `${member.name}Id`;
    if (!columns.includes(column)) columns.push(column);
    foreignKeys.push({
      column,
      references: target.table,
      referencedColumn: 'id',
      onDelete: this.onDelete(path, decorator),
    });
  }

  private saysOwner(path: string, decorator: DecoratorFact): boolean {
    return decorator.args.some((arg) => entryOf(this.program, path, arg, 'owner')?.value.kind === 'boolean');
  }

  private onDelete(path: string, decorator: DecoratorFact): string {
    for (const arg of decorator.args) {
      const entry =
        entryOf(this.program, path, arg, 'onDelete') ?? entryOf(this.program, path, arg, 'deleteRule');
      const text = entry === null ? null : stringOf(this.program, entry.path, entry.value);
      if (text !== null) return text.toUpperCase();
    }
    return '';
  }

  /** Many-to-many with `@JoinTable` makes a table of its own. */
  private toMany(
    path: string,
    ref: ClassRef,
    model: Model,
    member: MemberFact,
    decorator: DecoratorFact,
  ): void {
    const target = this.target(path, decorator, member);
    if (target === null) return;
    model.relations.set(member.name, target.name);
    const join = member.decorators.find((other) => /JoinTable$/.test(other.name));
    const pivot = decorator.args
      .map((arg) => entryOf(this.program, path, arg, 'pivotTable'))
      .find((entry) => entry !== null);
    if (join === undefined && !pivot) return;
    const [options] = join?.args ?? [];
    const named = pivot ?? (options === undefined ? null : entryOf(this.program, path, options, 'name'));
    const given = named
      ? stringOf(this.program, named.path, named.value)
      : options === undefined
        ? null
        : stringOf(this.program, path, options);
    const table = given ?? `${model.table}_${snakeCase(member.name)}_${target.table}`;
    const keys = [model.table, target.table].map((references) => ({
      column: `${references}Id`,
      references,
      referencedColumn: 'id',
      onDelete: 'CASCADE',
    }));
    this.schema.define(
      table,
      keys.map(({ column }) => column),
      keys,
      { path: ref.path, line: member.line },
    );
  }

  /** `() => Order`, `'Order'`, MikroORM's `{ entity: () => Order }`, or the property's declared type. */
  private target(path: string, decorator: DecoratorFact, member: MemberFact): Model | null {
    const [first] = decorator.args;
    if (first !== undefined) {
      const inner =
        first.kind === 'object' ? (entryOf(this.program, path, first, 'entity')?.value ?? null) : first;
      if (inner !== null) {
        const model = this.modelOf(path, inner);
        if (model !== null) return model;
      }
    }
    return member.type === null ? null : this.modelOfType(path, member.type);
  }

  private modelOf(path: string, value: Value): Model | null {
    if (value.kind === 'function') {
      const [returned] = this.program.file(path).functions[value.function]?.returns ?? [];
      return returned === undefined ? null : this.modelOf(path, returned);
    }
    if (value.kind === 'array' || value.kind === 'either') return null;
    const text = value.kind === 'string' ? value.text : null;
    if (text !== null)
      return this.registry.named(text) ?? this.registry.models.find(({ table }) => table === text) ?? null;
    return this.registry.ofValue(this.program, path, value);
  }

  private modelOfType(path: string, type: TypeRef): Model | null {
    const inner = type.kind === 'array' ? type.of : type;
    if (inner.kind === 'union')
      return inner.of.map((part) => this.modelOfType(path, part)).find((model) => model !== null) ?? null;
    if (
      inner.kind === 'named' &&
      inner.args.length > 0 &&
      /^(?:Relation|Ref|Reference|IdentifiedReference|Collection|Promise|Loaded)$/.test(inner.name)
    ) {
      const [argument] = inner.args;
      return argument === undefined ? null : this.modelOfType(path, argument);
    }
    return this.registry.ofEntity(this.program, this.program.typed(path, inner));
  }

  read(site: CallSite): DataRead | null {
    const name = calledName(site.call);
    const receiver = receiverOf(site.call);
    if (receiver === null) return null;
    if (BUILDER_JOINS.has(name) || BUILDER_TARGETS.has(name)) return this.builderStep(site, name);
    const isWrite = WRITES.has(name);
    if (!isWrite && !READS.has(name)) return null;
    // A step of a builder: its entity was read where the builder was made.
    if (callsBefore(this.program, site).some(({ call }) => calledName(call) === 'createQueryBuilder'))
      return null;
    const models = this.modelsAt(site, receiver);
    if (models.length === 0) return null;
    if (name === 'createQueryBuilder' || name === 'qb') return this.builder(site, models);
    const mode = isWrite ? 'W' : 'R';
    const isIdempotent = isWrite ? (WRITES.get(name) ?? false) : true;
    const access = models.map(({ table }) => ({ table, mode, columns: [], isIdempotent }) as const);
    return { access: [...access, ...this.relationReads(site, models)], happenings: [], unknown: [] };
  }

  /** The repository's entity, or the one that is handed to an entity manager. */
  private modelsAt(site: CallSite, receiver: Value): Model[] {
    const own = this.repositoryModel(site.path, receiver);
    if (own !== null) return [own];
    const entity = this.program.evaluate(site.path, receiver);
    if (entity.kind === 'class' || entity.kind === 'instance') {
      const active = this.registry.ofEntity(this.program, entity);
      if (active !== null) return [active];
    }
    if (this.program.callees(site.path, site.index).length > 0) return [];
    return this.managerModels(site);
  }

  /** What a receiver is the repository of. */
  private repositoryModel(path: string, receiver: Value): Model | null {
    const entity = this.program.evaluate(path, receiver);
    const typed = this.typeArgument(entity);
    if (typed !== null) return typed;
    if (entity.kind === 'instance') {
      const outside = this.typeArgument(this.program.member(entity, 'createQueryBuilder'));
      if (outside !== null) return outside;
      const decorated = this.decoratedRepository(entity);
      if (decorated !== null) return decorated;
    }
    return this.repositoryCall(path, receiver);
  }

  private typeArgument(entity: Entity): Model | null {
    if (
      entity.kind !== 'external' ||
      entity.typeArgs === null ||
      !/Repository|Active|EntityManager|SelectQueryBuilder/.test(entity.way.join('.'))
    )
      return null;
    const [first] = entity.typeArgs.types;
    return first === undefined ? null : this.modelOfType(entity.typeArgs.path, first);
  }

  /** `@EntityRepository(Order) class OrderRepository`. */
  private decoratedRepository(ref: ClassRef): Model | null {
    const decorator = this.program.classOf(ref).decorators.find(({ name }) => /Repository$/.test(name));
    const [first] = decorator?.args ?? [];
    return first === undefined ? null : this.modelOf(ref.path, first);
  }

  /** `dataSource.getRepository(Order)`, own connection wrappers' `getRepository(ctx, Order)`, and variables that hold one. */
  private repositoryCall(path: string, receiver: Value): Model | null {
    const value =
      receiver.kind === 'name' && receiver.binding >= 0
        ? (this.program.file(path).bindings[receiver.binding]?.value ?? receiver)
        : receiver;
    const held = value.kind === 'call' ? { path, call: value.call } : this.heldCall(path, value);
    const call = held === null ? undefined : this.program.file(held.path).calls[held.call];
    if (held === null || call === undefined) return null;
    if (!REPOSITORY_GETTERS.has(calledName(call)) && !/(?:^get\w*|R)epository$/.test(calledName(call))) {
      return calledName(call) === 'extend' && receiverOf(call) !== null
        ? this.repositoryModel(held.path, receiverOf(call) as Value)
        : null;
    }
    for (const arg of call.args) {
      const model = this.entityArgument(held.path, arg);
      if (model !== null) return model;
      const inner = this.repositoryModel(held.path, arg);
      if (inner !== null && calledName(call) === 'withRepository') return inner;
    }
    return null;
  }

  private heldCall(path: string, value: Value): { path: string; call: number } | null {
    const entity = this.program.evaluate(path, value);
    return entity.kind === 'external' ? entity.call : null;
  }

  /** A class of the tree that is an entity, or its name. */
  private entityArgument(path: string, value: Value): Model | null {
    const entity = this.program.evaluate(path, value);
    if (entity.kind === 'class') return this.registry.ofEntity(this.program, entity);
    if (entity.kind === 'external') return this.registry.ofEntity(this.program, entity);
    return value.kind === 'string' ? this.registry.named(value.text) : null;
  }

  /** `manager.find(Order, …)`, `em.persist(order)`, `manager.save([a, b])`. */
  private managerModels(site: CallSite): Model[] {
    const models: Model[] = [];
    for (const arg of site.call.args.slice(0, 2)) {
      for (const item of itemsOf(this.program, site.path, arg)) {
        const entity = this.program.evaluate(item.path, item.value);
        const model =
          entity.kind === 'class' || entity.kind === 'instance' || entity.kind === 'external'
            ? this.registry.ofEntity(this.program, entity)
            : null;
        if (model !== null) models.push(model);
      }
      if (models.length > 0) return models;
    }
    return models;
  }

  /** A builder reads its entity unless the chain turns it into a write. */
  private builder(site: CallSite, models: readonly Model[]): DataRead {
    const after = callsAfter(this.program, site.path, site.index);
    const writes = [...namesOf(after)].filter((name) => BUILDER_WRITES.has(name));
    const isOther = after.some(
      ({ path, call }) =>
        writes.includes(calledName(call)) &&
        call.args[0] !== undefined &&
        this.entityArgument(path, call.args[0]) !== null,
    );
    const mode = writes.length > 0 && !isOther ? 'W' : 'R';
    return {
      access: models.map(({ table }) => ({
        table,
        mode,
        columns: [],
        isIdempotent: writes.every((name) => BUILDER_WRITES.get(name) === true),
      })),
      happenings: [],
      unknown: [],
    };
  }

  /** `.leftJoinAndSelect('order.lines', 'line')`, `.innerJoin(Customer, 'c')`, `.insert().into(Order)`. */
  private builderStep(site: CallSite, name: string): DataRead | null {
    const [first] = site.call.args;
    if (first === undefined) return null;
    const entity = this.entityArgument(site.path, first);
    const before = namesOf(callsBefore(this.program, site));
    if (entity !== null) {
      const write = [...before].find((method) => BUILDER_WRITES.has(method));
      const mode = write !== undefined && BUILDER_TARGETS.has(name) && name !== 'relation' ? 'W' : 'R';
      return {
        access: [
          {
            table: entity.table,
            mode,
            columns: [],
            isIdempotent: write === undefined || BUILDER_WRITES.get(write) === true,
          },
        ],
        happenings: [],
        unknown: [],
      };
    }
    if (!BUILDER_JOINS.has(name)) return null;
    const property = /^[\w$]+\.([\w$]+)$/.exec(stringOf(this.program, site.path, first) ?? '')?.[1];
    const related = property === undefined ? null : this.relatedByProperty(site, property);
    return related === null
      ? null
      : {
          access: [{ table: related.table, mode: 'R', columns: [], isIdempotent: true }],
          happenings: [],
          unknown: [],
        };
  }

  /** The alias is not followed: the root entity's relation, else the only relation of that name anywhere. */
  private relatedByProperty(site: CallSite, property: string): Model | null {
    const root = callsBefore(this.program, site).find(
      ({ call }) => calledName(call) === 'createQueryBuilder',
    );
    const receiver = root === undefined ? null : receiverOf(root.call);
    const [model] = root === undefined || receiver === null ? [] : this.modelsAt(root, receiver);
    const direct = model?.relations.get(property);
    if (direct !== undefined) return this.registry.named(direct);
    const targets = new Set(
      this.registry.models
        .map(({ relations }) => relations.get(property))
        .filter((name) => name !== undefined),
    );
    const [only] = targets;
    return targets.size === 1 && only !== undefined ? this.registry.named(only) : null;
  }

  /** `{ relations: ['lines', 'lines.product'] }`, `{ relations: { lines: true } }`, MikroORM's `populate`. */
  private relationReads(site: CallSite, models: readonly Model[]) {
    return models.flatMap((model) =>
      site.call.args.flatMap((arg) =>
        ['relations', 'populate'].flatMap((key) => {
          const entry = entryOf(this.program, site.path, arg, key);
          return entry === null
            ? []
            : this.relationTables(model, entry.path, entry.value).map((table) => ({
                table,
                mode: 'R' as const,
                columns: [],
                isIdempotent: true,
              }));
        }),
      ),
    );
  }

  private relationTables(model: Model, path: string, value: Value): string[] {
    const found = literalOf(this.program, path, value);
    const ways =
      found.value.kind === 'object'
        ? objectWays(found.value)
        : itemsOf(this.program, found.path, found.value).flatMap((item) =>
            this.program.strings(item.path, item.value).map((text) => text.split('.')),
          );
    return ways.flatMap((way) => this.tablesAlong(model, way));
  }

  private tablesAlong(model: Model, way: readonly string[]): string[] {
    const tables: string[] = [];
    let at: Model | null = model;
    for (const step of way) {
      const next: string | undefined = at?.relations.get(step);
      at = next === undefined ? null : this.registry.named(next);
      if (at !== null) tables.push(at.table);
    }
    return tables;
  }
}

function literalKeys(value: Value): string[] {
  return value.kind === 'object' ? value.entries.map(({ key }) => key).filter((key) => key !== '') : [];
}

/** `{ lines: { product: true } }` as `[['lines'], ['lines', 'product']]`. */
function objectWays(value: Value, prefix: readonly string[] = []): string[][] {
  if (value.kind !== 'object') return [];
  return value.entries.flatMap(({ key, value: inner }) => {
    const way = [...prefix, key];
    return [way, ...objectWays(inner, way)];
  });
}
