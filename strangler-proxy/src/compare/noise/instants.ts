/** Readings of a value as a point in time, in milliseconds since 1970. */

/** Plausible as "now" for software in use: 2001 to 2100. Outside, a number is a number. */
const EARLIEST_MS = 978_307_200_000;
const LATEST_MS = 4_102_444_800_000;

const NUMERIC_UNITS: readonly number[] = [1_000, 1, 1e-3, 1e-6];
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** What Date.parse reads by the standard; it guesses at anything else (`hello world 12` is a December). */
const PARSED_BY_STANDARD = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}|^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} /;
const ISO_LIKE =
  /(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T _-]?(\d{2})[:.h]?(\d{2})(?:[:.m]?(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?/;
const DAY_FIRST =
  /(\d{1,2})[./ -](\d{1,2}|[A-Za-z]{3,9})[./ -](\d{4})[, T]*(?:at )?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?/;
const NAMED_MONTH =
  /([A-Za-z]{3,9}) (\d{1,2}),? (\d{4})[, ]*(?:at )?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?/;

/** All instants that a text or number may stand for, most likely first; empty when it is no time at all. */
export function readInstants(text: string): readonly number[] {
  if (/^\d{10,19}(?:\.\d{1,6})?$/.test(text)) return readEpoch(text);
  if (text.length < 12 || text.length > 64) return [];
  const found = [
    PARSED_BY_STANDARD.test(text) ? Date.parse(text) : undefined,
    readIsoLike(text),
    readNamed(DAY_FIRST, text, 0),
    readNamed(NAMED_MONTH, text, 1),
  ];
  return found.flatMap((instant) => (instant !== undefined && isPlausible(instant) ? [instant] : []));
}

function readEpoch(text: string): readonly number[] {
  const value = Number(text);
  const asEpoch = NUMERIC_UNITS.map((unit) => value * unit).filter(isPlausible);
  const compact = /^20\d{12}$/.test(text) ? readIsoLike(text) : undefined;
  return compact === undefined ? asEpoch : [compact, ...asEpoch];
}

function readIsoLike(text: string): number | undefined {
  const match = ISO_LIKE.exec(text);
  if (!match || match[4] === undefined) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const base = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  return base - offsetMs(match[8]);
}

function offsetMs(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -1 : 1) * minutes * 60_000;
}

function readNamed(pattern: RegExp, text: string, monthGroup: 0 | 1): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, first = '', second = '', year, hour, minute, secondOfMinute, half] = match;
  const monthText = monthGroup === 1 ? first : second;
  const day = Number(monthGroup === 1 ? second : first);
  const month = /^\d+$/.test(monthText)
    ? Number(monthText) - 1
    : MONTHS.indexOf(monthText.slice(0, 3).toLowerCase());
  if (month < 0 || month > 11) return undefined;
  const halfDay = half === undefined ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0);
  return Date.UTC(Number(year), month, day, halfDay, Number(minute), Number(secondOfMinute ?? 0));
}

function isPlausible(instant: number): boolean {
  return instant >= EARLIEST_MS && instant <= LATEST_MS;
}
