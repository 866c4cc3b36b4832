/** Puts entries into the lists of a YAML text that a person wrote, and leaves every other byte of it as it is. */
import { isDeepStrictEqual } from 'node:util';
import {
  Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  Scalar,
  type YAMLMap,
  YAMLSeq,
} from 'yaml';

export interface Entry {
  readonly value: string;
  readonly comment?: string;
}

/** Longest line that a list in brackets may grow to, in characters; beyond, each new entry gets a line of its own. */
const widestLine = 120;

/** Entries of a list, or what stands under each key. */
export type Tree = readonly Entry[] | ReadonlyMap<string, Tree>;

/**
 * The text with what the tree adds: new entries under those that a list has and in the form that it has; keys that are not there yet are
 * made. A text of a form that can't be followed is written anew by the parser, which keeps comments but not spaces.
 *
 * @param text a map in block style, without errors and aliases.
 * @example addToYaml('tables: [orders]\n', new Map([['tables', [{ value: 'refunds' }]]])) // 'tables: [orders, refunds]\n'
 */
export function addToYaml(text: string, tree: Tree): string {
  const document = parseDocument(text);
  const splices = new Places(text).splicesFor(document.contents, tree);
  if (splices !== null) {
    const spliced = applied(text, splices);
    const written = parseDocument(spliced);
    const wanted = withTree(document.toJS({ mapAsMap: true }), tree);
    if (written.errors.length === 0 && isDeepStrictEqual(written.toJS({ mapAsMap: true }), wanted))
      return spliced;
  }
  addNodes(document, [], tree);
  return document.toString({ lineWidth: 0 });
}

function isList(tree: Tree): tree is readonly Entry[] {
  return Array.isArray(tree);
}

function applied(text: string, splices: readonly Splice[]): string {
  let result = text;
  for (const { from, to, text: added } of [...splices].sort((a, b) => b.from - a.from))
    result = result.slice(0, from) + added + result.slice(to);
  return result;
}

/** What the spliced text has to say. */
function withTree(value: unknown, tree: Tree): unknown {
  if (isList(tree)) return [...(Array.isArray(value) ? value : []), ...tree.map((entry) => entry.value)];
  const map = new Map<unknown, unknown>(value instanceof Map ? value : []);
  for (const [key, inner] of tree) {
    const present = [...map.keys()].find((name) => String(name) === key) ?? key;
    map.set(present, withTree(map.get(present), inner));
  }
  return map;
}

function addNodes(document: Document, way: readonly string[], tree: Tree): void {
  const present = document.getIn(way, true);
  if (!isList(tree)) {
    if (!isMap(present)) document.setIn(way, document.createNode({}));
    for (const [key, inner] of tree) addNodes(document, [...way, key], inner);
    return;
  }
  if (!isSeq(present)) document.setIn(way, document.createNode([]));
  for (const { value, comment } of tree) {
    const node = document.createNode(value);
    if (comment !== undefined) node.comment = ` ${comment}`;
    document.addIn(way, node);
  }
}

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Where new text goes, by the syntax tree of the old. */
class Places {
  readonly #text: string;
  readonly #eol: string;

  constructor(text: string) {
    this.#text = text;
    this.#eol = text.includes('\r\n') ? '\r\n' : '\n';
  }

