import { describe, expect, it } from 'vitest';
import { createNamer, EMPHASIS } from '../../src/boundaries/naming.ts';

const file = (...words: string[]) => ({ words, emphasis: EMPHASIS.file });
const written = (...words: string[]) => ({ words, emphasis: EMPHASIS.written });
const exported = (...words: string[]) => ({ words, emphasis: EMPHASIS.export });
const allowed = { has: () => true };

describe('createNamer', () => {
  it('names a cluster by what its files are called, not by the rarest thing that one of them does', () => {
    const name = createNamer({
      sayings: [
        [file('review'), written('review', 'vote'), exported('vote', 'helpful')],
        [file('review'), exported('vote', 'helpful'), exported('take', 'vote', 'back')],
        [file('order'), exported('review', 'view')],
      ],
      allowed,
    })([0, 0, 1]);
    expect([name(0), name(1)]).toEqual(['review', 'order']);
  });

  it('prefers what all of a cluster say to what few of it say and nobody else', () => {
    const orders = Array.from({ length: 6 }, () => [file('order')]);
    const name = createNamer({
      sayings: [
        ...orders,
        [file('claim')],
        [file('claim')],
        [file('order', 'edit')],
        [file('order', 'edit')],
      ],
      allowed,
    })([0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    expect(name(0)).toBe('order');
  });

  it('writes a word as the table or route of that name does', () => {
    const name = createNamer({
      sayings: [[file('review')]],
      allowed,
      spelling: new Map([['review', 'reviews']]),
    })([0]);
    expect(name(0)).toBe('reviews');
  });

  it('keeps two words together that are nearly always said together', () => {
    const name = createNamer({
      sayings: [[file('api', 'key')], [file('api', 'key')], [file('user')]],
      allowed,
    })([0, 0, 1]);
    expect(name(0)).toBe('api-key');
  });

  it('gives each cluster a name of its own, and a number to one without a telling word', () => {
    const name = createNamer({
      sayings: [[file('order')], [file('order')], [file('order')], []],
      allowed,
    })([0, 0, 1, 2]);
    expect(new Set([name(0), name(1), name(2)]).size).toBe(3);
    expect(name(2)).toMatch(/^service-\d$/);
  });

  it('keeps names that are given, and names nothing outside every cluster', () => {
    const name = createNamer({ sayings: [[file('order')], [file('cart')]], allowed })(
      [0, -1],
      new Map([[0, 'sales']]),
    );
    expect([name(0), name(-1)]).toEqual(['sales', null]);
  });
});
