import sqlite3 from 'sqlite3';

export type Params = readonly (string | number | null)[];

/** What a statement can be run on: the reading connection, or a transaction. */
export interface Connection {
  all<Row>(sql: string, params?: Params): Promise<Row[]>;
  get<Row>(sql: string, params?: Params): Promise<Row | undefined>;
  run(sql: string, params?: Params): Promise<{ readonly lastId: number; readonly changes: number }>;
}

export interface Database {
  readonly reader: Connection;
  /** All or nothing, one after the other; another process's transaction is waited for. */
  transaction<Result>(work: (tx: Connection) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const busyTimeoutMs = 10_000;

/** Opens an existing file. Reads and writes have a connection each, so that no read sees half a transaction. */
export async function openDatabase(file: string, options: { readonly readOnly: boolean }): Promise<Database> {
  const mode = options.readOnly ? sqlite3.OPEN_READONLY : sqlite3.OPEN_READWRITE;
  const reading = await open(file, mode);
  const writing = options.readOnly ? null : await open(file, mode);
  let queue: Promise<unknown> = Promise.resolve();

  const transaction = async <Result>(work: (tx: Connection) => Promise<Result>): Promise<Result> => {
    if (writing === null) throw new Error('the database is open for reading only');
    const tx = connectionOf(writing);
    await tx.run('BEGIN IMMEDIATE');
    try {
      const result = await work(tx);
      await tx.run('COMMIT');
      return result;
    } catch (error) {
      // SQLite may have rolled back by itself (disk full, busy); the first error is the one to tell.
      await tx.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  };
  return {
    reader: connectionOf(reading),
    transaction: (work) => {
      const turn = queue.then(() => transaction(work));
      queue = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      await queue;
      for (const handle of [reading, writing]) if (handle !== null) await close(handle);
    },
  };
}

function open(file: string, mode: number): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const handle = new sqlite3.Database(file, mode, (error) => {
      if (error) return reject(new Error(`DB_FILE=${file}: ${error.message}`, { cause: error }));
      handle.configure('busyTimeout', busyTimeoutMs);
      handle.exec('PRAGMA foreign_keys = ON', (failed) => (failed ? reject(failed) : resolve(handle)));
    });
  });
}

function close(handle: sqlite3.Database): Promise<void> {
  return new Promise((resolve, reject) => {
    handle.close((error) => (error ? reject(error) : resolve()));
  });
}

function connectionOf(handle: sqlite3.Database): Connection {
  const connection: Connection = {
    all: <Row>(sql: string, params: Params = []) =>
      new Promise<Row[]>((resolve, reject) => {
        handle.all<Row>(sql, params, (error, rows) => (error ? reject(error) : resolve(rows)));
      }),
    // Not sqlite3's own get: that leaves the statement open until it is collected, and while it is open every other read
    // on this connection sees the old state, even one that follows a write of its own.
    get: async <Row>(sql: string, params: Params = []) => {
      const [row] = await connection.all<Row>(sql, params);
      return row;
    },
    run: (sql, params = []) =>
      new Promise((resolve, reject) => {
        handle.run(sql, params, function (error) {
          if (error) reject(error);
          else resolve({ lastId: this.lastID, changes: this.changes });
        });
      }),
  };
  return connection;
}
