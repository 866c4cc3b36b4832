import type { ComparedRequest } from '../answer.ts';
import { CompareError } from '../errors.ts';
import { parseOpenApi } from '../parse-openapi.ts';

type Fields = { readonly [key: string]: unknown };

/** The version stands at the top level; within a line of a recording its quotes are escaped. */
export function looksLikeOpenApi(text: string): boolean {
  return /^\s*\{/.test(text)
    ? /"(?:openapi|swagger)"\s*:\s*"\d/.test(text)
    : /^(?:openapi|swagger)\s*:/m.test(text);
}

/**
 * One request for each GET of an OpenAPI document whose parameters have an example, a default or a first allowed value.
 *
 * @throws CompareError BAD_OPENAPI when it can't be read or gives no request
 */
export function readOpenApiExamples(text: string, fileName: string): ComparedRequest[] {
  const document = parseOpenApi(text, fileName);
  const paths = fieldsOf(fieldsOf(document)?.['paths']) ?? {};
  const requests = Object.entries(paths).flatMap(([path, item]) => {
    const shared = listOf(fieldsOf(item)?.['parameters']);
    const get = fieldsOf(fieldsOf(item)?.['get']);
    const url = get && fillPath(path, [...shared, ...listOf(get['parameters'])]);
    return url === undefined ? [] : [{ method: 'GET', url, headers: [] }];
  });
  if (requests.length === 0) {
    throw new CompareError(
      'BAD_OPENAPI',
      `${fileName}: no GET whose path parameters all have an example. Add "example" to them.`,
    );
  }
  return requests;
}

function fillPath(path: string, parameters: readonly unknown[]): string | undefined {
  const query = new URLSearchParams();
  let filled = path;
  for (const parameter of parameters) {
    const fields = fieldsOf(parameter) ?? {};
    const name = String(fields['name']);
    const value = exampleOf(fields);
    if (fields['in'] === 'path' && value !== undefined)
      filled = filled.replaceAll(`{${name}}`, encodeURIComponent(value));
    if (fields['in'] === 'query' && value !== undefined) query.set(name, value);
    if (fields['in'] === 'query' && fields['required'] === true && value === undefined) return undefined;
  }
  if (/\{[^}]*\}/.test(filled)) return undefined;
  return query.size === 0 ? filled : `${filled}?${query}`;
}

function exampleOf(parameter: Fields): string | undefined {
  const schema = fieldsOf(parameter['schema']) ?? {};
  const named = Object.values(fieldsOf(parameter['examples']) ?? {}).map(
    (example) => fieldsOf(example)?.['value'],
  );
  const candidates = [
    parameter['example'],
    ...named,
    schema['example'],
    schema['default'],
    listOf(schema['enum'])[0],
  ];
  const found = candidates.find(
    (value) => value !== undefined && value !== null && typeof value !== 'object',
  );
  return found === undefined ? undefined : String(found);
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
