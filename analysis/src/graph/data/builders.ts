/** Query builders that name tables by strings: Knex, Kysely. Their migrations give the schema. */
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import type { ForeignKeyFacts } from '../facts.ts';
import type { Program } from '../program.ts';
import { functionsIn, itemsOf, OPEN_PART, spellings, stringOf } from '../values.ts';
import { callsAfter, callsBefore, namesOf } from './chains.ts';
import type { CreateDataReader, DataRead } from './data-reader.ts';
import type { SchemaTables } from './schema-tables.ts';

const KNEX_PACKAGES = new Set(['knex', 'objection', 'bookshelf', '@adonisjs/lucid']);
/** Knex methods whose first argument is a table. */
const KNEX_TABLES = new Set([
  'from',
  'into',
  'table',
  'join',
  'innerJoin',
  'leftJoin',
  'leftOuterJoin',
  'rightJoin',
  'rightOuterJoin',
  'fullOuterJoin',
  'crossJoin',
  'outerJoin',
]);
const KNEX_ALONE = new Set([...KNEX_TABLES].filter((name) => /join/i.test(name)));
const KNEX_WRITES: ReadonlyMap<string, boolean> = new Map([
  ['insert', false],
  ['batchInsert', false],
  ['update', true],
  ['del', true],
  ['delete', true],
  ['truncate', true],
  ['upsert', true],
  ['increment', false],
  ['decrement', false],
]);
/** What only a Knex builder has: with one of these in the chain an unknown callee is one. */
const KNEX_SIGNS = new Set([
  'where',
  'whereIn',
  'andWhere',
  'orWhere',
  'whereNot',
  'whereNull',
  'whereNotNull',
  'whereRaw',
  'select',
  'first',
  'insert',
  'update',
  'del',
  'delete',
  'orderBy',
  'groupBy',
  'join',
  'leftJoin',
  'innerJoin',
  'returning',
  'pluck',
  'count',
  'countDistinct',
  'onConflict',
  'columns',
  'distinct',
  'max',
  'truncate',
  'increment',
  'transacting',
  'limit',
  'sum',
  'min',
]);
/** Steps of TypeORM's and MikroORM's builders, which name relations (`order.lines`) where Knex names tables. */
const NOT_KNEX =
  /^(?:createQueryBuilder|getMany|getOne|getManyAndCount|getRawMany|getRawOne|getCount|setParameters?|addSelect|addOrderBy|\w+AndSelect|\w+AndMap(?:One|Many)|getQuery|withDeleted)$/;
const KYSELY: ReadonlyMap<string, { readonly mode: 'R' | 'W'; readonly isIdempotent: boolean }> = new Map([
  ['selectFrom', { mode: 'R', isIdempotent: true }],
  ['insertInto', { mode: 'W', isIdempotent: false }],
  ['replaceInto', { mode: 'W', isIdempotent: true }],
  ['updateTable', { mode: 'W', isIdempotent: true }],
  ['deleteFrom', { mode: 'W', isIdempotent: true }],
  ['mergeInto', { mode: 'W', isIdempotent: true }],
]);

export const createBuilderReader: CreateDataReader = (program, schema) => ({
  defineTables: () => new MigrationReader(program, schema).read(),
  read: (site) => readKysely(program, site) ?? readKnex(program, site),
});

