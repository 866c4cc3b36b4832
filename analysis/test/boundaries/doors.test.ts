import { describe, expect, it } from 'vitest';
import { doorsOf } from '../../src/boundaries/doors.ts';
import { parseBoundariesFile, suggestBoundaries, writeBoundariesFile } from '../../src/boundaries/index.ts';
import type { EdgeFacts } from '../../src/graph/facts.ts';
import { callEdge, moduleFacts, shopFacts } from './support.ts';

const ORDERS = 0;
const REVIEWS = 1;
const labels = new Map([
  ['orders.ts', ORDERS],
  ['order-lines.ts', ORDERS],
  ['reviews.ts', REVIEWS],
]);

function homes(edges: readonly EdgeFacts[], doors: readonly string[]): Record<string, number> {
  const paths = [...labels.keys(), 'clock.ts', ...doors];
  const place = doorsOf({ modules: paths.map((path) => moduleFacts(path)), edges }, (path) =>
    doors.includes(path),
  );
  return Object.fromEntries(place((path) => labels.get(path) ?? -1));
}

describe('doorsOf', () => {
  it('takes a barrel to the service that all it opens is in, whoever uses it', () => {
    const edges = [
      callEdge('index.ts', 'orders.ts'),
      callEdge('index.ts', 'order-lines.ts'),
      callEdge('reviews.ts', 'index.ts'),
    ];
    expect(homes(edges, ['index.ts'])).toEqual({ 'index.ts': ORDERS });
  });

  it('does not count what is in no service', () => {
    const edges = [callEdge('index.ts', 'orders.ts'), callEdge('index.ts', 'clock.ts')];
    expect(homes(edges, ['index.ts'])).toEqual({ 'index.ts': ORDERS });
  });

  it('leaves a barrel outside that opens two services, also where only one uses it', () => {
    const edges = [
      callEdge('index.ts', 'orders.ts'),
      callEdge('index.ts', 'reviews.ts'),
      callEdge('orders.ts', 'index.ts'),
    ];
    expect(homes(edges, ['index.ts'])).toEqual({});
  });

  it('takes what opens nothing, as generated types, to its only user', () => {
    expect(homes([callEdge('reviews.ts', 'types.ts')], ['types.ts'])).toEqual({ 'types.ts': REVIEWS });
    expect(
      homes([callEdge('reviews.ts', 'types.ts'), callEdge('orders.ts', 'types.ts')], ['types.ts']),
    ).toEqual({});
  });

  it('goes through doors that open doors, and stops where they open each other', () => {
    const edges = [
      callEdge('index.ts', 'a/index.ts'),
      callEdge('a/index.ts', 'b/index.ts'),
      callEdge('b/index.ts', 'orders.ts'),
    ];
    const doors = ['index.ts', 'a/index.ts', 'b/index.ts'];
    expect(homes(edges, doors)).toEqual({ 'index.ts': ORDERS, 'a/index.ts': ORDERS, 'b/index.ts': ORDERS });
    expect(homes([...edges.slice(0, 2), callEdge('b/index.ts', 'index.ts')], doors)).toEqual({});
  });
});

describe('a suggestion for modules behind barrels', () => {
  it('counts a barrel to the service that it opens, and one of all services to none', () => {
    const facts = shopFacts();
    const barrel = { role: 'infrastructure', because: 'only exports what other files declare' } as const;
    const reviews = facts.modules.filter(({ path }) => path.endsWith('/reviews.ts'));
    const behindBarrels = {
      ...facts,
      modules: [
        ...facts.modules,
        moduleFacts('src/all.ts', barrel),
        moduleFacts('src/of-reviews.ts', barrel),
      ],
      edges: [
        ...facts.edges,
        ...reviews.map(({ path }) => callEdge('src/of-reviews.ts', path)),
        ...facts.modules.map(({ path }) => callEdge('src/all.ts', path)),
      ],
    };
    const suggested = suggestBoundaries(behindBarrels);
    const { services, shared, hierarchy } = suggested;
    const home = services.find(({ name }) => name === 'reviews');
    expect(home?.modules).toContainEqual({ path: 'src/of-reviews.ts', confidence: 1, runnerUp: null });
    expect([...shared]).toEqual([['src/all.ts', 'infrastructure']]);
    expect(hierarchy.at(-1)?.labels.has('src/all.ts')).toBe(false);

    const parsed = parseBoundariesFile(writeBoundariesFile(suggested), 'b.yaml');
    const again = suggestBoundaries(behindBarrels, { config: { parsed, name: 'b.yaml' } });
    expect(again.services, 'pinned where it stands anyhow').toEqual(services);
    expect(again.decisions?.moves).toEqual([]);
  });
});
