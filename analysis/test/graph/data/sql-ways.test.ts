import { expect, it } from 'vitest';
import { readFacts } from '../../../src/graph/index.ts';
import { tempTree } from '../../temp-tree.ts';

/** Each function calls the next from twenty places: 8 400 ways to a statement whose table none of them names. */
function storeWith(rest: string): string {
  const calls = (name: string) => Array.from({ length: 20 }, (_, i) => `${name}(table, ${i});`).join(' ');
  return `import sqlite3 from 'sqlite3';
const db = new sqlite3.Database('shop.db');
function find(table: string, id: number) { db.all(\`select * from \${table} where id = ?\`, [id]); }
${rest}
function one(table: string, id: number) { ${calls('find')} }
function two(table: string, id: number) { ${calls('one')} }
export function three(table: string, id: number) { ${calls('two')} }
`;
}

it('takes a table for unknown that none of many ways names', async () => {
  const { facts } = await readFacts(tempTree({ 'store.ts': storeWith('') }), { useGit: false });
  expect(facts.access).toEqual([]);
  expect(facts.unresolved.map(({ line, because }) => [line, because])).toEqual([
    [3, 'the name is put together at run time'],
  ]);
});

it('says where more ways lead to a statement than are followed, and keeps what was named', async () => {
  const named = "export function orderOf(id: number) { find('orders', id); }";
  const { facts } = await readFacts(tempTree({ 'store.ts': storeWith(named) }), { useGit: false });
  expect(facts.access.map(({ line, table }) => [line, table])).toContainEqual([4, 'orders']);
  expect(facts.unresolved).toContainEqual(
    expect.objectContaining({
      line: 3,
      because: 'only the first 2000 ways to it from its callers were followed',
    }),
  );
});
