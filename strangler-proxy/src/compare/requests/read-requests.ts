import { z } from 'zod';
import type { ComparedRequest, HeaderLine } from '../answer.ts';
import { CompareError } from '../errors.ts';
import { looksLikeAccessLog, readAccessLog } from './access-log.ts';
import { looksLikeHar, readHarEntries } from './har.ts';
import { looksLikeOpenApi, readOpenApiExamples } from './openapi-examples.ts';
import { pathOf } from './path-of.ts';

const METHODS = 'GET HEAD POST PUT PATCH DELETE OPTIONS'.split(' ');

const requestSchema = z.strictObject({
  method: z
    .string()
    .toUpperCase()
    .pipe(z.enum(METHODS as [string, ...string[]]))
    .default('GET'),
  url: z.string().min(1),
  headers: z
    .union([z.record(z.string(), z.string()), z.array(z.tuple([z.string(), z.string()]))])
    .default([]),
  /** Text is sent as it is; anything else as JSON. */
  body: z.unknown().optional(),
  session: z.string().optional(),
});

/**
 * Reads a request file: lines `GET /path`, JSON lines `{method, url, headers, body}`, a HAR, an access log (its reads), or
 * the examples of an OpenAPI document. Empty lines and lines that start with `#` are skipped.
 *
 * @example readRequests('GET /api/products\nGET /api/products/1', { fileName: 'smoke.txt' }).length // 2
 * @throws CompareError BAD_REQUEST_FILE with file, line, value and cure
 */
export function readRequests(
  text: string,
  { fileName = 'requests' }: { readonly fileName?: string } = {},
): ComparedRequest[] {
  if (looksLikeHar(text)) return readHarEntries(text, fileName).map(({ request }) => request);
  if (looksLikeOpenApi(text)) return readOpenApiExamples(text, fileName);
  if (looksLikeAccessLog(text)) return readAccessLog(text);
  const requests: ComparedRequest[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return;
    const place = `${fileName}:${index + 1}`;
    requests.push(trimmed.startsWith('{') ? readJsonLine(trimmed, place) : readPlainLine(trimmed, place));
  });
  if (requests.length === 0) {
    throw new CompareError(
      'BAD_REQUEST_FILE',
      `${fileName}: no requests in it. Write one a line, such as "GET /api/products".`,
    );
  }
  return requests;
}

function readPlainLine(line: string, place: string): ComparedRequest {
  const [method = '', url, ...rest] = line.split(/\s+/);
  const isPath = line.startsWith('/') && url === undefined;
  if (!isPath && (!METHODS.includes(method.toUpperCase()) || url === undefined || rest.length > 0)) {
    throw new CompareError(
      'BAD_REQUEST_FILE',
      `${place}: ${show(line)} is not a request. Write a method and a path, such as "GET /api/products".`,
    );
  }
  return {
    method: isPath ? 'GET' : method.toUpperCase(),
    url: pathOf(isPath ? method : (url ?? ''), place),
    headers: [],
  };
}

function readJsonLine(line: string, place: string): ComparedRequest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    throw new CompareError(
      'BAD_REQUEST_FILE',
      `${place}: ${show(line)} is not JSON (${(error as Error).message}). Write one object a line, such as {"method":"GET","url":"/api/products"}.`,
    );
  }
  const result = requestSchema.safeParse(parsed);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new CompareError(
      'BAD_REQUEST_FILE',
      `${place}: ${issue?.path.join('.') || 'the request'} in ${show(line)}: ${issue?.message}. Known keys: method, url, headers, body, session.`,
    );
  }
  const { method, url, headers, body, session } = result.data;
  const isText = typeof body === 'string';
  const lines: HeaderLine[] = Array.isArray(headers) ? headers : Object.entries(headers);
  const typed = body === undefined || isText || lines.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    method,
    url: pathOf(url, place),
    headers: typed ? lines : [...lines, ['content-type', 'application/json']],
    ...(body === undefined ? {} : { body: Buffer.from(isText ? body : JSON.stringify(body)) }),
    ...(session === undefined ? {} : { session }),
  };
}

function show(line: string): string {
  const shown = JSON.stringify(line);
  return shown.length > 80 ? `${shown.slice(0, 77)}…"` : shown;
}
