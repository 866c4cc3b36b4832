import { describe, expect, it } from 'vitest';
import { checkRecording, type Recorded, readOpenApi } from '../../src/compare/index.ts';
import { answerOf } from './samples.ts';

const order = (extra: object = {}) => ({
  id: 7,
  total: 12.5,
  note: 'x y z',
  lines: [{ sku: 'a-1', count: 2 }],
  ...extra,
});

/** Ten reads of an order, and a write. */
const traffic: Recorded[] = [
  ...Array.from({ length: 10 }, (_, index) => ({
    request: { method: 'GET', url: `/api/orders/${index + 1}${index < 3 ? '?view=full' : ''}`, headers: [] },
    answer: answerOf(JSON.stringify(order(index === 0 ? { coupon: 'c' } : {}))),
  })),
  {
    request: {
      method: 'POST',
      url: '/api/orders',
      headers: [['content-type', 'application/json']],
      body: Buffer.from('{"sku":"a-1","count":"2"}'),
    },
    answer: { ...answerOf('{"id":8}'), status: 201 },
  },
];

const document = (components: object, { version = '3.1.0', more = {} } = {}) =>
  JSON.stringify({
    openapi: version,
    info: { title: 'orders', version: '1' },
    servers: [{ url: 'https://shop.example/api/' }],
    paths: {
      '/orders/{orderId}': {
        parameters: [{ $ref: '#/components/parameters/view' }],
        get: {
          responses: {
            200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } },
            default: { description: 'error' },
          },
        },
      },
      '/orders': { post: { responses: { '2XX': { description: 'done' } } } },
      ...more,
    },
    components: { parameters: { view: { name: 'view', in: 'query' } }, schemas: components },
  });

const properties = {
  id: { type: 'integer' },
  total: { type: 'number' },
  note: { type: 'string' },
  coupon: { type: 'string' },
  lines: { type: 'array', items: { $ref: '#/components/schemas/Line' } },
};
const Line = {
  type: 'object',
  required: ['sku', 'count'],
  properties: { sku: { type: 'string' }, count: { type: 'integer' } },
};
const Order = { type: 'object', required: ['id', 'total', 'note', 'lines'], properties };

const check = (text: string, minUse = 0) =>
  checkRecording(traffic, { against: text, fileName: 'orders.json', minUse }).changes.map(
    ({ endpoint, place, change, isBreaking, weight }) =>
      `${isBreaking ? 'breaks' : 'fine'} ${endpoint} ${place}: ${change} ${weight}`,
  );
const changesOf = (schema: object, version = '3.1.0') =>
  check(document({ Order: schema, Line }, { version })).map((line) =>
    line.replace('GET /api/orders/{orderId} ', ''),
  );

