import { describe, expect, it } from 'vitest';
import { clusterGraph, readGraph, suggestBoundaries, whatIsUnlinked } from '../../src/boundaries/index.ts';
import { noFacts } from './support.ts';

describe('clusterGraph at the edges', () => {
  it('gives no clusters for an empty graph', () => {
    const result = clusterGraph(readGraph({ nodes: [], edges: [] }, 'empty.json'));
    expect(result.clusters).toEqual({});
    expect(result.metrics.bcp).toBeNull();
    expect(whatIsUnlinked(result)).toMatch(/^The graph has no nodes/);
  });

  it('leaves one module unlinked', () => {
    const result = clusterGraph(readGraph({ nodes: [{ id: 'orders.ts' }], edges: [] }, 'one.json'));
    expect(result.clusters).toEqual({ 'orders.ts': 'unlinked' });
  });

  it('leaves 20 000 isolated nodes unlinked', () => {
    const nodes = Array.from({ length: 20_000 }, (_, i) => ({ id: `n${i}`, words: [] }));
    const result = clusterGraph(readGraph({ nodes, edges: [] }, 'isolated.json'));
    expect(Object.keys(result.clusters)).toHaveLength(20_000);
    expect(new Set(Object.values(result.clusters))).toEqual(new Set(['unlinked']));
    expect(whatIsUnlinked(result)).toMatch(/^20,000 of 20,000 nodes are “unlinked”/);
  });
});

describe('suggestBoundaries at the edges', () => {
  it('suggests nothing where nothing was read', () => {
    expect(suggestBoundaries(noFacts).services).toEqual([]);
  });

  it('leaves a module outside that nothing ties to a service', () => {
    const module = {
      path: 'app.js',
      lines: 10,
      role: 'domain',
      because: '',
      words: ['app'],
      exports: [],
      authors: 0,
    } as const;
    const { services, shared } = suggestBoundaries({ ...noFacts, modules: [module] });
    expect(services).toEqual([]);
    expect([...shared]).toEqual([['app.js', 'domain']]);
  });
});
