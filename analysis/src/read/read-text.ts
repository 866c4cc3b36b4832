/** Opens one file of the tree for reading, without following a link, and bounds what it takes in. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

export type TextResult = { readonly text: string } | { readonly because: string };

export function readText(path: string, limitBytes: number): TextResult {
  let handle: number;
  try {
    // NONBLOCK: a pipe swapped in for the file would wait for a writer for ever.
    handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    return {
      because: `cannot be opened (${cause instanceof Error && 'code' in cause ? cause.code : 'unknown'})`,
    };
  }
  try {
    const { size } = fstatSync(handle);
    if (size > limitBytes) return { because: `${size} bytes, above the limit of ${limitBytes}` };
    const bytes = readFileSync(handle);
    if (bytes.subarray(0, 8_192).includes(0)) return { because: 'binary content' };
    const text = bytes.toString('utf8');
    return { text: text.charCodeAt(0) === 0xfeff ? text.slice(1) : text };
  } finally {
    closeSync(handle);
  }
}
