import type { Difference } from '../diff/difference.ts';
import { sameButLastBits } from '../diff/numbers.ts';
import { NumberText } from '../lift/tree.ts';
import { readInstants } from './instants.ts';
import { readJwt } from './jwt.ts';
import { namespaceOf, singular } from './namespaces.ts';
import type { Renamings } from './renamings.ts';
import { isDerivedField, isIdentityField, type TokenKind, tokenKind } from './tokens.ts';

/** Why a difference means nothing. */
export type NoiseReason =
  | 'clock'
  | 'last-bits'
  | 'uuid'
  | 'token'
  | 'id'
  | 'jwt'
  | 'etag'
  | 'signed-url'
  | 'renamed-id'
  | 'own-address'
  | 'rule'
  | 'monolith-differs-itself'
  | 'not-reproduced';

/** Not noise: an id that stands for another one than before. Told apart, so that it never hides among odd-looking ids. */
export type Classified = NoiseReason | 'contradiction' | undefined;

/** What is known around one comparison. */
export interface Circumstances {
  readonly leftAskedAtMs: number;
  readonly rightAskedAtMs: number;
  readonly leftOrigin?: string | undefined;
  readonly rightOrigin?: string | undefined;
  readonly renamings: Renamings;
  /** The request wrote: plain numbers in id fields may have been given out by it. */
  readonly wrote: boolean;
  /** What the request's path is about: `order` for `/api/orders/17`. */
  readonly resource: string;
}

/** How far two clocks, and the work between asking and stamping, may be apart. */
export const CLOCK_WINDOW_MS = 60_000;
/** How far from a whole minute an expiry may be: a second lost to rounding, and some work. */
const EXPIRY_SLACK_MS = 1_500;

/**
 * Why this difference is noise by its values alone, or `undefined` when it has to be explained otherwise. Only values that
 * stand on both sides can be: a field that is gone is never volatile.
 */
export function classify(difference: Difference, around: Circumstances): Classified {
  if (difference.kind !== 'value' && difference.kind !== 'type') return undefined;
  const { left, right } = difference;
  if (!('scalar' in left) || !('scalar' in right) || difference.kind === 'type') return undefined;
  const a = left.scalar;
  const b = right.scalar;
  if (a instanceof NumberText && b instanceof NumberText)
    return classifyNumbers(difference.path, a.text, b.text, around);
  if (typeof a === 'string' && typeof b === 'string') return classifyTexts(difference.path, a, b, around);
  return undefined;
}

function classifyNumbers(path: string, a: string, b: string, around: Circumstances): NoiseReason | undefined {
  if (path === 'status') return undefined;
  if (sameButLastBits(a, b)) return 'last-bits';
  if (bothNow(a, b, around)) return 'clock';
  return renamedNumber(path, a, b, around) ? 'renamed-id' : undefined;
}

/** Plain numbers are renamed only in id fields, and only once a write of this session has given the pair out. */
function renamedNumber(path: string, a: string, b: string, around: Circumstances): boolean {
  if (!isIdentityField(path) || !/^\d+$/.test(a) || !/^\d+$/.test(b)) return false;
  const kind = namespaceOf(path, around.resource);
  const pair = [numberName(kind, a), numberName(kind, b)] as const;
  if (around.renamings.isKnown(...pair)) return true;
  return around.wrote && around.renamings.accept(...pair) === 'new';
}

/** How a plain number of some kind stands among the renamings. */
export function numberName(kind: string, digits: string): string {
  return `${kind}#${digits}`;
}

/** Longer texts are compared as they are; a token in them would be a needle in a haystack. */
const MAX_CLASSIFIED_LENGTH = 4_096;

function classifyTexts(path: string, a: string, b: string, around: Circumstances): Classified {
  if (a.length > MAX_CLASSIFIED_LENGTH || b.length > MAX_CLASSIFIED_LENGTH) return undefined;
  if (isDerivedField(path)) return undefined;
  if (path === 'header.etag')
    return /^(?:W\/)?"[^"]+"$/.test(a) && a.startsWith('W/') === b.startsWith('W/') ? 'etag' : undefined;
  if (bothNow(a, b, around)) return 'clock';
  // A time that is not now, or a token with other claims, must not pass as some random text.
  if (readInstants(a).length > 0 && readInstants(b).length > 0) return undefined;
  if (readJwt(a) && readJwt(b)) return classifyJwt(a, b, around);
  return (
    classifyAddress(path, a, b, around) ??
    classifyToken(path, a, b, around) ??
    classifyParts(path, a, b, around)
  );
}

function classifyToken(path: string, a: string, b: string, around: Circumstances): Classified {
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) return renamedNumber(path, a, b, around) ? 'renamed-id' : undefined;
  const kind: TokenKind | undefined = tokenKind(a, b, isIdentityField(path));
  if (!kind) return undefined;
  return around.renamings.accept(a, b) === 'contradiction' ? 'contradiction' : kind;
}

/**
 * Both stand near their own "now", or a whole number of minutes from it (an expiry), written alike. An hour apart, or
 * stale, is no noise.
 */
