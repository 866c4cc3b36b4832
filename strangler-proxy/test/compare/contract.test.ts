import { describe, expect, it } from 'vitest';
import {
  type Contract,
  checkContract,
  emptyContract,
  endpointNamer,
  inferContract,
  observeAnswer,
  promisedBy,
  writeOpenApi,
} from '../../src/compare/index.ts';
import { answerOf } from './samples.ts';

function contractOf(bodies: readonly unknown[], status = 200): Contract {
  const contract = emptyContract();
  bodies.forEach((body, index) => {
    const request = {
      method: 'GET',
      url: `/plants/${index}?page=1${index === 0 ? '&sort=name' : ''}`,
      headers: [],
    };
    observeAnswer(contract, 'GET /plants/:id', request, { ...answerOf(JSON.stringify(body)), status });
  });
  return contract;
}

const many = (body: (index: number) => unknown) => Array.from({ length: 20 }, (_, index) => body(index));

describe('a contract inferred from traffic', () => {
  it('is an OpenAPI document: required is what was always there, words are an enum, numbers keep their kind', () => {
    const contract = contractOf(
      many((index) => ({
        id: index,
        price: index / 4,
        state: index % 2 ? 'new' : 'old',
        note: index % 3 ? null : `free text ${index}`,
        ...(index > 4 ? { tag: 'x' } : {}),
      })),
    );
    const document = writeOpenApi(contract, 'shop');
    expect(document).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/plants/{id}': {
          get: {
            'x-seen': 20,
            parameters: [
              { name: 'id', in: 'path', required: true },
              { name: 'page', required: true },
              { name: 'sort', required: false, 'x-seen': 1 },
            ],
            responses: {
              200: {
                content: {
                  'application/json': {
                    schema: {
                      type: 'object',
                      required: ['id', 'note', 'price', 'state'],
                      properties: {
                        id: { type: 'integer' },
                        price: { type: 'number' },
                        state: { enum: ['new', 'old'] },
                        note: { type: ['null', 'string'] },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    });
  });

  it('names no token, though few callers show few of them', () => {
    const drawn = 'cAn4rYq8Zk2Lw9Xv7Bt5';
    const contract = contractOf(many(() => ({ free: drawn, sessionToken: 'hunter', state: 'new' })));
    const text = JSON.stringify(writeOpenApi(contract, 'shop'));
    expect(text).toContain('"new"');
    expect(text).not.toContain(drawn);
    expect(text).not.toContain('hunter');
  });

  it('comes from a recording as well', () => {
    const recorded = {
      request: { method: 'GET', url: '/plants/7', headers: [] },
      answer: answerOf('{"id":7}'),
    };
    expect([...inferContract([recorded], endpointNamer([])).endpoints.keys()]).toEqual(['GET /plants/:id']);
  });
});

describe('the check of a service against it', () => {
  const old = contractOf(
    many((index) => ({
      id: index,
      price: 1.5,
      owner: { name: 'a b' },
      ...(index === 0 ? { rare: 'x y' } : {}),
    })),
  );
  const check = (body: (index: number) => unknown) =>
    checkContract(old, promisedBy(contractOf(many(body)))).map(
      ({ place, change, isBreaking, weight }) =>
        `${isBreaking ? 'breaks' : 'fine'} ${change} ${place} ${weight}`,
    );

  it('finds nothing in the same traffic', () => {
    expect(checkContract(old, promisedBy(old))).toEqual([]);
  });

  it('tells breaking changes first, weighted by how many answers had the thing', () => {
    expect(
      check((index) => ({ id: String(index), price: index === 0 ? null : 1.5, owner: {}, added: true })),
    ).toEqual([
      'breaks other-type 200 body.id 1',
      'breaks gone 200 body.owner.name 1',
      'breaks new-null 200 body.price 1',
      'breaks gone 200 body.rare 0.05',
      'fine new-field 200 body.added 0',
    ]);
  });

  it('tells what is no longer always there, a new status, and what was never asked', () => {
    expect(
      check((index) => ({
        id: index,
        price: 1.5,
        rare: 'x y',
        ...(index > 2 ? { owner: { name: 'a b' } } : {}),
      })),
    ).toEqual(['breaks sometimes-gone 200 body.owner 1']);
    expect(
      checkContract(old, promisedBy(contractOf([{}], 500))).map(({ change, isBreaking }) => [
        change,
        isBreaking,
      ]),
    ).toEqual([['new-status', true]]);
    expect(checkContract(old, promisedBy(emptyContract()))).toMatchObject([
      { change: 'not-observed', isBreaking: false },
    ]);
  });
});
