import { describe, expect, it } from 'vitest';
import { createNamer, EMPHASIS } from '../../src/boundaries/naming.ts';

const file = (...words: string[]) => ({ words, emphasis: EMPHASIS.file });
const exported = (...words: string[]) => ({ words, emphasis: EMPHASIS.export });
const allowed = { has: () => true };

describe('createNamer', () => {
  it('names a cluster by what its files are called, not by the rarest thing that one of them does', () => {
    const name = createNamer({
      sayings: [
        [file('review'), exported('vote', 'helpful')],
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

  it('hears a table among many files, and most routes rather than one', () => {
    const files = [...Array.from({ length: 9 }, () => [file('part')]), [file('part')]];
    const heard = (routes: string[]) =>
      createNamer({
        sayings: [...files, [file('revision')], ...routes.map((word) => [file(word)])],
        voices: [
          ...files.map(() => 'module' as const),
          'table' as const,
          ...routes.map(() => 'route' as const),
        ],
        allowed: { has: (word) => word !== 'part' },
      })([...files.map(() => 0), 0, ...routes.map(() => 0)])(0);
    expect(heard(['item'])).toBe('revision');
    expect(heard(['login', 'login', 'login', 'logout'])).toBe('revision');
    expect(
      createNamer({
        sayings: [...Array.from({ length: 8 }, () => [file('login')]), [file('throttle')]],
        voices: [...Array.from({ length: 8 }, () => 'route' as const), 'module'],
        allowed: { has: (word) => word !== 'throttle' },
      })(Array.from({ length: 9 }, () => 0))(0),
    ).toBe('login');
  });

  it('uses a vague word only with another, or where nothing else is said', () => {
    const vague = new Set(['data', 'key']);
    const kinds = new Set(['provider']);
    const named = (...sayings: ReturnType<typeof file>[][]) =>
      createNamer({
        sayings,
        allowed: { has: (word) => word !== 'provider' },
        vague,
        kinds,
      })(sayings.map(() => 0))(0);
    expect(named([file('data')], [file('data')], [file('event')])).toBe('event');
    expect(named([file('data')], [file('data', 'provider')])).toBe('data-provider');
    expect(named([file('event', 'provider')])).toBe('event');
    expect(named([file('key')])).toBe('key');
  });

  it('gives a word to the cluster where it is said most, however many say it elsewhere', () => {
    const products = Array.from({ length: 9 }, () => [file('product')]);
    const types = [[file('product', 'type')], [file('product', 'type')], [file('product', 'tag')]];
    const name = createNamer({ sayings: [...products, ...types], allowed })([
      ...products.map(() => 0),
      ...types.map(() => 1),
    ]);
    expect([name(0), name(1)]).toEqual(['product', 'product-type']);
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
