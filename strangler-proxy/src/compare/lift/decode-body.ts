import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { BudgetSpent } from './tree.ts';

/** The body is not in the encoding that its header names. */
export class UndecodableBody extends Error {}

/** More layers than any server sends; each one multiplies what a bomb can do. */
const MAX_LAYERS = 2;
/** Output over input beyond which a body is taken for a bomb (64 MiB of zeros is 65 KB of gzip and 106 bytes of brotli). */
const MAX_RATIO = 1_000;
/** A tiny body may still grow to this much: short repetitive texts reach high ratios honestly. */
const RATIO_FREE_BYTES = 256 * 1024;

type Decoder = (input: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['br', brotliDecompressSync],
  ['zstd', (input, options) => zstdDecompressSync(input, options)],
  [
    'deflate',
    (input, options) =>
      ((input[0] ?? 0) & 0x0f) === 8 ? inflateSync(input, options) : inflateRawSync(input, options),
  ],
]);

/**
 * Undoes `Content-Encoding`, within limits: at most two layers, `maxBytes` of output and a growth of 1 000 times.
 *
 * @throws BudgetSpent beyond a limit; UndecodableBody when the bytes are not what the header says
 */
export function decodeBody(
  body: Uint8Array,
  contentEncoding: string | undefined,
  maxBytes: number,
): Uint8Array {
  const layers = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (body.length === 0) return body;
  if (layers.length > MAX_LAYERS) throw new BudgetSpent('ratio');
  let bytes = body;
  for (const name of layers.reverse()) {
    const decode = DECODERS.get(name);
    if (!decode) throw new UndecodableBody(`unknown content-encoding "${name}"`);
    const limit = Math.min(maxBytes, Math.max(RATIO_FREE_BYTES, body.length * MAX_RATIO));
    try {
      bytes = decode(bytes, { maxOutputLength: limit });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
        throw new BudgetSpent(limit < maxBytes ? 'ratio' : 'bytes');
      throw new UndecodableBody(`body is not ${name}`, { cause: error });
    }
  }
  if (bytes.length > maxBytes) throw new BudgetSpent('bytes');
  return bytes;
}
