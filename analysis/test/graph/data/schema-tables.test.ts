import { describe, expect, it } from 'vitest';
import { SchemaTables } from '../../../src/graph/data/schema-tables.ts';
import { readSql } from '../../../src/read/sql/read-sql.ts';

function tablesAfter(...texts: string[]) {
  const schema = new SchemaTables();
  for (const [index, text] of texts.entries())
    schema.apply(readSql(text), () => ({ path: `${index}.sql`, line: 1 }));
  return schema;
}

describe('SchemaTables', () => {
  it('applies changes in order', () => {
    const schema = tablesAfter(
      'CREATE TABLE a (id INT, old INT); CREATE TABLE gone (id INT)',
      'ALTER TABLE a DROP COLUMN old; ALTER TABLE a RENAME COLUMN id TO key; DROP TABLE gone; ALTER TABLE a ADD COLUMN b INT',
    );
    expect(schema.list()).toEqual([
      { name: 'a', columns: ['key', 'b'], definedAt: { path: '0.sql', line: 1 }, foreignKeys: [] },
    ]);
  });
  it('follows a rebuilt table, as SQLite changes columns', () => {
    const schema = tablesAfter(
      'CREATE TABLE a (id INT); CREATE TABLE c (a_id INT REFERENCES a (id))',
      'CREATE TABLE a_new (id INT, x INT); DROP TABLE a; ALTER TABLE a_new RENAME TO a',
    );
    expect(
      schema
        .list()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['a', 'c']);
    expect(schema.list().find(({ name }) => name === 'c')?.foreignKeys[0]?.references).toBe('a');
  });
  it('knows tables whatever their case, and spells them as the schema does', () => {
    const schema = tablesAfter('CREATE TABLE Orders (id INT); CREATE TEMP TABLE scratch (id INT)');
    expect(schema.canonical('ORDERS')).toBe('Orders');
    expect(schema.has('scratch')).toBe(false);
  });
  it('takes a bare name for the one table that has it in a namespace', () => {
    const schema = tablesAfter(
      'CREATE TABLE shop.orders (id INT); CREATE TABLE a.both (id INT); CREATE TABLE b.both (id INT)',
    );
    expect(schema.canonical('orders')).toBe('shop.orders');
    expect(schema.canonical('both')).toBeNull();
    schema.apply(readSql('CREATE TABLE orders (id INT)'), () => ({ path: '1.sql', line: 1 }));
    expect(schema.canonical('orders')).toBe('orders');
  });
});
