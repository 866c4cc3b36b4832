import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../src/boundaries/path-pattern.ts';

const meaning = { '**/': '(?:[^/]+/)*', '**': '.*', '*': '[^/]*', '?': '[^/]', '.': '\\.' };

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

  it.each([
    ['{a,{b,c}/*}.ts', 'c/x.ts', true],
    ['{a,{b,c}/*}.ts', 'a.ts', true],
    ['{a,{b,c}/*}.ts', 'b.ts', false],
    ['{,src/}a.ts', 'a.ts', true],
    ['a}b,c', 'a}b,c', true],
    ['a/**/b/**/c', 'a/b/c', true],
    ['a/**/b/**/c', 'a/x/b/y/z/c', true],
    ['a/**/b/**/c', 'a/x/c', false],
    ['**', 'a/b', true],
    ['**/', 'a/', true],
    ['a\\', 'a\\', true],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(compilePattern(pattern).matches(path)).toBe(expected);
  });

  it.each([
    `${'*'.repeat(400)}x`,
    `${'*a'.repeat(400)}x`,
    `${'**/'.repeat(200)}x`,
    `${'{a,'.repeat(200)}b${'}'.repeat(200)}x`,
    `${'{*,**}'.repeat(150)}x`,
  ])(
    'answers at once: %.12s…',
    (pattern) => {
      const path = `${'a/aaaa'.repeat(100)}y`;
      expect(compilePattern(pattern).matches(path)).toBe(false);
    },
    2_000,
  );

  it('agrees with a regular expression on short patterns and paths', () => {
    const piece = fc.constantFrom('a', 'b', '/', '*', '**', '**/', '?', '.');
    const path = fc
      .array(fc.constantFrom('a', 'b', '/', '.'), { maxLength: 6 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), path, (pieces, text) => {
        const source = pieces
          .join('')
          .replace(/\*\*\/|\*\*|\*|\?|\./g, (found) => meaning[found as keyof typeof meaning]);
        expect(compilePattern(pieces.join('')).matches(text)).toBe(new RegExp(`^${source}$`).test(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(['', 'src/{a,b', 'x'.repeat(1_001)])('refuses %j', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(RangeError);
  });
});