function bothNow(a: string, b: string, around: Circumstances): boolean {
  if (sketch(a) !== sketch(b)) return false;
  const rightAges = readInstants(b).map((instant) => instant - around.rightAskedAtMs);
  if (rightAges.length === 0) return false;
  return readInstants(a).some((instant) => {
    const age = instant - around.leftAskedAtMs;
    return rightAges.some(
      (other) => Math.abs(age - other) <= CLOCK_WINDOW_MS && isNearNow(age) && isNearNow(other),
    );
  });
}

/** Within the window, or as far from now as people set expiries: whole minutes, give or take the work between. */
function isNearNow(ageMs: number): boolean {
  if (Math.abs(ageMs) <= CLOCK_WINDOW_MS) return true;
  const offWholeMinute = Math.abs(ageMs - 60_000 * Math.round(ageMs / 60_000));
  return offWholeMinute <= EXPIRY_SLACK_MS;
}

/** A time's form: digits and words folded, signs kept. Fractions of a second may have any length. */
function sketch(text: string): string {
  return text
    .replace(/[.,]\d+(?=\D*$)/, '')
    .replace(/\d/g, '0')
    .replace(/[A-Za-z]{3,}/g, 'a');
}

/** Tokens of one issuer: all claims but those of time and identity must agree. */
function classifyJwt(a: string, b: string, around: Circumstances): Classified {
  const left = readJwt(a);
  const right = left && readJwt(b);
  if (!left || !right) return undefined;
  const names = new Set([...left.keys(), ...right.keys()]);
  for (const name of names) {
    const x = left.get(name);
    const y = right.get(name);
    if (x === undefined || y === undefined) return undefined;
    if (x === y) continue;
    if (name === 'payload.iat' || name === 'payload.nbf') {
      if (!bothNow(x, y, around)) return undefined;
    } else if (name === 'payload.exp') {
      const lifetime = (claims: ReadonlyMap<string, string>): number =>
        Number(claims.get('payload.exp')) - Number(claims.get('payload.iat') ?? 0);
      if (left.has('payload.iat') && Math.abs(lifetime(left) - lifetime(right)) > 1) return undefined;
    } else {
      const claim = classifyTexts(`jwt.${name}`, x, y, around);
      if (!isNoise(claim)) return claim;
    }
  }
  around.renamings.accept(a, b);
  return 'jwt';
}

/** URLs part by part: own address, then path, then each parameter. */
function classifyAddress(path: string, a: string, b: string, around: Circumstances): Classified {
  if (!/^https?:\/\/|^\//.test(a) || !/^https?:\/\/|^\//.test(b) || /\s/.test(a + b)) return undefined;
  const left = readAddress(a, around.leftOrigin);
  const right = readAddress(b, around.rightOrigin);
  if (!left || !right || left.host !== right.host || left.hash !== right.hash) return undefined;
  const steps: [string, string, string][] = [];
  const leftSteps = left.pathname.split('/');
  const rightSteps = right.pathname.split('/');
  if (leftSteps.length !== rightSteps.length) return undefined;
  leftSteps.forEach((step, index) => {
    // The step before says what the id is of: `/orders/17` holds an `orderId`.
    const before = singular(leftSteps[index - 1] ?? '');
    steps.push([`${path}.${before}Id`, step, rightSteps[index] ?? '']);
  });
  const names = [...left.searchParams.keys()];
  if (names.join('&') !== [...right.searchParams.keys()].join('&')) return undefined;
  for (const name of names)
    steps.push([`${path}?${name}`, left.searchParams.get(name) ?? '', right.searchParams.get(name) ?? '']);
  let reason: NoiseReason = 'own-address';
  for (const [at, x, y] of steps) {
    if (x === y) continue;
    const part = SIGNING_PARAMETER.test(at) ? 'signed-url' : classifyTexts(at, x, y, around);
    if (!isNoise(part)) return part;
    reason = at.includes('?') ? 'signed-url' : 'renamed-id';
  }
  return reason;
}

const SIGNING_PARAMETER =
  /\?(?:x-amz-.*|sig|signature|se|st|expires|exp|hdnts|hmac|policy|key-pair-id|googleaccessid|x-goog-.*|token)$/i;

function readAddress(text: string, ownOrigin: string | undefined): URL | undefined {
  const url = URL.parse(text, 'http://own.invalid');
  if (!url) return undefined;
  if (ownOrigin !== undefined && url.origin === ownOrigin) {
    return URL.parse(`${url.pathname}${url.search}${url.hash}`, 'http://own.invalid') ?? undefined;
  }
  return url;
}

const WORD_BREAK = /([\s,;|()[\]{}<>"'=&]+)/;

/** A sentence with volatile words in it: every other word must agree. */
function classifyParts(path: string, a: string, b: string, around: Circumstances): Classified {
  const left = a.split(WORD_BREAK);
  const right = b.split(WORD_BREAK);
  if (left.length < 3 || left.length !== right.length) return undefined;
  let reason: NoiseReason | undefined;
  for (let index = 0; index < left.length; index += 1) {
    const x = left[index] ?? '';
    const y = right[index] ?? '';
    if (x === y) continue;
    if (index % 2 === 1) return undefined;
    const word = classifyTexts(`${path}.word`, x, y, around);
    if (!isNoise(word)) return word;
    reason = word;
  }
  return reason;
}

function isNoise(classified: Classified): classified is NoiseReason {
  return classified !== undefined && classified !== 'contradiction';
}
