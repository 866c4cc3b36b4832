import { CompareError } from '../errors.ts';
import { parseOpenApi } from '../parse-openapi.ts';
import {
  type PromisedAnswer,
  type PromisedContract,
  type PromisedEndpoint,
  templateKey,
} from './promised.ts';
import { fieldsOf, listOf, type Resolve, readSchema, type SchemaReader } from './schema.ts';

type Fields = { readonly [key: string]: unknown };

/** An OpenAPI document as what it promises, with its endpoints as templates. */
export interface OpenApiContract extends PromisedContract {
  /** `GET /api/orders/{id}` */
  readonly templates: readonly string[];
}

interface Readers {
  readonly resolve: Resolve;
  readonly request: SchemaReader;
  readonly response: SchemaReader;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];
/** References that point on to another reference. */
const MAX_HOPS = 16;

/**
 * Reads an OpenAPI 3.0 or 3.1 document, JSON or YAML. Paths are taken behind the path of its first server.
 *
 * @throws CompareError BAD_OPENAPI with file and cure
 */
export function readOpenApi(
  text: string,
  { fileName = 'openapi' }: { readonly fileName?: string } = {},
): OpenApiContract {
  const document = readDocument(text, fileName);
  const resolve = resolverOf(document, fileName);
  const readers: Readers = {
    resolve,
    request: { resolve, direction: 'request', references: new Map() },
    response: { resolve, direction: 'response', references: new Map() },
  };
  const base = basePathOf(document);
  const isObserved = fieldsOf(document['info'])?.['version'] === 'observed';
  const endpoints = new Map<string, PromisedEndpoint>();
  const templates: string[] = [];
  for (const [path, item] of Object.entries(fieldsOf(document['paths']) ?? {})) {
    const operations = deref(item, resolve);
    for (const method of METHODS) {
      const operation = fieldsOf(operations?.[method]);
      if (!operation) continue;
      const template = `${method.toUpperCase()} ${base}${path}`;
      templates.push(template);
      const parameters = [...listOf(operations?.['parameters']), ...listOf(operation['parameters'])];
      endpoints.set(templateKey(template), readOperation(operation, parameters, readers));
    }
  }
  if (templates.length === 0)
    throw new CompareError(
      'BAD_OPENAPI',
      `${fileName}: no operations under paths. Name the document of the service's HTTP API.`,
    );
  return { kind: isObserved ? 'observed' : 'written', endpoints, templates };
}

function readDocument(text: string, fileName: string): Fields {
  const document = parseOpenApi(text, fileName);
  const fields = fieldsOf(document);
  if (fields?.['swagger'] !== undefined)
    throw new CompareError(
      'BAD_OPENAPI',
      `${fileName}: Swagger ${String(fields['swagger'])} is not read. Convert it to OpenAPI 3, such as with swagger2openapi.`,
    );
  if (!/^3\.[01](\.|$)/.test(String(fields?.['openapi'])))
    throw new CompareError(
      'BAD_OPENAPI',
      `${fileName}: "openapi: ${String(fields?.['openapi'])}" is not read. Name a document that begins with openapi: 3.0 or 3.1.`,
    );
  return fields as Fields;
}

function resolverOf(document: Fields, fileName: string): Resolve {
  return (pointer) => {
    const refuse = (why: string): never => {
      throw new CompareError('BAD_OPENAPI', `${fileName}: $ref "${pointer}" ${why}.`);
    };
    if (!pointer.startsWith('#'))
      return refuse(
        'points out of the document, and other files are not read. Bundle it into one, such as with "redocly bundle"',
      );
    let found: unknown = document;
    for (const step of pointer.slice(1).split('/').slice(1)) {
      const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
      if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key))
        return refuse('leads nowhere. Correct it');
      found = (found as Fields)[key];
    }
    return found;
  };
}

/** The object itself, or what its reference stands for. */
function deref(value: unknown, resolve: Resolve): Fields | undefined {
  let fields = fieldsOf(value);
  for (let hop = 0; hop < MAX_HOPS && typeof fields?.['$ref'] === 'string'; hop += 1)
    fields = fieldsOf(resolve(fields['$ref']));
  return fields;
}

/** `https://shop.example/api/` and `/api` both put `/api` before each path. */
function basePathOf(document: Fields): string {
  const server = fieldsOf(listOf(document['servers'])[0]);
  const url = URL.parse(String(server?.['url'] ?? '/'), 'http://own.invalid');
  return (url?.pathname ?? '').replace(/\/$/, '');
}

function readOperation(
  operation: Fields,
  parameters: readonly unknown[],
  readers: Readers,
): PromisedEndpoint {
  const { resolve } = readers;
  const query = new Map<string, { isRequired: boolean }>();
  for (const parameter of parameters) {
    const fields = deref(parameter, resolve);
    if (fields?.['in'] === 'query')
      query.set(String(fields['name']), { isRequired: fields['required'] === true });
  }
  const responses = fieldsOf(operation['responses']) ?? {};
  const read = (response: unknown) => readResponse(deref(response, resolve), readers);
  const requestBody = deref(operation['requestBody'], resolve);
  const schema = jsonSchemaOf(fieldsOf(requestBody?.['content']));
  return {
    query,
    requestBody: schema === undefined ? undefined : readSchema(schema, readers.request),
    answer: (status) => {
      const exact = [String(status), `${String(status)[0]}XX`, `${String(status)[0]}xx`, 'default'].find(
        (key) => Object.hasOwn(responses, key),
      );
      return exact === undefined ? undefined : read(responses[exact]);
    },
    statuses: Object.entries(responses).flatMap(([status, response]) =>
      /^\d{3}$/.test(status) ? [{ status: Number(status), seen: seenOf(response) }] : [],
    ),
  };
}

function readResponse(response: Fields | undefined, readers: Readers): PromisedAnswer {
  const content = fieldsOf(response?.['content']) ?? {};
  const schema = jsonSchemaOf(content);
  return {
    types: new Set(Object.keys(content).map((type) => (type.split(';')[0] ?? '').trim().toLowerCase())),
    body: schema === undefined ? undefined : readSchema(schema, readers.response),
  };
}

function jsonSchemaOf(content: Fields | undefined): unknown {
  const json = Object.entries(content ?? {}).find(([type]) => /json/i.test(type));
  return fieldsOf(json?.[1])?.['schema'];
}

/** How often an inferred document says that the thing was there. */
function seenOf(value: unknown): number | undefined {
  const seen = fieldsOf(value)?.['x-seen'];
  return typeof seen === 'number' ? seen : undefined;
}
