import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeDatabase, db, inTransaction, openDatabase } from '../src/db/connection.ts';

let folder: string;
/** Somebody else on the same file. (Never `node:sqlite`: two copies of SQLite in one process break each other's locks.) */
let other: sqlite3.Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fig-and-fern-db-'));
  const file = join(folder, 'test.db');
  other = new sqlite3.Database(file);
  await exec('PRAGMA journal_mode = WAL; CREATE TABLE plants (name TEXT)');
  await openDatabase(file);
});

afterEach(async () => {
  await closeDatabase();
  await new Promise((resolve) => other.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function exec(sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    other.exec(sql, (error) => (error ? reject(error) : resolve()));
  });
}

const plants = async (): Promise<string[]> =>
  (await db.all<{ name: string }>('SELECT name FROM plants ORDER BY name')).map(({ name }) => name);

describe('the database connection', () => {
  it("keeps another request's insert when a transaction rolls back", async () => {
    const failing = inTransaction(async (tx) => {
      await tx.run("INSERT INTO plants VALUES ('fern')");
      throw new Error('no');
    });
    const beside = db.run("INSERT INTO plants VALUES ('fig')");
    await expect(failing).rejects.toThrow('no');
    await beside;
    expect(await plants()).toEqual(['fig']);
  });

  it('shows half a transaction to nobody', async () => {
    let seen: string[] = [];
    await inTransaction(async (tx) => {
      await tx.run("INSERT INTO plants VALUES ('fern')");
      seen = await plants();
    });
    expect(seen).toEqual([]);
    expect(await plants()).toEqual(['fern']);
  });

  it("waits for another process's transaction", async () => {
    await exec("BEGIN IMMEDIATE; INSERT INTO plants VALUES ('moss')");
    const waiting = inTransaction((tx) => tx.run("INSERT INTO plants VALUES ('ivy')"));
    // Reads go on meanwhile, and see what was committed.
    expect(await plants()).toEqual([]);
    await exec('COMMIT');
    await waiting;
    expect(await plants()).toEqual(['ivy', 'moss']);
  });

  it('takes many writers at once, one after the other', async () => {
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        inTransaction((tx) => tx.run('INSERT INTO plants VALUES (?)', [`plant ${n}`])),
      ),
    );
    expect(await plants()).toHaveLength(50);
  });
});
