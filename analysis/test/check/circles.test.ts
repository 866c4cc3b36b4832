import { describe, expect, it } from 'vitest';
import { findCircularArrows } from '../../src/check/circles.ts';

const arrows = (text: string) =>
  text.split(' ').map((arrow) => {
    const [from = '', to = ''] = arrow.split('>');
    return { from, to };
  });

describe('findCircularArrows', () => {
  it('finds nothing in layers', () => {
    expect(findCircularArrows(arrows('a>b b>c a>c'))).toEqual([]);
  });

  it('tells the shortest way round through each arrow of a circle', () => {
    const found = findCircularArrows(arrows('a>b b>c c>a b>a d>a'));
    expect(found.map(({ way }) => way.join(''))).toEqual(['ab', 'bca', 'cab', 'ba']);
  });
});
