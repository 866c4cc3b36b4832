import { UndecodableBody } from './decode-body.ts';
import type { Tree } from './tree.ts';

/** More parts than any form or mail sends. */
const MAX_PARTS = 1_000;

/** Parts of a multipart body by name (or by place), each with its own type. */
export function parseMultipart(
  bytes: Uint8Array,
  contentType: string,
  liftPart: (bytes: Uint8Array, contentType: string) => Tree,
): Tree {
  const boundary = /boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (!mark) throw new UndecodableBody('multipart without a boundary');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Tree[] = [];
  let start = buffer.indexOf(`--${mark}`);
  while (start >= 0 && parts.length < MAX_PARTS) {
    const from = start + mark.length + 2;
    const end = buffer.indexOf(`\r\n--${mark}`, from);
    if (end < 0) break;
    const blank = buffer.indexOf('\r\n\r\n', from);
    if (blank >= 0 && blank <= end)
      parts.push(liftOne(buffer.toString('latin1', from, blank), buffer.subarray(blank + 4, end), liftPart));
    start = end + 2;
  }
  return parts;
}

function liftOne(
  head: string,
  content: Uint8Array,
  liftPart: (bytes: Uint8Array, contentType: string) => Tree,
): Tree {
  const part = new Map<string, Tree>();
  let type = 'text/plain';
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'content-type') type = value;
    if (name === 'content-disposition') {
      for (const match of value.matchAll(/(name|filename)="([^"]*)"/g))
        part.set(match[1] ?? '', match[2] ?? '');
    }
  }
  part.set('type', type);
  part.set('content', liftPart(content, type));
  return part;
}
