import { describe, expect, it } from 'vitest';
import { wordsOfModule, wordsOfNode } from '../../../src/boundaries/evidence/words.ts';

const countsOf = (words: readonly string[]): Record<string, number> => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(counts);
};

describe('wordsOfModule', () => {
  it('counts the first word of each name twice and the whole name three times', () => {
    const module = { path: 'src/order-status.service.ts', exports: ['OrderStatusService'], words: [] };
    expect(countsOf(wordsOfModule(module))).toEqual({ src: 1, order: 4, status: 2, '=order status': 6 });
  });

  it('takes words of folders, but none of folders that name a layer', () => {
    const module = { path: 'controllers/billing/index.ts', exports: [], words: [] };
    expect(countsOf(wordsOfModule(module))).toEqual({ billing: 1 });
  });

  it('counts once what is only said elsewhere', () => {
    const module = { path: 'index.ts', exports: ['Order'], words: ['orders', 'invoices', 'service'] };
    expect(countsOf(wordsOfModule(module))).toEqual({ order: 2, '=order': 3, invoice: 1 });
  });
});

it('leaves out what only tells old code from new', () => {
  expect(wordsOfNode('lib/legacy-invoice.cjs')).toEqual(wordsOfNode('invoice.ts'));
});

it('calls modules alike that differ only in the layer', () => {
  const wholeNames = ['OrderService', 'order.controller.ts', 'orders.repository.ts'].map((name) =>
    wordsOfNode(name).filter((word) => word.startsWith('=')),
  );
  expect(new Set(wholeNames.flat())).toEqual(new Set(['=order']));
});

describe('wordsOfNode', () => {
  it('reads the last part of a path or of a qualified class name', () => {
    expect(wordsOfNode('a/b/OrderItems.service.ts')).toContain('=order item');
    expect(wordsOfNode('com.shop.orders.OrderEntry')).toContain('=order entry');
  });
});
