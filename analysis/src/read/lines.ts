/** Turns offsets into line numbers (from 1) by bisection over the starts of lines. */
export class LineIndex {
  readonly #starts: number[];
  /** Of the last answer: the next question is mostly about the same line or one nearby. */
  #last = 0;

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
    const last = this.#last;
    if ((this.#starts[last] ?? 0) <= offset && offset < (this.#starts[last + 1] ?? Number.POSITIVE_INFINITY))
      return last + 1;
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    this.#last = low;
    return low + 1;
  }
}
