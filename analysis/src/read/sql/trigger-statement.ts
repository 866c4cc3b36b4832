/** Triggers, with the functions that do their work in PostgreSQL: what they write is written along with their table. */
import { Cursor } from './cursor.ts';
import { DataStatementReader } from './data-statement.ts';
import type { HoleRole, SqlAccess } from './reading.ts';
import type { SchemaReading } from './schema-statement.ts';
import { tokenizeSql } from './tokens.ts';

const NOTHING: SchemaReading = { schema: [], access: [] };
const IF_EXISTS = new Set(['IF', 'NOT', 'EXISTS']);
const EVENTS = new Set(['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']);
/** First words of a statement that touches tables. */
const DATA_VERBS = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'REPLACE', 'TRUNCATE', 'SELECT', 'WITH']);
/** Words of PL/pgSQL and MySQL behind which another statement begins. */
const BLOCK_WORDS = new Set([';', 'BEGIN', 'THEN', 'ELSE', 'LOOP']);

/** `CREATE TRIGGER t AFTER INSERT OR UPDATE OF a ON orders …`, then a body or `EXECUTE FUNCTION f()`. */
export function readTrigger(cursor: Cursor, holes: Map<number, HoleRole>): SchemaReading {
  cursor.skip(IF_EXISTS);
  const name = cursor.tableName() ?? '';
  const events: string[] = [];
  while (!cursor.isDone && cursor.peek().key !== 'ON') {
    const { key } = cursor.next();
    if (EVENTS.has(key)) events.push(key.toLowerCase());
  }
  cursor.next();
  const table = cursor.tableName();
  if (table === null) return NOTHING;
  while (!cursor.isDone && !isStart(cursor)) cursor.next();
  const isCalling = cursor.accept('EXECUTE', 'FUNCTION') || cursor.accept('EXECUTE', 'PROCEDURE');
  const runs = isCalling ? (cursor.tableName() ?? '') : '';
  return {
    schema: [{ change: 'create-trigger', table, name, events, runs }],
    access: isCalling ? [] : bodyAccess(cursor, holes),
  };
}

/** Where conditions of the trigger end: `WHEN (OLD.a IS DISTINCT FROM NEW.a)`. */
function isStart(cursor: Cursor): boolean {
  const { key } = cursor.peek();
  return key === 'BEGIN' || key === 'EXECUTE' || DATA_VERBS.has(key);
}

/** `DROP TRIGGER IF EXISTS t ON orders` */
export function readDropTrigger(cursor: Cursor): SchemaReading {
  cursor.skip(IF_EXISTS);
  const name = cursor.tableName();
  if (name === null) return NOTHING;
  const table = cursor.accept('ON') ? (cursor.tableName() ?? '') : '';
  return { schema: [{ change: 'drop-trigger', table, name }], access: [] };
}

/** `CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN … END $$ LANGUAGE plpgsql` */
export function readFunction(cursor: Cursor, holes: Map<number, HoleRole>): SchemaReading {
  const name = cursor.tableName();
  if (name === null) return NOTHING;
  while (!cursor.isDone && !cursor.accept('AS')) cursor.next();
  const body = cursor.peek();
  if (body.kind !== 'string') return NOTHING;
  const text = body.text.replace(/^\$\w*\$|\$\w*\$$/g, '');
  return {
    schema: [{ change: 'create-function', name }],
    access: bodyAccess(new Cursor(tokenizeSql(text)), holes),
  };
}

/** The statements of a body, also those in its branches and loops. */
function bodyAccess(cursor: Cursor, holes: Map<number, HoleRole>): SqlAccess[] {
  const access: SqlAccess[] = [];
  while (!cursor.isDone) {
    const statement = nextStatement(cursor);
    while (!statement.isDone && !DATA_VERBS.has(statement.peek().key)) {
      if (statement.peek().key === '(') statement.at = statement.afterGroup();
      else statement.next();
    }
    if (statement.isDone) continue;
    const reader = new DataStatementReader(holes);
    for (const one of reader.read(statement))
      access.push(reader.isRelative && one.verb === 'update' ? { ...one, isRelative: true } : one);
  }
  return access;
}

function nextStatement(cursor: Cursor): Cursor {
  const start = cursor.at;
  while (!cursor.isDone && !BLOCK_WORDS.has(cursor.peek().key)) cursor.next();
  const statement = cursor.between(start, cursor.at);
  cursor.next();
  return statement;
}
