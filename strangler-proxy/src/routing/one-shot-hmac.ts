import { hash, type KeyObject } from 'node:crypto';

/** Of SHA-256; a longer key would have to be hashed first (RFC 2104 2). */
const BLOCK_BYTES = 64;
const LONGEST_TEXT_BYTES = 1_024;

/**
 * HMAC-SHA-256 by two one-shot hashes. `createHmac` makes a native object for each text, which the next small collection of memory has to
 * bury one by one: with that of `randomFillSync` it was 0.8 of 1.35 ms that all requests waited.
 *
 * @param key 64 bytes at most.
 * @returns the MAC of a text of 1 024 bytes at most.
 */
export function createOneShotHmac(key: KeyObject): (text: string) => Buffer {
  const secret = key.export();
  if (secret.length > BLOCK_BYTES) throw new RangeError(`a key of ${secret.length} bytes; 64 is the most`);
  const inner = Buffer.alloc(BLOCK_BYTES + LONGEST_TEXT_BYTES, 0x36);
  const outer = Buffer.alloc(BLOCK_BYTES + 32, 0x5c);
  for (const [index, byte] of secret.entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  return (text) => {
    const length = Buffer.byteLength(text);
    if (length > LONGEST_TEXT_BYTES) throw new RangeError(`a text of ${length} bytes; 1024 is the most`);
    inner.write(text, BLOCK_BYTES);
    hash('sha256', inner.subarray(0, BLOCK_BYTES + length), 'buffer').copy(outer, BLOCK_BYTES);
    return hash('sha256', outer, 'buffer');
  };
}
