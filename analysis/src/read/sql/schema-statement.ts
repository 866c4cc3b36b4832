import type { Cursor } from './cursor.ts';
import { DataStatementReader } from './data-statement.ts';
import type { HoleRole, SchemaChange, SqlAccess, SqlForeignKey } from './reading.ts';
import { readDropTrigger, readFunction, readTrigger } from './trigger-statement.ts';

export interface SchemaReading {
  readonly schema: SchemaChange[];
  readonly access: SqlAccess[];
}

const NOTHING: SchemaReading = { schema: [], access: [] };
const MODIFIERS = new Set([
  'OR',
  'REPLACE',
  'GLOBAL',
  'LOCAL',
  'UNLOGGED',
  'FOREIGN',
  'EXTERNAL',
  'RECURSIVE',
  'ALGORITHM',
  'UNDEFINED',
  'TEMPTABLE',
  'DEFINER',
  'CONSTRAINT',
  '=',
]);
const IF_EXISTS = new Set(['IF', 'NOT', 'EXISTS', 'ONLY', 'CONCURRENTLY']);
/** First words of a table item that is no column. */
const TABLE_CONSTRAINTS = new Set([
  'PRIMARY',
  'UNIQUE',
  'CHECK',
  'INDEX',
  'KEY',
  'EXCLUDE',
  'LIKE',
  'FULLTEXT',
  'SPATIAL',
  'PERIOD',
]);

/** Reads CREATE, ALTER, DROP and RENAME. The cursor stands at the verb. */
export function readSchemaStatement(cursor: Cursor, holes: Map<number, HoleRole>): SchemaReading {
  const verb = cursor.next().key;
  if (verb === 'CREATE') return readCreate(cursor, holes);
  if (verb === 'ALTER' && cursor.accept('TABLE')) return { schema: readAlter(cursor), access: [] };
  if (verb === 'DROP' && cursor.accept('TABLE')) {
    cursor.skip(IF_EXISTS);
    const tables = cursor.items().map((item) => item.tableName());
    return {
      schema: tables.filter((table) => table !== null).map((table) => ({ change: 'drop-table', table })),
      access: [],
    };
  }
  if (verb === 'DROP' && cursor.accept('TRIGGER')) return readDropTrigger(cursor);
  if (verb === 'RENAME' && cursor.accept('TABLE')) {
    const table = cursor.tableName();
    const to = cursor.accept('TO') ? cursor.tableName() : null;
    if (table !== null && to !== null) return { schema: [{ change: 'rename-table', table, to }], access: [] };
  }
  return NOTHING;
}

function readCreate(cursor: Cursor, holes: Map<number, HoleRole>): SchemaReading {
  cursor.skip(MODIFIERS);
  const isTemporary = cursor.accept('TEMP') || cursor.accept('TEMPORARY');
  const isVirtual = cursor.accept('VIRTUAL');
  if (cursor.accept('TABLE')) return readCreateTable(cursor, holes, isVirtual, isTemporary);
  if (cursor.accept('MATERIALIZED', 'VIEW') || cursor.accept('VIEW')) {
    cursor.skip(IF_EXISTS);
    const table = cursor.tableName();
    while (!cursor.isDone && !cursor.accept('AS')) cursor.next();
    if (table === null) return NOTHING;
    return {
      schema: [{ change: 'create-view', table }],
      access: new DataStatementReader(holes).read(cursor),
    };
  }
  if (cursor.accept('TRIGGER')) return readTrigger(cursor, holes);
  if (cursor.accept('FUNCTION')) return readFunction(cursor, holes);
  return NOTHING;
}

function readCreateTable(
  cursor: Cursor,
  holes: Map<number, HoleRole>,
  isVirtual: boolean,
  isTemporary: boolean,
): SchemaReading {
  cursor.skip(IF_EXISTS);
  const table = cursor.tableName();
  if (table === null) return NOTHING;
  const columns: string[] = [];
  const foreignKeys: SqlForeignKey[] = [];
  let access: SqlAccess[] = [];
  if (isVirtual && cursor.accept('USING')) {
    cursor.next();
    if (cursor.peek().key === '(') columns.push(...virtualColumns(cursor.group()));
  } else if (cursor.peek().key === '(' && cursor.peek(1).key !== 'SELECT') {
    for (const item of cursor.group().items()) readTableItem(item, columns, foreignKeys);
  }
  // `… ON COMMIT DROP AS SELECT`, `… ENGINE = x AS SELECT`: what stands between says nothing about tables.
  while (!cursor.isDone && cursor.peek().key !== 'AS' && cursor.peek().key !== 'SELECT') cursor.next();
  if (cursor.accept('AS') || cursor.peek().key === 'SELECT')
    access = new DataStatementReader(holes).read(cursor);
  return {
    schema: [{ change: 'create-table', table, columns, foreignKeys, isVirtual, isTemporary }],
    access,
  };
}

