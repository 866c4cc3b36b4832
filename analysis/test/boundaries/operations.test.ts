import { describe, expect, it } from 'vitest';
import { operationsAmong } from '../../src/boundaries/operations.ts';

const use = (kind: Parameters<typeof operationsAmong>[0][number]['kind'], symbol: string) => ({
  kind,
  symbol,
});

describe('operationsAmong', () => {
  it('takes what is called, looked up or listened to, once', () => {
    const uses = [
      use('call', 'findOrder'),
      use('call', 'findOrder'),
      use('name', 'mailer'),
      use('event', 'paid'),
    ];
    expect(operationsAmong(uses)).toEqual(['findOrder', 'mailer', 'paid']);
  });

  it('leaves types, constants, whole modules and objects made anew', () => {
    const uses = [
      use('type-import', 'Order'),
      use('import', 'LIMIT'),
      use('call', '*'),
      use('call', 'Order.constructor'),
    ];
    expect(operationsAmong(uses)).toEqual([]);
  });

  it('takes an injected instance only where no call of it is known', () => {
    expect(operationsAmong([use('inject', 'orders')])).toEqual(['orders']);
    expect(operationsAmong([use('inject', 'orders'), use('call', 'Orders.find')])).toEqual(['Orders.find']);
  });
});
