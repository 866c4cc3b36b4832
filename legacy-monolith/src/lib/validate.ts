// A small checker in the way of its time: collect every wrong field, throw once.
import { Decimal } from './decimal.ts';
import { invalid, type Fields } from './errors.ts';

export type Input = Record<string, unknown>;

export function asInput(body: unknown): Input {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Input) : {};
}

export class Checker {
  #input: Input;
  #fields: Fields = {};

  constructor(body: unknown) {
    this.#input = asInput(body);
  }

  has(name: string): boolean {
    return this.#input[name] !== undefined;
  }

  fail(name: string, message: string): void {
    this.#fields[name] ??= message;
  }

  text(name: string, min: number, max: number): string {
    const value = this.#input[name];
    const text = typeof value === 'string' ? value.trim() : '';
    if (typeof value !== 'string' || text.length < min || text.length > max) {
      this.fail(name, `must be a text of ${min} to ${max} characters`);
    }
    return text;
  }

  optionalText(name: string, max: number): string | null {
    const value = this.#input[name];
    if (value === undefined || value === null || value === '') return null;
    return this.text(name, 1, max);
  }

  matching(name: string, pattern: RegExp, what: string): string {
    const value = this.#input[name];
    if (typeof value !== 'string' || !pattern.test(value)) this.fail(name, `must be ${what}`);
    return typeof value === 'string' ? value : '';
  }

  integer(name: string, min: number, max: number): number {
    const value = this.#input[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
      this.fail(name, `must be a whole number from ${min} to ${max}`);
      return min;
    }
    return value;
  }

  optionalInteger(name: string, min: number, max: number): number | null {
    return this.#input[name] === undefined || this.#input[name] === null ? null : this.integer(name, min, max);
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#input[name];
    if (value === undefined) return fallback;
    if (typeof value !== 'boolean') this.fail(name, 'must be true or false');
    return value === true;
  }

  decimal(name: string): Decimal {
    const value = this.#input[name];
    if (!Decimal.isDecimal(value)) {
      this.fail(name, 'must be an amount such as "24.90"');
      return Decimal.zero;
    }
    return Decimal.parse(value);
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.#input[name];
    const choice = choices.find((one) => one === value);
    if (choice === undefined) this.fail(name, `must be one of ${choices.join(', ')}`);
    return choice ?? (choices[0] as T);
  }

  moment(name: string): Date {
    const value = this.#input[name];
    const date = new Date(typeof value === 'string' ? value : Number.NaN);
    if (Number.isNaN(date.getTime())) {
      this.fail(name, 'must be a moment such as "2025-03-20T09:00:00.000Z"');
      return new Date(0);
    }
    return date;
  }

  raw(name: string): unknown {
    return this.#input[name];
  }

  /** Throws 422 with all the wrong fields. */
  done(): void {
    if (Object.keys(this.#fields).length > 0) throw invalid(this.#fields);
  }
}

export const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}\.[a-z]{2,24}$/i;
export const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
export const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
