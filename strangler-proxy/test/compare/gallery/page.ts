import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Answer, HeaderLine } from '../../../src/compare/answer.ts';

export type Json = null | boolean | number | string | RawNumber | Json[] | { [key: string]: Json };

/** A number written in a way that JavaScript would not write it. */
export class RawNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** An answer before it is written out: what noises and faults change. */
export interface Page {
  status: number;
  headers: Record<string, string>;
  cookies: string[];
  /** One of these is the body. */
  json?: Json;
  text?: string;
  bytes?: Uint8Array;
  /** How it is written. */
  indent: number;
  charset: 'utf8' | 'latin1' | 'utf16le';
  byteOrderMark: boolean;
  encoding: 'identity' | 'gzip' | 'br';
  gzipLevel: number;
  shuffledKeys: boolean;
  escapedUnicode: boolean;
  duplicateKey?: string;
  labelledGzip?: boolean;
}

export function newPage(body: Pick<Page, 'json' | 'text' | 'bytes'>, contentType: string): Page {
  return {
    status: 200,
    headers: { 'content-type': contentType },
    cookies: [],
    ...body,
    indent: 0,
    charset: 'utf8',
    byteOrderMark: false,
    encoding: 'identity',
    gzipLevel: 6,
    shuffledKeys: false,
    escapedUnicode: false,
  };
}

/** Writes the page as the bytes a server would send. */
export function writePage(page: Page, origin: string, askedAtMs: number): Answer {
  const headers: HeaderLine[] = [
    ...Object.entries(page.headers),
    ...page.cookies.map((cookie) => ['set-cookie', cookie] as const),
  ];
  const plain =
    page.bytes ?? Buffer.from(`${page.byteOrderMark ? '\ufeff' : ''}${bodyText(page)}`, page.charset);
  let body: Uint8Array = plain;
  if (page.encoding === 'gzip') body = gzipSync(plain, { level: page.gzipLevel });
  if (page.encoding === 'br')
    body = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
  if (page.encoding !== 'identity' || page.labelledGzip)
    headers.push(['content-encoding', page.labelledGzip ? 'gzip' : page.encoding]);
  headers.push(['content-length', String(body.length)], ['date', new Date(askedAtMs).toUTCString()]);
  return { status: page.status, headers, body, truncated: false, elapsedMs: 1, askedAtMs, origin };
}

function bodyText(page: Page): string {
  if (page.json === undefined) return page.text ?? '';
  let text = writeJson(page.json, page.shuffledKeys);
  if (page.indent > 0) text = text.replaceAll('":', '": ');
  if (page.duplicateKey !== undefined) text = text.replace(/\{/, `{"${page.duplicateKey}":"first of two",`);
  return page.escapedUnicode
    ? text.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : text;
}

function writeJson(json: Json, reversed: boolean): string {
  if (json instanceof RawNumber) return json.text;
  if (Array.isArray(json)) return `[${json.map((item) => writeJson(item, reversed)).join(',')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const entries = Object.entries(json);
  if (reversed) entries.reverse();
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${writeJson(value, reversed)}`).join(',')}}`;
}

/**
 * Changes what stands at a path such as `items.*.price`. `undefined` from `change` takes the key out.
 */
export function changeAt(
  page: Page,
  path: string,
  change: (value: Json, index: number) => Json | undefined,
): void {
  if (page.json === undefined) return;
  const names = path.split('.');
  const last = names.pop() ?? '';
  let holders: Json[] = [page.json];
  for (const name of names) {
    holders = holders.flatMap((holder) => {
      if (Array.isArray(holder)) return name === '*' ? holder : [holder[Number(name)] ?? null];
      return isRecord(holder) ? [holder[name] ?? null] : [];
    });
  }
  holders.forEach((holder, index) => {
    if (Array.isArray(holder)) {
      const at = Number(last);
      if (at < holder.length) {
        const next = change(holder[at] ?? null, index);
        if (next === undefined) holder.splice(at, 1);
        else holder[at] = next;
      }
    } else if (isRecord(holder)) {
      const next = change(holder[last] ?? null, index);
      if (next === undefined) delete holder[last];
      else holder[last] = next;
    }
  });
}

function isRecord(json: Json): json is { [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof RawNumber);
}

export function replaceText(page: Page, from: string | RegExp, to: string): void {
  if (page.text !== undefined) page.text = page.text.replace(from, to);
}
