/**
 * Telling made-up values (ids, tokens) from words. By form, not by a list of products: a generator that nobody has
 * heard of still draws from an alphabet, and words do not.
 */

/** Names of fields whose values stand for a thing rather than describe it. */
const IDENTITY_NAME =
  /(?:^|[_\-.[\]@>/])(?:id|_id|uuid|guid|uid|key|token|nonce|sid|session|cursor|ref|reference|number|no|code|etag|jti|csrf|secret|ticket|handle|trace|span|request|correlation)$|(?:Id|ID|Uuid|UUID|Guid|Key|Token|Nonce|Ref|Number|No|Cursor|Csrf|Secret|Handle|Reference)$|_(?:id|uuid|key|token|ref|no|nonce|number|csrf)$/;
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
const TOKEN = /^[A-Za-z0-9_\-+/=.~:]+$/;

/** What a pair of different values is, where both are made up in the same way. */
export type TokenKind = 'uuid' | 'token' | 'id';

/** Letters and digits that a value needs before its randomness can be judged without help of the field's name. */
const SHORTEST_TOKEN = 10;
const SHORTEST_NAMED_ID = 4;
/** Digits alone are an id rather than an amount from this length on, in a field named so. */
const SHORTEST_LONG_NUMBER = 15;
/** Evidence, in bits, that both values together must give. */
const ENOUGH_BITS = 10;

/**
 * Both values are random and of one form; `odd`: of one form, but random they do not look; or random, but only one of them
 * has capitals. Among hundreds of ids both happen. `isIdentity`: the field's name says that it holds an id, so shorter and
 * plainer values pass too.
 */
export function tokenKind(left: string, right: string, isIdentity: boolean): TokenKind | 'odd' | undefined {
  if (isUuidPair(left, right)) return 'uuid';
  const cut = sharedPrefixLength(left, right);
  const a = left.slice(cut);
  const b = right.slice(cut);
  if (!TOKEN.test(a) || !TOKEN.test(b) || !hasSameForm(a, b)) return undefined;
  if (!hasSameCase(a, b)) return isOtherRandom(a, b) ? 'odd' : undefined;
  const shortest = Math.min(plainLength(a), plainLength(b));
  if (/^\d+$/.test(a + b)) return isIdentity && shortest >= SHORTEST_LONG_NUMBER ? 'id' : undefined;
  if (shortest >= SHORTEST_TOKEN && randomBits(a) + randomBits(b) >= ENOUGH_BITS) return 'token';
  const isNamedId =
    isIdentity &&
    shortest >= SHORTEST_NAMED_ID &&
    /\d/.test(left + right) &&
    randomBits(a) + randomBits(b) > 0;
  if (isNamedId) return 'id';
  return shortest >= SHORTEST_TOKEN ? 'odd' : undefined;
}

function isUuidPair(left: string, right: string): boolean {
  if (UUID.test(left) && UUID.test(right)) return true;
  return (
    left === left.toUpperCase() &&
    right === right.toUpperCase() &&
    UUID.test(left.toLowerCase()) &&
    UUID.test(right.toLowerCase())
  );
}

/** Length of what both share up to a mark: `ord_8fk2` and `ord_11ba` are compared as `8fk2` and `11ba`. */
function sharedPrefixLength(left: string, right: string): number {
  let cut = 0;
  for (let at = 0; at < Math.min(left.length, right.length) && left[at] === right[at]; at += 1) {
    if (/[_\-.:/~]/.test(left[at] ?? '')) cut = at + 1;
  }
  return cut;
}

function plainLength(text: string): number {
  return text.replace(/[^A-Za-z0-9]/g, '').length;
}

/** Same marks and like lengths; same alphabet, as far as long texts can tell. */
function hasSameForm(a: string, b: string): boolean {
  const groupsA = a.split(/[^A-Za-z0-9]+/);
  const groupsB = b.split(/[^A-Za-z0-9]+/);
  const isGrouped =
    groupsA.length === groupsB.length &&
    groupsA.every((group, index) => group.length === groupsB[index]?.length);
  // Base64 draws its two extra characters by chance, so there the places of the marks tell nothing.
  const mayDiffer = groupsA.length === 1 && groupsB.length === 1 ? Math.max(1, a.length / 8) : 1;
  if (!isGrouped && Math.abs(a.length - b.length) > mayDiffer) return false;
  const isHex = (text: string): boolean => /^[0-9a-f-]+$/i.test(text);
  return a.length < 16 || isHex(a) === isHex(b);
}

/** Capitals in both or in none, and small letters likewise, as far as long texts can tell. */
function hasSameCase(a: string, b: string): boolean {
  return a.length < 12 || (/[A-Z]/.test(a) === /[A-Z]/.test(b) && /[a-z]/.test(a) === /[a-z]/.test(b));
}

/** Two drawn texts, not one that is written in two ways. */
function isOtherRandom(a: string, b: string): boolean {
  return looksRandom(a) && looksRandom(b) && a.toLowerCase() !== b.toLowerCase();
}

/**
 * The commonest pairs of letters in English, with the German and French ones that differ: about seven in ten pairs of real
 * words are here, and about one in six of letters drawn by chance.
 */
const COMMON_PAIRS: ReadonlySet<string> = new Set(
  (
    'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce ' +
    'li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ' +
    'ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ' +
    'ex ke ei ck au qu uc ue go gr sp da do bo br cr up ap cl da ub sc tt pp rd rm rn rv ew ag od ok ga gi'
  ).split(' '),
);

/**
 * How much likelier drawn characters than words would give this text, in bits: pairs of letters that words seldom have,
 * digits among letters, capitals amid a word. Marks separate words, so `size-12` counts no change.
 */
function randomBits(text: string): number {
  if (/^(?=.*\d)(?=.*[a-f])[0-9a-f]{8,}$/i.test(text.replace(/[-_]/g, ''))) return ENOUGH_BITS;
  let bits = 0;
  for (let at = 1; at < text.length; at += 1) {
    const before = charKind(text[at - 1] ?? '');
    const here = charKind(text[at] ?? '');
    if (before === 'mark' || here === 'mark') continue;
    if (before === 'digit' && here === 'digit') continue;
    if (before === 'digit' || here === 'digit') bits += 2;
    else {
      bits += COMMON_PAIRS.has(text.slice(at - 1, at + 1).toLowerCase()) ? -2.2 : 1.5;
      if (before === 'lower' && here === 'upper') bits += 0.7;
    }
  }
  return bits;
}

function charKind(char: string): 'digit' | 'lower' | 'upper' | 'mark' {
  if (char >= '0' && char <= '9') return 'digit';
  if (char >= 'a' && char <= 'z') return 'lower';
  return char >= 'A' && char <= 'Z' ? 'upper' : 'mark';
}

/** Drawn from an alphabet rather than written; for a text alone, without another to hold against it. */
export function looksRandom(text: string): boolean {
  return plainLength(text) >= SHORTEST_TOKEN && randomBits(text) >= ENOUGH_BITS / 2;
}
