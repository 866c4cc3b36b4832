import { z } from 'zod';
import { errorAnswer } from './answers.ts';
import type { Operation } from './operations.ts';

/** Where the document is served; it describes all the others. */
export const OPENAPI_PATH = '/openapi.json';

const failures: readonly (readonly [status: number, description: string])[] = [
  [400, 'The request is not as described here.'],
  [401, 'Without the token of .banyan/admin.token.'],
  [403, 'A web page asks.'],
  [409, 'It can’t be done now; the message says what would help.'],
  [421, 'Another host than 127.0.0.1 and localhost was asked for.'],
  [500, 'It failed; what the proxy prints tells why.'],
];

/** The operations as an OpenAPI 3.1 document. */
export function openApiDocument(operations: readonly Operation[], url: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describeOperation(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Banyan proxy, admin API',
      version: '1',
      description: 'On the loopback address only, and for programs only.',
    },
    servers: [{ url }],
    security: [{ token: [] }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: schemaOf(errorAnswer, 'output') },
    },
    paths,
  };
}

function describeOperation({ summary, isOpen, query, body, status, answer }: Operation): object {
  const content =
    typeof answer === 'string'
      ? { [answer]: { schema: { type: 'string' } } }
      : { 'application/json': { schema: schemaOf(answer, 'output') } };
  const failed = failures
    .filter(([code]) => !(isOpen && code === 401))
    .map(([code, description]) => [
      code,
      { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
    ]);
  return {
    summary,
    ...(isOpen && { security: [] }),
    ...(query && { parameters: parametersOf(query) }),
    ...(body && { requestBody: { content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
    responses: { [status]: { description: summary, content }, ...Object.fromEntries(failed) },
  };
}

function parametersOf(query: z.ZodObject): object[] {
  return Object.entries(query.shape).map(([name, field]) => ({
    name,
    in: 'query',
    required: !(field as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(field as z.ZodType, 'input'),
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return described;
}
