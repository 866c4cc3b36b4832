/**
 * Which tables each route really reads and writes: every statement that the running shop gives to `sqlite3` is kept with the
 * request that caused it, then prepared again under SQLite's own authoriser. So SQLite says what a statement touches, and no
 * parser of ours.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { constants, DatabaseSync } from 'node:sqlite';
import sqlite3 from 'sqlite3';
import type { AccessMode } from '../../src/graph/facts.ts';

/** True where SQLite can be asked (from Node 24 on); says why where it can't. */
export function hasAuthorizer(): boolean {
  if (typeof DatabaseSync.prototype.setAuthorizer === 'function') return true;
  console.warn(
    `skipped: what the running shop does to tables; node:sqlite of Node ${process.versions.node} has no setAuthorizer`,
  );
  return false;
}

export interface Statement {
  readonly sql: string;
  /** `METHOD /path` as the request had it; null for what no request caused. */
  readonly request: string | null;
}

export interface StatementLog {
  readonly statements: readonly Statement[];
  /** What `sqlite3` itself says that it ran, by its `trace` event, and nobody logged: must be empty. */
  unlogged(): string[];
  /** Statements until the returned promise settles, and all that hangs on it, belong to the request. */
  during<Result>(request: string, work: () => Result): Result;
}

const current = new AsyncLocalStorage<string>();

type Method = 'all' | 'get' | 'run' | 'each';

/** Logs the statements of every connection that is opened from now on. Call before the application is imported. */
export function logStatements(): StatementLog {
  const statements: Statement[] = [];
  const tracedShapes = new Set<string>();
  const Original = sqlite3.Database;
  class Logged extends Original {
    constructor(...parameters: ConstructorParameters<typeof Original>) {
      super(...parameters);
      this.on('trace', (sql: string) => {
        if (!isHousekeeping(sql) && !isOfSqliteItself(sql)) tracedShapes.add(shapeOf(sql));
      });
    }
  }
  for (const method of ['all', 'get', 'run', 'each'] satisfies Method[]) {
    const original = Original.prototype[method] as (
      this: unknown,
      sql: string,
      ...rest: unknown[]
    ) => unknown;
    Object.defineProperty(Logged.prototype, method, {
      value(this: unknown, sql: string, ...rest: unknown[]) {
        if (!isHousekeeping(sql)) statements.push({ sql, request: current.getStore() ?? null });
        return original.call(this, sql, ...rest);
      },
    });
  }
  sqlite3.Database = Logged as typeof Original;
  return {
    statements,
    unlogged: () => [...tracedShapes.difference(new Set(statements.map(({ sql }) => shapeOf(sql))))],
    during: (request, work) => current.run(request, work),
  };
}

const isHousekeeping = (sql: string): boolean => /^\s*(?:PRAGMA|BEGIN|COMMIT|ROLLBACK)\b/i.test(sql);

/** Statements within a statement are traced as comments; FTS5 reads its own settings with quoted names. */
const isOfSqliteItself = (sql: string): boolean =>
  sql.startsWith('--') || /^SELECT .* FROM 'main'\.'/.test(sql);

/** A traced statement carries its values, a logged one its question marks. */
function shapeOf(sql: string): string {
  return sql
    .replace(/'(?:[^']|'')*'|\bNULL\b|-?\b\d+(?:\.\d+)?\b/g, '?')
    .replace(/\s+/g, ' ')
    .trim();
}

export type Access = readonly [table: string, mode: AccessMode];

/**
 * SQLite's word on the tables of a statement, from a database that holds the schema.
 *
 * With `foreignKeys`, tables that only constraints touch (the parent that is looked up, the children that are deleted along)
 * count too; they follow from the schema, not from the statement.
 */
export class AccessJudge {
  readonly #database: DatabaseSync;
  readonly #virtualTables: readonly string[];
  readonly #known = new Map<string, readonly Access[]>();
  #seen: [action: number, table: string][] = [];

  constructor(schema: string, { foreignKeys }: { readonly foreignKeys: boolean }) {
    this.#database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: foreignKeys });
    this.#database.exec(schema);
    this.#virtualTables = this.#database
      .prepare("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
      .all()
      .map(({ name }) => String(name));
    this.#database.setAuthorizer((action, table) => {
      if (table !== null) this.#seen.push([action, table]);
      return constants.SQLITE_OK;
    });
  }

  /** A table that a statement writes is not listed as read by the same statement: finding the row is part of the write. */
  accessOf(sql: string): readonly Access[] {
    const known = this.#known.get(sql);
    if (known !== undefined) return known;
    this.#seen = [];
    this.#database.prepare(sql);
    const tables = (actions: readonly number[]) =>
      new Set(
        this.#seen.filter(([action]) => actions.includes(action)).map(([, table]) => this.#ownerOf(table)),
      );
    const written = tables([constants.SQLITE_INSERT, constants.SQLITE_UPDATE, constants.SQLITE_DELETE]);
    const read = tables([constants.SQLITE_READ]).difference(written);
    const access = [
      ...[...read].map((table) => [table, 'R'] as const),
      ...[...written].map((table) => [table, 'W'] as const),
    ].filter(([table]) => !table.startsWith('sqlite_'));
    this.#known.set(sql, access);
    return access;
  }

  /** FTS5 keeps its content in tables beside the virtual one. */
  #ownerOf(table: string): string {
    return this.#virtualTables.find((owner) => table.startsWith(`${owner}_`)) ?? table;
  }

  close(): void {
    this.#database.close();
  }
}
