import type { Cursor } from './cursor.ts';
import type { AccessVerb, HoleRole, SqlAccess } from './reading.ts';
import { holesIn, type SqlToken } from './tokens.ts';
import { FROM_INSIDE, isSystemTable, NOT_A_COLUMN, NOT_AN_ALIAS } from './words.ts';

/** One table in a scope, while it is being read. */
interface Target {
  readonly table: string;
  mode: 'R' | 'W';
  verb: AccessVerb;
  readonly columns: Set<string>;
  readonly isCall: boolean;
}

interface ColumnUse {
  readonly qualifier: string | null;
  readonly column: string;
}

/** What one SELECT, INSERT, UPDATE or DELETE sees: its own tables by alias, and those around it. */
interface Scope {
  readonly parent: Scope | null;
  readonly aliases: Map<string, Target | null>;
  readonly targets: Target[];
  /** Tables, subqueries and WITH names: with more than one, a bare column could be anyone's. */
  sources: number;
  readonly uses: ColumnUse[];
}

/** Nesting beyond this is skipped: real queries stay below 10, and the reader is recursive. */
const MAX_DEPTH = 64;

const QUERY_START = new Set([
  'SELECT',
  'WITH',
  'INSERT',
  'UPDATE',
  'DELETE',
  'MERGE',
  'REPLACE',
  'VALUES',
  'FROM',
  'TABLE',
]);
const WRITE_NOISE = new Set([
  'OR',
  'ABORT',
  'FAIL',
  'IGNORE',
  'ROLLBACK',
  'REPLACE',
  'LOW_PRIORITY',
  'HIGH_PRIORITY',
  'DELAYED',
  'QUICK',
  'ONLY',
  'TABLE',
  'OVERWRITE',
  'TOP',
]);
/** Between the name of a common table and its query. */
const QUERY_FOLLOWS = new Set(['AS', 'NOT', 'MATERIALIZED']);
const BEFORE_TABLE = new Set(['ONLY', 'LATERAL', 'OUTER', 'IF', 'EXISTS']);
const ENDS_CONDITION = new Set([
  'FROM',
  'WHERE',
  'SET',
  'RETURNING',
  'ORDER',
  'LIMIT',
  'ON DUPLICATE',
  'USING',
  'WHEN',
]);
const JOIN_WORDS = new Set(['INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS', 'NATURAL', 'OUTER']);
/** After these a hole is one value. */
const VALUE_BEFORE = new Set([
  '=',
  '<',
  '>',
  '<=',
  '>=',
  '<>',
  '!=',
  'LIKE',
  'ILIKE',
  'LIMIT',
  'OFFSET',
  'BETWEEN',
  '+',
  '-',
  '/',
  '%',
  '||',
  'INTERVAL',
  'MATCH',
  'THEN',
  'ELSE',
]);

/** Reads one data statement (SELECT, INSERT, …, or a fragment of one) and says which tables it touches, in order. */
export class DataStatementReader {
  readonly access: Target[] = [];
  private readonly holes: Map<number, HoleRole>;
  /** Names given by WITH that stand for a query, not for a table. */
  private readonly cteNames: Set<string>;
  private depth = 0;
  isRelative = false;

  constructor(holes: Map<number, HoleRole>, cteNames: ReadonlySet<string> = new Set()) {
    this.holes = holes;
    this.cteNames = new Set(cteNames);
  }

  read(cursor: Cursor): SqlAccess[] {
    this.query(cursor, null);
    return this.access
      .filter((target) => !isSystemTable(target.table))
      .map(({ table, mode, verb, columns, isCall }) => ({
        table,
        mode,
        verb,
        columns: [...columns],
        isCall,
      }));
  }

  private query(cursor: Cursor, parent: Scope | null): void {
    if (cursor.accept('WITH')) this.commonTables(cursor, parent);
    const scope = newScope(parent);
    this.head(cursor, scope);
    this.body(cursor, scope);
    resolveColumns(scope);
  }

  /** `WITH a AS (…), b AS (…)`: a name hides a table only after its own query, unless the list is recursive. */
  private commonTables(cursor: Cursor, parent: Scope | null): void {
    const isRecursive = cursor.accept('RECURSIVE');
    do {
      // `WITH ${more} a AS (…)`: more common tables, with their comma, that only the running program knows.
      while (cursor.peek().kind === 'hole' && cursor.atName(1) && cursor.peek(1).key !== 'AS') cursor.next();
      const name = cursor.atName() ? cursor.next().text.toLowerCase() : '';
      if (cursor.peek().key === '(') cursor.group();
      cursor.skip(QUERY_FOLLOWS);
      if (isRecursive) this.cteNames.add(name);
      if (cursor.peek().key === '(') this.query(cursor.group(), parent);
      this.cteNames.add(name);
      while (cursor.peek().kind === 'hole') cursor.next();
    } while (cursor.accept(',') || (cursor.atName() && cursor.peek(1).key === 'AS'));
  }

