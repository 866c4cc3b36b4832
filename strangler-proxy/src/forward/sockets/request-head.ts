import { fieldName, token } from '../../guard/field-name.ts';
import type { Outgoing } from '../forwarder.ts';
import { notInValue } from './syntax.ts';

const targetSyntax = /^[\x21-\x7e]+$/;
/** Methods whose requests have a body by their meaning, so that none is worth a word (RFC 9110 8.6). */
const usuallyWithBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** A request's head as it goes on the wire, latin1. */
export interface RequestHead {
  readonly text: string;
  /** Bytes that the head announces for the body; `undefined`: chunked, or none. */
  readonly bodyBytes: number | undefined;
}

/** @returns `undefined` when something in it could be read as more than it is. */
export function requestHead({ method, target, headers, body }: Outgoing): RequestHead | undefined {
  if (!token.test(method) || !targetSyntax.test(target)) return undefined;
  let text = `${method} ${target} HTTP/1.1\r\n`;
  let length: string | undefined;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] as string;
    const value = headers[index + 1] as string;
    const { isToken, lower } = fieldName(name);
    if (!isToken || notInValue.test(value)) return undefined;
    if (lower === 'content-length') {
      if (length !== undefined) return undefined;
      length = value;
    }
    text += `${name}: ${value}\r\n`;
  }
  if (length === undefined) {
    if (body) text += 'transfer-encoding: chunked\r\n';
    else if (usuallyWithBody.has(method)) text += 'content-length: 0\r\n';
  }
  return { text: `${text}\r\n`, bodyBytes: length === undefined ? undefined : Number(length) };
}
