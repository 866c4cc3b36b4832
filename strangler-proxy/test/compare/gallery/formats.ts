import type { Random } from './random.ts';

/** A way of making up ids: alphabet, lengths and marks are drawn, not taken from products that classifiers may know. */
export type MakeId = (random: Random) => string;

const ALPHABETS: readonly string[] = [
  '0123456789abcdef',
  '0123456789ABCDEF',
  '0123456789ABCDEFGHJKMNPQRSTVWXYZ',
  '0123456789abcdefghijklmnopqrstuvwxyz',
  '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz',
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-',
];
const PREFIXES = ['', '', 'req_', 'ord-', 'tx:', 'evt.', 'r~', 'node/'];

export function drawIdFormat(random: Random, shortest = 14): MakeId {
  const alphabet = random.pick(ALPHABETS);
  const length = shortest + random.below(20);
  const prefix = random.pick(PREFIXES);
  const group = random.chance(0.3) ? 4 + random.below(4) : 0;
  return (each) => {
    let text = prefix;
    for (let at = 0; at < length; at += 1) {
      if (group > 0 && at > 0 && at % group === 0) text += '-';
      text += alphabet[each.below(alphabet.length)];
    }
    return text;
  };
}

export function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.below(16).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

export function base64url(random: Random, bytes: number): string {
  return Buffer.from(Array.from({ length: bytes }, () => random.below(256))).toString('base64url');
}

/** How a moment is written. */
export type WriteTime = (ms: number, random: Random) => string | number;

const two = (value: number): string => String(value).padStart(2, '0');
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const TIME_FORMATS: readonly WriteTime[] = [
  (ms) => new Date(ms).toISOString(),
  (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z'),
  (ms) => new Date(ms).toISOString().replace('Z', '+00:00'),
  (ms) => `${new Date(ms + 7_200_000).toISOString().slice(0, 19)}+02:00`,
  (ms, random) => `${new Date(ms).toISOString().slice(0, 23)}${String(random.below(1000)).padStart(3, '0')}Z`,
  (ms) => new Date(ms).toUTCString(),
  (ms) => new Date(ms).toISOString().slice(0, 19).replace('T', ' '),
  (ms) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/'),
  (ms) => new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, ''),
  (ms) => {
    const at = new Date(ms);
    return `${two(at.getUTCDate())}.${two(at.getUTCMonth() + 1)}.${at.getUTCFullYear()} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  },
  (ms) => {
    const at = new Date(ms);
    return `${MONTHS[at.getUTCMonth()]} ${at.getUTCDate()}, ${at.getUTCFullYear()} ${at.getUTCHours() % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${at.getUTCHours() < 12 ? 'AM' : 'PM'}`;
  },
  (ms) => Math.floor(ms / 1000),
  (ms) => ms,
  (ms) => String(ms),
  (ms, random) => ms * 1000 + random.below(1000),
  (ms) => Math.floor(ms / 1000) + 0.25,
];

export function drawTimeFormat(random: Random): WriteTime {
  return random.pick(TIME_FORMATS);
}

export function jwt(claims: Record<string, string | number>, random: Random): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${base64url(random, 32)}`;
}
