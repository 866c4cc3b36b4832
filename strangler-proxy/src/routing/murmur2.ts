/**
 * MurmurHash2 (32 bit, Austin Appleby, public domain) as nginx's `split_clients` uses it: seed 0, little-endian. The
 * same callers are chosen here and by an exported nginx configuration; vectors made with nginx stand in the tests.
 *
 * @returns an unsigned 32-bit integer.
 */
export function murmur2(text: string): number {
  const data = Buffer.from(text, 'utf8');
  const m = 0x5bd1e995;
  let length = data.length;
  let hash = length | 0;
  let at = 0;
  while (length >= 4) {
    let k = data.readInt32LE(at);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    k = Math.imul(k, m);
    hash = Math.imul(hash, m) ^ k;
    at += 4;
    length -= 4;
  }
  if (length === 3) hash ^= data.readUInt8(at + 2) << 16;
  if (length >= 2) hash ^= data.readUInt8(at + 1) << 8;
  if (length >= 1) hash = Math.imul(hash ^ data.readUInt8(at), m);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, m);
  hash ^= hash >>> 15;
  return hash >>> 0;
}
