/**
 * Telling made-up values (ids, tokens) from words. By form, not by a list of products: a generator that nobody has
 * heard of still draws from an alphabet, and words do not.
 */

/** Names of fields whose values stand for a thing rather than describe it. */
const IDENTITY_NAME =
  /(?:^|[_\-.[\]@>])(?:id|_id|uuid|guid|uid|key|token|nonce|sid|session|cursor|ref|reference|number|no|code|etag|jti|csrf|secret|ticket|handle|trace|span|request|correlation)$|(?:Id|ID|Uuid|UUID|Guid|Key|Token|Nonce|Ref|Number|No|Cursor|Csrf|Secret|Handle|Reference)$|_(?:id|uuid|key|token|ref|no|nonce|number|csrf)$/;
/** Names of values that follow from content: these never are free, even though they look random. */
const DERIVED_NAME = /(?:sha\d*|md5|hash|checksum|digest|integrity|fingerprint|crc\d*)$/i;

/** The last named part of a path: `body.items[].orderId` → `orderId`. */
export function fieldName(path: string): string {
  return /[^.[\]>@?*]+(?=[[\]*]*$)/.exec(path)?.[0] ?? '';
}

export function isIdentityField(path: string): boolean {
  return IDENTITY_NAME.test(fieldName(path));
}

export function isDerivedField(path: string): boolean {
  return DERIVED_NAME.test(fieldName(path));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TOKEN = /^[A-Za-z0-9_\-+/=.~:]{8,}$/;

/** What a pair of different values is, where both are made up in the same way. */
export type TokenKind = 'uuid' | 'token' | 'id';

/**
 * Both values are random and of one form. `identity`: the field's name says that it holds an id, so shorter and plainer
 * values pass too.
 */
export function tokenKind(left: string, right: string, identity: boolean): TokenKind | undefined {
  if (UUID.test(left) && UUID.test(right)) return 'uuid';
  if (UUID.test(left.toLowerCase()) && UUID.test(right.toLowerCase())) {
    return left === left.toUpperCase() && right === right.toUpperCase() ? 'uuid' : undefined;
  }
  const a = withoutSharedPrefix(left, right);
  const b = right.slice(left.length - a.length);
  if (!sameForm(a, b)) return undefined;
  if (TOKEN.test(a) && TOKEN.test(b) && looksRandom(a) && looksRandom(b)) return 'token';
  if (
    identity &&
    a.length >= 4 &&
    /^[^\s]+$/.test(a + b) &&
    /\d/.test(left + right) &&
    looksMixed(a) &&
    looksMixed(b)
  )
    return 'id';
  return undefined;
}

/** Cuts a prefix that both share up to a separator: `ord_8fk2` and `ord_11ba` are compared as `8fk2` and `11ba`. */
function withoutSharedPrefix(left: string, right: string): string {
  let cut = 0;
  for (let at = 0; at < Math.min(left.length, right.length) && left[at] === right[at]; at += 1) {
    if (/[_\-.:/]/.test(left[at] ?? '')) cut = at + 1;
  }
  return left.slice(cut);
}

/** Same separators, like lengths, same letter case and alphabet as far as long texts can tell. */
function sameForm(a: string, b: string): boolean {
  const groupsA = a.split(/[^A-Za-z0-9]+/);
  const groupsB = b.split(/[^A-Za-z0-9]+/);
  // Base64 draws its two extra characters by chance, so their places tell nothing there.
  const grouped =
    groupsA.length === groupsB.length &&
    groupsA.every((group, index) => group.length === groupsB[index]?.length);
  if (!grouped && Math.abs(a.length - b.length) > Math.max(1, a.length / 8)) return false;
  if (/[A-Z]/.test(a) !== /[A-Z]/.test(b) && a.length >= 12) return false;
  if (/[a-z]/.test(a) !== /[a-z]/.test(b) && a.length >= 12) return false;
  const isHex = (text: string): boolean => /^[0-9a-f-]+$/i.test(text);
  return !(isHex(a) !== isHex(b) && a.length >= 16);
}

/** Fewer changes between letters, digits and cases than this per character is how words with a number look. */
const RANDOM_CHANGE_RATE = 0.22;

/** Drawn from an alphabet rather than written: many changes between kinds of characters, or no vowels. */
export function looksRandom(text: string): boolean {
  const core = text.replace(/[^A-Za-z0-9]/g, '');
  if (core.length < 8) return false;
  if (/^\d+$/.test(core)) return false;
  let changes = 0;
  for (let at = 1; at < core.length; at += 1)
    if (charKind(core[at] ?? '') !== charKind(core[at - 1] ?? '')) changes += 1;
  return changes / core.length >= RANDOM_CHANGE_RATE || (core.length >= 16 && isUnpronounceable(core));
}

function looksMixed(text: string): boolean {
  return /\d/.test(text) || isUnpronounceable(text);
}

function charKind(char: string): 0 | 1 | 2 {
  if (char >= '0' && char <= '9') return 0;
  return char >= 'a' && char <= 'z' ? 1 : 2;
}

/** Words have a vowel at least every few letters, and more than a quarter of them. */
function isUnpronounceable(text: string): boolean {
  const letters = text.replace(/[^A-Za-z]/g, '');
  if (letters.length < 8) return false;
  const vowels = letters.replace(/[^aeiouyAEIOUY]/g, '').length;
  return vowels / letters.length < 0.28;
}