  /** The part of a statement that names what it writes. */
  private head(cursor: Cursor, scope: Scope): void {
    if (cursor.accept('INSERT')) {
      this.insert(cursor, scope, 'insert');
      return;
    }
    if (cursor.accept('REPLACE')) {
      this.insert(cursor, scope, 'replace');
      return;
    }
    if (cursor.accept('MERGE')) {
      this.insert(cursor, scope, 'merge');
      return;
    }
    if (cursor.accept('UPDATE')) {
      this.update(cursor, scope);
      return;
    }
    if (cursor.accept('DELETE')) {
      this.deletion(cursor, scope);
      return;
    }
    if (cursor.accept('TRUNCATE')) {
      cursor.accept('TABLE');
      do this.target(cursor, scope, 'W', 'truncate');
      while (cursor.accept(','));
    } else if (cursor.accept('COPY')) {
      const target = this.target(cursor, scope, 'W', 'copy');
      for (const column of cursor.nameList()) target?.columns.add(column);
      if (target && cursor.accept('TO')) target.mode = 'R';
      else cursor.accept('FROM');
    } else if (cursor.accept('LOAD', 'DATA')) {
      while (!cursor.isDone && !cursor.accept('TABLE')) cursor.next();
      this.target(cursor, scope, 'W', 'copy');
    }
  }

  private insert(cursor: Cursor, scope: Scope, verb: AccessVerb): void {
    cursor.skip(WRITE_NOISE);
    cursor.accept('INTO');
    cursor.accept('TABLE');
    const target = this.target(cursor, scope, 'W', verb);
    if (verb === 'merge') {
      if (cursor.accept('USING')) this.tableList(cursor, scope);
      return;
    }
    const startsQuery = QUERY_START.has(cursor.peek(1).key);
    if (cursor.peek().key === '(' && !startsQuery)
      for (const column of cursor.nameList()) target?.columns.add(column);
    if (cursor.accept('SET')) this.assignments(cursor, scope, target);
  }

  private update(cursor: Cursor, scope: Scope): void {
    cursor.skip(WRITE_NOISE);
    const target = this.target(cursor, scope, 'W', 'update');
    while (cursor.accept(',')) this.target(cursor, scope, 'W', 'update');
    while (isJoin(cursor)) {
      skipToJoinedTable(cursor);
      this.target(cursor, scope, 'R', 'select');
      this.condition(cursor, scope);
    }
    if (cursor.accept('SET')) this.assignments(cursor, scope, target);
  }

  private deletion(cursor: Cursor, scope: Scope): void {
    cursor.skip(WRITE_NOISE);
    const named: string[] = [];
    // MySQL's `DELETE a, b FROM a JOIN b …` names first what is deleted.
    while (cursor.peek().key !== 'FROM' && cursor.atName()) {
      named.push((cursor.tableName() ?? '').toLowerCase());
      if (!cursor.accept(',')) break;
    }
    if (!cursor.accept('FROM')) return;
    cursor.accept('ONLY');
    if (named.length === 0) {
      this.target(cursor, scope, 'W', 'delete');
      if (cursor.accept('USING')) this.tableList(cursor, scope);
      return;
    }
    this.tableList(cursor, scope);
    while (isJoin(cursor)) {
      skipToJoinedTable(cursor);
      this.target(cursor, scope, 'R', 'select');
      this.condition(cursor, scope);
    }
    for (const name of named) {
      const target = scope.aliases.get(name);
      if (target) Object.assign(target, { mode: 'W', verb: 'delete' });
    }
  }

  /** `SET a = …, (b, c) = (…)`: the left sides are columns of the target. */
  private assignments(cursor: Cursor, scope: Scope, target: Target | null): void {
    do {
      if (cursor.peek().key === '(') for (const column of cursor.nameList()) target?.columns.add(column);
      else if (cursor.peek().kind === 'word' || cursor.peek().kind === 'quoted') {
        const parts = cursor.dottedName() ?? [];
        const column = parts.at(-1);
        if (column !== undefined) target?.columns.add(column);
        if (column !== undefined && cursor.peek().key === '=') this.isRelative ||= isOwnValue(cursor, column);
      } else if (cursor.peek().kind === 'hole') this.see(cursor.next(), 'fragment');
      this.condition(cursor, scope, true);
    } while (cursor.accept(','));
  }

  /** Reads on until a word that ends an expression at this level. */
  private condition(cursor: Cursor, scope: Scope, stopAtComma = false): void {
    while (!cursor.isDone) {
      const { key } = cursor.peek();
      if (stopAtComma && key === ',') return;
      if (isJoin(cursor) || ENDS_CONDITION.has(key)) return;
      this.step(cursor, scope);
    }
  }

