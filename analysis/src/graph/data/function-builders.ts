/**
 * Query builders that are plain functions: `select('id').from('orders').load(pool)`, `insert('orders').given(row).execute(pool)`,
 * `del('orders').where('id', '=', id).execute(pool)`. EverShop's builder, sql-bricks and many of an application's own are of this kind,
 * so the shape of the whole chain decides and not where the functions come from.
 */
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import type { Program } from '../program.ts';
import { originOf } from '../values.ts';
import { callsAfter, callsBefore, namesOf } from './chains.ts';
import { type CreateDataReader, type DataRead, dataRead, reads, type Step, writes } from './data-reader.ts';
import { tableIn } from './names.ts';
import { columnsFor, columnsNamedIn, statementAround } from './statement.ts';

/** Functions whose first argument is the table that they write, with "may be repeated". */
const WRITES: ReadonlyMap<string, boolean> = new Map([
  ['insert', false],
  ['insertInto', false],
  ['insertOnUpdate', true],
  ['upsert', true],
  ['update', true],
  ['del', true],
  ['deleteFrom', true],
]);
const FROM: ReadonlySet<string> = new Set([
  'from',
  'join',
  'innerJoin',
  'leftJoin',
  'rightJoin',
  'fullJoin',
  'leftOuterJoin',
  'crossJoin',
]);
/** One of these must follow a write: that a function is called `update` says nothing. */
const SIGNS: ReadonlySet<string> = new Set(['given', 'prime', 'values', 'set', 'where', 'returning']);

export const createFunctionBuilderReader: CreateDataReader = (program) => {
  const isUsed = callIndexOf(program)
    .named(new Set(['select', ...WRITES.keys()]))
    .some(({ call }) => call.kind === 'call' && receiverOf(call) === null);
  return {
    mayRead: (name) => isUsed && (WRITES.has(name) || FROM.has(name)),
    read: (site) => readFrom(program, site) ?? readWrite(program, site),
  };
};

/** `select().from('orders')`, and what such a query joins, also over a variable. */
function readFrom(program: Program, site: CallSite): DataRead | null {
  if (!FROM.has(calledName(site.call))) return null;
  const root = rootOf(program, site);
  const isQuery =
    root !== null && calledName(root.call) === 'select' && isPlainCall(root) && namesTables(program, root);
  return isQuery ? readTables(program, site, (table, columns) => reads(table, columns)) : null;
}

/** The call that the query begins with, also where a function of the tree gives the query: `baseQuery().innerJoin('lines')`. */
function rootOf(program: Program, site: CallSite): CallSite | null {
  const root = callsBefore(program, site).at(-1);
  if (root === undefined) return null;
  for (const callee of program.callees(root.path, root.index)) {
    for (const given of program.functionOf(callee).returns) {
      const { path, value } = originOf(program, callee.path, given);
      const call = value.kind === 'call' ? program.file(path).calls[value.call] : undefined;
      if (value.kind !== 'call' || call === undefined) continue;
      const made = { path, index: value.call, call };
      const begin = callsBefore(program, made).at(-1) ?? made;
      if (calledName(begin.call) === 'select') return begin;
    }
  }
  return root;
}

/** Drizzle's `select().from(users)` hands over an object: the first `from` after the root must name a table by a string. */
function namesTables(program: Program, root: CallSite): boolean {
  const from = callsAfter(program, root.path, root.index).find(({ call }) => calledName(call) === 'from');
  return from !== undefined && tablesAt(program, from).length > 0;
}

function readWrite(program: Program, site: CallSite): DataRead | null {
  const isIdempotent = WRITES.get(calledName(site.call));
  if (isIdempotent === undefined || !isPlainCall(site)) return null;
  const isStatement = !namesOf(callsAfter(program, site.path, site.index)).isDisjointFrom(SIGNS);
  return isStatement
    ? readTables(program, site, (table, columns) => writes(table, columns, isIdempotent))
    : null;
}

const isPlainCall = ({ call }: CallSite): boolean => call.kind === 'call' && receiverOf(call) === null;

function readTables(
  program: Program,
  site: CallSite,
  stepOf: (table: string, columns: readonly string[]) => Step,
): DataRead | null {
  const tables = tablesAt(program, site);
  if (tables.length === 0) return null;
  // The table itself is no column of what `insert('orders')` begins.
  const statement = statementAround(program, site).filter(
    (step) => !(WRITES.has(calledName(step.call)) && isPlainCall(step)),
  );
  const isOnly = !statement.some(({ call }) => /join/i.test(calledName(call)));
  const named = columnsNamedIn(program, statement);
  return dataRead(tables.map((table) => stepOf(table, columnsFor(named, [table], isOnly))));
}

function tablesAt(program: Program, { path, call }: CallSite): string[] {
  const [first] = call.args;
  if (first === undefined || first.kind === 'object' || first.kind === 'array') return [];
  return program
    .strings(path, first)
    .filter((text) => /^[\w."`]+(?:\s+(?:as\s+)?\w+)?$/i.test(text))
    .map(tableIn);
}
