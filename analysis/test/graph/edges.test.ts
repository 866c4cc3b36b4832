import { describe, expect, it } from 'vitest';
import { EdgeCollector, withMoreEdges } from '../../src/graph/edges.ts';

/** Calls on lines 1 to 20 fill the places of an edge; what comes after them is weight alone. */
function crowded(): EdgeCollector {
  const edges = new EdgeCollector();
  for (let line = 1; line <= 20; line += 1) edges.add('a.ts', 'b.ts', 'call', line, 'work');
  edges.add('a.ts', 'b.ts', 'name', 30, 'b');
  return edges;
}

describe('edges', () => {
  it('keep twenty places each, in line order', () => {
    const [edge] = crowded().finish();
    expect(edge?.kinds).toEqual({ call: 20, name: 1 });
    expect(edge?.places.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('say a place once, however often it is named', () => {
    const edges = new EdgeCollector();
    for (const symbol of ['b', 'a', 'b']) edges.add('a.ts', 'b.ts', 'call', 3, symbol);
    expect(edges.finish()[0]).toEqual({
      from: 'a.ts',
      to: 'b.ts',
      kinds: { call: 3 },
      places: [
        { line: 3, kind: 'call', symbol: 'a' },
        { line: 3, kind: 'call', symbol: 'b' },
      ],
    });
  });
});

describe('withMoreEdges', () => {
  it('invents no place for a kind whose own places were cut', () => {
    const more = new EdgeCollector();
    more.add('a.ts', 'b.ts', 'event', 2, 'order.placed');
    const [edge] = withMoreEdges(crowded().finish(), more);
    expect(edge?.kinds).toEqual({ call: 20, event: 1, name: 1 });
    expect(edge?.places.filter(({ symbol }) => symbol === '')).toEqual([]);
    expect(edge?.places.slice(1, 3)).toEqual([
      { line: 2, kind: 'call', symbol: 'work' },
      { line: 2, kind: 'event', symbol: 'order.placed' },
    ]);
  });

  it('leaves other edges as they are and sorts all by their ends', () => {
    const more = new EdgeCollector();
    more.add('a.ts', 'a2.ts', 'relation', 1, 'lines');
    const finished = crowded().finish();
    const all = withMoreEdges(finished, more);
    expect(all.map(({ to }) => to)).toEqual(['a2.ts', 'b.ts']);
    expect(all[1]).toBe(finished[0]);
  });
});
