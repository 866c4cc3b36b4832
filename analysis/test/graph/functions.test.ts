import { describe, expect, it } from 'vitest';
import { readFacts } from '../../src/graph/index.ts';
import { tempTree } from '../temp-tree.ts';

async function functionsOf(files: Readonly<Record<string, string>>) {
  const { facts } = await readFacts(tempTree(files), { useGit: false });
  return facts.functions.map(({ module, name, line, endLine, calls }) => ({
    at: `${module}:${line}-${endLine}`,
    name,
    calls: calls.map(([target, callee]) => `${target}#${callee}`),
  }));
}

describe('functions of a tree', () => {
  it('are those at the top of a file and methods, with whom they call; closures belong to theirs', async () => {
    const found = await functionsOf({
      'cart.ts': [
        "import { priceOf } from './prices.ts';",
        'export class Cart {',
        '  total(ids: string[]) {',
        '    return ids.map((id) => this.one(id));',
        '  }',
        '  one(id: string) { return priceOf(id); }',
        '}',
      ].join('\n'),
      'prices.ts': 'export function priceOf(id: string) { return id.length; }\n',
    });
    expect(found).toEqual([
      { at: 'cart.ts:3-5', name: 'Cart.total', calls: ['cart.ts#Cart.one'] },
      { at: 'cart.ts:6-6', name: 'Cart.one', calls: ['prices.ts#priceOf'] },
      { at: 'prices.ts:1-1', name: 'priceOf', calls: [] },
    ]);
  });

  it('are the handlers of a one-file API, named by their routes, and what loading the file does', async () => {
    const found = await functionsOf({
      'package.json': '{"dependencies":{"express":"5"}}',
      'app.ts': [
        "import express from 'express';",
        "import { listOrders } from './orders.ts';",
        'const app = express();',
        "app.get('/orders', (req, res) => {",
        '  res.json(listOrders());',
        '});',
        "app.get('/health', (req, res) => res.json({}));",
        'app.listen(3000);',
      ].join('\n'),
      'orders.ts': 'export const listOrders = () => [];\n',
    });
    expect(found).toContainEqual({
      at: 'app.ts:4-6',
      name: 'GET /orders',
      calls: ['orders.ts#listOrders'],
    });
    expect(found.find(({ name }) => name === '')?.calls).toContain('app.ts#GET /orders');
  });

  it('are what stands in a frame around named functions', async () => {
    const found = await functionsOf({
      'service.ts': [
        'export function createService(db: { run(sql: string): void }) {',
        '  function open() {',
        "    db.run('a');",
        '  }',
        '  function close() {',
        '    open();',
        '  }',
        '  return { open, close };',
        '}',
      ].join('\n'),
    });
    expect(found.map(({ name, calls }) => [name, calls])).toEqual([
      ['createService', []],
      ['createService.open', []],
      ['createService.close', ['service.ts#createService.open']],
    ]);
  });
});
