/** Turns offsets into line numbers (from 1) by bisection over the starts of lines. */
export class LineIndex {
  readonly #starts: number[];

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  /** Number of lines; a newline at the end starts no further line. */
  count(text: string): number {
    if (text === '') return 0;
    return text.endsWith('\n') ? this.#starts.length - 1 : this.#starts.length;
  }

  at(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }
}
