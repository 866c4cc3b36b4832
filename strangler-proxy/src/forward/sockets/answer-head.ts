import { fieldName } from '../../guard/field-name.ts';
import { notInValue } from './syntax.ts';

/** How the body of an answer ends (RFC 9112 6.3). */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  /** With the connection. */
  | { readonly kind: 'close' };

export interface AnswerHead {
  readonly status: number;
  readonly statusText: string;
  /** Names and values in turn, as they were on the wire. */
  readonly rawHeaders: string[];
  readonly framing: Framing;
  /** The upstream keeps the connection open after this answer, and nothing in the answer makes its end doubtful. */
  readonly keepsAlive: boolean;
  /** How long it keeps an idle connection, where it says so (`Keep-Alive: timeout=5`). */
  readonly keepAliveMs: number | undefined;
}

/** Three digits that have a meaning: `099` and `600` have none. */
const statusLine = /^HTTP\/1\.([01]) ([1-5][0-9]{2})(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
const oneNumber = /^[0-9]{1,15}$/;

/**
 * Reads the lines of a field section; empty text has none. No space before the colon, no folded lines, no control
 * characters (RFC 9112 5).
 *
 * @returns names and values in turn, or `undefined` when a line is no field.
 */
export function readFields(text: string, from = 0): string[] | undefined {
  const fields: string[] = [];
  for (let at = from; at < text.length; ) {
    const found = text.indexOf('\r\n', at);
    const end = found === -1 ? text.length : found;
    const colon = text.indexOf(':', at);
    if (colon === -1 || colon > end) return undefined;
    const name = text.slice(at, colon);
    const value = trimmed(text, colon + 1, end);
    if (!fieldName(name).isToken || notInValue.test(value)) return undefined;
    fields.push(name, value);
    at = end + 2;
  }
  return fields;
}

/** Without the spaces and tabs around it, and no other white space: `trim` would take U+00A0, which is a byte of a value. */
function trimmed(text: string, from: number, to: number): string {
  let [start, end] = [from, to];
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

const isBlank = (code: number) => code === 0x20 || code === 0x09;

/**
 * Reads an answer's head, strictly: whatever two programs could read differently has no meaning here.
 *
 * @param text without the empty line at its end.
 * @param method what was asked: HEAD has no body, whatever its answer says.
 * @returns the head, or what is wrong with it.
 */
export function readAnswerHead(text: string, method: string): AnswerHead | string {
  const lineEnd = text.indexOf('\r\n');
  const first = statusLine.exec(lineEnd === -1 ? text : text.slice(0, lineEnd));
  if (!first) return 'malformed status line';
  if (first[2] === '101') return 'switched protocols without being asked';
  const rawHeaders = readFields(text, lineEnd === -1 ? text.length : lineEnd + 2);
  if (!rawHeaders) return 'malformed field';

  let length: string | undefined;
  let isChunked = false;
  let keepsAlive = first[1] === '1';
  let keepAliveMs: number | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    const value = rawHeaders[index + 1] as string;
    switch (fieldName(name).lower) {
      case 'connection':
        if (value !== 'keep-alive' && hasToken(value, 'close')) keepsAlive = false;
        break;
      case 'keep-alive':
        keepAliveMs = timeoutOf(value) ?? keepAliveMs;
        break;
      case 'content-length':
        if (length !== undefined || !oneNumber.test(value)) return 'Content-Length is not one number';
        length = value;
        break;
      case 'transfer-encoding':
        if (isChunked || value.toLowerCase() !== 'chunked')
          return 'Transfer-Encoding is not exactly "chunked"';
        isChunked = true;
    }
  }
  if (isChunked && (length !== undefined || first[1] === '0'))
    return 'Transfer-Encoding with Content-Length, or in HTTP/1.0';

  const status = Number(first[2]);
  const hasNoBody = status < 200 || status === 204 || status === 304 || method === 'HEAD';
  // A body where none may be would be taken for the next answer on this connection.
  const isDoubtful = status < 205 && hasNoBody && method !== 'HEAD' && (isChunked || Number(length ?? 0) > 0);
  const framing = hasNoBody ? NONE : framingOf(isChunked, length);
  return {
    status,
    statusText: first[3] ?? '',
    rawHeaders,
    framing,
    keepsAlive: keepsAlive && !isDoubtful && framing !== UNTIL_CLOSE,
    keepAliveMs,
  };
}

const NONE: Framing = { kind: 'none' };
const CHUNKED: Framing = { kind: 'chunked' };
const UNTIL_CLOSE: Framing = { kind: 'close' };

function framingOf(isChunked: boolean, length: string | undefined): Framing {
  if (isChunked) return CHUNKED;
  if (length === undefined) return UNTIL_CLOSE;
  const bytes = Number(length);
  return bytes === 0 ? NONE : { kind: 'length', bytes };
}

function hasToken(list: string, token: string): boolean {
  return list.split(',').some((part) => part.trim().toLowerCase() === token);
}

/** An upstream says the same in each of its answers. */
let lastKeepAlive: { readonly text: string; readonly ms: number | undefined } = { text: '', ms: undefined };

function timeoutOf(keepAlive: string): number | undefined {
  if (keepAlive === lastKeepAlive.text) return lastKeepAlive.ms;
  const seconds = /(?:^|[,;]\s*)timeout=(\d{1,6})/i.exec(keepAlive)?.[1];
  const ms = seconds === undefined ? undefined : Number(seconds) * 1_000;
  lastKeepAlive = { text: keepAlive, ms };
  return ms;
}
