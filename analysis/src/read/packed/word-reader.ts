/** A cursor over packed facts: words one after another, strings by number. */
import { header, type PackedFacts } from './packed-facts.ts';

const nothing: readonly never[] = [];

export class WordReader {
  /** Position of the word that `next` gives. */
  at = 0;
  readonly words: Int32Array;
  /** All strings in a row. */
  readonly text: string;
  private readonly ends: number;
  private readonly strings: (string | undefined)[] = [];

  constructor({ words, text }: PackedFacts) {
    this.words = words;
    this.text = text;
    this.ends = words[header.strings + 1] ?? 0;
  }

  word(position: number): number {
    return this.words[position] as number;
  }

  next(): number {
    const word = this.words[this.at] as number;
    this.at += 1;
    return word;
  }

  /** The string of a number; made once, so that comparing it is comparing a place. */
  string(id: number): string {
    const known = this.strings[id];
    if (known !== undefined) return known;
    const end = this.ends + id;
    const start = id === 0 ? 0 : this.word(end - 1);
    const made = this.text.slice(start, this.word(end));
    this.strings[id] = made;
    return made;
  }

  nextString(): string {
    return this.string(this.next());
  }

  /** As many items as the next word says. */
  items<T>(read: (reader: WordReader) => T): readonly T[] {
    return this.several(this.next(), read);
  }

  several<T>(count: number, read: (reader: WordReader) => T): readonly T[] {
    if (count === 0) return nothing;
    // Of its exact length: what grows by `push` takes room for seventeen, and most lists have one or two.
    const items = new Array<T>(count);
    for (let index = 0; index < count; index += 1) items[index] = read(this);
    return items;
  }
}
