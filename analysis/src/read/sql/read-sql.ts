import { Cursor } from './cursor.ts';
import { DataStatementReader } from './data-statement.ts';
import type { HoleRole, SqlReading, SqlStatement, TransactionStep } from './reading.ts';
import { readSchemaStatement } from './schema-statement.ts';
import { type SqlToken, tokenizeSql } from './tokens.ts';

/** Longer texts are dumps; a schema or query that a program carries is far below. */
const MAX_SQL_CHARACTERS = 8_000_000;

const SCHEMA_VERBS = new Set(['CREATE', 'ALTER', 'DROP', 'RENAME']);
const SETTING_VERBS = new Set([
  'PRAGMA',
  'SET',
  'SHOW',
  'USE',
  'RESET',
  'DESCRIBE',
  'DESC',
  'VACUUM',
  'ANALYZE',
  'REINDEX',
  'ATTACH',
  'DETACH',
  'LISTEN',
  'NOTIFY',
  'UNLISTEN',
  'GRANT',
  'REVOKE',
  'COMMENT',
  'LOCK',
  'UNLOCK',
  'DO',
  'CALL',
  'EXEC',
  'EXECUTE',
  'DECLARE',
  'DEALLOCATE',
  'DISCARD',
  'REFRESH',
]);

/**
 * Reads one or more SQL statements of any dialect, or a fragment of one. Never throws; what it can't read it steps over.
 *
 * @example readSql('UPDATE stock SET left = left - 1 WHERE sku = ?').statements[0]?.access[0]?.table // 'stock'
 */
export function readSql(text: string): SqlReading {
  const holes = new Map<number, HoleRole>();
  const statements: SqlStatement[] = [];
  const tokens = tokenizeSql(text.length > MAX_SQL_CHARACTERS ? text.slice(0, MAX_SQL_CHARACTERS) : text);
  for (const [start, end] of statementRanges(tokens))
    statements.push(readStatement(new Cursor(tokens, start, end), holes));
  return { statements, holes };
}

function readStatement(cursor: Cursor, holes: Map<number, HoleRole>): SqlStatement {
  if (cursor.accept('EXPLAIN')) cursor.skip(new Set(['QUERY', 'PLAN', 'ANALYZE', 'VERBOSE']));
  while (cursor.peek().key === '(' && cursor.peek(1).key !== ')') cursor.next();
  const verb = cursor.peek().key;
  const nothing = { verb, access: [], schema: [], transaction: null, isRelative: false };
  const transaction = transactionStep(cursor);
  if (transaction !== null) return { ...nothing, kind: 'transaction', transaction };
  if (SCHEMA_VERBS.has(verb)) return { ...nothing, kind: 'schema', ...readSchemaStatement(cursor, holes) };
  if (SETTING_VERBS.has(verb)) return { ...nothing, kind: 'setting' };
  const reader = new DataStatementReader(holes);
  const access = reader.read(cursor);
  return { ...nothing, kind: access.length > 0 ? 'data' : 'other', access, isRelative: reader.isRelative };
}

function transactionStep(cursor: Cursor): TransactionStep | null {
  const [first, second, third] = [cursor.peek().key, cursor.peek(1).key, cursor.peek(2).key];
  if (first === 'BEGIN' || (first === 'START' && second === 'TRANSACTION')) return 'begin';
  if (first === 'COMMIT' || first === 'END') return 'commit';
  if (first === 'ROLLBACK' && (second === 'TO' || third === 'TO')) return 'release';
  if (first === 'ROLLBACK' || first === 'ABORT') return 'rollback';
  if (first === 'SAVEPOINT' || (first === 'SAVE' && second.startsWith('TRAN'))) return 'savepoint';
  return first === 'RELEASE' ? 'release' : null;
}

/** Cuts at semicolons; a trigger's body (`BEGIN … END`) stays in one piece. */
function* statementRanges(tokens: readonly SqlToken[]): Generator<[start: number, end: number]> {
  let start = 0;
  let isTrigger = false;
  let depth = 0;
  for (let index = 0; index <= tokens.length; index += 1) {
    const key = tokens[index]?.key ?? '';
    if (key === 'TRIGGER' && tokens[start]?.key === 'CREATE') isTrigger = true;
    if (isTrigger && (key === 'BEGIN' || key === 'CASE')) depth += 1;
    if (isTrigger && key === 'END') depth -= 1;
    if (index < tokens.length && (key !== ';' || depth > 0)) continue;
    if (index > start) yield [start, index];
    start = index + 1;
    isTrigger = false;
    depth = 0;
  }
}
