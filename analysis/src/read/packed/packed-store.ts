/** Packed facts of many files as one row of bytes, and back: what the cache keeps on disk. */
import type { PackedFacts } from './packed-facts.ts';

/** Key, number of words, characters of text, bytes of a character: a line of JSON before the bytes. */
type Entry = readonly [key: string, words: number, characters: number, width: 1 | 2];

export function storePacked(facts: ReadonlyMap<string, PackedFacts>): Buffer {
  const entries = [...facts].map(([key, { words, text }]): Entry => {
    // Two bytes keep every character as it is, also halves of pairs, which UTF-8 could not.
    return [key, words.length, text.length, /[^\0-\xff]/.test(text) ? 2 : 1];
  });
  const contents = [...facts.values()].flatMap(({ words, text }, index) => [
    Buffer.from(words.buffer, words.byteOffset, words.byteLength),
    Buffer.from(text, entries[index]?.[3] === 2 ? 'utf16le' : 'latin1'),
  ]);
  return Buffer.concat([Buffer.from(`${JSON.stringify(entries)}\n`), ...contents]);
}

/** @param bytes what `storePacked` gave, null for nothing; no facts are copied before they are asked for. */
export function loadPacked(bytes: Buffer | null): Map<string, () => PackedFacts> {
  if (bytes === null) return new Map();
  const endOfEntries = bytes.indexOf(0x0a);
  const entries = JSON.parse(bytes.toString('utf8', 0, endOfEntries)) as Entry[];
  let at = endOfEntries + 1;
  return new Map(
    entries.map(([key, words, characters, width]) => {
      const start = at;
      const textStart = start + words * Int32Array.BYTES_PER_ELEMENT;
      at = textStart + characters * width;
      const end = at;
      const load = (): PackedFacts => ({
        // Copied: integers have to stand at a multiple of four.
        words: new Int32Array(new Uint8Array(bytes.subarray(start, textStart)).buffer),
        text: bytes.toString(width === 2 ? 'utf16le' : 'latin1', textStart, end),
      });
      return [key, load];
    }),
  );
}
