/** Drizzle: tables are values made by `pgTable('users', { … })`. */
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import type { ForeignKeyFacts } from '../facts.ts';
import type { Program } from '../program.ts';
import { entryOf, literalOf, stringOf } from '../values.ts';
import { callsBefore } from './chains.ts';
import { modelColumns, namesIn } from './columns.ts';
import { type DataRead, dataRead, type ModelLibrary, modelReader, reads, writes } from './data-reader.ts';
import { type Model, ModelRegistry, newModel } from './model-registry.ts';
import type { SchemaTables } from './schema-tables.ts';
import { argumentsIn, statementAround } from './statement.ts';

const TABLE_MAKER = /^(?:pg|mysql|sqlite|singlestore)Table$|^table$|^createTable$/;
const READS = new Set(['from', 'leftJoin', 'rightJoin', 'innerJoin', 'fullJoin', 'crossJoin', '$count']);
const WRITES: ReadonlyMap<string, boolean> = new Map([
  ['insert', false],
  ['update', true],
  ['delete', true],
]);
const RELATIONAL = new Set(['findMany', 'findFirst']);

export const createDrizzleReader = modelReader((program, schema) => new DrizzleTables(program, schema));

class DrizzleTables implements ModelLibrary {
  readonly registry = new ModelRegistry();
  private readonly program: Program;
  private readonly schema: SchemaTables;

  constructor(program: Program, schema: SchemaTables) {
    this.program = program;
    this.schema = schema;
  }

  define(): void {
    const makers = callIndexOf(this.program)
      .named((name) => TABLE_MAKER.test(name))
      .filter((site) => this.isMaker(site));
    for (const site of makers) {
      const table = stringOf(this.program, site.path, site.call.args[0]);
      if (table === null) continue;
      const binding = this.program
        .file(site.path)
        .bindings.find(({ value }) => value?.kind === 'call' && value.call === site.index);
      const place = { path: site.path, line: site.call.line };
      this.registry.addCall(site.path, site.index, newModel(table, binding?.name ?? table, place));
    }
    for (const site of makers) this.defineColumns(site);
    for (const site of callIndexOf(this.program).named(new Set(['relations']))) this.relations(site);
  }

  private isMaker(site: CallSite): boolean {
    if (site.call.args.length < 2) return false;
    const entity = this.program.evaluate(site.path, site.call.callee);
    if (entity.kind === 'external') return entity.package.startsWith('drizzle-orm');
    // An own creator: `const createTable = pgTableCreator((name) => `app_${name}`)`.
    return entity.kind === 'unknown' && /Table$/.test(calledName(site.call));
  }

  private defineColumns(site: CallSite): void {
    const [name, columns] = site.call.args;
    const table = stringOf(this.program, site.path, name);
    if (table === null || columns === undefined) return;
    const given =
      columns.kind === 'function'
        ? (this.program.file(site.path).functions[columns.function]?.returns[0] ?? columns)
        : columns;
    const object = literalOf(this.program, site.path, given);
    const model = this.registry.ofCall(site.path, site.index);
    const keys: string[] = [];
    const foreignKeys: ForeignKeyFacts[] = [];
    if (object.value.kind === 'object') {
      for (const { key, value, line } of object.value.entries) {
        const chain = this.chainOf(object.path, value);
        const column = stringOf(this.program, object.path, chain.at(-1)?.call.args[0]) ?? key;
        keys.push(column);
        model?.columns.set(key, column);
        const references = chain.find(({ call }) => calledName(call) === 'references');
        const reference = references === undefined ? null : this.reference(references);
        if (reference === null) continue;
        const { target, ...rest } = reference;
        foreignKeys.push({ column, references: target.table, ...rest });
        if (model !== null) this.registry.refer(model, column, target, { path: object.path, line });
      }
    }
    this.schema.define(table, keys, foreignKeys, { path: site.path, line: site.call.line });
  }

  /** `integer('user_id').notNull().references(…)`: outermost call first. */
  private chainOf(path: string, value: Value): CallSite[] {
    if (value.kind !== 'call') return [];
    const call = this.program.file(path).calls[value.call];
    if (call === undefined) return [];
    const site = { path, index: value.call, call };
    return [site, ...callsBefore(this.program, site)];
  }

  /** `.references(() => users.id, { onDelete: 'cascade' })`. */
  private reference(
    site: CallSite,
  ): (Pick<ForeignKeyFacts, 'referencedColumn' | 'onDelete'> & { target: Model }) | null {
    const [lazy, options] = site.call.args;
    const returned =
      lazy?.kind === 'function'
        ? this.program.file(site.path).functions[lazy.function]?.returns[0]
        : undefined;
    if (returned?.kind !== 'member') return null;
    const target = this.registry.ofValue(this.program, site.path, returned.of);
    const onDelete = options === undefined ? null : entryOf(this.program, site.path, options, 'onDelete');
    if (target === null) return null;
    return {
      target,
      referencedColumn: target.columns.get(returned.name) ?? returned.name,
      onDelete: (onDelete === null
        ? ''
        : (stringOf(this.program, onDelete.path, onDelete.value) ?? '')
      ).toUpperCase(),
    };
  }

