import { validateHeaderValue } from 'node:http';
import { constants, type Http2ServerResponse } from 'node:http2';
import type { AnswerFields } from '../forward/client-answer.ts';
import { hopByHop } from '../guard/header-names.ts';
import type { Http2Request } from './http2-request.ts';

/** An answer over HTTP/2 that can stand for a `ClientAnswer`, with the ways of HTTP/1.1's: repeated fields, trailers in pairs, a cut that is seen as one. */
export class Http2Answer {
  readonly #response: Http2ServerResponse;
  readonly #incoming: Http2Request;
  #bytesWritten = 0;

  constructor(response: Http2ServerResponse, incoming: Http2Request) {
    this.#response = response;
    this.#incoming = incoming;
  }

  get headersSent(): boolean {
    return this.#response.headersSent;
  }

  get destroyed(): boolean {
    return this.#response.stream.destroyed;
  }

  get writableNeedDrain(): boolean {
    return this.#response.stream.writableNeedDrain;
  }

  /** Bytes that the client's window let through. */
  get bytesTaken(): number {
    return this.#bytesWritten - this.#response.stream.bufferSize;
  }

  writeContinue(): void {
    this.#inform(100);
  }

  writeProcessing(): void {
    this.#inform(102);
  }

  writeEarlyHints({ link }: { readonly link: string[] }): void {
    this.#response.writeEarlyHints({ link });
  }

  writeHead(status: number, _statusText: string, fields: AnswerFields): void {
    const flat = Array.isArray(fields) ? fields : Object.entries(fields).flat();
    const byName = new Map<string, string[]>();
    for (let index = 0; index + 1 < flat.length; index += 2) {
      const name = String(flat[index]).toLowerCase();
      const value = String(flat[index + 1]);
      // What HTTP/1.1 says of its connection has no place here (RFC 9113 8.2.2); trailers need no announcement.
      if (hopByHop.has(name)) continue;
      validateHeaderValue(name, value);
      byName.set(name, [...(byName.get(name) ?? []), value]);
    }
    this.#respond(status, byName);
  }

  /** Older Node (before `strictSingleValueFields`) refuses a second value of fields that stand once as a rule, such as x-content-type-options. */
  #respond(status: number, byName: ReadonlyMap<string, string[]>): void {
    try {
      this.#response.writeHead(status, Object.fromEntries(byName));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_HTTP2_HEADER_SINGLE_VALUE') throw error;
      const single = [...byName].map(([name, values]): [string, string | string[]] => [
        name,
        name === 'set-cookie' ? values : [...new Set(values)].join(', '),
      ]);
      this.#response.writeHead(status, Object.fromEntries(single));
    }
  }

  write(chunk: Buffer): boolean {
    const { stream } = this.#response;
    // Answers to HEAD end with their head.
    if (stream.writableEnded) return true;
    this.#bytesWritten += chunk.length;
    return chunk.length === 0 || this.#response.write(chunk);
  }

  end(text?: string, encoding: BufferEncoding = 'utf8'): void {
    const { stream } = this.#response;
    if (text === undefined || stream.writableEnded) this.#response.end();
    else this.#response.end(text, encoding);
    // The client is still sending: nobody reads it any more, and NO_ERROR says that the answer is whole (RFC 9113 8.1).
    if (!this.#incoming.complete) stream.close(constants.NGHTTP2_NO_ERROR);
  }

  addTrailers(trailers: readonly [string, string][]): void {
    this.#response.addTrailers(Object.fromEntries(trailers));
  }

  destroy(): void {
    this.#response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }

  /** Node throws where the client has reset the stream, and this may be heard of later. */
  #inform(status: 100 | 102): void {
    const { stream } = this.#response;
    if (!stream.closed && !stream.destroyed && !stream.headersSent)
      stream.additionalHeaders({ ':status': status });
  }

  getHeaderNames(): string[] {
    return this.#response.getHeaderNames();
  }

  removeHeader(name: string): void {
    this.#response.removeHeader(name);
  }

  appendHeader(name: string, value: string): void {
    this.#response.appendHeader(name, value);
  }

  on(event: 'drain' | 'close', listener: () => void): void {
    this.#response.on(event, listener);
  }

  off(event: 'drain' | 'close', listener: () => void): void {
    this.#response.off(event, listener);
  }
}
