import { decodeEntities } from './entities.ts';
import { Element, type Meter, type Tree } from './tree.ts';

/** Elements that never have children (HTML living standard, 13.1.2). */
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
/** Elements whose content is text, not markup. */
const RAW = new Set(['script', 'style', 'textarea', 'title']);
/** Where white space is part of the content. */
const PREFORMATTED = new Set(['pre', 'textarea', 'script', 'style']);
/** A new one of these closes an open one of the same group (optional end tags). */
const SELF_CLOSING_GROUPS: readonly ReadonlySet<string>[] = [
  new Set(['li']),
  new Set(['option']),
  new Set(['dt', 'dd']),
  new Set(['tr']),
  new Set(['td', 'th']),
];
/** Attributes that are sets of words. */
const WORD_SETS = new Set(['class', 'rel']);

interface OpenElement {
  readonly tag: string;
  readonly attributes: Map<string, Tree>;
  readonly children: Tree[];
}

export type Dialect = 'html' | 'xml';

const TAG_NAME = /[a-zA-Z][^\s/>]*/y;
const ATTRIBUTE = /\s*([^\s=>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?/y;

/**
 * Reads HTML or XML into its structure: attribute order, letter case of HTML names, comments and white space between
 * words make no difference. Tolerant like a browser, but only as far as comparing two outputs of similar programs needs.
 */
export function parseMarkup(text: string, dialect: Dialect, meter: Meter): Tree {
  const root: OpenElement = { tag: '', attributes: new Map(), children: [] };
  const open: OpenElement[] = [root];
  const top = (): OpenElement => open[open.length - 1] ?? root;
  const fold = (name: string): string => (dialect === 'html' ? name.toLowerCase() : name);
  let at = 0;

  const close = (): void => {
    const done = open.pop();
    if (done) top().children.push(new Element(done.tag, done.attributes, done.children));
  };
  const addText = (raw: string): void => {
    if (raw === '') return;
    const decoded = decodeEntities(raw);
    const kept = open.some((element) => PREFORMATTED.has(element.tag))
      ? decoded
      : decoded.replace(/\s+/g, ' ').trim();
    if (kept.trim() !== '') top().children.push(kept);
  };
  const readAttributes = (): Map<string, Tree> => {
    const attributes = new Map<string, Tree>();
    for (;;) {
      ATTRIBUTE.lastIndex = at;
      const match = ATTRIBUTE.exec(text);
      if (!match?.[1]) break;
      at = ATTRIBUTE.lastIndex;
      const name = fold(match[1]);
      const value = decodeEntities(match[2] ?? match[3] ?? match[4] ?? '');
      if (!attributes.has(name)) attributes.set(name, WORD_SETS.has(name) ? wordSet(value) : value);
    }
    return attributes;
  };

  while (at < text.length) {
    meter.node(open.length);
    const next = text.indexOf('<', at);
    if (next < 0) {
      addText(text.slice(at));
      break;
    }
    addText(text.slice(at, next));
    at = next;
    if (text.startsWith('<!--', at)) {
      const end = text.indexOf('-->', at + 4);
      at = end < 0 ? text.length : end + 3;
    } else if (text.startsWith('<![CDATA[', at)) {
      const end = text.indexOf(']]>', at);
      const stop = end < 0 ? text.length : end;
      top().children.push(text.slice(at + 9, stop));
      at = stop + 3;
    } else if (text[at + 1] === '!' || text[at + 1] === '?') {
      const end = text.indexOf('>', at);
      at = end < 0 ? text.length : end + 1;
    } else if (text[at + 1] === '/') {
      TAG_NAME.lastIndex = at + 2;
      const tag = fold(TAG_NAME.exec(text)?.[0] ?? '');
      const depth = open.findLastIndex((element) => element.tag === tag);
      if (depth > 0) while (open.length > depth) close();
      const end = text.indexOf('>', at);
      at = end < 0 ? text.length : end + 1;
    } else {
      TAG_NAME.lastIndex = at + 1;
      const name = TAG_NAME.exec(text)?.[0];
      if (!name) {
        addText('<');
        at += 1;
        continue;
      }
      const tag = fold(name);
      at += 1 + name.length;
      if (dialect === 'html') closeImplied(tag, top().tag, close);
      const attributes = readAttributes();
      const end = text.indexOf('>', at);
      const selfClosed = text[(end < 0 ? text.length : end) - 1] === '/';
      at = end < 0 ? text.length : end + 1;
      open.push({ tag, attributes, children: [] });
      if (dialect === 'html' ? VOID.has(tag) : selfClosed) close();
      else if (dialect === 'html' && RAW.has(tag)) {
        const stop = text.toLowerCase().indexOf(`</${tag}`, at);
        addText(text.slice(at, stop < 0 ? text.length : stop));
        at = stop < 0 ? text.length : stop;
      }
    }
  }
  while (open.length > 1) close();
  return root.children;
}

function closeImplied(tag: string, openTag: string, close: () => void): void {
  for (const group of SELF_CLOSING_GROUPS) if (group.has(tag) && group.has(openTag)) close();
}

function wordSet(value: string): string {
  return [...new Set(value.split(/\s+/).filter(Boolean))].sort().join(' ');
}
