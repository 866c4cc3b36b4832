import { describe, expect, it } from 'vitest';
import { eachOf, including, instant, mismatches, oneOf, orNull, positive } from '../expect/shape.ts';

const review = {
  id: positive,
  status: oneOf('published', 'pending'),
  reply: orNull({ by: 'shop' }),
  at: instant,
};
const good = { id: 1, status: 'pending', reply: null, at: '2025-03-20T09:00:00.000Z' };

describe('mismatches', () => {
  it('finds nothing where everything fits', () => {
    expect(mismatches(good, review)).toEqual([]);
    expect(mismatches({ ...good, reply: { by: 'shop' } }, review)).toEqual([]);
    expect(mismatches([good, good], eachOf(review))).toEqual([]);
  });

  it.each([
    ['a missing key', { id: 1, status: 'pending', reply: null }, '$.at: nothing, wanted an instant'],
    ['an unknown key', { ...good, secret: 1 }, '$.secret: 1, wanted no such key'],
    ['another literal', { ...good, reply: { by: 'me' } }, '$.reply.by: "me", wanted "shop"'],
    ['another type', { ...good, id: '1' }, '$.id: "1", wanted a whole number above 0'],
    ['none of the choices', { ...good, status: 'lost' }, '$.status: "lost" is none of the 2 allowed'],
    [
      'an instant without milliseconds',
      { ...good, at: '2025-03-20T09:00:00Z' },
      '$.at: "2025-03-20T09:00:00Z", wanted an instant',
    ],
    ['a list for an object', [good], `$: ${JSON.stringify([good])}, wanted an object`],
  ])('tells %s by its place', (_, value, problem) => {
    expect(mismatches(value, review)).toEqual([problem]);
  });

  it('tells the place within a list', () => {
    expect(mismatches({ items: [good, { ...good, id: 0 }] }, { items: eachOf(review) })).toEqual([
      '$.items[1].id: 0, wanted a whole number above 0',
    ]);
  });

  it('takes no empty list unless that is allowed', () => {
    expect(mismatches([], eachOf(positive))).toEqual(['$: 0 items, wanted 1 to Infinity']);
    expect(mismatches([], eachOf(positive, { min: 0 }))).toEqual([]);
    expect(mismatches([1, 2], [1])).toEqual(['$: 2 items, wanted 1']);
  });

  it('leaves other keys alone where only some matter', () => {
    expect(mismatches({ ...good, secret: 1 }, including({ id: 1 }))).toEqual([]);
    expect(mismatches({ ...good, id: 2 }, including({ id: 1 }))).toEqual(['$.id: 2, wanted 1']);
  });
});
