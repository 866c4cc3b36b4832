import { getOrCreate } from '../get-or-create.ts';

/** What must be asked in order waits in a line, one for each caller; only the first of a line is under way. */
export class CallerLines {
  readonly #lines = new Map<string, (() => void)[]>();
  #size = 0;

  /** All that wait or are under way. */
  get size(): number {
    return this.#size;
  }

  has(caller: string): boolean {
    return this.#lines.has(caller);
  }

  /** Begins `turn` once all is over that joined the line before it; `turn` says when it is over itself. */
  join(caller: string, turn: (over: () => void) => void): void {
    const line = getOrCreate(this.#lines, caller, () => []);
    this.#size += 1;
    line.push(() => turn(() => this.#next(caller, line)));
    if (line.length === 1) line[0]?.();
  }

  #next(caller: string, line: (() => void)[]): void {
    line.shift();
    this.#size -= 1;
    const [next] = line;
    if (next) next();
    else this.#lines.delete(caller);
  }
}
