import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../src/boundaries/path-pattern.ts';

describe('compilePattern', () => {
  it.each([
    ['src/orders/**', 'src/orders/list.ts', true],
    ['src/orders/**', 'src/orders/api/v1/list.ts', true],
    ['src/orders/**', 'src/orders-old/list.ts', false],
    ['src/orders/**', 'lib/src/orders/list.ts', false],
    ['**/orders.ts', 'orders.ts', true],
    ['**/orders.ts', 'src/deep/orders.ts', true],
    ['**/orders.ts', 'src/reorders.ts', false],
    ['src/*.ts', 'src/list.ts', true],
    ['src/*.ts', 'src/api/list.ts', false],
    ['src/v?.ts', 'src/v1.ts', true],
    ['src/v?.ts', 'src/v10.ts', false],
    ['src/{orders,carts}/*.ts', 'src/carts/add.ts', true],
    ['src/{orders,carts}/*.ts', 'src/users/add.ts', false],
    ['src/a+b (1).ts', 'src/a+b (1).ts', true],
    ['src/a.ts', 'src/axts', false],
    ['src/\\*\\{x\\}-[id].ts', 'src/*{x}-[id].ts', true],
    ['src/größe/🌱.ts', 'src/größe/🌱.ts', true],
    ['src/?.ts', 'src/🌱.ts', true],
    ['a*', 'a\nb', true],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(compilePattern(pattern).matches(path)).toBe(expected);
  });

  it('ranks a path above patterns, and longer patterns above shorter ones', () => {
    const ranks = ['**', 'src/**', 'src/orders/*.ts', 'src/a.ts'].map(
      (text) => compilePattern(text).specificity,
    );
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(ranks.length);
  });

  it.each(['', 'src/{a,b', 'x'.repeat(1_001)])('refuses %j', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(RangeError);
  });
});
