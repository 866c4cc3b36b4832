import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openDatabase } from '../src/database.ts';

const writers = [1, 2, 3];
const writesEach = 500;

it('reads what it has just written, however many others read at that moment', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reviews-database-'));
  const file = join(folder, 'counters.db');
  const counters = new DatabaseSync(file);
  counters.exec('PRAGMA journal_mode = WAL; CREATE TABLE counters (id INTEGER PRIMARY KEY, value INTEGER)');
  for (const id of writers) counters.prepare('INSERT INTO counters VALUES (?, 0)').run(id);
  counters.close();

  const database = await openDatabase(file, { readOnly: false });
  let isWriting = true;
  const readOn = async () => {
    while (isWriting) await database.reader.get('SELECT * FROM counters WHERE id >= ?', [1]);
  };
  const writeAndRead = async (id: number) => {
    let stale = 0;
    for (let value = 1; value <= writesEach; value += 1) {
      await database.transaction((tx) => tx.run('UPDATE counters SET value = ? WHERE id = ?', [value, id]));
      const row = await database.reader.get<{ value: number }>('SELECT value FROM counters WHERE id = ?', [
        id,
      ]);
      if (row?.value !== value) stale += 1;
    }
    return stale;
  };
  const readers = Array.from({ length: 6 }, readOn);
  const stale = await Promise.all(writers.map(writeAndRead));
  isWriting = false;
  await Promise.all(readers);
  await database.close();
  rmSync(folder, { recursive: true });
  expect(stale).toEqual(writers.map(() => 0));
});
