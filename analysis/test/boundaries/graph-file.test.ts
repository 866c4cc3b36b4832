import { describe, expect, it } from 'vitest';
import { clusterGraph, readGraph } from '../../src/boundaries/index.ts';

describe('readGraph', () => {
  it('names every mistake at once, with place, value and cure', () => {
    const broken = {
      nodes: [{ id: 'a' }, { id: 7 }],
      edges: [{ from: 'a', to: 'b', kinds: { imports: 1 } }],
      colour: 'red',
    };
    expect(() => readGraph(broken, 'graph.json')).toThrow(
      /nodes\[1\]\.id: 7:[\s\S]*edges\[0\]\.kinds[\s\S]*colour/,
    );
  });

  it('asks what was meant by a key that it does not know', () => {
    const broken = {
      nodes: [
        { id: 'a', role: 'domain' },
        { id: 'b', lnes: 3 },
      ],
      edges: [{ from: 'a', to: 'b', kinds: { imports: Number.POSITIVE_INFINITY, call: -1 } }],
      acces: [],
    };
    expect(() => readGraph(broken, 'graph.json')).toThrow(
      [
        'graph.json is no graph:',
        '  nodes[1].lnes: is no key here. Did you mean lines? There may be id, role, lines, words.',
        '  edges[0].kinds.call: -1: write a number from 0.',
        '  edges[0].kinds.imports: is no key here. Did you mean import? There may be import, type-import, call, inject, name, relation, event.',
        '  acces: is no key here. Did you mean access? There may be nodes, edges, access, foreignKeys, transactions, commits, useCases, k.',
      ].join('\n'),
    );
  });

  it('names ends of edges that are no nodes, and nodes that occur twice', () => {
    const broken = {
      nodes: [{ id: 'a' }, { id: 'a' }],
      edges: [{ from: 'a', to: 'ghost', kinds: { import: 1 } }],
      k: 9,
    };
    expect(() => readGraph(broken, 'graph.json')).toThrow(
      /nodes\[1\]\.id: "a" occurs twice[\s\S]*edges\[0\]\.to: "ghost" is no node[\s\S]*k: 9 clusters of 2 nodes/,
    );
  });

  it('is not fooled by names of object members', () => {
    const nodes = ['__proto__', 'constructor', 'toString'].map((id) => ({ id }));
    const edges = [
      { from: '__proto__', to: 'constructor', kinds: { call: 1 } },
      { from: 'constructor', to: 'toString', kinds: { call: 1 } },
    ];
    const useCases = { toString: ['place an order'] };
    const { clusters } = clusterGraph(readGraph({ nodes, edges, useCases }, 'graph.json'));
    expect(Object.keys(clusters).sort()).toEqual(['__proto__', 'constructor', 'toString']);
  });

  it('does not depend on the order of the file', () => {
    const ids = Array.from({ length: 30 }, (_, i) => `n${i}`);
    const nodes = ids.map((id) => ({ id }));
    const edges = ids.flatMap((id, i) => [
      { from: id, to: `n${(i + 3) % 30}`, kinds: { import: 1 } },
      { from: id, to: `n${(i * 7) % 30}`, kinds: { call: 2 } },
    ]);
    const one = clusterGraph(readGraph({ nodes, edges }, 'graph.json'));
    const other = clusterGraph(
      readGraph({ nodes: nodes.toReversed(), edges: edges.toReversed() }, 'graph.json'),
    );
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  });
});