  private body(cursor: Cursor, scope: Scope): void {
    while (!cursor.isDone) this.step(cursor, scope);
  }

  /** One token of an expression or clause, with whatever hangs on it. */
  private step(cursor: Cursor, scope: Scope): void {
    const token = cursor.peek();
    const before = cursor.peek(-1);
    switch (token.key) {
      case '(':
        this.parentheses(cursor, scope, before);
        return;
      case 'FROM':
        cursor.next();
        if (before.key !== 'DISTINCT' || !['IS', 'NOT'].includes(cursor.peek(-3).key))
          this.tableList(cursor, scope);
        return;
      case 'JOIN':
      case 'STRAIGHT_JOIN':
      case 'APPLY':
        cursor.next();
        this.target(cursor, scope, 'R', 'select');
        return;
      case 'INTO':
        // `SELECT … INTO new_table`; INSERT's own INTO was read by `insert`.
        cursor.next();
        if (cursor.peek().kind !== 'parameter') this.target(cursor, scope, 'W', 'insert');
        return;
      case 'SELECT':
        cursor.next();
        // `INSERT INTO a SELECT …`: the query has a scope of its own.
        if (!scope.targets.some((target) => target.mode === 'W')) return;
        this.within(scope, (inner) => this.body(cursor, inner));
        return;
      case 'UNION':
      case 'EXCEPT':
      case 'INTERSECT':
      case 'MINUS': {
        resolveColumns(scope);
        scope.targets.length = 0;
        scope.sources = 0;
        scope.aliases.clear();
        cursor.next();
        return;
      }
      case 'CONFLICT':
      case 'DUPLICATE':
        this.upsert(cursor, scope);
        return;
      case 'UPDATE':
      case 'INSERT':
        // MERGE … WHEN MATCHED THEN UPDATE SET …, WHEN NOT MATCHED THEN INSERT (…)
        cursor.next();
        if (before.key === 'THEN' || before.key === 'DO') this.mergeBranch(cursor, scope);
        return;
      default:
        this.plain(cursor, scope, before);
    }
  }

  private parentheses(cursor: Cursor, scope: Scope, before: SqlToken): void {
    const inner = cursor.group();
    if (this.depth >= MAX_DEPTH) return;
    this.depth += 1;
    if (QUERY_START.has(inner.peek().key) && !(inner.peek().key === 'REPLACE' && inner.peek(1).key === '('))
      this.query(inner, scope);
    else if (FROM_INSIDE.has(before.key))
      while (!inner.isDone) inner.peek().key === 'FROM' ? inner.next() : this.step(inner, scope);
    else this.body(inner, scope);
    this.depth -= 1;
  }

  private within(parent: Scope, read: (scope: Scope) => void): void {
    const scope = newScope(parent);
    read(scope);
    resolveColumns(scope);
  }

  private upsert(cursor: Cursor, scope: Scope): void {
    cursor.next();
    const written = writtenIn(scope);
    if (cursor.peek().key === '(') cursor.group();
    if (written && written.verb === 'insert') written.verb = 'upsert';
    if (cursor.accept('KEY', 'UPDATE')) this.assignments(cursor, scope, written);
  }

  private mergeBranch(cursor: Cursor, scope: Scope): void {
    const written = writtenIn(scope);
    if (cursor.accept('SET')) this.assignments(cursor, scope, written);
    else for (const column of cursor.nameList()) written?.columns.add(column);
  }

  /** Table items after FROM or USING: `a, b AS x, (SELECT …) y, LATERAL f(…)`. */
  private tableList(cursor: Cursor, scope: Scope): void {
    do this.target(cursor, scope, 'R', 'select');
    while (cursor.accept(','));
  }

  /** One table item with its alias; null for a subquery, a function or nothing readable. */
  private target(cursor: Cursor, scope: Scope, mode: 'R' | 'W', verb: AccessVerb): Target | null {
    cursor.skip(BEFORE_TABLE);
    scope.sources += 1;
    if (cursor.peek().key === '(') {
      const inner = cursor.group();
      if (this.depth >= MAX_DEPTH) return null;
      this.depth += 1;
      if (QUERY_START.has(inner.peek().key)) this.query(inner, scope);
      else {
        this.tableList(inner, scope);
        this.body(inner, scope);
      }
      this.depth -= 1;
      this.alias(cursor, scope, null);
      return null;
    }
    const holeAt = cursor.peek();
    if (holeAt.kind === 'word' && NOT_AN_ALIAS.has(holeAt.key) && cursor.peek(1).key !== '.') return null;
    const table = cursor.tableName();
    if (table === null) return null;
    for (const index of holesIn(table)) this.holes.set(index, 'table');
    if (verb === 'select' && this.cteNames.has(table.toLowerCase())) {
      this.alias(cursor, scope, null, table);
      return null;
    }
    const isCall = verb === 'select' && cursor.peek().key === '(';
    if (isCall) this.body(cursor.group(), scope);
    const target: Target = { table, mode, verb, columns: new Set(), isCall };
    this.access.push(target);
    scope.targets.push(target);
    this.alias(cursor, scope, target, table);
    return target;
  }

