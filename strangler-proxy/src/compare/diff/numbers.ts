/** Significant digits and power of ten of a decimal, without trailing zeros: `1.50` and `15e-1` give the same. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,9}))?$/;

function readDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const fraction = match[3] ?? '';
  const all = `${match[2] ?? ''}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return { negative: false, digits: '', exponent: 0 };
  return {
    negative: match[1] === '-',
    digits,
    exponent: Number(match[4] ?? 0) - fraction.length + (all.length - digits.length),
  };
}

/** Equal as decimals of any length: `12345678901234567890` is not `12345678901234567891`, `1e2` is `100`. */
export function sameNumber(left: string, right: string): boolean {
  if (left === right) return true;
  const a = readDecimal(left);
  const b = readDecimal(right);
  if (!a || !b) return false;
  return a.digits === b.digits && a.exponent === b.exponent && (a.digits === '' || a.negative === b.negative);
}

/** One text for all ways to write a number: equal ones share it. */
export function canonicalNumber(text: string): string {
  const decimal = readDecimal(text);
  return decimal ? `${decimal.negative ? '-' : ''}${decimal.digits}e${decimal.exponent}` : text;
}

/** Digits that a double holds for sure; a fraction written with more shows where binary arithmetic ended. */
const DOUBLE_DIGITS = 15;
/** A few units in the last place of a double (2^-52), as sums in another order give. */
const LAST_BITS = 8 * 2 ** -52;

/** Differ only where binary fractions end: `0.30000000000000004` and `0.3`. Whole numbers never do. */
export function sameButLastBits(left: string, right: string): boolean {
  const a = readDecimal(left);
  const b = readDecimal(right);
  if (!a || !b || (a.exponent >= 0 && b.exponent >= 0)) return false;
  if (Math.max(a.digits.length, b.digits.length) < DOUBLE_DIGITS) return false;
  return relativeDistance(Number(left), Number(right)) <= LAST_BITS;
}

export function relativeDistance(a: number, b: number): number {
  if (a === b) return 0;
  return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
}
