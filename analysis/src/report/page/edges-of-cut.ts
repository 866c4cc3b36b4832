/** The edges of a cut: a part that stands with its file is no part there, and what both use costs once. */
import type { EdgeFacts, EdgeKind } from '../../graph/facts.ts';
import type { CutFactsOfPage } from './cut-facts.ts';
import type { Index, PageData } from './data.ts';
import type { Cut } from './workbench.ts';

export interface CutEdge {
  readonly from: Index;
  readonly to: Index;
  readonly facts: EdgeFacts;
}

export function edgesOf(data: PageData, facts: Pick<CutFactsOfPage, 'edges'>): CutEdge[] {
  return data.edges.flatMap(({ from, to }, index) => {
    const own = facts.edges[index];
    return own ? [{ from, to, facts: own }] : [];
  });
}

/** Position of what a module counts as: of its file, for a part that stands with it. */
export function standingAs(data: PageData, cut: Pick<Cut, 'labels'>, module: Index): Index {
  const of = data.modules[module]?.part?.of;
  return of !== undefined && cut.labels[of] === cut.labels[module] ? of : module;
}

/**
 * @example edgesOfCut(data, cut, edgesOf(data, facts)).filter(({ from, to }) => cut.labels[from] !== cut.labels[to])
 */
export function edgesOfCut(
  data: PageData,
  cut: Pick<Cut, 'labels'>,
  edges: readonly CutEdge[],
): readonly CutEdge[] {
  const joined = new Set(
    data.modules.flatMap((_, module) => {
      const file = standingAs(data, cut, module);
      return file === module ? [] : [file, module];
    }),
  );
  if (joined.size === 0) return edges;
  const kept: CutEdge[] = [];
  const groups = new Map<number, CutEdge[]>();
  for (const edge of edges) {
    if (!joined.has(edge.from) && !joined.has(edge.to)) {
      kept.push(edge);
      continue;
    }
    const from = standingAs(data, cut, edge.from);
    const to = standingAs(data, cut, edge.to);
    // Calls inside of a file.
    if (from === to && edge.from !== edge.to) continue;
    const key = from * data.modules.length + to;
    const group = groups.get(key);
    if (group) group.push({ ...edge, from, to });
    else groups.set(key, [{ ...edge, from, to }]);
  }
  return [...kept, ...[...groups.values()].map((group) => mergedEdge(data, group))];
}

function mergedEdge(data: PageData, group: readonly CutEdge[]): CutEdge {
  const { from = -1, to = -1 } = group[0] ?? {};
  const kinds: Partial<Record<EdgeKind, number>> = {};
  for (const { facts } of group)
    for (const [kind, weight] of Object.entries(facts.kinds) as [EdgeKind, number][])
      kinds[kind] = (kinds[kind] ?? 0) + weight;
  const path = (module: Index) => data.modules[module]?.path ?? '';
  const places = group.flatMap(({ facts }) => facts.places);
  return { from, to, facts: { from: path(from), to: path(to), kinds, places } };
}
