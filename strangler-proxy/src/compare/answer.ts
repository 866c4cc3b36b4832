/**
 * What was asked and what came back: the values that every part of the comparison works on.
 */

/** A header line: name as received, value. Order and repetition are kept. */
export type HeaderLine = readonly [name: string, value: string];

/** One request to put to both sides. */
export interface ComparedRequest {
  readonly method: string;
  /** Path and query, starting with `/`. */
  readonly url: string;
  readonly headers: readonly HeaderLine[];
  readonly body?: Uint8Array;
  /** Recorded caller, where known: cookies and ids are kept apart per session. */
  readonly session?: string;
}

/** A whole answer, or its beginning when `truncated`. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: Uint8Array;
  /** The body was cut at the capture limit. */
  readonly truncated: boolean;
  /** From sending the request to the last byte read, in milliseconds. */
  readonly elapsedMs: number;
  /** Wall clock when the request was sent, in milliseconds since 1970. */
  readonly askedAtMs: number;
  /** Origin that answered (`http://127.0.0.1:3000`): links to itself are compared without it. */
  readonly origin?: string;
}

/** Why no answer came. */
export type FailureReason = 'refused' | 'timeout' | 'too-slow' | 'reset' | 'protocol';

/** No answer, or not a whole one that could be read. */
export interface Failure {
  readonly failed: FailureReason;
  readonly message: string;
  readonly elapsedMs: number;
  readonly askedAtMs: number;
}

export type Outcome = Answer | Failure;

export function isFailure(outcome: Outcome): outcome is Failure {
  return 'failed' in outcome;
}

/** The first value of a header, whatever its case; `undefined` when it is not there. */
export function headerOf(headers: readonly HeaderLine[], name: string): string | undefined {
  for (const [key, value] of headers) if (key.toLowerCase() === name) return value;
  return undefined;
}

/** Methods that only read (RFC 9110 9.2.1), so that asking again changes nothing. */
export function isSafeMethod(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}
