/** The memory that the parser has filled for the file that is being read, and the texts in it. */

/** The views of the parser's own buffer; its positions fit 31 bits. */
export interface ParserBuffer extends Uint8Array {
  readonly int32: Int32Array;
  readonly float64: Float64Array;
}

export let bytes: Uint8Array = new Uint8Array(0);
export let integers: Int32Array = new Int32Array(0);
export let floats: Float64Array = new Float64Array(0);
/** The text that was parsed. */
export let source = '';
/** The source stands at the end of the memory, as UTF-8. */
let sourceStart = 0;
/** Up to here a byte is a character of the source. */
let asciiEnd = 0;

const { utf8Slice, latin1Slice } = Buffer.prototype as unknown as Record<
  'utf8Slice' | 'latin1Slice',
  (this: Uint8Array, start: number, end: number) => string
>;

export function openMemory(buffer: ParserBuffer, text: string, start: number, byteLength: number): void {
  // Nearly always the same buffer as before: code that reads a variable which never changes is faster.
  if (bytes !== buffer) {
    bytes = buffer;
    integers = buffer.int32;
    floats = buffer.float64;
  }
  source = text;
  sourceStart = start;
  asciiEnd = start + byteLength;
  if (text.length === byteLength) return;
  asciiEnd = start;
  while ((buffer[asciiEnd] ?? 128) < 128) asciiEnd += 1;
}

/** Names return all the time: each is made once for all files of a thread, so that comparing is comparing places. */
const nameSlots = 1 << 14;
const maxNameLength = 40;
const names = new Array<string>(nameSlots).fill('');

/** The text that a pointer and a length stand for. */
export function textAt(position: number): string {
  const length = integers[(position >> 2) + 2] as number;
  if (length === 0) return '';
  const start = integers[position >> 2] as number;
  if (length <= maxNameLength) return nameAt(start, length);
  if (start >= sourceStart && start + length <= asciiEnd) {
    return source.substr(start - sourceStart, length);
  }
  return utf8Slice.call(bytes, start, start + length);
}

function nameAt(start: number, length: number): string {
  const slot = slotOf(start, length);
  const known = names[slot] as string;
  if (isText(known, start, length)) return known;
  const end = start + length;
  for (let at = start; at < end; at += 1)
    if ((bytes[at] as number) >= 128) return utf8Slice.call(bytes, start, end);
  // A copy: a part of the source would keep the whole of it.
  const made = latin1Slice.call(bytes, start, end);
  names[slot] = made;
  return made;
}

/** By five of its bytes: whether it is the name that is known there, is looked at anyway. */
function slotOf(start: number, length: number): number {
  const memory = bytes;
  const last = start + length - 1;
  let hash = ((memory[start] as number) << 8) | (memory[start + (length >> 2)] as number);
  hash = Math.imul(hash, 31) + (memory[start + (length >> 1)] as number);
  hash = Math.imul(hash, 31) + (memory[last - (length >> 2)] as number);
  hash = Math.imul(hash, 31) + (memory[last] as number);
  hash = Math.imul(hash + length, 0x9e3779b1);
  return (hash ^ (hash >>> 15)) & (nameSlots - 1);
}

function isText(text: string, start: number, length: number): boolean {
  if (text.length !== length) return false;
  const memory = bytes;
  for (let index = 0; index < length; index += 1) {
    if (text.charCodeAt(index) !== memory[start + index]) return false;
  }
  return true;
}

/** A text that may hold halves of surrogate pairs, which UTF-8 has no bytes for; null for none. */
export function escapedAt(position: number): string | null {
  const mark = bytes[position + 12];
  if (mark === 0) return textAt(position);
  if (mark === 2) return null;
  let at = integers[position >> 2] as number;
  const end = at + (integers[(position >> 2) + 2] as number);
  let text = '';
  while (at < end) {
    const first = bytes[at] as number;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    let code = length === 1 ? first : first & (0xff >> (length + 1));
    for (let index = 1; index < length; index += 1)
      code = (code << 6) | ((bytes[at + index] as number) & 0x3f);
    // Unlike a decoder this keeps halves as they are.
    text += String.fromCodePoint(code);
    at += length;
  }
  return text;
}
