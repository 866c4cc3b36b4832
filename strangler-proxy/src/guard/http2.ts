import { isRefusal, type Refusal, refuse } from './refusal.ts';
import type { RawRequest } from './request.ts';

/** As much as Node's HTTP/1.1 parser takes. */
export const MAX_HEADER_BYTES = 16 * 1024;

/** Fields of HTTP/1.1's connections; in HTTP/2 they are malformed (RFC 9113 8.2.2), and how requests are smuggled. */
const connectionFields: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

/** A field's name is lower case here, and a token (RFC 9113 8.2.1). */
const fieldName = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** What could end a line of HTTP/1.1, or a text of C. */
const lineEnd = /[\r\n\0]/;

/**
 * Reads an HTTP/2 request as the HTTP/1.1 request that it means, so that one guard decides for both and upstreams see
 * no difference. Most of what is refused here nghttp2 refuses before us; a downgrade is no place to trust that.
 *
 * @param rawHeaders names and values in turn, pseudo-fields among them.
 * @param hasBody whether anything follows the fields.
 */
export function readHttp2(rawHeaders: readonly string[], hasBody: boolean): RawRequest | Refusal {
  const pseudo = readPseudoFields(rawHeaders);
  if (isRefusal(pseudo)) return pseudo;
  const method = pseudo.get(':method');
  const target = pseudo.get(':path');
  if (pseudo.has(':protocol') || method === 'CONNECT') return refuse(405, 'CONNECT is not forwarded');
  if (method === undefined || target === undefined || pseudo.get(':scheme') !== 'https')
    return refuse(400, 'a request has :method, :path and the :scheme https');

  const authority = pseudo.get(':authority');
  const fields: string[] = authority === undefined ? [] : ['host', authority];
  let hasLength = false;
  for (let index = pseudo.size * 2; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    const value = rawHeaders[index + 1] as string;
    if (!fieldName.test(name) || lineEnd.test(value)) return refuse(400, 'a field that HTTP/1.1 can’t carry');
    if (connectionFields.has(name)) return refuse(400, `${name} has no place in HTTP/2`);
    if (name === 'te' && value.toLowerCase() !== 'trailers') return refuse(400, 'TE must be "trailers"');
    if (name === 'host' && authority !== undefined) {
      if (value.toLowerCase() !== authority.toLowerCase())
        return refuse(400, ':authority and Host name two hosts');
      continue;
    }
    if (name === 'content-length') hasLength = true;
    fields.push(name, value);
  }
  if (hasBody && !hasLength) fields.push('transfer-encoding', 'chunked');
  return { method, target, httpVersion: '1.1', rawHeaders: fields };
}

const pseudoNames: ReadonlySet<string> = new Set([':method', ':path', ':scheme', ':authority', ':protocol']);

/** They stand before all other fields, each once (RFC 9113 8.3). */
function readPseudoFields(rawHeaders: readonly string[]): ReadonlyMap<string, string> | Refusal {
  const pseudo = new Map<string, string>();
  let bytes = 0;
  let isInFront = true;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    const value = rawHeaders[index + 1] as string;
    bytes += name.length + value.length;
    if (!name.startsWith(':')) {
      isInFront = false;
      continue;
    }
    if (!isInFront || pseudo.has(name) || !pseudoNames.has(name) || lineEnd.test(value))
      return refuse(400, 'pseudo-fields stand once, and before all others');
    pseudo.set(name, value);
  }
  return bytes > MAX_HEADER_BYTES ? refuse(431, 'more than 16 KiB of header fields') : pseudo;
}