/** `users as u`, `public.users`: the table alone. */
function tableIn(text: string): string {
  const name = text.trim().split(/\s+/)[0] ?? text;
  return name.replace(/["`[\]]/g, '').replace(/^public\./, '');
}

function tableRead(tables: readonly string[], mode: 'R' | 'W', isIdempotent: boolean): DataRead {
  const known = tables.filter((table) => !table.includes(OPEN_PART));
  return {
    access: known.map((table) => ({ table: tableIn(table), mode, columns: [], isIdempotent })),
    happenings: [],
    unknown: known.length < tables.length ? ['the table name is put together at run time'] : [],
  };
}

function readKysely(program: Program, site: CallSite): DataRead | null {
  const name = calledName(site.call);
  const kind = KYSELY.get(name);
  const [first] = site.call.args;
  if (receiverOf(site.call) === null || first === undefined) return null;
  if (kind !== undefined)
    return tableRead(
      itemsOf(program, site.path, first).flatMap((item) => program.strings(item.path, item.value)),
      kind.mode,
      kind.isIdempotent,
    );
  if (!KNEX_ALONE.has(name)) return null;
  const isKysely = callsBefore(program, site).some(({ call }) => KYSELY.has(calledName(call)));
  return isKysely ? tableRead(program.strings(site.path, first), 'R', true) : null;
}

function readKnex(program: Program, site: CallSite): DataRead | null {
  const name = calledName(site.call);
  const [first] = site.call.args;
  if (first === undefined || site.call.kind !== 'call') return null;
  const isTableCall = receiverOf(site.call) === null || !KNEX_TABLES.has(name);
  if (isTableCall) return readKnexTable(program, site);
  const before = callsBefore(program, site);
  if (!isKnex(program, site, before)) return null;
  const tables = literalTables(program, site);
  if (KNEX_ALONE.has(name)) {
    // `order.lines` on a builder of unknown make is a relation sooner than a table of a schema.
    const plain = tables.filter((table) => !table.includes('.'));
    return plain.length === 0 ? null : tableRead(plain, 'R', true);
  }
  return tables.length === 0 ? null : withMode(program, site, tables, before);
}

/** `db('users')`, `this.db<User>(TABLE)`, `trx('users')`. */
function readKnexTable(program: Program, site: CallSite): DataRead | null {
  const { call, path } = site;
  // A table alone asks nothing: without steps after it only a name says that there is a query.
  const after = callsAfter(program, path, site.index);
  const isNamed = CONNECTION.test(calledName(call)) || isTransactionParameter(program, site);
  if ((after.length === 0 && !isNamed) || NEVER_TABLE.has(call.args[0]?.kind ?? '')) return null;
  const entity = program.evaluate(path, call.callee);
  const isKnown = entity.kind === 'external' && KNEX_PACKAGES.has(entity.package);
  if (
    !isKnown &&
    (call.args.length > 2 ||
      (entity.kind !== 'parameter' && entity.kind !== 'unknown' && entity.kind !== 'external'))
  )
    return null;
  if (isKnown && !isCallable(entity.way)) return null;
  const signs = [...namesOf(after)].filter((method) => KNEX_SIGNS.has(method)).length;
  if (!isKnown && (signs === 0 || !isNamed)) return null;
  const tables = literalTables(program, site);
  return tables.length === 0 ? null : withMode(program, site, tables, []);
}

/** How connections and transactions are called. */
const CONNECTION = /^(?:knex|db|trx|tx|transaction|conn|connection|client|database|t|qb|stores?|query)$/i;
/** Kinds of values that name no table. */
const NEVER_TABLE = new Set(['function', 'number', 'boolean', 'regexp', 'array', 'class', 'spread']);

/** The callee is the parameter of a callback given to `.transaction(…)`, whatever it is called. */
function isTransactionParameter(program: Program, { path, call }: CallSite): boolean {
  const { callee } = call;
  const { bindings, calls } = program.file(path);
  const held = callee.kind === 'name' && callee.binding >= 0 ? bindings[callee.binding]?.value : null;
  if (held?.kind !== 'parameter' || held.position !== 0) return false;
  return calls.some(
    (one) =>
      calledName(one) === 'transaction' &&
      one.args.some((arg) => arg.kind === 'function' && arg.function === held.function),
  );
}

/** The connection itself, not one of its methods: `knex(config)` makes one, `knex(config)('users')` asks it. */
function isCallable(way: readonly string[]): boolean {
  const last = way.at(-1);
  return (
    last === '()' ||
    last === 'new()' ||
    last === 'Knex' ||
    last === 'transaction' ||
    last === 'trx' ||
    last === 'knex'
  );
}

function literalTables(program: Program, site: CallSite): string[] {
  const [first] = site.call.args;
  if (first === undefined) return [];
  // `{ o: 'orders' }` gives an alias; `{ client: 'pg' }` is a configuration.
  if (first.kind === 'object' && first.entries.some(({ key }) => key === 'client' || key === 'connection'))
    return [];
  if (first.kind === 'object')
    return first.entries.flatMap(({ value }) => program.strings(site.path, value)).slice(0, 1);
  const texts = spellings(program, site.path, first).map(({ text }) => text);
  const temporary = namesOfWith(program, site.path);
  return texts
    .filter((text) => !temporary.has(text))
    .filter((text) => /^[\w."`‹…›]+(?:\s+(?:as\s+)?\w+)?$/i.test(text));
}

/** Names that `.with('ancestors', …)` gives to queries: no tables. */
function namesOfWith(program: Program, path: string): ReadonlySet<string> {
  const { calls } = program.file(path);
  return new Set(
    calls
      .filter(
        (call) =>
          /^with(?:Recursive|Materialized|NotMaterialized)?$/.test(calledName(call)) && call.args.length > 1,
      )
      .flatMap(({ args: [first] }) => (first?.kind === 'string' ? [first.text] : [])),
  );
}

function isKnex(program: Program, site: CallSite, before: readonly CallSite[]): boolean {
  const receiver = receiverOf(site.call);
  const entity = receiver === null ? null : program.evaluate(site.path, receiver);
  if (entity?.kind === 'external') return KNEX_PACKAGES.has(entity.package);
  if (entity?.kind === 'class' || entity?.kind === 'instance' || entity?.kind === 'module') return false;
  const around = new Set([...namesOf(before), ...namesOf(callsAfter(program, site.path, site.index))]);
  if ([...around].some((name) => NOT_KNEX.test(name))) return false;
  return [...around].some((name) => KNEX_SIGNS.has(name));
}

function withMode(
  program: Program,
  site: CallSite,
  tables: readonly string[],
  before: readonly CallSite[],
): DataRead {
  const around = [...namesOf(before), ...namesOf(callsAfter(program, site.path, site.index))];
  const writes = around.filter((name) => KNEX_WRITES.has(name));
  if (writes.length === 0) return tableRead(tables, 'R', true);
  const isMerged = around.includes('onConflict');
  return tableRead(tables, 'W', isMerged || writes.every((name) => KNEX_WRITES.get(name) === true));
}

/** `schema.createTable('users', (table) => { table.increments('id'); … })`, Kysely's `createTable('users').addColumn('id', …)`. */
class MigrationReader {
  private readonly program: Program;
  private readonly schema: SchemaTables;

  constructor(program: Program, schema: SchemaTables) {
    this.program = program;
    this.schema = schema;
  }

  read(): void {
    for (const site of callIndexOf(this.program).sites) {
      if (receiverOf(site.call) === null) continue;
      const name = calledName(site.call);
      if (
        !/^(?:createTable(?:IfNotExists)?|alterTable|table|dropTable(?:IfExists)?|renameTable|createView)$/.test(
          name,
        )
      )
        continue;
      if (/(?:^|\.)down$/.test(this.enclosingName(site))) continue;
      const [table] =
        site.call.args[0] === undefined ? [] : this.program.strings(site.path, site.call.args[0]);
      if (table !== undefined) this.change(site, name, tableIn(table));
    }
  }

  private enclosingName(site: CallSite): string {
    return this.program.nameOf({ path: site.path, function: site.call.within });
  }

  private change(site: CallSite, name: string, table: string): void {
    const place = { path: site.path, line: site.call.line };
    if (name.startsWith('drop')) {
      this.schema.drop(table);
      return;
    }
    if (name === 'renameTable') {
      const to = stringOf(this.program, site.path, site.call.args[1]);
      if (to !== null) this.schema.renameTable(table, to);
      return;
    }
    if (name === 'createView' || (name === 'table' && site.call.args.length < 2)) return;
    const build = site.call.args[1];
    const [builder] = build === undefined ? [] : functionsIn(this.program, site.path, build);
    const calls =
      builder === undefined
        ? callsAfter(this.program, site.path, site.index)
        : this.program.callsIn(builder).map(({ index, call }) => ({ path: builder.path, index, call }));
    const isKyselyOrKnex =
      builder !== undefined ||
      calls.some(({ call }) =>
        /^add(?:Column|PrimaryKeyConstraint|ForeignKeyConstraint)$/.test(calledName(call)),
      );
    if (isKyselyOrKnex || name.startsWith('create'))
      this.schema.define(table, this.columnsOf(calls), this.foreignKeysOf(calls), place);
  }

  private columnsOf(calls: readonly CallSite[]): string[] {
    return calls.flatMap(({ path, call }) => {
      const method = calledName(call);
      if (method === 'timestamps') return ['created_at', 'updated_at'];
      const isColumn =
        method === 'addColumn' ||
        /^(?:increments|bigIncrements|integer|bigInteger|smallint|tinyint|text|string|float|double|decimal|boolean|date|dateTime|datetime|time|timestamp|binary|enum|enu|json|jsonb|uuid|specificType|char|bigint|geometry)$/.test(
          method,
        );
      const receiver = receiverOf(call);
      if (!isColumn || receiver === null || (method !== 'addColumn' && receiver.kind === 'call')) return [];
      const column = stringOf(this.program, path, call.args[0]);
      return column === null ? (/ncrements$/.test(method) ? ['id'] : []) : [column];
    });
  }

  /** `table.integer('user_id').references('id').inTable('users')`, `.references('users.id')`. */
  private foreignKeysOf(calls: readonly CallSite[]): ForeignKeyFacts[] {
    return calls.flatMap((site) => {
      const method = calledName(site.call);
      const text = stringOf(this.program, site.path, site.call.args[0]);
      if (method === 'references' && text !== null) return this.referenceOf(site, text);
      if (method === 'addForeignKeyConstraint') return this.constraintOf(site);
      return [];
    });
  }

  private referenceOf(site: CallSite, text: string): ForeignKeyFacts[] {
    const after = callsAfter(this.program, site.path, site.index);
    const before = callsBefore(this.program, site);
    const said = (name: string): string | null => {
      const found = [...after, ...before].find(({ call }) => calledName(call) === name);
      return found === undefined ? null : stringOf(this.program, found.path, found.call.args[0]);
    };
    const root = before.at(-1);
    const column = root === undefined ? null : stringOf(this.program, root.path, root.call.args[0]);
    const inTable = said('inTable');
    const [table, referencedColumn] =
      inTable !== null
        ? [inTable, text]
        : text.includes('.')
          ? [text.slice(0, text.lastIndexOf('.')), text.slice(text.lastIndexOf('.') + 1)]
          : [null, text];
    if (column === null || table === null) return [];
    return [
      {
        column,
        references: tableIn(table),
        referencedColumn,
        onDelete: (said('onDelete') ?? '').toUpperCase(),
      },
    ];
  }

  /** Kysely's `addForeignKeyConstraint('name', ['user_id'], 'users', ['id'])`. */
  private constraintOf(site: CallSite): ForeignKeyFacts[] {
    const [, columns, table, referenced] = site.call.args;
    const references = stringOf(this.program, site.path, table);
    if (columns === undefined || references === null) return [];
    const targets = referenced === undefined ? [] : this.program.strings(site.path, referenced);
    return this.program.strings(site.path, columns).map((column, index) => ({
      column,
      references: tableIn(references),
      referencedColumn: targets[index] ?? '',
      onDelete: '',
    }));
  }
}
