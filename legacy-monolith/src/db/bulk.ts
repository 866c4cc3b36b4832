// Many rows into a fresh database, fast: rows are collected per table and written 200 at a time, in one transaction.
import sqlite3 from 'sqlite3';

export type Value = string | number | null;

const ROWS_AT_ONCE = 200;

export class BulkWriter {
  #database: sqlite3.Database;
  #waiting = new Map<string, { columns: string; width: number; values: Value[]; rows: number }>();
  #failed: Error | null = null;

  private constructor(database: sqlite3.Database) {
    this.#database = database;
  }

  static open(file: string): Promise<BulkWriter> {
    return new Promise((resolve, reject) => {
      const database = new sqlite3.Database(file, (error) => (error ? reject(error) : resolve(new BulkWriter(database))));
      database.serialize();
    });
  }

  exec(sql: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#database.exec(sql, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Rows of one table always name the same columns. */
  add(table: string, row: Record<string, Value>): void {
    let batch = this.#waiting.get(table);
    if (!batch) {
      const names = Object.keys(row);
      batch = { columns: names.join(', '), width: names.length, values: [], rows: 0 };
      this.#waiting.set(table, batch);
    }
    for (const value of Object.values(row)) batch.values.push(value);
    batch.rows += 1;
    if (batch.rows === ROWS_AT_ONCE) this.#write(table);
  }

  #write(table: string): void {
    const batch = this.#waiting.get(table);
    if (!batch || batch.rows === 0) return;
    const row = `(${new Array(batch.width).fill('?').join(', ')})`;
    const sql = `INSERT INTO ${table} (${batch.columns}) VALUES ${new Array(batch.rows).fill(row).join(', ')}`;
    this.#database.run(sql, batch.values, (error) => {
      this.#failed ??= error;
    });
    batch.values = [];
    batch.rows = 0;
  }

  /** Writes what waits. Tables are filled in the order of their first row, so parents go first. */
  async flush(): Promise<void> {
    for (const table of this.#waiting.keys()) this.#write(table);
    await this.exec('SELECT 1');
    if (this.#failed) throw this.#failed;
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#database.close((error) => (error ? reject(error) : resolve()));
    });
  }
}
