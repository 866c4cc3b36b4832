import { type KeyObject, randomFillSync, timingSafeEqual } from 'node:crypto';
import { bucketOf } from './bucket.ts';
import { createOneShotHmac } from './one-shot-hmac.ts';

/** Verified cookies that are remembered, so that a returning caller costs no HMAC; two generations of this many. */
const REMEMBERED = 20_000;
/** 96 bits of a SHA-256 HMAC: forging one takes 2^95 tries, and a forger wins only the choice of a side. */
const MAC_BYTES = 12;
const NONCE_BYTES = 9;
const NONCES_AT_ONCE = 256;
const ONE_YEAR_SECONDS = 31_536_000;

/** A caller as its own cookie tells it. */
export interface CookieCaller {
  readonly bucket: number;
  /** Identifies the caller within its slice. */
  readonly nonce: string;
}

/**
 * Cookies that make a caller keep its side: `banyan-<slice>=<bucket>.<nonce>.<mac>`. The bucket stands in it in the
 * open, so that an exported gateway can route by it; the signature keeps clients from choosing one.
 */
export class CallerCookies {
  readonly #hmac: (text: string) => Buffer;
  /** Bytes for the next nonces, drawn many at once: each draw makes a native object. */
  readonly #random = Buffer.alloc(NONCE_BYTES * NONCES_AT_ONCE);
  #randomUsed = this.#random.length;
  #young = new Map<string, CookieCaller>();
  #old = new Map<string, CookieCaller>();

  constructor(key: KeyObject) {
    this.#hmac = createOneShotHmac(key);
  }

  /** The caller of the first valid cookie of this slice in a Cookie header, or `undefined`. */
  read(slice: string, cookieHeader: string): CookieCaller | undefined {
    for (const value of cookieValues(cookieHeader, cookieName(slice))) {
      const caller = this.#verified(slice, value);
      if (caller) return caller;
    }
    return undefined;
  }

  /** A caller never seen before. */
  create(slice: string): CookieCaller {
    if (this.#randomUsed === this.#random.length) {
      randomFillSync(this.#random);
      this.#randomUsed = 0;
    }
    const nonce = this.#random.toString('base64url', this.#randomUsed, this.#randomUsed + NONCE_BYTES);
    this.#randomUsed += NONCE_BYTES;
    return { bucket: bucketOf(slice, nonce), nonce };
  }

  /** The value of a Set-Cookie header that keeps a caller. */
  setCookie(slice: string, caller: CookieCaller, isSecure: boolean): string {
    const mac = this.#mac(slice, caller).toString('base64url');
    const secure = isSecure ? '; Secure' : '';
    return `${cookieName(slice)}=${caller.bucket}.${caller.nonce}.${mac}; Path=/; Max-Age=${ONE_YEAR_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
  }

  #verified(slice: string, value: string): CookieCaller | undefined {
    // The slice's name can't contain a space, so the joined key is unambiguous.
    const remembered = `${slice} ${value}`;
    const known = this.#young.get(remembered) ?? this.#old.get(remembered);
    if (known) return known;
    const match = /^(\d{1,4})\.([\w-]{12})\.([\w-]{16})$/.exec(value);
    if (!match) return undefined;
    const caller = { bucket: Number(match[1]), nonce: match[2] ?? '' };
    if (!timingSafeEqual(this.#mac(slice, caller), Buffer.from(match[3] ?? '', 'base64url')))
      return undefined;
    if (this.#young.size >= REMEMBERED) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(remembered, caller);
    return caller;
  }

  #mac(slice: string, { bucket, nonce }: CookieCaller): Buffer {
    return this.#hmac(`${slice}.${bucket}.${nonce}`).subarray(0, MAC_BYTES);
  }
}

const PREFIX = 'banyan-';

export function cookieName(slice: string): string {
  return `${PREFIX}${slice}`;
}

/** The values of every cookie with this name, in order. */
export function cookieValues(header: string, name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at < header.length; ) {
    const end = endOfPair(header, at);
    const equals = header.indexOf('=', at);
    if (equals > at && equals < end && header.slice(at, equals).trim() === name)
      values.push(header.slice(equals + 1, end).trim());
    at = end + 1;
  }
  return values;
}

/** A Cookie header without our own cookies: upstreams have no use for them. Empty when nothing else is in it. */
export function withoutOwnCookies(header: string): string {
  if (!header.includes(PREFIX)) return header;
  let kept = '';
  for (let at = 0; at < header.length; ) {
    const end = endOfPair(header, at);
    const pair = header.slice(at, end).trim();
    if (pair !== '' && !pair.startsWith(PREFIX)) kept += kept === '' ? pair : `; ${pair}`;
    at = end + 1;
  }
  return kept;
}

function endOfPair(header: string, from: number): number {
  const semicolon = header.indexOf(';', from);
  return semicolon === -1 ? header.length : semicolon;
}