  private alias(cursor: Cursor, scope: Scope, target: Target | null, table?: string): void {
    if (table !== undefined) scope.aliases.set((table.split('.').at(-1) ?? table).toLowerCase(), target);
    const explicit = cursor.accept('AS');
    const token = cursor.peek();
    if (token.kind === 'quoted' || (token.kind === 'word' && (explicit || !NOT_AN_ALIAS.has(token.key)))) {
      scope.aliases.set(cursor.next().text.toLowerCase(), target);
      if (cursor.peek().key === '(' && target === null) cursor.group();
    }
    // T-SQL table hints: `WITH (NOLOCK)`.
    if (cursor.peek().key === 'WITH' && cursor.peek(1).key === '(') {
      cursor.next();
      cursor.group();
    }
  }

  /** A column, a hole, or a token that says nothing about tables. */
  private plain(cursor: Cursor, scope: Scope, before: SqlToken): void {
    const token = cursor.peek();
    if (token.kind === 'hole') {
      this.see(cursor.next(), valueOrFragment(before, cursor.raw()));
      return;
    }
    const isName = token.kind === 'quoted' || token.kind === 'word';
    const parts = isName ? cursor.dottedName() : null;
    if (parts === null) {
      cursor.next();
      return;
    }
    for (const part of parts)
      for (const index of holesIn(part)) if (!this.holes.has(index)) this.holes.set(index, 'fragment');
    const column = parts.at(-1) ?? '';
    const isAliasOrCast = before.key === 'AS' || before.key === '::' || cursor.peek().key === '(';
    const isKeyword = parts.length === 1 && token.kind === 'word' && NOT_A_COLUMN.has(token.key);
    if (!isAliasOrCast && !isKeyword && holesIn(column).length === 0) {
      scope.uses.push({ qualifier: parts.length > 1 ? (parts.at(-2) ?? '').toLowerCase() : null, column });
    }
  }

  private see(token: SqlToken, role: HoleRole): void {
    for (const index of holesIn(token.text)) if (!this.holes.has(index)) this.holes.set(index, role);
  }
}

/** At `=`: does the new value of a column start from the old one, as in `left = left - 1` or `left = s.left + ?`? */
function isOwnValue(cursor: Cursor, column: string): boolean {
  const isQualified = cursor.peek(2).key === '.';
  const [operand, operator] = isQualified
    ? [cursor.peek(3), cursor.peek(4)]
    : [cursor.peek(1), cursor.peek(2)];
  return (
    operand.text.toLowerCase() === column.toLowerCase() &&
    ['+', '-', '*', '/', '|'].includes(operator.key[0] ?? '')
  );
}

function isJoin(cursor: Cursor): boolean {
  for (let ahead = 0; ahead < 4; ahead += 1) {
    const { key } = cursor.peek(ahead);
    if (key === 'JOIN' || key === 'STRAIGHT_JOIN') return true;
    if (!JOIN_WORDS.has(key)) return false;
  }
  return false;
}

function skipToJoinedTable(cursor: Cursor): void {
  while (!cursor.isDone) if (['JOIN', 'STRAIGHT_JOIN'].includes(cursor.next().key)) return;
}

function valueOrFragment(before: SqlToken, after: SqlToken): HoleRole {
  if (VALUE_BEFORE.has(before.key)) return 'value';
  const isListItem = (before.key === '(' || before.key === ',') && (after.key === ')' || after.key === ',');
  return isListItem ? 'value' : 'fragment';
}

function newScope(parent: Scope | null): Scope {
  return { parent, aliases: new Map(), targets: [], sources: 0, uses: [] };
}

function writtenIn(scope: Scope | null): Target | null {
  for (let at = scope; at !== null; at = at.parent) {
    const written = at.targets.find((target) => target.mode === 'W');
    if (written) return written;
  }
  return null;
}

/** Gives each column to the table its qualifier names, or to the only table in sight; what is not known here the outer scope may know. */
function resolveColumns(scope: Scope): void {
  for (const use of scope.uses) {
    const { qualifier, column } = use;
    if (qualifier === null) {
      const only = scope.sources === 1 ? scope.targets[0] : undefined;
      if (only && !scope.aliases.has(column.toLowerCase())) only.columns.add(column);
      continue;
    }
    const target = scope.aliases.get(qualifier);
    if (target) target.columns.add(column);
    if (target === undefined) scope.parent?.uses.push(use);
  }
  scope.uses.length = 0;
}
