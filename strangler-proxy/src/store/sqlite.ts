import { chmod } from 'node:fs/promises';
import type { Database } from 'sqlite3';
import { OperatorError } from '../errors.ts';
import { type AmbiguousWrite, type EventStore, foldProgress, type StoredEvent } from './events.ts';

const BUSY_MS = 5_000;
/** Rows of one statement; SQLite takes 32 766 values. */
const MOST_AT_ONCE = 1_000;
const columns = 'id, at, kind, slice, stage, share, who, why, config_hash AS configHash';

/**
 * The event log in a SQLite file, mode 0600. `sqlite3` is an optional peer and loaded only here, so that installing
 * the toolkit for analysis alone compiles nothing.
 */
export async function openSqliteStore(file: string, now: () => Date = () => new Date()): Promise<EventStore> {
  const database = await open(file);
  try {
    await prepare(database);
    await chmod(file, 0o600);
  } catch (cause) {
    await close(database).catch(() => undefined);
    throw unusable(file, cause);
  }
  const listAmbiguousWrites = inBatches((writes: readonly (AmbiguousWrite & { readonly at: string })[]) =>
    run(
      database,
      `INSERT INTO ambiguous_writes (at, slice, side, method, path, request_id, because) VALUES ${writes.map(() => '(?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
      writes.flatMap(({ at, slice, side, method, path, requestId, because }) => [
        at,
        slice,
        side,
        method,
        path,
        requestId,
        because,
      ]),
    ),
  );
  return {
    async append(events) {
      if (events.length === 0) return;
      const at = now().toISOString();
      const row = '(?, ?, ?, ?, ?, ?, ?, ?)';
      // One statement, so all of them are written or none.
      await run(
        database,
        `INSERT INTO events (at, kind, slice, stage, share, who, why, config_hash) VALUES ${events.map(() => row).join(', ')}`,
        events.flatMap(({ kind, slice, stage, share, who, why, configHash }) => [
          at,
          kind,
          slice,
          stage,
          share,
          who,
          why,
          configHash,
        ]),
      );
    },
    history: (limit, slice) =>
      slice === undefined
        ? all(database, `SELECT ${columns} FROM events ORDER BY id DESC LIMIT ?`, [limit])
        : all(database, `SELECT ${columns} FROM events WHERE slice = ? ORDER BY id DESC LIMIT ?`, [
            slice,
            limit,
          ]),
    addAmbiguousWrite: (write) => listAmbiguousWrites({ at: now().toISOString(), ...write }),
    ambiguousWrites: (limit) =>
      all(
        database,
        'SELECT at, slice, side, method, path, request_id AS requestId, because FROM ambiguous_writes ORDER BY id DESC LIMIT ?',
        [limit],
      ),
    async progress() {
      // Only the last word on each counts, and a log may be years long.
      const last = `SELECT MAX(id) FROM events WHERE slice IS NOT NULL AND kind <> 'config' GROUP BY slice, kind = 'served'`;
      return foldProgress(
        await all<StoredEvent>(
          database,
          `SELECT ${columns} FROM events WHERE id IN (${last}) ORDER BY id`,
          [],
        ),
      );
    },
    close: () => close(database),
  };
}

async function prepare(database: Database): Promise<void> {
  await run(database, `PRAGMA busy_timeout = ${BUSY_MS}`);
  await run(database, 'PRAGMA journal_mode = WAL');
  // An acknowledged change must survive a power cut; changes are rare, so the extra flush costs nothing.
  await run(database, 'PRAGMA synchronous = FULL');
  await run(
    database,
    `CREATE TABLE IF NOT EXISTS events (
       id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL, slice TEXT, stage TEXT, share INTEGER,
       who TEXT NOT NULL, why TEXT NOT NULL, config_hash TEXT NOT NULL)`,
  );
  await run(
    database,
    `CREATE TABLE IF NOT EXISTS ambiguous_writes (
       id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, slice TEXT, side TEXT NOT NULL, method TEXT NOT NULL,
       path TEXT NOT NULL, request_id TEXT NOT NULL, because TEXT NOT NULL)`,
  );
}

async function open(file: string): Promise<Database> {
  const sqlite3 = await import('sqlite3').catch((cause: unknown) => {
    throw new OperatorError('The proxy keeps its event log in SQLite: install it with npm install sqlite3.', {
      cause,
    });
  });
  return new Promise((resolve, reject) => {
    const database = new sqlite3.default.Database(file, (error) =>
      error ? reject(unusable(file, error)) : resolve(database),
    );
  });
}

function unusable(file: string, cause: unknown): OperatorError {
  return new OperatorError(
    `The event log ${file} can't be used (${cause instanceof Error ? cause.message : String(cause)}). Give this user the right to write it and its folder; if it is damaged, move it away: then the file's stages are served as written, and rollbacks that capped them are forgotten.`,
    { cause },
  );
}

/**
 * What comes while one statement runs goes into the next one, because each waits for the disk: an outage in the middle of
 * thousands of writes would queue up faster than it drains.
 */
function inBatches<Item>(write: (items: readonly Item[]) => Promise<void>): (item: Item) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let next: { readonly items: Item[]; readonly done: Promise<void> } | undefined;
  return (item) => {
    if (next === undefined || next.items.length === MOST_AT_ONCE) {
      const items: Item[] = [];
      const batch = {
        items,
        done: last.then(() => {
          if (next === batch) next = undefined;
          return write(items);
        }),
      };
      next = batch;
      last = batch.done.catch(() => undefined);
    }
    next.items.push(item);
    return next.done;
  };
}

function close(database: Database): Promise<void> {
  return new Promise((resolve, reject) => database.close((error) => (error ? reject(error) : resolve())));
}

function run(database: Database, sql: string, values: readonly unknown[] = []): Promise<void> {
  return new Promise((resolve, reject) =>
    database.run(sql, values, (error) => (error ? reject(error) : resolve())),
  );
}

function all<Row>(database: Database, sql: string, values: readonly unknown[]): Promise<Row[]> {
  return new Promise((resolve, reject) =>
    database.all<Row>(sql, values, (error, rows) => (error ? reject(error) : resolve(rows))),
  );
}
