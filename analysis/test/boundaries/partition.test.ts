import { describe, expect, it } from 'vitest';
import { evidenceOfGraph } from '../../src/boundaries/evidence/evidence.ts';
import { buildLayers } from '../../src/boundaries/evidence/layers.ts';
import { nameLayer } from '../../src/boundaries/evidence/name-layer.ts';
import { readGraph } from '../../src/boundaries/index.ts';
import { granularityFor } from '../../src/boundaries/partition.ts';

describe('granularityFor', () => {
  it.each([
    [0, 0.75],
    [41, 0.75],
    [66, 1.2],
    [110, 2],
    [132, 2.4],
    [5_000, 2.4],
  ])('parts %i modules and tables at %d', (nodes, granularity) => {
    expect(granularityFor(nodes)).toBe(granularity);
  });
});

describe('names', () => {
  const nodes = ['draft-order', 'draft-parcel', 'entry-order', 'entry-parcel'].map((id) => ({ id }));
  const transactions = [{ name: 'ship', steps: nodes.map(({ id }): [string, 'R'] => [id, 'R']) }];
  const weightOfNames = (edges: readonly { from: string; to: string; kinds: { call: number } }[]) =>
    buildLayers(evidenceOfGraph(readGraph({ nodes, edges, transactions }, 'drafts.json'))).find(
      ({ name }) => name === 'names',
    )?.weight;

  it('count a twentieth where no dependency tells which word names a thing', () => {
    expect(weightOfNames([{ from: 'draft-order', to: 'entry-order', kinds: { call: 1 } }])).toBe(1);
    expect(weightOfNames([])).toBe(0.05);
  });
});

describe('names of tables', () => {
  it('tie a table to its namesake, whoever else touches it', () => {
    const nodes = ['payment.ts', 'payment-mail.ts', 'review.ts', 'review-mail.ts'].map((id) => ({ id }));
    const edges = [
      { from: 'payment-mail.ts', to: 'payment.ts', kinds: { call: 1 } },
      { from: 'review-mail.ts', to: 'review.ts', kinds: { call: 1 } },
    ];
    const access = nodes.map(({ id }) => ({ node: id, table: 'public.payments', mode: 'R' as const }));
    const evidence = evidenceOfGraph(readGraph({ nodes, edges, access }, 'payments.json'));
    const table = evidence.modules.length;
    const tied = [...nameLayer(evidence).edges()].filter(([, to]) => to === table);
    expect(tied.map(([from]) => evidence.modules[from])).toEqual(['payment-mail.ts', 'payment.ts']);
  });
});

describe('namesakes', () => {
  const module = (id: string, words: readonly string[]) => ({ id, words });
  const router = (...names: string[]) => names.flatMap((name) => [name, `=${name}`]);
  const tiesOf = (nodes: readonly { id: string; words: readonly string[] }[], pairs: [string, string][]) => {
    const edges = pairs.map(([from, to]) => ({ from, to, kinds: { import: 1 } }));
    const evidence = evidenceOfGraph(readGraph({ nodes, edges }, 'routes.json'));
    const layer = buildLayers(evidence).find(({ name }) => name === 'namesakes');
    return layer?.edges.map(([a, b]) => [evidence.modules[a], evidence.modules[b]]);
  };

  it('are modules whose files are called alike, not what one of them exports besides', () => {
    const nodes = [
      module('controllers/carts', router('cart')),
      module('controllers/orders', router('order')),
      module('routes/orders', router('order', 'cart')),
    ];
    const pairs: [string, string][] = [
      ['routes/orders', 'controllers/carts'],
      ['routes/orders', 'controllers/orders'],
    ];
    expect(tiesOf(nodes, pairs)).toEqual([['controllers/orders', 'routes/orders']]);
  });
});
