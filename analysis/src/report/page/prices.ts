/** What a move would change, from the facts that it touches: quick enough for every frame of a drag. Pure. */
import { type CutFacts, costOf, findSeams, writingOwners } from '../../boundaries/migration-cost.ts';
import type { CutFactsOfPage } from './cut-facts.ts';
import type { Index, PageData } from './data.ts';
import { type CutEdge, edgesOfCut } from './edges-of-cut.ts';
import { namesIn } from './figures.ts';
import { applyMoves, type Cut, type Move } from './workbench.ts';

/** How a move would change cost and broken transactions. */
export interface Price {
  readonly cost: number;
  readonly broken: number;
}

/**
 * Prices moves of one module or table; all facts that it does not touch cost the same before and after.
 *
 * @example const priceOf = pricesOf(data, facts, bench.cut(), { what: 'module', index: 7 }); priceOf('orders').cost
 */
export function pricesOf(
  data: PageData,
  facts: CutFactsOfPage,
  cut: Cut,
  moved: Pick<Move, 'what' | 'index'>,
): (to: string | null) => Price {
  const { edges, ...touched } = factsTouchedBy(data, facts, moved);
  const totals = (each: Cut): Price => {
    const { serviceOf, ownerOf } = namesIn(facts, each);
    const own = edgesOfCut(data, each, edges).map((edge) => edge.facts);
    return {
      cost: costOf(findSeams({ ...touched, edges: own }, serviceOf, ownerOf)),
      broken: touched.transactions.filter(({ steps }) => writingOwners(steps, ownerOf).length > 1).length,
    };
  };
  const before = totals(cut);
  return (to) => {
    const after = totals(applyMoves(cut, [{ ...moved, to }]));
    return { cost: after.cost - before.cost, broken: after.broken - before.broken };
  };
}

type Touched = Omit<CutFacts, 'edges'> & { readonly edges: readonly CutEdge[] };

function factsTouchedBy(data: PageData, facts: CutFactsOfPage, move: Pick<Move, 'what' | 'index'>): Touched {
  if (move.what === 'table') {
    const name = facts.tables[move.index]?.name ?? '';
    return {
      edges: [],
      sharedState: [],
      access: facts.access.filter(({ table }) => table === name),
      joins: facts.joins.filter(({ tables }) => tables.includes(name)),
      tables: facts.tables.filter(
        (table) => table.name === name || table.foreignKeys.some(({ references }) => references === name),
      ),
      transactions: facts.transactions.filter(({ steps }) => steps.some(([table]) => table === name)),
    };
  }
  const path = facts.paths[move.index] ?? '';
  const accessed = new Set(facts.access.filter(({ module }) => module === path).map(({ table }) => table));
  const family = familyOf(data, move.index);
  return {
    edges: facts.cutEdges.filter(({ from, to }) => family.has(from) || family.has(to)),
    // A table costs a service once, so its other users decide whether this one adds to that.
    access: facts.access.filter(({ table }) => accessed.has(table)),
    joins: facts.joins.filter(({ module }) => module === path),
    tables: [],
    transactions: facts.transactions.filter(({ module }) => module === path),
    sharedState: facts.sharedState.filter(
      ({ module, readers, writers }) => module === path || readers.includes(path) || writers.includes(path),
    ),
  };
}

/** A module with the parts of its file: what they use together costs once where they stand together. */
function familyOf(data: PageData, module: Index): ReadonlySet<Index> {
  const file = data.modules[module]?.part?.of ?? module;
  return new Set([file, ...data.modules.flatMap(({ part }, index) => (part?.of === file ? [index] : []))]);
}
