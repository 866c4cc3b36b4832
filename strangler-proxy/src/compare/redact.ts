import { createHmac } from 'node:crypto';
import { fieldName, looksRandom } from './noise/tokens.ts';

/**
 * What of a value may be kept.
 * - `deny` (default): values of secret-sounding fields and whatever looks like a secret are replaced, the rest is kept
 * - `allow`: only values of the listed fields are kept
 */
export interface RedactionRules {
  readonly mode: 'deny' | 'allow';
  /** Field names, further ones to replace (`deny`) or the only ones to keep (`allow`). Compared without case. */
  readonly fields: readonly string[];
  /** Longest kept text. */
  readonly maxLength: number;
}

export const DEFAULT_REDACTION: RedactionRules = { mode: 'deny', fields: [], maxLength: 200 };

/** Replaces secrets before anything is stored or printed. Equal values stay recognisable as equal through a keyed hash. */
export interface Redactor {
  /** A value at a field path. */
  value(path: string, text: string): string;
  /** Path and query of a request. */
  url(url: string): string;
  /** True when the header's value must not be kept. */
  hidesHeader(name: string): boolean;
}

const SECRET_NAME =
  /auth|cookie|passw|passphrase|secret|token|session|\bsid\b|api-?_?key|apikey|credential|private|signature|\bsig\b|csrf|xsrf|nonce|otp|\bpin\b|cvv|cvc|card|iban|account.?number|ssn|tax.?id|jwt|bearer|access.?key|email|phone|birth/i;
/** Fields of this name hold what must not be kept. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

const JWT = /\b[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+/g;
const CREDENTIALS = /\b(?:bearer|basic|digest|apikey)\s+[\w.~+/=:-]+/gi;
const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;
const MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const CARD = /\b\d(?:[ -]?\d){12,18}\b/g;
const PEM = /-----BEGIN[\s\S]*?(?:-----END[^-]*-----|$)/g;
// The value ends before another `?` or `=`, so that an address does not swallow the parameters behind it.
const ASSIGNMENT = /([\w-]{2,64})(["']?\s*(?:=|:(?!\/\/))\s*["']?)([^\s"'&;,?=]+)/g;
const LONG_WORD = /[A-Za-z0-9_\-+/=]{12,}/g;

/**
 * @param key for the hashes; whoever does not have it cannot test guesses against them
 * @example createRedactor(DEFAULT_REDACTION, key).value('body.password', 'hunter2') // '‹7 chars #3fa9c1›'
 */
export function createRedactor(rules: RedactionRules, key: Uint8Array): Redactor {
  const listed = new Set(rules.fields.map((field) => field.toLowerCase()));
  const hide = (text: string): string =>
    `‹${text.length} chars #${createHmac('sha256', key).update(text).digest('hex').slice(0, 6)}›`;
  const isHiddenField = (path: string): boolean => {
    const isListed = listed.has(fieldName(path).toLowerCase());
    if (rules.mode === 'allow') return !isListed;
    return isListed || path.split(/[.[\]>@?]+/).some(isSecretName);
  };
  const scrub = (text: string): string =>
    text
      .replace(PEM, hide)
      .replace(JWT, hide)
      .replace(CREDENTIALS, hide)
      .replace(USER_INFO, (_, scheme: string) => `${scheme}${hide('')}@`)
      .replace(ASSIGNMENT, (whole, name: string, sign: string, secret: string) =>
        isSecretName(name) ? `${name}${sign}${hide(secret)}` : whole,
      )
      .replace(MAIL, hide)
      .replace(CARD, (digits) => (passesLuhn(digits) ? hide(digits) : digits))
      .replace(LONG_WORD, (word) => (looksRandom(word) ? hide(word) : word));
  const value = (path: string, text: string): string => {
    if (isHiddenField(path)) return hide(text);
    // Scrubbed before it is cut, or half a secret would no longer look like one.
    const scrubbed = scrub(text.slice(0, 16 * rules.maxLength));
    return scrubbed.length > rules.maxLength ? `${scrubbed.slice(0, rules.maxLength)}…` : scrubbed;
  };
  return {
    value,
    hidesHeader: (name) => isHiddenField(name),
    url: (url) => {
      const [path = '', query] = url.split('?', 2);
      const steps = path.split('/').map(scrub).join('/');
      if (query === undefined) return steps;
      const parts = query.split('&').map((part) => {
        const [name = '', text] = part.split('=', 2);
        return text === undefined ? scrub(name) : `${name}=${value(decodeSafely(name), text)}`;
      });
      return `${steps}?${parts.join('&')}`;
    },
  };
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Check digit of payment cards (ISO/IEC 7812-1). */
function passesLuhn(text: string): boolean {
  let total = 0;
  [...text.replace(/\D/g, '')].reverse().forEach((digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    total += doubled > 9 ? doubled - 9 : doubled;
  });
  return total % 10 === 0;
}
