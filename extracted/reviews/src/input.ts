import { invalid } from './errors.ts';

/** Collects every wrong field of a JSON body, so that the caller hears of all of them at once. */
export class Input {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #problems: Record<string, string> = {};

  constructor(body: unknown) {
    this.#fields = typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined;
  }

  text(name: string, min: number, max: number): string {
    const value = this.#fields[name];
    const text = typeof value === 'string' ? value.trim() : '';
    if (typeof value !== 'string' || text.length < min || text.length > max) {
      this.#problems[name] ??= `must be a text of ${min} to ${max} characters`;
    }
    return text;
  }

  optionalText(name: string, max: number): string | null {
    const value = this.#fields[name];
    return value === undefined || value === null || value === '' ? null : this.text(name, 1, max);
  }

  wholeNumber(name: string, min: number, max: number): number {
    const value = this.#fields[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    this.#problems[name] ??= `must be a whole number from ${min} to ${max}`;
    return min;
  }

  oneOf<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice {
    const found = choices.find((choice) => choice === this.#fields[name]);
    if (found === undefined) this.#problems[name] ??= `must be one of ${choices.join(', ')}`;
    return found ?? choices[0];
  }

  /** Throws 422 with all the wrong fields. */
  check(): void {
    if (Object.keys(this.#problems).length > 0) throw invalid(this.#problems);
  }
}
