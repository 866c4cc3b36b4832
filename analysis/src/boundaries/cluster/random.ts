/**
 * Random numbers drawn from names instead of from a sequence: the number of a node or an edge depends on its own name and a
 * salt only, so results are the same on every machine and hardly change when other nodes come or go.
 */

/** 32-bit FNV-1a over the UTF-16 code units, finished by murmur3's mixer so that near names give far numbers. */
export function hashText(text: string, salt: number): number {
  let hash = 0x811c9dc5 ^ salt;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** A number in [0, 1) from two hashes, the same whichever comes first, and a salt. */
export function pairFraction(a: number, b: number, salt: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  return mix(Math.imul(low ^ salt, 0x9e3779b1) ^ mix(high + salt)) / 4_294_967_296;
}

/** One key in [0, 1) a name: the visiting order of one clustering run. */
export function keysOf(hashes: Uint32Array, salt: number): Float64Array {
  return Float64Array.from(hashes, (hash) => mix(hash ^ Math.imul(salt, 0x85ebca6b)) / 4_294_967_296);
}

function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
