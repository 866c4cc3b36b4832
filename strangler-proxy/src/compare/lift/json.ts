import { type Meter, NumberText, type Tree } from './tree.ts';

/** The text is not JSON; the offset counts UTF-16 units from 0. */
export class JsonSyntaxError extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super(`not JSON at offset ${offset}`);
    this.offset = offset;
  }
}

type Open = { readonly list: Tree[] } | { readonly fields: Map<string, Tree>; key: string };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// Sticky and linear: a run of plain characters, one escape at a time.
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const BLANK = /[ \t\n\r]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Reads JSON without recursion (depth 100 000 ends in a budget, not in a stack overflow), keeps numbers as written, and
 * keeps a key that stands twice: its later values are listed as `key⧉2`, `key⧉3`, because clients disagree on which one counts.
 *
 * @example parseJson('{"id":12345678901234567890}', meter) // Map { 'id' → NumberText('12345678901234567890') }
 */
export function parseJson(text: string, meter: Meter): Tree {
  const open: Open[] = [];
  let at = 0;
  const skip = (): void => {
    BLANK.lastIndex = at;
    BLANK.test(text);
    at = BLANK.lastIndex;
  };
  const fail = (): never => {
    throw new JsonSyntaxError(at);
  };
  const readKey = (): string => {
    skip();
    if (text[at] !== '"') fail();
    const key = readString();
    skip();
    if (text[at] !== ':') fail();
    at += 1;
    return key;
  };
  const readString = (): string => {
    at += 1;
    let out = '';
    for (;;) {
      PLAIN.lastIndex = at;
      PLAIN.test(text);
      out += text.slice(at, PLAIN.lastIndex);
      at = PLAIN.lastIndex;
      const stop = text[at];
      if (stop === '"') {
        at += 1;
        return out;
      }
      if (stop !== '\\') return fail();
      const letter = text[at + 1] ?? '';
      if (letter === 'u') {
        const hex = text.slice(at + 2, at + 6);
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) fail();
        out += String.fromCharCode(Number.parseInt(hex, 16));
        at += 6;
      } else {
        const plain = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
        out += plain ?? fail();
        at += 2;
      }
    }
  };
  const readScalar = (): Tree => {
    if (text[at] === '"') return readString();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return value;
      }
    }
    NUMBER.lastIndex = at;
    if (!NUMBER.test(text)) return fail();
    const number = new NumberText(text.slice(at, NUMBER.lastIndex));
    at = NUMBER.lastIndex;
    return number;
  };

  for (;;) {
    skip();
    meter.node(open.length);
    let value: Tree;
    const first = text[at];
    if (first === '[' || first === '{') {
      at += 1;
      skip();
      const closing = first === '[' ? ']' : '}';
      if (text[at] === closing) {
        at += 1;
        value = first === '[' ? [] : new Map();
      } else {
        open.push(first === '[' ? { list: [] } : { fields: new Map(), key: readKey() });
        continue;
      }
    } else value = readScalar();

    // A value is complete: hand it to what is open, closing as many as end here.
    for (;;) {
      const parent = open.at(-1);
      skip();
      if (!parent) return at === text.length ? value : fail();
      if ('list' in parent) parent.list.push(value);
      else addField(parent.fields, parent.key, value);
      const next = text[at];
      at += 1;
      if (next === ',') {
        if ('fields' in parent) parent.key = readKey();
        break;
      }
      if (next !== ('list' in parent ? ']' : '}')) {
        at -= 1;
        fail();
      }
      open.pop();
      value = 'list' in parent ? parent.list : parent.fields;
    }
  }
}

function addField(fields: Map<string, Tree>, key: string, value: Tree): void {
  if (!fields.has(key)) {
    fields.set(key, value);
    return;
  }
  let copy = 2;
  while (fields.has(`${key}⧉${copy}`)) copy += 1;
  fields.set(`${key}⧉${copy}`, value);
}
