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

/** One hash for two, the same whichever comes first. */
export function pairHash(a: number, b: number, salt: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  return mix(Math.imul(mix(low ^ salt), 0x9e3779b1) ^ high);
}

/** A number in [0, 1) from a hash and the number of a run. */
export function fraction(hash: number, run: number): number {
  return mix(hash ^ Math.imul(run, 0x85ebca6b)) / 4_294_967_296;
}

function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
