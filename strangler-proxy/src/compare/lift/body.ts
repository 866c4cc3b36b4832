import { createHash } from 'node:crypto';
import { JsonSyntaxError, parseJson } from './json.ts';
import { parseMarkup } from './markup.ts';
import { parseMultipart } from './multipart.ts';
import { type Meter, NumberText, type Tree } from './tree.ts';

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json$|^text\/json$/;
const XML_TYPE = /^(?:application|text)\/(?:[\w.+-]+\+)?xml$|^image\/svg\+xml$/;

/** A body by its media type: `parameters` is the whole Content-Type value. */
export function liftBody(bytes: Uint8Array, contentType: string, truncated: boolean, meter: Meter): Tree {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (bytes.length === 0) return '';
  if (type.startsWith('multipart/'))
    return parseMultipart(bytes, contentType, (part, partType) => liftBody(part, partType, false, meter));
  if (!isText(type, bytes)) return liftBinary(bytes);
  const { text, problems } = decodeText(bytes, contentType);
  const lifted = liftText(text, type, truncated, meter);
  return problems.size === 0 ? lifted : new Map<string, Tree>([...problems, ['content', lifted]]);
}

function liftText(text: string, type: string, truncated: boolean, meter: Meter): Tree {
  if (type === 'text/event-stream') return liftEvents(text, truncated, meter);
  if (type === 'application/x-ndjson' || type === 'application/jsonl') {
    return withoutTail(text.split('\n'), truncated)
      .filter((line) => line.trim() !== '')
      .map((line) => jsonOrText(line, meter));
  }
  if (JSON_TYPE.test(type)) return jsonOrText(text, meter);
  if (type === 'text/html' || type === 'application/xhtml+xml') return parseMarkup(text, 'html', meter);
  if (XML_TYPE.test(type)) return parseMarkup(text, 'xml', meter);
  if (type === 'application/x-www-form-urlencoded') return liftForm(text);
  // Without a type, or with a wrong one, JSON is still what it is.
  if (/^\s*[[{]/.test(text)) {
    const json = jsonOrText(text, meter);
    if (typeof json !== 'string') return json;
  }
  return liftLines(text);
}

function jsonOrText(text: string, meter: Meter): Tree {
  try {
    return parseJson(text, meter);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return text;
    throw error;
  }
}

function liftLines(text: string): Tree {
  return text.includes('\n') ? text.split('\n') : text;
}

function liftForm(text: string): Tree {
  const fields = new Map<string, Tree[]>();
  for (const [key, value] of new URLSearchParams(text)) fields.set(key, [...(fields.get(key) ?? []), value]);
  return new Map([...fields].map(([key, values]) => [key, values.length === 1 ? (values[0] ?? '') : values]));
}

/** Server-sent events one by one (HTML living standard, 9.2.6); comments are keep-alives and mean nothing. */
function liftEvents(text: string, truncated: boolean, meter: Meter): Tree {
  const blocks = withoutTail(text.split(/\r?\n\r?\n/), truncated);
  const events: Tree[] = [];
  for (const block of blocks) {
    const event = new Map<string, Tree>();
    const data: string[] = [];
    for (const line of block.split(/\r?\n/)) {
      const colon = line.indexOf(':');
      if (colon === 0 || line === '') continue;
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'data') data.push(value);
      else event.set(field, value);
    }
    if (data.length > 0) event.set('data', jsonOrText(data.join('\n'), meter));
    if (event.size > 0) events.push(event);
  }
  return events;
}

/** The last piece of a cut body may be half of one. */
function withoutTail(pieces: readonly string[], truncated: boolean): readonly string[] {
  return truncated ? pieces.slice(0, -1) : pieces;
}

function liftBinary(bytes: Uint8Array): Tree {
  return new Map<string, Tree>([
    ['bytes', new NumberText(String(bytes.length))],
    ['sha256', createHash('sha256').update(bytes).digest('hex')],
  ]);
}

function isText(type: string, bytes: Uint8Array): boolean {
  if (type.startsWith('text/') || JSON_TYPE.test(type) || XML_TYPE.test(type)) return true;
  if (/^application\/(?:javascript|x-www-form-urlencoded|x-ndjson|jsonl|graphql|yaml)/.test(type))
    return true;
  return type === '' && !bytes.subarray(0, 512).includes(0);
}

function decodeText(bytes: Uint8Array, contentType: string): { text: string; problems: Map<string, Tree> } {
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  const problems = new Map<string, Tree>();
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) problems.set('byte-order-mark', true);
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(charset);
  } catch {
    problems.set('unknown-charset', charset);
    decoder = new TextDecoder('latin1');
  }
  const text = decoder.decode(bytes);
  if (text.includes('\ufffd') && decoder.encoding === 'utf-8') problems.set('invalid-characters', true);
  return { text, problems };
}
