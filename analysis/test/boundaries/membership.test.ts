import { expect, it } from 'vitest';
import { EdgeCollector } from '../../src/boundaries/cluster/sparse-graph.ts';
import { memberships } from '../../src/boundaries/membership.ts';

it('counts ties to tables of a service as ties to the service', () => {
  // Modules 0 and 1 are of service 0, which owns table 3; module 2 is of service 1.
  const edges = new EdgeCollector(4);
  edges.add(0, 1, 1);
  edges.add(0, 2, 1);
  edges.add(0, 3, 2);
  const graph = edges.toGraph();
  expect(memberships(graph, Int32Array.of(0, 0, 1, 0), 3)[0]).toEqual({ confidence: 0.5, runnerUp: 1 });
  expect(memberships(graph, Int32Array.of(0, 0, 1, -1), 3)[0]).toEqual({ confidence: 0, runnerUp: 1 });
});
