import { randomBytes } from 'node:crypto';

export type FormPart =
  | { name: string; value: string }
  | { name: string; filename: string; contentType: string; bytes: Buffer };

/** One `multipart/form-data` body (RFC 7578) with the header that names its boundary. */
export function multipart(parts: readonly FormPart[]): { contentType: string; body: Buffer } {
  const boundary = `fig-and-fern-${randomBytes(12).toString('hex')}`;
  const chunks: Buffer[] = [];
  for (const part of parts) {
    chunks.push(Buffer.from(`--${boundary}\r\n${headOf(part)}\r\n\r\n`));
    chunks.push('bytes' in part ? part.bytes : Buffer.from(part.value), Buffer.from('\r\n'));
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(chunks) };
}

function headOf(part: FormPart): string {
  const disposition = `Content-Disposition: form-data; name="${part.name}"`;
  if (!('bytes' in part)) return disposition;
  return `${disposition}; filename="${part.filename}"\r\nContent-Type: ${part.contentType}`;
}
