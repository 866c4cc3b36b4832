import type { ServerResponse } from 'node:http';

/** Names and values in turn, or by name. */
export type AnswerFields = string[] | Record<string, string | number>;

/** The answer to a client, as far as it is written here: HTTP/1.1's `ServerResponse`, or what stands for it in HTTP/2. */
export interface ClientAnswer
  extends Pick<
    ServerResponse,
    | 'headersSent'
    | 'destroyed'
    | 'writableNeedDrain'
    | 'writeContinue'
    | 'writeProcessing'
    | 'getHeaderNames'
    | 'removeHeader'
  > {
  writeHead(status: number, statusText: string, fields: AnswerFields): unknown;
  appendHeader(name: string, value: string): unknown;
  /** @param onWritten called when the chunk was handed to the system, or with why it was not; where it can't be known, never. */
  write(chunk: Buffer, onWritten?: (error?: unknown) => void): boolean;
  end(text?: string, encoding?: BufferEncoding): unknown;
  addTrailers(trailers: readonly [string, string][]): void;
  writeEarlyHints(hints: { readonly link: string[] }): void;
  /** Ends the answer so that the client can't take what it has for the whole. */
  destroy(): unknown;
  on(event: 'drain' | 'close', listener: () => void): unknown;
  off(event: 'drain' | 'close', listener: () => void): unknown;
}
