import { expect, it } from 'vitest';
import { cut, damaged, keyPaths } from '../bites/faults.ts';

const page = {
  items: [
    { id: 1, product: { name: 'Fig' } },
    { id: 2, reply: null },
  ],
  total: 2,
};

it('names every key of an answer, items of a list taken together', () => {
  expect(keyPaths(page).sort()).toEqual([
    'items',
    'items[].id',
    'items[].product',
    'items[].product.name',
    'items[].reply',
    'total',
  ]);
});

it('drops a key from every item that has it, and nothing else', () => {
  expect(damaged(page, { kind: 'drops-field', path: 'items[].product.name' })).toEqual({
    ...page,
    items: [{ id: 1, product: {} }, page.items[1]],
  });
  expect(page.items[0]).toEqual({ id: 1, product: { name: 'Fig' } });
});

it('changes a value into another of its type', () => {
  expect(
    damaged({ a: 1, b: 'x', c: true, d: [1, 2], e: null }, { kind: 'changes-field', path: 'a' }),
  ).toMatchObject({ a: 2 });
  expect(damaged({ b: 'x' }, { kind: 'changes-field', path: 'b' })).toEqual({ b: '' });
  expect(damaged({ c: true }, { kind: 'changes-field', path: 'c' })).toEqual({ c: false });
  expect(damaged({ d: [1, 2] }, { kind: 'changes-field', path: 'd' })).toEqual({ d: [2] });
});

it('cuts a text in the middle', () => {
  expect(cut('abcd')).toBe('ab');
});
