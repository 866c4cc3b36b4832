import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EdgeCollector } from '../../src/boundaries/cluster/sparse-graph.ts';
import { parseBoundariesFile, suggestBoundaries } from '../../src/boundaries/index.ts';
import { costOf, findSeams } from '../../src/boundaries/migration-cost.ts';
import { CutModel } from '../../src/boundaries/refine/cut-model.ts';
import { refine } from '../../src/boundaries/refine/refine.ts';
import type { Facts } from '../../src/graph/facts.ts';
import { synthetic } from '../report/support/synthetic.ts';
import { callEdge, moduleFacts, shopFacts } from './support.ts';

const { facts } = synthetic({ modules: 60, services: 5, seed: 3 });
const modules = facts.modules.map(({ path }) => path);
const tables = facts.tables.map(({ name }) => name);
const SERVICES = 4;
const anyCut = fc.array(fc.integer({ min: -1, max: SERVICES - 1 }), {
  minLength: modules.length + tables.length,
  maxLength: modules.length + tables.length,
});

function costBySeams(services: ArrayLike<number>): number {
  const name = (index: number): string | null => {
    const service = services[index] ?? -1;
    return service < 0 ? null : `s${service}`;
  };
  return costOf(
    findSeams(
      facts,
      (path) => name(modules.indexOf(path)),
      (table) => name(modules.length + tables.indexOf(table)),
    ),
  );
}

describe('the cut model', () => {
  it('costs what the seams cost, however it was moved there', () => {
    fc.assert(
      fc.property(anyCut, anyCut, (from, to) => {
        const model = new CutModel(facts, { modules, tables }, Int32Array.from(from), SERVICES);
        expect(model.cost).toBeCloseTo(costBySeams(from), 6);
        for (const [node, service] of to.entries()) model.move(node, service);
        expect(model.cost).toBeCloseTo(costBySeams(to), 6);
      }),
      { numRuns: 30 },
    );
  });

  it('charges services that need each other above those that do not', () => {
    const both: Facts = { ...shopFacts(), access: [], transactions: [] };
    const nodes = { modules: both.modules.map(({ path }) => path), tables: [] };
    const services = Int32Array.from(nodes.modules, (path) => (path.includes('orders') ? 0 : 1));
    const oneWay = new CutModel(both, nodes, services, 2);
    const back = {
      ...both,
      edges: [...both.edges, callEdge('src/rules/products.ts', 'src/rules/orders.ts')],
    };
    const twoWay = new CutModel(back, nodes, services, 2);
    expect(oneWay.price).toBe(oneWay.cost);
    expect(twoWay.price).toBeGreaterThan(twoWay.cost);
  });
});

/** Two modules of `a` that only ever talk to each other and, loudly, to `b`: either alone would be dearer there. */
function pairFacts(): Facts {
  const talk = (from: string, to: string, symbols: number) => ({
    ...callEdge(from, to),
    places: Array.from({ length: symbols }, (_, i) => ({
      line: i + 1,
      kind: 'call' as const,
      symbol: `f${i}`,
    })),
  });
  return {
    ...shopFacts(),
    modules: ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'b3'].map((path) => moduleFacts(path)),
    edges: [
      talk('a1', 'a2', 9),
      talk('a1', 'b1', 5),
      talk('a2', 'b2', 5),
      talk('a3', 'a4', 3),
      talk('b1', 'b3', 3),
      talk('b2', 'b3', 7),
    ],
    tables: [],
    access: [],
    transactions: [],
  };
}

describe('refine', () => {
  const pair = pairFacts();
  const nodes = { modules: pair.modules.map(({ path }) => path), tables: [] };
  const start = Int32Array.from(nodes.modules, (path) => (path.startsWith('a') ? 0 : 1));
  const run = (over: { fixed?: string; ties?: readonly (readonly [string, string])[] } = {}) => {
    const model = new CutModel(pair, nodes, start, 2);
    const graph = new EdgeCollector(nodes.modules.length);
    for (const [a, b] of over.ties ?? []) graph.add(nodes.modules.indexOf(a), nodes.modules.indexOf(b), 1);
    const moves = refine({
      model,
      graph: graph.toGraph(),
      modules: nodes.modules.length,
      resolution: 1.5,
      isFixed: (node) => nodes.modules[node] === over.fixed,
      ownersFor: () => new Set(),
    });
    return { model, moved: moves.map(({ node }) => nodes.modules[node]) };
  };

  it('moves two modules that pay only together', () => {
    const { model, moved } = run();
    expect(moved).toEqual(['a1', 'a2']);
    expect(model.cost).toBe(0);
  });

  it('moves nothing that is fixed', () => {
    expect(run({ fixed: 'a1' }).moved).not.toContain('a1');
  });

  it('moves nothing away from what the evidence holds it to', () => {
    const within = (names: readonly string[]) =>
      names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const));
    const ties = [...within(['a1', 'a2', 'a3', 'a4']), ...within(['b1', 'b2', 'b3'])];
    expect(run({ ties }).moved).toEqual([]);
  });
});

describe('a refined suggestion', () => {
  // Twice as many services as the system has: then there is something to move.
  const granularity = 3;
  const suggested = suggestBoundaries(facts, { granularity });

  it('costs no more than the unrefined one, and says what it moved', () => {
    const { moves, cost, costWithout } = suggested.refinement;
    expect(moves.length).toBeGreaterThan(0);
    expect(cost).toBeLessThan(costWithout);
    expect(cost).toBe(costOf(suggested.seams));
  });

  it('moves nothing that people decided about', () => {
    const [move] = suggested.refinement.moves.filter(({ what }) => what === 'module');
    const text = `version: 1\nservices:\n  ${move?.from}:\n    modules: ['${move?.name}']\n`;
    const config = { parsed: parseBoundariesFile(text, 'b.yaml'), name: 'b.yaml' };
    const { refinement, services } = suggestBoundaries(facts, { config, granularity });
    expect(refinement.moves.map(({ name }) => name)).not.toContain(move?.name);
    const home = services.find(({ modules: own }) => own.some(({ path }) => path === move?.name));
    expect(home?.name).toBe(move?.from);
  });
});
