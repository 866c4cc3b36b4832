import type { SqlToken } from './tokens.ts';
import { withoutDefaultSchema } from './words.ts';

const END: SqlToken = { kind: 'symbol', text: '', key: '' };

/** A place in a token list and the few moves that every SQL reader here makes. Reading past the end gives empty tokens. */
export class Cursor {
  private readonly tokens: readonly SqlToken[];
  readonly end: number;
  at: number;

  constructor(tokens: readonly SqlToken[], at = 0, end = tokens.length) {
    this.tokens = tokens;
    this.at = at;
    this.end = end;
  }

  get isDone(): boolean {
    return this.at >= this.end;
  }

  peek(ahead = 0): SqlToken {
    const index = this.at + ahead;
    // Looking back may leave a group: what stands before it matters.
    return index < this.end && index >= 0 ? (this.tokens[index] ?? END) : END;
  }

  /** The next token even where it lies behind this cursor's end, such as the parenthesis that closes a group. */
  raw(): SqlToken {
    return this.tokens[this.at] ?? END;
  }

  next(): SqlToken {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  /** Steps over these keywords or symbols if they all follow, in this order. */
  accept(...keys: readonly string[]): boolean {
    for (let index = 0; index < keys.length; index += 1)
      if (this.peek(index).key !== keys[index]) return false;
    this.at += keys.length;
    return true;
  }

  /** Steps over any of these keywords, as often as they come. */
  skip(keys: ReadonlySet<string>): void {
    while (!this.isDone && keys.has(this.peek().key)) this.at += 1;
  }

  /** The index after the parenthesis that closes the one at the cursor. */
  afterGroup(): number {
    let depth = 0;
    for (let index = this.at; index < this.end; index += 1) {
      const key = this.tokens[index]?.key;
      if (key === '(') depth += 1;
      if (key === ')') depth -= 1;
      if (depth === 0) return index + 1;
    }
    return this.end;
  }

  /** A cursor over what stands inside the parentheses at this one, which moves behind them. */
  group(): Cursor {
    const after = this.afterGroup();
    const closed = this.tokens[after - 1]?.key === ')' && after - 1 > this.at;
    const inner = new Cursor(this.tokens, this.at + 1, closed ? after - 1 : after);
    this.at = after;
    return inner;
  }

  /** A cursor over a part of the same tokens. */
  between(start: number, end: number): Cursor {
    return new Cursor(this.tokens, start, end);
  }

  /** The rest cut at commas that stand outside parentheses. */
  items(): Cursor[] {
    const items: Cursor[] = [];
    let start = this.at;
    let depth = 0;
    for (let index = this.at; index < this.end; index += 1) {
      const key = this.tokens[index]?.key;
      if (key === '(') depth += 1;
      if (key === ')') depth -= 1;
      if (key === ',' && depth === 0) {
        items.push(new Cursor(this.tokens, start, index));
        start = index + 1;
      }
    }
    if (start < this.end) items.push(new Cursor(this.tokens, start, this.end));
    this.at = this.end;
    return items;
  }

  atName(ahead = 0): boolean {
    return isName(this.peek(ahead));
  }

  /** `a`, `a.b`, `a.b.c` and the same quoted; null where no name stands. */
  dottedName(): string[] | null {
    if (!this.atName()) return null;
    const parts = [this.next().text];
    while (this.peek().key === '.' && isName(this.peek(1))) {
      this.at += 1;
      parts.push(this.next().text);
    }
    return parts;
  }

  tableName(): string | null {
    const parts = this.dottedName();
    return parts === null ? null : withoutDefaultSchema(parts);
  }

  /** Names in parentheses at the cursor: `(a, "b", c)`; expressions among them are left out. */
  nameList(): string[] {
    if (this.peek().key !== '(') return [];
    return this.group()
      .items()
      .filter((item) => item.atName() && item.peek(1).key !== '(')
      .map((item) => item.next().text);
  }
}

const isName = ({ kind }: SqlToken): boolean => kind === 'word' || kind === 'quoted' || kind === 'hole';
