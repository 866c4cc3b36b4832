import { fieldName } from './field-name.ts';
import { withoutFields } from './header-list.ts';
import { nominations } from './header-names.ts';

/** An answer's head as it may be passed on. */
export interface CleanAnswer {
  readonly status: number;
  /** Names and values in turn, names as written. */
  readonly headers: string[];
}

const NO_NOMINATIONS: ReadonlySet<string> = new Set();

/**
 * Cleans an upstream's answer: what is between neighbours stays here, and so does what only we may say.
 *
 * @returns `undefined` when the answer has no meaning (a status outside 200–599, or two lengths).
 */
export function readAnswer(status: number, rawHeaders: readonly string[]): CleanAnswer | undefined {
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  let nominated = NO_NOMINATIONS;
  let contentLength: string | undefined;
  const headers: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const written = rawHeaders[index] as string;
    const value = rawHeaders[index + 1] as string;
    const { lower: name, kind } = fieldName(written);
    if (name === 'connection') {
      if (value === 'keep-alive') continue;
      const names = nominations(value);
      names.delete('close');
      names.delete('keep-alive');
      if (names.size > 0) nominated = new Set([...nominated, ...names]);
      continue;
    }
    if (name === 'content-length') {
      if (!/^\d+$/.test(value) || (contentLength !== undefined && contentLength !== value)) return undefined;
      if (contentLength !== undefined) continue;
      contentLength = value;
    }
    if (kind === 'hop-by-hop' || kind === 'ours') continue;
    headers.push(written, value);
  }
  return { status, headers: nominated.size === 0 ? headers : withoutFields(headers, nominated) };
}
