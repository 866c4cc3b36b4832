import type { Difference } from '../diff/difference.ts';
import { sameButLastBits } from '../diff/numbers.ts';
import { NumberText } from '../lift/tree.ts';
import { readInstants } from './instants.ts';
import { readJwt } from './jwt.ts';
import type { Moments } from './moments.ts';
import { namespaceOf, singular } from './namespaces.ts';
import type { Renamings } from './renamings.ts';
import { isDerivedField, isIdentityField, looksRandom, tokenKind } from './tokens.ts';

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

/**
 * Not noise by itself: an id that stands for another one than before; or a text of an id's form that does not look random,
 * as now and then one of many ids does.
 */
export type Peculiarity = 'contradiction' | 'odd';
export type Classified = NoiseReason | Peculiarity | undefined;

/** What is known around one comparison. */
export interface Circumstances {
  readonly leftAskedAtMs: number;
  readonly rightAskedAtMs: number;
  readonly leftOrigin?: string | undefined;
  readonly rightOrigin?: string | undefined;
  readonly renamings: Renamings;
  /** The request wrote: plain numbers in id fields may have been given out by it. */
  readonly wrote: boolean;
  /** What the request's path is about, in words: `['cart', 'item']` for `/api/cart/items/7`. */
  readonly resources: readonly string[];
  /** The answer has a list named by the last of them. */
  readonly listsLast: boolean;
  /** Times that the sides stamped on writes so far. */
  readonly moments: Moments;
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

/** Any kind of thing: what a number may be where its field does not tell. */
const ANY_KIND = '*';

/**
 * Counted ids (`42`, `FF-100042`) are renamed only in id fields, and only once a write of this session has given the pair
 * out; after that wherever they stand in such a field.
 */
function renamedNumber(path: string, a: string, b: string, around: Circumstances): boolean {
  const anyPair = [numberName(ANY_KIND, a), numberName(ANY_KIND, b)] as const;
  const isKnown = around.renamings.isKnown(...anyPair);
  if (!isIdentityField(path)) return isKnown && a.length >= SHORTEST_KNOWN_NUMBER;
  const kind = namespaceOf(path, around.resources, around.listsLast);
  const pair = [numberName(kind, a), numberName(kind, b)] as const;
  if (around.renamings.isKnown(...pair)) return true;
  if (!around.wrote) return isKnown;
  if (around.renamings.accept(...pair) === 'contradiction') return false;
  around.renamings.accept(...anyPair);
  return true;
}

/** Digits that a renamed id needs to be recognised in a place that says nothing of ids. */
const SHORTEST_KNOWN_NUMBER = 3;

/** Counted ids with letters before them; once known they may stand in any text. */
function renamedCode(path: string, a: string, b: string, around: Circumstances): boolean {
  const left = COUNTED_CODE.exec(a);
  const right = COUNTED_CODE.exec(b);
  if (!left?.[1] || !right?.[1] || left[2] !== right[2] || left[3] !== right[3]) return false;
  const [, code] = left;
  if (around.renamings.isKnown(code, right[1])) return true;
  return around.wrote && isIdentityField(path) && around.renamings.accept(code, right[1]) !== 'contradiction';
}

/** `FF-100042`, also as the name of a file. */
const COUNTED_CODE = /^(([A-Za-z]{1,8}[-_.#]?)\d{3,})(\.\w{1,5})?$/;

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
  const whole = classifyAddress(path, a, b, around) ?? classifyToken(path, a, b, around);
  return whole === undefined || whole === 'odd' ? (classifyParts(path, a, b, around) ?? whole) : whole;
}

function classifyToken(path: string, a: string, b: string, around: Circumstances): Classified {
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) return renamedNumber(path, a, b, around) ? 'renamed-id' : undefined;
  if (renamedCode(path, a, b, around)) return 'renamed-id';
  const kind = tokenKind(a, b, isIdentityField(path));
  if (kind === undefined) return undefined;
  // Words repeat, drawn texts do not: only these can contradict a renaming.
  if (kind === 'odd' && !(looksRandom(a) && looksRandom(b))) return kind;
  return around.renamings.accept(a, b) === 'contradiction' ? 'contradiction' : kind;
}

/**
 * Both stand near their own "now", or a whole number of minutes from it (an expiry), written alike; or at moments that
 * both stamped on what was written during the run. An hour apart, or stale, is no noise.
 */
function bothNow(a: string, b: string, around: Circumstances): boolean {
  if (sketch(a) !== sketch(b)) return false;
  const rightInstants = readInstants(b);
  if (rightInstants.length === 0) return false;
  return readInstants(a).some((left) => rightInstants.some((right) => isNow(left, right, around)));
}

function isNow(left: number, right: number, around: Circumstances): boolean {
  const age = left - around.leftAskedAtMs;
  const other = right - around.rightAskedAtMs;
  if (Math.abs(age - other) <= CLOCK_WINDOW_MS && isNearNow(age) && isNearNow(other)) return true;
  if (around.moments.cover(left, right, CLOCK_WINDOW_MS)) return true;
  const isStamped =
    around.wrote && Math.min(Math.abs(left - right), Math.abs(age - other)) <= CLOCK_WINDOW_MS;
  if (isStamped) around.moments.learn(left, right);
  return isStamped;
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
    const word = classifyTexts(`${path}.word`, withoutStop(x), withoutStop(y), around);
    if (!isNoise(word)) return word;
    reason = word;
  }
  return reason;
}

/** A full stop behind a word is no part of it. */
function withoutStop(word: string): string {
  return word.replace(/[.:!?]+$/, '');
}

export function isNoise(classified: Classified): classified is NoiseReason {
  return classified !== undefined && classified !== 'contradiction' && classified !== 'odd';
}
