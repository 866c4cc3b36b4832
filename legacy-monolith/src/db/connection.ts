// sqlite3's callbacks wrapped in promises. Reads share one connection. Writes queue up inside the process, because a
// thread that waits for SQLite's lock is a thread that the lock's owner may need (libuv has four): each transaction
// has its connection to itself, begins IMMEDIATE, and another process's transaction is waited for with busy_timeout.
import sqlite3 from 'sqlite3';

export type Params = readonly (string | number | null)[];

export interface Conn {
  all<T>(sql: string, params?: Params): Promise<T[]>;
  get<T>(sql: string, params?: Params): Promise<T | undefined>;
  run(sql: string, params?: Params): Promise<{ lastId: number; changes: number }>;
}

const BUSY_TIMEOUT_MS = 10_000;

let reader: sqlite3.Database | null = null;
let writer: sqlite3.Database | null = null;
let queue: Promise<unknown> = Promise.resolve();

function open(file: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file, (error) => (error ? reject(error) : resolve(database)));
  });
}

function exec(database: sqlite3.Database, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    database.exec(sql, (error) => (error ? reject(error) : resolve()));
  });
}

function close(database: sqlite3.Database): Promise<void> {
  return new Promise((resolve, reject) => {
    database.close((error) => (error ? reject(error) : resolve()));
  });
}

function wrap(database: () => sqlite3.Database): Conn {
  return {
    all: <T>(sql: string, params: Params = []) =>
      new Promise<T[]>((resolve, reject) => {
        database().all<T>(sql, params, (error, rows) => (error ? reject(error) : resolve(rows)));
      }),
    // Not sqlite3's own get: that leaves the statement open until it is collected, and while it is open every other read
    // on this connection sees the old state, even one that follows a write of its own.
    get: <T>(sql: string, params: Params = []) =>
      new Promise<T | undefined>((resolve, reject) => {
        database().all<T>(sql, params, (error, rows) => (error ? reject(error) : resolve(rows[0])));
      }),
    run: (sql: string, params: Params = []) =>
      new Promise((resolve, reject) => {
        database().run(sql, params, function done(error) {
          if (error) reject(error);
          else resolve({ lastId: this.lastID, changes: this.changes });
        });
      }),
  };
}

function opened(database: sqlite3.Database | null): sqlite3.Database {
  if (!database) throw new Error('the database is not open; call openDatabase first');
  return database;
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = queue.then(work);
  queue = turn.catch(() => undefined);
  return turn;
}

const reads = wrap(() => opened(reader));
const writes = wrap(() => opened(writer));

/** What everybody imports. A `run` outside a transaction is a transaction of its own. */
export const db: Conn = {
  all: reads.all,
  get: reads.get,
  run: (sql, params) => inTurn(() => writes.run(sql, params)),
};

/** All or nothing. Inside, use only `tx`: `db.run` would wait for this very transaction. */
export function inTransaction<T>(work: (tx: Conn) => Promise<T>): Promise<T> {
  return inTurn(async () => {
    await writes.run('BEGIN IMMEDIATE');
    try {
      const result = await work(writes);
      await writes.run('COMMIT');
      return result;
    } catch (error) {
      // SQLite may have rolled back by itself already (disk full, busy): the first error is the one to tell.
      await writes.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  });
}

export async function openDatabase(file: string): Promise<void> {
  if (reader || writer) throw new Error('one database per process: close the first one');
  const pragmas = `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;`;
  writer = await open(file);
  reader = await open(file);
  for (const database of [writer, reader]) await exec(database, pragmas);
}

export async function closeDatabase(): Promise<void> {
  await queue;
  const open = [reader, writer];
  reader = null;
  writer = null;
  for (const database of open) if (database) await close(database);
}
