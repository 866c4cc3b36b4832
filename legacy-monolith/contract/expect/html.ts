import type { Answer } from '../client/answer.ts';
import { expectStatus, expectThat } from './answers.ts';

/**
 * What a page says, apart from how it is laid out: attributes' order, white space and wrapping elements may change freely.
 * Reads well-formed server output only; it is no HTML parser.
 */
export type Page = {
  title: string;
  headings: string[];
  /** Every table: its header cells and its rows' cells, as plain text. */
  tables: { header: string[]; rows: string[][] }[];
  /** Every form: where it goes, how, and the names of its fields. */
  forms: { action: string; method: string; fields: string[] }[];
  links: string[];
  text: string;
};

export function expectPage(answer: Answer, status: number): Page {
  expectStatus(answer, status);
  const type = answer.headers['content-type'] ?? '';
  expectThat(
    /^text\/html; ?charset=utf-8$/i.test(type),
    `${answer.request}: content-type "${type}", wanted HTML in UTF-8`,
  );
  expectThat(/^\s*<!doctype html>.*<\/html>\s*$/is.test(answer.text), `${answer.request}: no whole page`);
  return readPage(answer.text);
}

export function readPage(html: string): Page {
  return {
    title: inner(html, 'title')[0] ?? '',
    headings: ['h1', 'h2', 'h3'].flatMap((tag) => inner(html, tag)),
    tables: elements(html, 'table').map(({ content }) => ({
      header: inner(content, 'th'),
      rows: elements(content, 'tr')
        .map((row) => inner(row.content, 'td'))
        .filter((cells) => cells.length > 0),
    })),
    forms: elements(html, 'form').map(({ attributes, content }) => ({
      action: attribute(attributes, 'action'),
      method: attribute(attributes, 'method').toLowerCase() || 'get',
      fields: [...content.matchAll(/<(?:input|select|textarea|button)\b([^>]*)>/gi)]
        .map(([, found = '']) => attribute(found, 'name'))
        .filter((name) => name !== ''),
    })),
    links: [...html.matchAll(/<a\b([^>]*)>/gi)].map(([, found = '']) => attribute(found, 'href')),
    text: plain(html.replace(/<(script|style)\b.*?<\/\1>/gis, ' ')),
  };
}

function elements(html: string, tag: string): { attributes: string; content: string }[] {
  const expression = new RegExp(`<${tag}\\b([^>]*)>(.*?)</${tag}>`, 'gis');
  return [...html.matchAll(expression)].map(([, attributes = '', content = '']) => ({ attributes, content }));
}

const inner = (html: string, tag: string): string[] =>
  elements(html, tag).map(({ content }) => plain(content));

function attribute(attributes: string, name: string): string {
  const [, , value = ''] = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(["'])(.*?)\\1`, 'is').exec(attributes) ?? [];
  return decode(value);
}

const plain = (html: string): string =>
  decode(html.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

function decode(value: string): string {
  return value
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&([a-z]+);/g, (whole, name: string) => entities.get(name) ?? whole);
}
