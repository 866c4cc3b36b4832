import { readFields } from './answer-head.ts';

/** Chunk extensions carry nothing anybody needs; more of them than this in one body is an attack. */
const MAX_EXTENSION_BYTES = 16 * 1024;
const MAX_TRAILER_BYTES = 16 * 1024;
/** 12 hexadecimal digits stay below 2^53. No space anywhere: what some take for an extension others take for a size. */
const sizeLine = /^([0-9A-Fa-f]{1,12})((?:;[\t\x20-\x7e\x80-\xff]*)?)$/;

/** Reads a chunked body (RFC 9112 7.1) as it arrives, in pieces of any size. */
export class ChunkedReader {
  readonly #onData: (piece: Buffer) => void;
  #part: 'size' | 'data' | 'after data' | 'trailers' | 'done' = 'size';
  #bytesLeft = 0;
  /** The unfinished line. */
  #line = '';
  #extensionBytes = 0;
  #trailerText = '';
  #trailers: string[] = [];

  constructor(onData: (piece: Buffer) => void) {
    this.#onData = onData;
  }

  get isDone(): boolean {
    return this.#part === 'done';
  }

  get trailers(): readonly string[] {
    return this.#trailers;
  }

  /** @returns where in the piece the body ended or the piece did, or what is wrong with it. */
  read(piece: Buffer, from: number): number | string {
    let at = from;
    while (at < piece.length && this.#part !== 'done') {
      if (this.#part === 'data') {
        const end = Math.min(piece.length, at + this.#bytesLeft);
        this.#bytesLeft -= end - at;
        if (this.#bytesLeft === 0) this.#part = 'after data';
        this.#onData(piece.subarray(at, end));
        at = end;
        continue;
      }
      const lineFeed = piece.indexOf(0x0a, at);
      const end = lineFeed === -1 ? piece.length : lineFeed + 1;
      if (this.#line.length + end - at > MAX_TRAILER_BYTES) return 'a line of a chunked body is too long';
      this.#line += piece.toString('latin1', at, end);
      at = end;
      if (lineFeed === -1) break;
      if (!this.#line.endsWith('\r\n')) return 'a bare line feed in a chunked body';
      const problem = this.#readLine(this.#line.slice(0, -2));
      if (problem !== undefined) return problem;
      this.#line = '';
    }
    return at;
  }

  #readLine(line: string): string | undefined {
    if (this.#part === 'after data') {
      this.#part = 'size';
      return line === '' ? undefined : 'a chunk is longer than its size';
    }
    if (this.#part === 'trailers') return this.#readTrailer(line);
    const match = sizeLine.exec(line);
    if (!match) return 'a chunk without a size';
    this.#extensionBytes += (match[2] as string).length;
    if (this.#extensionBytes > MAX_EXTENSION_BYTES) return 'too many chunk extensions';
    this.#bytesLeft = Number.parseInt(match[1] as string, 16);
    this.#part = this.#bytesLeft === 0 ? 'trailers' : 'data';
    return undefined;
  }

  #readTrailer(line: string): string | undefined {
    if (line !== '') {
      this.#trailerText += this.#trailerText === '' ? line : `\r\n${line}`;
      return this.#trailerText.length > MAX_TRAILER_BYTES ? 'too many trailers' : undefined;
    }
    const fields = readFields(this.#trailerText);
    if (!fields) return 'a malformed trailer';
    this.#trailers = fields;
    this.#part = 'done';
    return undefined;
  }
}
