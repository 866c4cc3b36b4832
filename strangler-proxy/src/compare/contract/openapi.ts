import type { Contract, ObservedEndpoint } from './contract.ts';
import type { JsonType, Shape } from './shape.ts';

/** A JSON Schema (2020-12, as in OpenAPI 3.1) or a part of an OpenAPI document. */
export type Document = { readonly [key: string]: unknown };

/** Words are proposed as an enum only when they were seen this often each, on average. */
const SEEN_PER_WORD = 5;

/**
 * An OpenAPI 3.1 document of what was observed. Required is what was always there; `x-seen` says how often a thing was, since
 * a contract from traffic is only as good as the traffic.
 */
export function writeOpenApi(contract: Contract, title: string): Document {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [endpoint, observed] of [...contract.endpoints].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [method = 'GET', path = '/'] = endpoint.split(' ');
    const braced = bracedPath(path);
    paths[braced] = { ...paths[braced], [method.toLowerCase()]: describeOperation(braced, observed) };
  }
  return { openapi: '3.1.0', info: { title, version: 'observed' }, paths };
}

/** `/orders/:id/items/:id` as `/orders/{id}/items/{id2}`: OpenAPI wants each name once. */
function bracedPath(path: string): string {
  const used = new Map<string, number>();
  return path.replace(/:(\w+)|\{(\w+)\}/g, (_, colon?: string, braces?: string) => {
    const name = colon ?? braces ?? '';
    const nth = (used.get(name) ?? 0) + 1;
    used.set(name, nth);
    return nth === 1 ? `{${name}}` : `{${name}${nth}}`;
  });
}

function describeOperation(
  path: string,
  { requests, query, requestBody, answers }: ObservedEndpoint,
): Document {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = [...query]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, seen]) => ({
      name,
      in: 'query',
      required: seen === requests,
      schema: { type: 'string' },
      'x-seen': seen,
    }));
  const responses = [...answers]
    .sort(([a], [b]) => a - b)
    .map(([status, { seen, types, body }]) => {
      const content = [...types]
        .sort()
        .map((type) => [type, body.seen > 0 ? { schema: schemaOf(body) } : {}]);
      return [
        String(status),
        {
          description: `seen ${seen} times`,
          ...(content.length === 0 ? {} : { content: Object.fromEntries(content) }),
          'x-seen': seen,
        },
      ];
    });
  return {
    parameters: [...inPath, ...inQuery],
    ...(requestBody.seen === 0
      ? {}
      : { requestBody: { content: { 'application/json': { schema: schemaOf(requestBody) } } } }),
    responses: Object.fromEntries(responses),
    'x-seen': requests,
  };
}

export function schemaOf(shape: Shape): Document {
  const names = [...shape.types.keys()]
    .filter((type) => !(type === 'integer' && shape.types.has('number')))
    .sort();
  const schema: Record<string, unknown> = { type: names.length === 1 ? names[0] : names };
  const texts = shape.types.get('string') ?? 0;
  if (shape.words && shape.words.size > 0 && texts >= SEEN_PER_WORD * shape.words.size)
    schema['enum'] = enumOf(shape.words, shape.types);
  if (shape.fields.size > 0) {
    const objects = shape.types.get('object') ?? 0;
    const fields = [...shape.fields].sort(([a], [b]) => (a < b ? -1 : 1));
    schema['properties'] = Object.fromEntries(fields.map(([name, field]) => [name, schemaOf(field)]));
    schema['required'] = fields.filter(([, field]) => field.seen >= objects).map(([name]) => name);
  }
  if (shape.items && shape.items.seen > 0) schema['items'] = schemaOf(shape.items);
  return schema;
}

function enumOf(words: ReadonlySet<string>, types: ReadonlyMap<JsonType, number>): readonly unknown[] {
  return [...[...words].sort(), ...(types.has('null') ? [null] : [])];
}
