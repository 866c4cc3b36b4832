import { describe, expect, it } from 'vitest';
import {
  areComplete,
  independentTables,
  interfacesWithoutData,
} from '../../../src/boundaries/evidence/schema.ts';
import type { Facts, RouteFacts, TableFacts } from '../../../src/graph/facts.ts';

const table = (
  name: string,
  ...parents: readonly (readonly [parent: string, onDelete: string])[]
): TableFacts => ({
  name,
  columns: [],
  definedAt: null,
  foreignKeys: parents.map(([references, onDelete]) => ({
    column: `${references}_id`,
    references,
    referencedColumn: 'id',
    onDelete,
  })),
});

describe('independentTables', () => {
  it('leaves out tables whose rows die with the rows of two others', () => {
    const votes = table('votes', ['posts', 'CASCADE'], ['members', 'cascade']);
    expect(independentTables([table('members'), table('posts', ['members', 'CASCADE']), votes])).toBe(2);
  });

  it.each([
    ['a tree within one table', table('comments', ['comments', 'CASCADE'], ['posts', 'CASCADE'])],
    ['two keys to one table', table('friends', ['members', 'CASCADE'], ['members', 'CASCADE'])],
    ['rows that outlive what they refer to', table('orders', ['members', 'SET NULL'], ['shops', 'RESTRICT'])],
  ])('keeps %s', (_, kept) => {
    expect(independentTables([kept, table('others')])).toBe(2);
  });

  it('never says that no service can own data', () => {
    expect(independentTables([table('a', ['b', 'CASCADE'], ['c', 'CASCADE'])])).toBe(1);
  });
});

describe('areComplete', () => {
  it.each([
    [[true, true], false],
    [[true, true, true], true],
    [[true, true, true, true, false], true],
    [[true, true, true, false], false],
  ])('of tables defined %j says %s', (defined, complete) => {
    expect(areComplete(defined)).toBe(complete);
  });
});

describe('interfacesWithoutData', () => {
  const route = (module: string, ...tables: readonly string[]): RouteFacts =>
    ({
      handler: { module, name: 'handle' },
      tables: tables.map((table) => [table, 'R']),
    }) as unknown as RouteFacts;
  const job = (module: string): Facts['entries'][number] =>
    ({ module, tables: [] }) as unknown as Facts['entries'][number];

  it('counts modules none of whose routes and jobs needs a table', () => {
    const routes = [
      route('orders.ts', 'orders'),
      route('orders.ts'),
      route('users.ts', 'users'),
      route('preview.ts'),
      route('stock.ts', 'stock'),
      route('stock.ts', 'stock', 'moves'),
    ];
    expect(interfacesWithoutData({ routes, entries: [job('clean-up.ts'), job('orders.ts')] })).toBe(2);
  });

  it('takes nothing from routes that could not be followed to their tables', () => {
    const routes = [route('orders.ts', 'orders'), route('users.ts'), route('preview.ts')];
    expect(interfacesWithoutData({ routes, entries: [] })).toBe(0);
  });
});