  /** `relations(users, ({ many }) => ({ posts: many(posts) }))`: which table a `with` brings in. */
  private relations(site: CallSite): void {
    const [table, build] = site.call.args;
    const model = table === undefined ? null : this.registry.ofValue(this.program, site.path, table);
    const returned =
      build?.kind === 'function'
        ? this.program.file(site.path).functions[build.function]?.returns[0]
        : undefined;
    if (model === null || returned?.kind !== 'object') return;
    for (const { key, value, line } of returned.entries) {
      const call = value.kind === 'call' ? this.program.file(site.path).calls[value.call] : undefined;
      const target =
        call?.args[0] === undefined ? null : this.registry.ofValue(this.program, site.path, call.args[0]);
      if (target === null) continue;
      model.relations.set(key, target.name);
      this.registry.refer(model, key, target, relationPlace(model, site.path, line));
    }
  }

  mayRead(name: string): boolean {
    return RELATIONAL.has(name) || WRITES.has(name) || READS.has(name);
  }

  read(site: CallSite): DataRead | null {
    const name = calledName(site.call);
    const receiver = receiverOf(site.call);
    if (receiver === null) return null;
    if (RELATIONAL.has(name)) return this.relational(site, receiver);
    const isWrite = WRITES.has(name);
    const [first] = site.call.args;
    if (first === undefined || first.kind === 'string') return null;
    const entity = this.program.evaluate(site.path, first);
    const model = this.registry.ofEntity(this.program, entity);
    if (model === null) return null;
    const columns = this.columnsAt(site, model);
    return dataRead([
      isWrite ? writes(model.table, columns, WRITES.get(name) ?? false) : reads(model.table, columns),
    ]);
  }

  /** Columns of a table are values: `users.email` in any argument of the query; written ones are keys of `set` and `values`. */
  private columnsAt(site: CallSite, model: Model): string[] {
    const steps = statementAround(this.program, site);
    const members = steps.flatMap((step) => [...argumentsIn(this.program, step.path, step.call.args)]);
    const used = members.flatMap(({ path, value }) =>
      value.kind === 'member' &&
      this.registry.ofEntity(this.program, this.program.evaluate(path, value.of)) === model
        ? [value.name]
        : [],
    );
    const written = steps
      .filter(({ call }) => calledName(call) === 'set' || calledName(call) === 'values')
      .flatMap((step) =>
        step.call.args.flatMap((value) => namesIn(this.program, { path: step.path, value })),
      );
    const isTarget = WRITES.has(calledName(site.call));
    return modelColumns(model, [...(isTarget ? written.map(({ name }) => name) : []), ...used]);
  }

  /** `db.query.users.findMany({ with: { posts: true } })`. */
  private relational(site: CallSite, receiver: Value): DataRead | null {
    if (receiver.kind !== 'member' || receiver.of.kind !== 'member' || receiver.of.name !== 'query')
      return null;
    const model = this.registry.named(receiver.name);
    if (model === null) return null;
    const [options] = site.call.args;
    const picked = options === undefined ? null : entryOf(this.program, site.path, options, 'columns');
    const names = picked === null ? [] : namesIn(this.program, picked);
    const columns = [
      ...modelColumns(
        model,
        names.map(({ name }) => name),
      ),
      ...this.columnsAt(site, model),
    ];
    const own = reads(model.table, [...new Set(columns)]);
    return dataRead([
      own,
      ...(options === undefined ? [] : this.withTables(site.path, options, model, 0)).map((table) =>
        reads(table),
      ),
    ]);
  }

  private withTables(path: string, options: Value, model: Model, depth: number): string[] {
    const nested = entryOf(this.program, path, options, 'with');
    const object = nested === null ? null : literalOf(this.program, nested.path, nested.value);
    if (object?.value.kind !== 'object' || depth > 6) return [];
    const { path: where } = object;
    return object.value.entries.flatMap(({ key, value }) => {
      const target = this.registry.named(model.relations.get(key) ?? '');
      return target === null ? [] : [target.table, ...this.withTables(where, value, target, depth + 1)];
    });
  }
}

/** Relations may stand apart from the tables: they are the table's all the same. */
function relationPlace(model: Model, path: string, line: number): Model['place'] {
  return model.place.path === path ? { path, line } : model.place;
}
