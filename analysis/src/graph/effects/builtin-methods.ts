/** Methods that only work on what they are called on, by name: what is unknown is most often a text, a list or a date. */
import type { CallFact } from '../../read/file-facts.ts';
import type { Value } from '../../read/value.ts';

/** Of what the language itself brings. Those that run a function of somebody else's (`call`, `apply`) are not among them. */
const WORKING_ON_VALUES: ReadonlySet<string> = new Set(
  [
    // Lists, also typed ones.
    'at concat copyWithin entries every filter find findIndex findLast findLastIndex flat flatMap forEach includes indexOf keys lastIndexOf',
    'map pop reduce reduceRight shift slice some sort splice subarray toReversed toSorted toSpliced unshift values with',
    // Texts and regular expressions.
    'charAt charCodeAt codePointAt endsWith isWellFormed localeCompare matchAll normalize padEnd padStart replaceAll startsWith',
    'substr substring test toLocaleLowerCase toLocaleUpperCase toLowerCase toUpperCase toWellFormed trim trimEnd trimLeft trimRight trimStart',
    // Maps and sets.
    'difference get getOrInsert has intersection isDisjointFrom isSubsetOf isSupersetOf symmetricDifference union',
    // Promises, iterators, functions, everything.
    'bind catch finally hasOwnProperty isPrototypeOf next propertyIsEnumerable then toArray toJSON toLocaleString toString valueOf',
    // Numbers and dates.
    'getDate getDay getFullYear getHours getMilliseconds getMinutes getMonth getSeconds getTime getTimezoneOffset getUTCDate getUTCDay getUTCFullYear getUTCHours',
    'getUTCMilliseconds getUTCMinutes getUTCMonth getUTCSeconds getYear setDate setFullYear setHours setMilliseconds setMinutes setMonth setSeconds setTime',
    'setUTCDate setUTCFullYear setUTCHours setUTCMilliseconds setUTCMinutes setUTCMonth setUTCSeconds toDateString toExponential toFixed toISOString',
    'toLocaleDateString toLocaleTimeString toPrecision toTimeString toUTCString',
    // Bytes, addresses, bodies, listening.
    'addListener off on once removeListener',
    'arrayBuffer blob equals formData getAll json readInt8 readUInt8 readUInt16BE readUInt32BE text toBlob',
  ].flatMap((line) => line.split(' ')),
);

/** Orders are filled, payments reversed and rooms joined, too: of texts and lists only with a literal in brackets. */
const ALSO_SAID_ELSEWHERE: ReadonlySet<string> = new Set(
  'fill join match repeat reverse search split'.split(' '),
);
const LITERALS = new Set<Value['kind']>(['string', 'number', 'regexp', 'template']);

/** Change the list, set or map that they are called on; other things have methods of these names that keep what they are given. */
const CHANGING_LISTS: ReadonlySet<string> = new Set('add remove set put push clear replace exec'.split(' '));

/** `isOpen`, `toView`, `fromRow`: ask or convert what they are given. */
const TELLING = /^(?:is|has|can|should|to|as|from)(?=[A-Z])/;
/** Steps of a query that somebody else sends. */
const QUERY_STEP =
  /^(?:(?:and|or)?(?:where|having)\w*|(?:left|right|inner|outer|cross|full)(?:Outer)?Join\w*|(?:add)?select(?:Distinct|From)?|(?:then|add)?(?:order|group)By\w*|from|limit|offset|skip|distinct|as|eq|and|or|not|lean|populate|first|count\w*|exists|eb|fn|getQuery|setParameters?)$/i;

/** Does a call only work on what it is called on, and give back a value at once? */
export function worksOnValues({ name, args: [first] }: CallFact): boolean {
  if (ALSO_SAID_ELSEWHERE.has(name)) return first !== undefined && LITERALS.has(first.kind);
  return WORKING_ON_VALUES.has(name) || TELLING.test(name) || QUERY_STEP.test(name);
}

export const changesLists = (method: string): boolean => CHANGING_LISTS.has(method);
