// Money as it crosses every domain: whole cents inside, '24.90' outside and in the database.

export class Decimal {
  readonly cents: number;

  constructor(cents: number) {
    if (!Number.isSafeInteger(cents)) throw new RangeError(`not a whole number of cents: ${cents}`);
    this.cents = cents;
  }

  static zero = new Decimal(0);

  static isDecimal(value: unknown): value is string {
    return typeof value === 'string' && /^\d{1,9}(\.\d{1,2})?$/.test(value);
  }

  static parse(text: string): Decimal {
    const match = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text);
    if (!match) throw new RangeError(`not a decimal: "${text}"`);
    const cents = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
    return new Decimal(match[1] ? -cents : cents);
  }

  static sum(values: Iterable<Decimal>): Decimal {
    let cents = 0;
    for (const value of values) cents += value.cents;
    return new Decimal(cents);
  }

  plus(other: Decimal): Decimal {
    return new Decimal(this.cents + other.cents);
  }

  minus(other: Decimal): Decimal {
    return new Decimal(this.cents - other.cents);
  }

  times(quantity: number): Decimal {
    return new Decimal(Math.round(this.cents * quantity));
  }

  /** So many percent of this, rounded half up to the cent. */
  percent(percent: number): Decimal {
    return new Decimal(Math.floor((this.cents * percent + 50) / 100));
  }

  lessThan(other: Decimal): boolean {
    return this.cents < other.cents;
  }

  atMost(other: Decimal): Decimal {
    return this.cents <= other.cents ? this : other;
  }

  isZero(): boolean {
    return this.cents === 0;
  }

  toString(): string {
    const whole = Math.abs(this.cents);
    return `${this.cents < 0 ? '-' : ''}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

export const money = (text: string): Decimal => Decimal.parse(text);