/** FTS5 and R-tree arguments: names are columns, `option=value` and anything else is not. */
function virtualColumns(arguments_: Cursor): string[] {
  return arguments_
    .items()
    .filter((item) => item.atName() && item.peek(1).key !== '=')
    .map((item) => item.next().text);
}

function readTableItem(item: Cursor, columns: string[], foreignKeys: SqlForeignKey[]): void {
  if (
    item.accept('CONSTRAINT') &&
    item.atName() &&
    !['FOREIGN', 'PRIMARY', 'UNIQUE', 'CHECK'].includes(item.peek().key)
  )
    item.next();
  if (item.accept('FOREIGN', 'KEY')) {
    const key = readForeignKey(item);
    if (key !== null) foreignKeys.push(key);
    return;
  }
  if (!item.atName() || (TABLE_CONSTRAINTS.has(item.peek().key) && isConstraint(item))) return;
  const column = item.next().text;
  columns.push(column);
  readColumnReference(item, column, foreignKeys);
}

/** `KEY name (cols)` and `PRIMARY KEY (…)` are constraints; `key TEXT` is a column that is called so. */
function isConstraint(item: Cursor): boolean {
  const next = item.peek(1);
  if (next.key === '(' || ['KEY', 'INDEX', 'USING', 'FOR'].includes(next.key)) return true;
  return (
    item.peek(2).key === '(' &&
    item.peek().key !== 'CHECK' &&
    !/CHAR|DECIMAL|NUMERIC|INT|BIT|FLOAT|DOUBLE|BINARY|ENUM/.test(next.key)
  );
}

/** `REFERENCES other (id) ON DELETE …` behind a column. */
function readColumnReference(item: Cursor, column: string, foreignKeys: SqlForeignKey[]): void {
  while (!item.isDone) {
    if (item.peek().key === '(') item.group();
    else if (item.peek().key === 'REFERENCES') {
      const key = readReferences(item, [column]);
      if (key !== null) foreignKeys.push(key);
    } else item.next();
  }
}

/** The cursor stands behind FOREIGN KEY. */
function readForeignKey(item: Cursor): SqlForeignKey | null {
  if (item.peek().key !== '(') item.dottedName();
  const columns = item.nameList();
  return readReferences(item, columns);
}

function readReferences(item: Cursor, columns: readonly string[]): SqlForeignKey | null {
  if (!item.accept('REFERENCES')) return null;
  const references = item.tableName();
  if (references === null) return null;
  const referencedColumns = item.nameList();
  let onDelete = '';
  while (!item.isDone && item.peek().key !== 'REFERENCES') {
    if (item.accept('ON', 'DELETE')) onDelete = readAction(item);
    else item.next();
  }
  return { columns, references, referencedColumns, onDelete };
}

function readAction(item: Cursor): string {
  const first = item.next().key;
  return first === 'SET' || first === 'NO' ? `${first} ${item.next().key}` : first;
}

function readAlter(cursor: Cursor): SchemaChange[] {
  cursor.skip(IF_EXISTS);
  const table = cursor.tableName();
  if (table === null) return [];
  const changes: SchemaChange[] = [];
  for (const item of cursor.items()) {
    if (item.accept('ADD')) changes.push(...readAddition(item, table));
    else if (
      item.accept('DROP') &&
      !['CONSTRAINT', 'INDEX', 'PRIMARY', 'FOREIGN', 'KEY'].includes(item.peek().key)
    ) {
      item.accept('COLUMN');
      item.skip(IF_EXISTS);
      if (item.atName()) changes.push({ change: 'drop-columns', table, columns: [item.next().text] });
    } else if (item.accept('RENAME')) changes.push(...readRename(item, table));
  }
  return changes;
}

function readAddition(item: Cursor, table: string): SchemaChange[] {
  item.accept('COLUMN');
  item.skip(IF_EXISTS);
  const columns: string[] = [];
  const foreignKeys: SqlForeignKey[] = [];
  const definitions = item.peek().key === '(' ? item.group().items() : [item];
  for (const definition of definitions) readTableItem(definition, columns, foreignKeys);
  return [
    ...(columns.length > 0 ? [{ change: 'add-columns' as const, table, columns }] : []),
    ...(foreignKeys.length > 0 ? [{ change: 'add-foreign-keys' as const, table, foreignKeys }] : []),
  ];
}

function readRename(item: Cursor, table: string): SchemaChange[] {
  if (item.accept('TO') || item.accept('AS')) {
    const to = item.tableName();
    return to === null ? [] : [{ change: 'rename-table', table, to }];
  }
  if (['CONSTRAINT', 'INDEX', 'KEY'].includes(item.peek().key)) return [];
  item.accept('COLUMN');
  const from = item.next().text;
  return item.accept('TO') ? [{ change: 'rename-column', table, from, to: item.next().text }] : [];
}
