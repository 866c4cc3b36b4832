import { describe, expect, it } from 'vitest';
import { readReference } from '../../src/boundaries/reference-file.ts';
import { tempTree } from '../temp-tree.ts';

const modules = ['src/cart.ts', 'src/order.ts', 'src/log.ts'];

const read = async (name: string, text: string) => {
  const { serviceOf, ...rest } = await readReference(`${tempTree({ [name]: text })}/${name}`, modules);
  return { ...rest, serviceOf: Object.fromEntries(serviceOf) };
};

describe('readReference', () => {
  it.each([
    ['a map', { 'src/cart.ts': 'carts', 'src/order.ts': 'orders' }],
    ['the clusters of banyan cluster', { clusters: { 'src/cart.ts': 'carts', 'src/order.ts': 'orders' } }],
    [
      'a map under files',
      { files: { 'src/cart.ts': 'carts', 'src/order.ts': 'orders', 'src/log.ts': 'shared' } },
    ],
    [
      'a report',
      {
        services: [
          { name: 'carts', modules: ['src/cart.ts'] },
          { name: 'orders', modules: ['src/order.ts'] },
        ],
      },
    ],
  ])('reads %s', async (_, value) => {
    const split = await read('split.json', JSON.stringify(value));
    expect(split).toEqual({
      name: 'split.json',
      gone: [],
      serviceOf: { 'src/cart.ts': 'carts', 'src/order.ts': 'orders' },
    });
  });

  it.each(['firm', 'soft'])('applies a boundaries.yaml that holds %sly', async (hold) => {
    const { serviceOf, gone } = await read(
      'boundaries.yaml',
      `version: 1\nhold: ${hold}\nservices:\n  orders: { modules: ['src/{cart,order}.ts', src/old.ts] }\nshared: [src/log.ts]\n`,
    );
    expect(serviceOf).toEqual({ 'src/cart.ts': 'orders', 'src/order.ts': 'orders' });
    expect(gone).toEqual(['src/old.ts']);
  });

  it('keeps what is named and gone', async () => {
    const { gone } = await read('split.json', '{"src/cart.ts": "a", "src/old.ts": "b"}');
    expect(gone).toEqual(['src/old.ts']);
  });

  it('takes names of members of every object as names', async () => {
    const { serviceOf } = await read('split.json', '{"src/cart.ts": "__proto__", "__proto__": "x"}');
    expect(serviceOf).toEqual({ 'src/cart.ts': '__proto__' });
  });

  it.each([
    ['split.json', '{', /is no JSON .*Give a boundaries\.yaml/s],
    ['split.json', '[1]', /has no split in it .*Give a boundaries\.yaml/],
    ['split.json', '{"src/cart.ts": 1}', /has no split in it/],
    [
      'split.json',
      '{"src/other.ts": "a"}',
      /names none of the 3 modules that were read, such as src\/cart\.ts/,
    ],
    ['boundaries.yaml', 'services: 1', /services/],
  ])('refuses %s with %s', async (name, text, message) => {
    await expect(read(name, text)).rejects.toThrow(message);
  });

  it('says what to give where there is no file', async () => {
    await expect(readReference('/nowhere/split.json', modules)).rejects.toThrow(
      /cannot be read: ENOENT.*Give a boundaries\.yaml/,
    );
  });
});
