import { expect, test } from 'vitest';
import { evidenceOfGraph } from '../../../src/boundaries/evidence/evidence.ts';
import { buildLayers } from '../../../src/boundaries/evidence/layers.ts';
import { twinsOf } from '../../../src/boundaries/evidence/twins.ts';
import { readGraph } from '../../../src/boundaries/graph-file.ts';
import type { AccessMode } from '../../../src/graph/facts.ts';

/** Entities and what each operation touches. */
function entities(ids: readonly string[], operations: Readonly<Record<string, readonly string[]>>) {
  const steps = (touched: readonly string[]): [string, AccessMode][] => touched.map((id) => [id, 'R']);
  return evidenceOfGraph(
    readGraph(
      {
        nodes: ids.map((id) => ({ id, words: [] })),
        edges: [],
        transactions: Object.entries(operations).map(([name, touched]) => ({ name, steps: steps(touched) })),
      },
      'graph.json',
    ),
  );
}

const text = entities(['line', 'note', 'page', 'user', 'unused'], {
  load: ['line', 'note', 'page', 'user'],
  print: ['line', 'note', 'page'],
  login: ['user'],
});

test('entities that the same operations touch are twins, untouched ones are not', () => {
  expect(Object.fromEntries(text.modules.map((id, i) => [id, twinsOf(text)[i]]))).toEqual({
    line: 3,
    note: 3,
    page: 3,
    user: 1,
    unused: 1,
  });
});

test('how often a step is repeated makes no difference', () => {
  const repeated = entities(['a', 'b'], { load: ['a', 'b', 'a'], save: ['b', 'a', 'b'] });
  expect(twinsOf(repeated)).toEqual([2, 2]);
});

test('a table is never a twin', () => {
  const evidence = entities(['a'], { load: ['a', 'orders', 'items'] });
  expect(evidence.tables).toEqual(['items', 'orders']);
  expect(twinsOf(evidence)).toEqual([1]);
});

test('ties of twins weigh less than ties of entities that differ, and all remain', () => {
  const evidence = entities(['a', 'b', 'c', 'd'], {
    both: ['a', 'b', 'c', 'd'],
    twins: ['a', 'b'],
    first: ['c', 'd'],
    alone: ['d', 'orders'],
  });
  const layer = buildLayers(evidence).find(({ name }) => name === 'co-access');
  const tie = (x: string, y: string): number | undefined =>
    layer?.edges.find(
      ([a, b]) => a === evidence.modules.indexOf(x) && b === evidence.modules.indexOf(y),
    )?.[2];
  expect(tie('a', 'b')).toBeGreaterThan(0);
  expect(tie('a', 'b')).toBeLessThan(tie('c', 'd') ?? 0);
});
