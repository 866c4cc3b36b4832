import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, money } from '../src/lib/decimal.ts';

const amounts = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });

describe('Decimal', () => {
  it('reads what it writes', () => {
    fc.assert(fc.property(amounts, (cents) => money(new Decimal(cents).toString()).cents === cents));
  });

  it.each([
    ['24.9', '24.90'],
    ['7', '7.00'],
    ['-0.05', '-0.05'],
    ['0', '0.00'],
  ])('writes %s with two decimals: %s', (text, written) => {
    expect(String(money(text))).toBe(written);
  });

  it.each(['', '1.234', '1,50', 'NaN', '1e3', ' 1'])('refuses %j', (text) => {
    expect(() => money(text)).toThrow(RangeError);
  });

  it('rounds a percentage to the nearest cent, halves up', () => {
    expect(String(money('0.05').percent(50))).toBe('0.03');
    expect(String(money('49.80').percent(10))).toBe('4.98');
    expect(String(money('12.50').percent(20))).toBe('2.50');
  });
});
