import { createHmac } from 'node:crypto';
import type { HeaderLine } from '../answer.ts';
import { isSecretName } from '../redact.ts';
import type { Recorded } from './recording.ts';

/**
 * Stand-ins for secrets in a recording: the same secret always gets the same one, of the same length and alphabet as far as
 * needed, so that a session still holds together while nothing in the file opens a door.
 */
export interface Pseudonymizer {
  hide(recorded: Recorded): Recorded;
}

/** Secrets that are looked for in every body; of more, the oldest no longer turn up elsewhere than where they were named. */
const MAX_KNOWN = 5_000;

export function createPseudonymizer(key: Uint8Array): Pseudonymizer {
  const known = new Map<string, string>();
  const standIn = (secret: string): string => {
    let pseudonym = known.get(secret);
    if (pseudonym === undefined) {
      pseudonym = `x${createHmac('sha256', key).update(secret).digest('base64url')}`.slice(
        0,
        Math.max(8, Math.min(44, secret.length)),
      );
      known.set(secret, pseudonym);
      if (known.size > MAX_KNOWN) known.delete(known.keys().next().value ?? '');
    }
    return pseudonym;
  };
  const replaceKnown = (text: string): string => {
    let replaced = text;
    for (const [secret, pseudonym] of known)
      if (secret.length >= 6) replaced = replaced.replaceAll(secret, pseudonym);
    return replaced;
  };
  const headers = (lines: readonly HeaderLine[]): HeaderLine[] =>
    lines.map(([name, value]) => [name, hideHeader(name.toLowerCase(), value, standIn, replaceKnown)]);
  const body = (bytes: Uint8Array): Uint8Array => {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const text = buffer.toString('utf8');
    if (text.includes('\ufffd')) return bytes;
    return Buffer.from(replaceKnown(hideInText(text, standIn)), 'utf8');
  };
  return {
    hide: ({ request, answer }) => {
      // Heads first: what they reveal is then found in the bodies too.
      const requestHeaders = headers(request.headers);
      const answerHeaders = headers(answer.headers).filter(
        ([name]) => name.toLowerCase() !== 'content-length',
      );
      const isPlain = !answer.headers.some(([name]) => name.toLowerCase() === 'content-encoding');
      return {
        request: {
          ...request,
          url: replaceKnown(hideInText(request.url, standIn)),
          headers: requestHeaders,
          ...(request.body === undefined ? {} : { body: body(request.body) }),
        },
        // A compressed body can't be searched: it is left out rather than leaked.
        answer: isPlain
          ? { ...answer, headers: answerHeaders, body: body(answer.body) }
          : { ...answer, headers: answerHeaders, body: new Uint8Array(), truncated: true },
      };
    },
  };
}

function hideHeader(
  name: string,
  value: string,
  standIn: (secret: string) => string,
  replaceKnown: (text: string) => string,
): string {
  if (name === 'cookie')
    return value
      .split(/;\s*/)
      .map((pair) => hidePair(pair, standIn))
      .join('; ');
  if (name === 'set-cookie') {
    const [pair = '', ...attributes] = value.split(';');
    return [hidePair(pair, standIn), ...attributes].join(';');
  }
  if (name === 'authorization') return value.replace(/\S+$/, standIn);
  return isSecretName(name) ? standIn(value) : replaceKnown(value);
}

function hidePair(pair: string, standIn: (secret: string) => string): string {
  const equals = pair.indexOf('=');
  return equals < 0 ? pair : `${pair.slice(0, equals + 1)}${standIn(pair.slice(equals + 1))}`;
}

/** Values of secret-sounding names in JSON, forms, queries and hidden fields, wherever they stand. */
const JSON_FIELD = /"([^"\\]{1,64})"(\s*:\s*)"((?:[^"\\]|\\.)*)"/g;
/** Four digits are a PIN or a code; fewer are a count. */
const JSON_NUMBER = /"([^"\\]{1,64})"(\s*:\s*)(\d{4,19})(?![\d.eE])/g;
const FORM_FIELD = /(^|[?&])([\w.[\]-]{1,64})=([^&\s"<>]*)/g;
const HIDDEN_FIELD = /(name="([^"]{1,64})"[^>]*value=")([^"]*)"/g;

function hideInText(text: string, standIn: (secret: string) => string): string {
  return text
    .replace(JSON_FIELD, (whole, name: string, colon: string, value: string) =>
      isSecretName(name) && value !== '' ? `"${name}"${colon}"${standIn(value)}"` : whole,
    )
    .replace(JSON_NUMBER, (whole, name: string, colon: string, digits: string) =>
      isSecretName(name) ? `"${name}"${colon}${digitsFor(standIn(digits), digits.length)}` : whole,
    )
    .replace(FORM_FIELD, (whole, mark: string, name: string, value: string) =>
      isSecretName(name) && value !== '' ? `${mark}${name}=${standIn(value)}` : whole,
    )
    .replace(HIDDEN_FIELD, (whole, before: string, name: string, value: string) =>
      isSecretName(name) && value !== '' ? `${before}${standIn(value)}"` : whole,
    );
}

/** A number stays a number of as many digits. */
function digitsFor(pseudonym: string, count: number): string {
  const digits = [...Buffer.from(pseudonym)].map((byte) => byte % 10).join('');
  return `1${digits.padEnd(count, '0')}`.slice(0, count);
}
