/** Query builders that name tables by strings: Knex, Kysely. Their migrations give the schema. */
import type { CallFact } from '../../read/file-facts.ts';
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import type { Program } from '../program.ts';
import { usesAnyPackage } from '../used-packages.ts';
import { itemsOf, OPEN_PART, spellings } from '../values.ts';
import { callsAfter, callsBefore, namesOf } from './chains.ts';
import { type CreateDataReader, type DataRead, dataRead } from './data-reader.ts';
import { MigrationReader } from './migration-calls.ts';
import { tableIn } from './names.ts';
import type { SchemaTables } from './schema-tables.ts';
import { columnsFor, columnsNamedIn, statementAround } from './statement.ts';

const KNEX_PACKAGES = new Set(['knex', 'objection', 'bookshelf', '@adonisjs/lucid', 'redbean-node']);
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

export const createBuilderReader: CreateDataReader = (program, schema) => {
  const hasKnex = usesAnyPackage(program, KNEX_PACKAGES);
  // Inside `.transaction((x) => x('users'))` a query has whatever name its parameter has.
  const hasAnyName = hasKnex || callIndexOf(program).named(new Set(['transaction'])).length > 0;
  return {
    mayRead: (name) => hasAnyName || KYSELY.has(name) || KNEX_TABLES.has(name) || CONNECTION.test(name),
    defineTables: () => new MigrationReader(program, schema).read(),
    read: (site) => readKysely(program, site) ?? readKnex(program, schema, site, hasKnex),
  };
};

function tableRead(
  program: Program,
  site: CallSite,
  tables: readonly string[],
  mode: 'R' | 'W',
  isIdempotent: boolean,
): DataRead {
  const known = tables.filter((table) => !table.includes(OPEN_PART));
  return dataRead(
    known.map((text) => ({
      table: tableIn(text),
      mode,
      columns: columnsAt(program, site, text),
      isIdempotent,
    })),
    known.length < tables.length ? ['the table name is put together at run time'] : [],
  );
}

/** Columns that the query names with the table or its alias before the dot, and bare ones where it is the only table. */
function columnsAt(program: Program, site: CallSite, text: string): string[] {
  const statement = statementAround(program, site);
  const isOnly = !statement.some(({ call }) => KNEX_ALONE.has(calledName(call)));
  const [table, ...words] = text.trim().split(/\s+/);
  return columnsFor(columnsNamedIn(program, statement), [tableIn(table ?? ''), words.at(-1) ?? ''], isOnly);
}

function readKysely(program: Program, site: CallSite): DataRead | null {
  const name = calledName(site.call);
  const kind = KYSELY.get(name);
  if (kind === undefined && !KNEX_ALONE.has(name)) return null;
  const [first] = site.call.args;
  if (receiverOf(site.call) === null || first === undefined) return null;
  if (kind !== undefined)
    return tableRead(
      program,
      site,
      itemsOf(program, site.path, first).flatMap((item) => program.strings(item.path, item.value)),
      kind.mode,
      kind.isIdempotent,
    );
  const isKysely = callsBefore(program, site).some(({ call }) => KYSELY.has(calledName(call)));
  return isKysely ? tableRead(program, site, program.strings(site.path, first), 'R', true) : null;
}

function readKnex(program: Program, schema: SchemaTables, site: CallSite, hasKnex: boolean): DataRead | null {
  const name = calledName(site.call);
  if (site.call.kind !== 'call') return null;
  const isTableCall = receiverOf(site.call) === null || !KNEX_TABLES.has(name);
  if (isTableCall) return readKnexTable(program, site, hasKnex);
  const [first] = site.call.args;
  if (first === undefined) return null;
  const before = callsBefore(program, site);
  if (!isKnex(program, site, before) && !isComparing(site)) return null;
  const tables = literalTables(program, site);
  if (KNEX_ALONE.has(name)) {
    // `order.lines` on a builder of unknown make is a relation sooner than a table of a schema.
    const plain = tables.filter((table) => !table.includes('.') || schema.has(tableIn(table)));
    return plain.length === 0 ? null : tableRead(program, site, plain, 'R', true);
  }
  return tables.length === 0 ? null : withMode(program, site, tables, before);
}

/** `db('users')`, `this.db<User>(TABLE)`, `trx('users')`. */
function readKnexTable(program: Program, site: CallSite, hasKnex: boolean): DataRead | null {
  const { call, path } = site;
  const isNamed = CONNECTION.test(calledName(call)) || isTransactionParameter(program, site);
  if (!isNamed && !hasKnex) return null;
  if (call.args.length === 0) return null;
  // A table alone asks nothing: without steps after it only a name says that there is a query.
  const after = callsAfter(program, path, site.index);
  if ((after.length === 0 && !isNamed) || NEVER_TABLE.has(call.args[0]?.kind ?? '')) return null;
  const entity = program.evaluate(path, call.callee);
  const isKnown = entity.kind === 'external' && KNEX_PACKAGES.has(entity.package);
  if (
    !isKnown &&
    (call.args.length > 2 ||
      (entity.kind !== 'parameter' && entity.kind !== 'unknown' && entity.kind !== 'external'))
  )
    return null;
  if (isKnown && (!isCallable(entity.way) || isTransactionMade(call))) return null;
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

/** `knex.transaction({ isolationLevel })` makes what can be asked and asks nothing itself. */
const isTransactionMade = ({ callee }: CallFact): boolean =>
  callee.kind === 'member' && callee.name === 'transaction';

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

/** `leftJoin('orders', 'users.id', '=', 'orders.user_id')`: nobody else joins on an operator of its own. */
function isComparing({ call }: CallSite): boolean {
  const operator = call.args[2];
  return KNEX_ALONE.has(calledName(call)) && operator?.kind === 'string' && /^[=<>!]+$/.test(operator.text);
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
  if (writes.length === 0) return tableRead(program, site, tables, 'R', true);
  const isMerged = around.includes('onConflict');
  const isIdempotent = isMerged || writes.every((name) => KNEX_WRITES.get(name) === true);
  return tableRead(program, site, tables, 'W', isIdempotent);
}
