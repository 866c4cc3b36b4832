/** What a cut costs and how good it is, by the very formulas of `boundaries/`. Pure. */
import type { Seam } from '../../boundaries/boundaries.ts';
import { type MetricGraph, type PartitionMetrics, partitionMetrics } from '../../boundaries/metrics.ts';
import { costOf, findSeams, writingOwners } from '../../boundaries/migration-cost.ts';
import type { CutFactsOfPage } from './cut-facts.ts';
import type { Index, PageData } from './data.ts';
import type { Cut } from './workbench.ts';

/** All seams from one service to another. */
export interface PairArrow {
  readonly from: Index;
  readonly to: Index;
  readonly cost: number;
  readonly seams: readonly Seam[];
  /** It is more than calls: a transaction breaks, a foreign table is written, or state is shared. */
  readonly isHard: boolean;
}

export interface ServiceFigures {
  readonly modules: readonly Index[];
  readonly tables: readonly Index[];
  readonly lines: number;
  /** Share of the weight of its edges that stays inside; 1 without edges. */
  readonly cohesion: number;
  readonly costIn: number;
  readonly costOut: number;
  /** Positions of the transactions that it writes together with others. */
  readonly broken: readonly Index[];
}

export interface Figures {
  readonly cost: number;
  readonly arrows: readonly PairArrow[];
  readonly broken: readonly { readonly transaction: Index; readonly owners: readonly string[] }[];
  readonly metrics: PartitionMetrics;
  /** Services that depend on each other in a circle. */
  readonly circular: number;
  readonly services: readonly ServiceFigures[];
}

/**
 * @example evaluate(data, facts, bench.cut()).cost
 */
export function evaluate(data: PageData, facts: CutFactsOfPage, cut: Cut): Figures {
  const name = (service: Index | undefined) =>
    service === undefined || service < 0 ? null : (cut.names[service] ?? null);
  const ownerOf = (table: string) => name(cut.owners[facts.tableAt.get(table) ?? -1]);
  const serviceOf = (path: string) => name(cut.labels[facts.moduleAt.get(path) ?? -1]);
  const seams = findSeams(facts, serviceOf, ownerOf);
  const arrows = arrowsOfSeams(seams, cut.names);
  const broken = facts.transactions
    .map(({ steps }, transaction) => ({ transaction, owners: writingOwners(steps, ownerOf) }))
    .filter(({ owners }) => owners.length > 1);
  return {
    cost: costOf(seams),
    arrows,
    broken,
    metrics: metricsOfCut(data, cut),
    circular: servicesInCircles(cut.names.length, arrows),
    services: servicesOfCut(data, cut, arrows, broken),
  };
}

const hardKinds: ReadonlySet<string> = new Set(['transaction', 'table-write', 'shared-state']);

function arrowsOfSeams(seams: readonly Seam[], names: readonly string[]): PairArrow[] {
  const position = new Map(names.map((name, index) => [name, index]));
  const grouped = new Map<number, Seam[]>();
  for (const seam of seams) {
    const key = (position.get(seam.from) ?? -1) * names.length + (position.get(seam.to) ?? -1);
    const group = grouped.get(key);
    if (group) group.push(seam);
    else grouped.set(key, [seam]);
  }
  return [...grouped]
    .map(([key, group]) => ({
      from: Math.floor(key / names.length),
      to: key % names.length,
      cost: costOf(group),
      seams: group,
      isHard: group.some((seam) => hardKinds.has(seam.kind)),
    }))
    .sort((a, b) => b.cost - a.cost || a.from - b.from || a.to - b.to);
}

/** The metrics look at the modules inside services and at the weight of their edges. */
function metricsOfCut(data: PageData, cut: Cut): PartitionMetrics {
  const element = new Int32Array(data.modules.length).fill(-1);
  const labels: number[] = [];
  const renumbered = new Map<number, number>();
  cut.labels.forEach((label, module) => {
    if (label < 0) return;
    if (!renumbered.has(label)) renumbered.set(label, renumbered.size);
    element[module] = labels.push(renumbered.get(label) ?? 0) - 1;
  });
  const from: number[] = [];
  const to: number[] = [];
  const weight: number[] = [];
  for (const edge of data.edges) {
    const source = element[edge.from] ?? -1;
    const target = element[edge.to] ?? -1;
    if (source < 0 || target < 0 || source === target) continue;
    from.push(source);
    to.push(target);
    weight.push(weightOf(edge.kinds));
  }
  const graph: MetricGraph = { size: labels.length, from, to, weight };
  return partitionMetrics(graph, labels);
}

function weightOf(kinds: readonly number[]): number {
  let sum = 0;
  for (let i = 1; i < kinds.length; i += 2) sum += kinds[i] ?? 0;
  return Math.max(1, sum);
}

function servicesOfCut(
  data: PageData,
  cut: Cut,
  arrows: readonly PairArrow[],
  broken: Figures['broken'],
): ServiceFigures[] {
  const inside = new Float64Array(cut.names.length);
  const touching = new Float64Array(cut.names.length);
  for (const edge of data.edges) {
    const from = cut.labels[edge.from] ?? -1;
    const to = cut.labels[edge.to] ?? -1;
    const weight = weightOf(edge.kinds);
    if (from >= 0 && from === to) inside[from] = (inside[from] ?? 0) + weight;
    if (from >= 0 && to >= 0) touching[from] = (touching[from] ?? 0) + weight;
    if (from >= 0 && to >= 0 && from !== to) touching[to] = (touching[to] ?? 0) + weight;
  }
  const modules: Index[][] = cut.names.map(() => []);
  cut.labels.forEach((label, module) => {
    modules[label]?.push(module);
  });
  const tables: Index[][] = cut.names.map(() => []);
  cut.owners.forEach((owner, table) => {
    tables[owner]?.push(table);
  });
  return cut.names.map((name, service) => ({
    modules: modules[service] ?? [],
    tables: tables[service] ?? [],
    lines: (modules[service] ?? []).reduce((sum, module) => sum + (data.modules[module]?.lines ?? 0), 0),
    cohesion: touching[service] ? (inside[service] ?? 0) / (touching[service] ?? 1) : 1,
    costIn: arrows.reduce((sum, arrow) => (arrow.to === service ? sum + arrow.cost : sum), 0),
    costOut: arrows.reduce((sum, arrow) => (arrow.from === service ? sum + arrow.cost : sum), 0),
    broken: broken.filter(({ owners }) => owners.includes(name)).map(({ transaction }) => transaction),
  }));
}

/** Members of strongly connected groups of more than one service: each reaches the other and is reached by it. */
function servicesInCircles(count: number, arrows: readonly PairArrow[]): number {
  const next: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to, cost } of arrows) if (cost > 0) next[from]?.push(to);
  const reach = next.map((_, start) => {
    const seen = new Uint8Array(count);
    const stack = [...(next[start] ?? [])];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (seen[node]) continue;
      seen[node] = 1;
      stack.push(...(next[node] ?? []));
    }
    return seen;
  });
  return reach.filter((seen, service) => seen[service]).length;
}
