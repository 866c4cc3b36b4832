/** A growing row of integers with a table of strings beside it. */
import type { PackedFacts } from './packed-facts.ts';

/** Kept from file to file: growing takes longer than writing. */
let words = new Int32Array(1 << 16);

export class WordWriter {
  private length = 0;
  private readonly ids = new Map<string, number>();
  /** The empty string is number 0: every fourth is empty. */
  private readonly ends: number[] = [0];
  private text = '';

  /** Position of the next word. */
  get position(): number {
    return this.length;
  }

  push(word: number): void {
    if (this.length === words.length) this.grow(this.length + 1);
    words[this.length] = word;
    this.length += 1;
  }

  /** Room for words that are written later; returns the position of the first. */
  reserve(count: number): number {
    const start = this.length;
    if (start + count > words.length) this.grow(start + count);
    words.fill(0, start, start + count);
    this.length += count;
    return start;
  }

  set(position: number, word: number): void {
    words[position] = word;
  }

  /** The number of a string; equal strings have equal numbers. */
  idOf(text: string): number {
    if (text === '') return 0;
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    const id = this.ends.length;
    this.ids.set(text, id);
    this.text += text;
    this.ends.push(this.text.length);
    return id;
  }

  pushText(text: string): void {
    this.push(this.idOf(text));
  }

  /** Where each string ends in the text. */
  get stringEnds(): readonly number[] {
    return this.ends;
  }

  finish(): PackedFacts {
    return { words: words.slice(0, this.length), text: this.text };
  }

  private grow(needed: number): void {
    const larger = new Int32Array(Math.max(needed, words.length * 2));
    larger.set(words);
    words = larger;
  }
}