describe('a written OpenAPI document against the monolith’s traffic', () => {
  it('that promises what clients get breaks nothing', () => {
    expect(changesOf(Order)).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    [
      'a field that is not in it',
      { ...Order, required: ['id', 'total', 'lines'], properties: { ...properties, note: undefined } },
      ['breaks 200 body.note: gone 1'],
    ],
    [
      'a field that few requests had',
      { ...Order, properties: { ...properties, coupon: undefined } },
      ['breaks 200 body.coupon: gone 0.1'],
    ],
    [
      'a field that is only optional',
      { ...Order, required: ['id', 'total', 'lines'] },
      ['breaks 200 body.note: sometimes-gone 1'],
    ],
    [
      'another type',
      { ...Order, properties: { ...properties, id: { type: 'string' } } },
      ['breaks 200 body.id: other-type 1'],
    ],
    [
      'number for a whole number',
      { ...Order, properties: { ...properties, id: { type: 'number' } } },
      ['fine 200 body.id: other-type 1'],
    ],
    [
      'null by 3.1',
      { ...Order, properties: { ...properties, note: { type: ['string', 'null'] } } },
      ['breaks 200 body.note: new-null 1'],
    ],
    [
      'a new field',
      { ...Order, properties: { ...properties, added: {} } },
      ['fine 200 body.added: new-field 0'],
    ],
    ['a dictionary, of which nothing is said', { type: 'object', additionalProperties: true }, []],
    ['nothing at all', {}, []],
  ])('sees %s', (_name, schema, expected) => {
    expect(changesOf(schema)).toEqual(expected);
  });

  it('sees null by 3.0', () => {
    const nullable = { ...Order, properties: { ...properties, note: { type: 'string', nullable: true } } };
    expect(changesOf(nullable, '3.0.3')).toEqual(['breaks 200 body.note: new-null 1']);
  });

  it('adds up allOf, and follows references within references', () => {
    const { lines, ...base } = properties;
    const parts = {
      allOf: [
        { $ref: '#/components/schemas/Base' },
        { type: 'object', required: ['lines'], properties: { lines } },
        { required: ['note'] },
      ],
    };
    const Base = { type: 'object', required: ['id', 'total'], properties: base };
    expect(check(document({ Order: parts, Base, Line }))).toEqual([]);
  });

  it('takes of oneOf only what every branch has', () => {
    const { note, ...short } = properties;
    const either = { oneOf: [Order, { ...Order, required: ['id', 'total', 'lines'], properties: short }] };
    expect(changesOf(either)).toEqual(['breaks 200 body.note: sometimes-gone 1']);
    expect(changesOf({ anyOf: [Order, { type: 'null' }] })).toEqual(['breaks 200 body: new-null 1']);
  });

  it('reads a schema that contains itself', () => {
    const Node = {
      type: 'object',
      required: ['sku', 'count'],
      properties: { ...Line.properties, parent: { $ref: '#/components/schemas/Line' } },
    };
    expect(check(document({ Order, Line: Node }))).toEqual([
      'fine GET /api/orders/{orderId} 200 body.lines[].parent: new-field 0',
    ]);
  });

  it('sees what clients send and is no longer taken', () => {
    const post = {
      parameters: [{ name: 'shop', in: 'query', required: true }],
      requestBody: {
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['sku', 'country'],
              properties: { sku: { type: 'string' }, country: {}, count: { type: 'integer' } },
            },
          },
        },
      },
      responses: { 201: { description: 'done' } },
    };
    expect(check(document({ Order, Line }, { more: { '/orders': { post } } }))).toEqual([
      'breaks POST /api/orders query shop: newly-required 1',
      'breaks POST /api/orders request body.count: refused-type 1',
      'breaks POST /api/orders request body.country: newly-required 1',
    ]);
  });

  it('sees an operation, a parameter, a status and a media type that are gone', () => {
    const more = {
      '/orders': {},
      '/orders/{orderId}': {
        get: { responses: { 404: {}, 200: { content: { 'text/html': {} } } } },
      },
    };
    expect(check(document({ Order, Line }, { more }))).toEqual([
      'breaks GET /api/orders/{orderId} 200: other-media-type 1',
      'breaks POST /api/orders : endpoint-gone 1',
      'breaks GET /api/orders/{orderId} query view: parameter-gone 0.3',
    ]);
  });

  it('lets live with what fewer clients than asked for would notice', () => {
    const without = document({ Order: { ...Order, properties: { ...properties, coupon: undefined } }, Line });
    expect(check(without, 0.2)).toEqual(['fine GET /api/orders/{orderId} 200 body.coupon: gone 0.1']);
  });
});

describe('an OpenAPI document that can’t be read', () => {
  it.each([
    ['{"openapi":"3.1.0","paths":', /orders\.json: .*Save it as JSON or YAML/s],
    ['swagger: "2.0"\npaths: {}', /Swagger 2\.0 is not read\. Convert it/],
    ['openapi: 4.0.0\npaths: {}', /"openapi: 4\.0\.0" is not read/],
    ['openapi: 3.1.0\npaths: {}', /no operations under paths/],
    [
      'openapi: 3.1.0\npaths: { /a: { $ref: "other.yaml#/a" } }',
      /\$ref "other\.yaml#\/a" points out of the document.*Bundle/,
    ],
    ['openapi: 3.1.0\npaths: { /a: { $ref: "#/components/toString" } }', /leads nowhere/],
  ])('says of %j what is wrong', (text, message) => {
    expect(() => readOpenApi(text, { fileName: 'orders.json' })).toThrow(message);
  });

  it('that refers to itself without end promises nothing', () => {
    const text = document({ Order: { $ref: '#/components/schemas/Order' }, Line });
    expect(check(text)).toEqual([]);
    const wide = { allOf: [{ $ref: '#/components/schemas/Order' }, { $ref: '#/components/schemas/Order' }] };
    expect(check(document({ Order: wide, Line }))).toEqual([]);
  });
});
