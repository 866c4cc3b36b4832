import { expect, it } from 'vitest';
import { createPseudonymizer } from '../../src/compare/recorded/pseudonyms.ts';
import { answerOf } from './samples.ts';

it('numbers under secret names become other numbers, the same for the same one', () => {
  const { hide } = createPseudonymizer(new Uint8Array(32));
  const body = Buffer.from('{"pin": 4711, "price": 47110, "cvc":4711, "otp":12, "card":4111111111111111}');
  const { request } = hide({
    request: { method: 'POST', url: '/pay', headers: [], body },
    answer: answerOf('{}'),
  });
  const text = Buffer.from(request.body ?? []).toString();
  const read = JSON.parse(text);
  expect(text).not.toContain('4711,');
  expect(text).not.toContain('4111111111111111');
  expect(read).toMatchObject({ price: 47110, otp: 12, cvc: read.pin });
  expect(String(read.pin)).toHaveLength(4);
  expect(String(read.card)).toHaveLength(16);
});