  /** `null` where the text has a form that is not followed here. */
  splicesFor(node: unknown, tree: Tree): Splice[] | null {
    if (isList(tree)) {
      if (!isSeq(node)) return null;
      const items = tree.map((entry) => ({ ...entry, value: inline(entry.value) }));
      return alone(node.flow ? this.#inBrackets(node, items) : this.#under(node, blockOf(tree)));
    }
    if (!isMap(node)) return null;
    const splices: (Splice | null)[] = [];
    const missing = new Map<string, Tree>();
    for (const [key, inner] of tree) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (!pair) missing.set(key, inner);
      else if (isEmpty(pair.value)) splices.push(node.flow ? null : this.#inPlaceOfNothing(pair, inner));
      else splices.push(...(this.splicesFor(pair.value, inner) ?? [null]));
    }
    if (missing.size > 0) {
      const pairs = [...missing].map(([key, inner]) => ({ value: `${inline(key)}: ${flowOf(inner)}` }));
      splices.push(node.flow ? this.#inBrackets(node, pairs) : this.#under(node, blockOf(missing)));
    }
    return splices.some((splice) => splice === null) ? null : (splices as Splice[]);
  }

  /** Lines below the last one of a collection in block style. */
  #under(
    collection: YAMLMap | { range?: unknown; items: unknown[] },
    lines: readonly string[],
  ): Splice | null {
    const start = startOf(collection.items[0]);
    const last = endOf(collection.items.at(-1));
    if (start === null || last === null) return null;
    const indent = this.#indentAt(start);
    const at = this.#lineEnd(last);
    return { from: at, to: at, text: lines.map((line) => this.#eol + indent + line).join('') };
  }

  /** A key whose value is left out, or `[]`, or `{}`. A comment behind it stays. */
  #inPlaceOfNothing(pair: Pair, tree: Tree): Splice | null {
    const key = endOf(pair.key);
    if (key === null) return null;
    const colon = this.#text.indexOf(':', key) + 1;
    const isLeftOut = isScalar(pair.value) && pair.value.source === '';
    const end = isLeftOut ? colon : Math.max(colon, endOf(pair.value) ?? colon);
    const inBrackets = ` ${flowOf(tree)}`;
    const fits = colon - this.#lineStart(colon) + inBrackets.length <= widestLine;
    if (fits && isList(tree) && tree.every(({ comment }) => comment === undefined))
      return { from: colon, to: end, text: inBrackets };
    const indent = `${this.#indentAt(key)}  `;
    const lineEnd = this.#lineEnd(end);
    const lines = blockOf(tree).map((line) => this.#eol + indent + line);
    return { from: colon, to: lineEnd, text: this.#text.slice(end, lineEnd).trimEnd() + lines.join('') };
  }

  #inBrackets(
    collection: { range?: readonly number[] | null | undefined; items: unknown[] },
    items: readonly Entry[],
  ): Splice | null {
    const last = endOf(collection.items.at(-1));
    const [open, close] = collection.range ?? [];
    if (last === null || open === undefined || close === undefined) return null;
    const comma = /^\s*,/.exec(this.#text.slice(last, close))?.[0] ?? '';
    const from = last + comma.length;
    const separator = comma === '' ? ',' : '';
    const joined = items.map(({ value }) => value).join(', ');
    const hasOneLine = !this.#text.slice(open, close).includes('\n');
    if (hasOneLine && close - this.#lineStart(open) + joined.length + 2 <= widestLine)
      return { from, to: from, text: `${separator} ${joined}` };

    const indent = this.#indentAt(hasOneLine ? open : last) + (hasOneLine ? '    ' : '');
    const lines = items.map(({ value, comment }, i) => {
      const remark = comment === undefined ? '' : ` # ${comment}`;
      return `${this.#eol}${indent}${value}${i + 1 < items.length ? ',' : ''}${remark}`;
    });
    const lineEnd = this.#lineEnd(from);
    if (lineEnd < close - 1)
      return {
        from,
        to: lineEnd,
        text: separator + this.#text.slice(from, lineEnd).trimEnd() + lines.join(''),
      };
    return { from, to: close - 1, text: `${separator}${lines.join('')}${this.#eol}${indent.slice(2)}` };
  }

  #lineStart(offset: number): number {
    return this.#text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Before the line break. */
  #lineEnd(offset: number): number {
    const end = this.#text.indexOf(this.#eol, offset);
    return end < 0 ? this.#text.length : end;
  }

  #indentAt(offset: number): string {
    return /^ */.exec(this.#text.slice(this.#lineStart(offset), offset))?.[0] ?? '';
  }
}

function alone(splice: Splice | null): Splice[] | null {
  return splice && [splice];
}

function isEmpty(value: unknown): boolean {
  if (isMap(value) || isSeq(value)) return value.items.length === 0;
  return value === null || (isScalar(value) && value.value === null);
}

/** Offset at which the text of a node begins. */
function startOf(item: unknown): number | null {
  if (isNode(item)) return item.range?.[0] ?? null;
  return isPairLike(item) ? startOf(item.key) : null;
}

/** Offset behind the last character of a node, without the comment and line break after it. */
function endOf(item: unknown): number | null {
  if ((isMap(item) || isSeq(item)) && !item.flow && item.items.length > 0) return endOf(item.items.at(-1));
  if (isNode(item)) return item.range?.[1] ?? null;
  if (!isPairLike(item)) return null;
  return endOf(item.value) ?? endOf(item.key);
}

function isPairLike(item: unknown): item is Pair {
  return typeof item === 'object' && item !== null && 'key' in item && 'value' in item;
}

function blockOf(tree: Tree): string[] {
  if (!isList(tree)) {
    return [...tree].flatMap(([key, inner]) => [
      `${inline(key)}:`,
      ...blockOf(inner).map((line) => `  ${line}`),
    ]);
  }
  return tree.map(
    ({ value, comment }) => `- ${inline(value)}${comment === undefined ? '' : ` # ${comment}`}`,
  );
}

function flowOf(tree: Tree): string {
  if (isList(tree)) return `[ ${tree.map(({ value }) => inline(value)).join(', ')} ]`;
  return `{ ${[...tree].map(([key, inner]) => `${inline(key)}: ${flowOf(inner)}`).join(', ')} }`;
}

/** A text as YAML that stands in brackets as well as alone, on one line. */
function inline(text: string): string {
  const scalar = new Scalar(text);
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(text)) scalar.type = Scalar.QUOTE_DOUBLE;
  const list = new YAMLSeq();
  list.flow = true;
  list.add(scalar);
  const format = {
    lineWidth: 0,
    flowCollectionPadding: false,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  };
  return new Document(list).toString(format).trim().slice(1, -1);
}
