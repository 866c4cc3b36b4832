/** What a cut costs and how good it is, by the very formulas of `boundaries/`. Pure. */
import type { Seam } from '../../boundaries/boundaries.ts';
import type { PartitionMetrics } from '../../boundaries/metrics.ts';
import { costOf, findSeams, writingOwners } from '../../boundaries/migration-cost.ts';
import {
  compareReadiness,
  isOperation,
  readinessOf,
  type Standing,
  standingOf,
} from '../../boundaries/rank.ts';
import { type CutFactsOfPage, edgeOf } from './cut-facts.ts';
import type { Index, PageData } from './data.ts';
import { type CutEdge, edgesOfCut } from './edges-of-cut.ts';
import { metricsOfCut } from './metrics-of-cut.ts';
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
  /** How many of its modules are whole files, not functions of a file that stands elsewhere. */
  readonly files: number;
  readonly tables: readonly Index[];
  readonly routes: readonly Index[];
  /** GraphQL fields and the like, which clients ask without a route of their own. */
  readonly operations: number;
  /** How well it stands as a service. */
  readonly standing: Standing;
  readonly lines: number;
  /** Share of its edges that stay inside; 1 without edges. */
  readonly cohesion: number;
  readonly costIn: number;
  readonly costOut: number;
  /** Positions of the transactions that it writes together with others. */
  readonly broken: readonly Index[];
  readonly effort: number;
  readonly why: string;
  /** 1 = extract first. */
  readonly rank: number;
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
  const { serviceOf, ownerOf } = namesIn(facts, cut);
  const edges = edgesOfCut(data, cut, facts.cutEdges);
  // Most edges stay inside; sorting them out by number first leaves the formula a tenth of its work.
  const crossing = edges.flatMap((edge) =>
    cut.labels[edge.from] === cut.labels[edge.to] ? [] : [edge.facts],
  );
  const seams = findSeams({ ...facts, edges: crossing }, serviceOf, ownerOf, facts.fileOf);
  const arrows = arrowsOfSeams(seams, cut.names);
  const broken = facts.transactions
    .map(({ steps }, transaction) => ({ transaction, owners: writingOwners(steps, ownerOf) }))
    .filter(({ owners }) => owners.length > 1);
  return {
    cost: costOf(seams),
    arrows,
    broken,
    metrics: metricsOfCut(data, cut, edges),
    circular: servicesInCircles(cut.names.length, arrows),
    services: servicesOfCut(data, cut, edges, arrows, broken),
  };
}

/** The seams from one service to another with all the places that `evaluate` leaves out. */
export function seamsBetween(
  data: PageData,
  facts: CutFactsOfPage,
  cut: Cut,
  from: Index,
  to: Index,
): Seam[] {
  const { serviceOf, ownerOf } = namesIn(facts, cut);
  const own = data.edges
    .filter((edge) => cut.labels[edge.from] === from && cut.labels[edge.to] === to)
    .map((edge) => ({ ...edge, facts: edgeOf(data, edge, 'all') }));
  const edges = edgesOfCut(data, cut, own).map((edge) => edge.facts);
  return findSeams({ ...facts, edges }, serviceOf, ownerOf, facts.fileOf).filter(
    (seam) => seam.from === cut.names[from] && seam.to === cut.names[to],
  );
}

export function namesIn(facts: CutFactsOfPage, cut: Cut) {
  const name = (service = -1) => cut.names[service] ?? null;
  return {
    ownerOf: (table: string) => name(cut.owners[facts.tableAt.get(table) ?? -1]),
    serviceOf: (path: string) => name(cut.labels[facts.moduleAt.get(path) ?? -1]),
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

interface Traffic {
  inside: number;
  crossing: number;
  inboundCalls: number;
  outboundCalls: number;
}

function trafficOfServices(cut: Cut, edges: readonly CutEdge[]): Traffic[] {
  const traffic = cut.names.map(
    (): Traffic => ({ inside: 0, crossing: 0, inboundCalls: 0, outboundCalls: 0 }),
  );
  for (const edge of edges) {
    const from = traffic[cut.labels[edge.from] ?? -1];
    const to = traffic[cut.labels[edge.to] ?? -1];
    if (!from || !to) continue;
    if (from === to) {
      from.inside += 1;
      continue;
    }
    const { call = 0, inject = 0, name = 0 } = edge.facts.kinds;
    from.crossing += 1;
    to.crossing += 1;
    from.outboundCalls += call + inject + name;
    to.inboundCalls += call + inject + name;
  }
  return traffic;
}

function servicesOfCut(
  data: PageData,
  cut: Cut,
  edges: readonly CutEdge[],
  arrows: readonly PairArrow[],
  broken: Figures['broken'],
): ServiceFigures[] {
  const traffic = trafficOfServices(cut, edges);
  const modules = positionsByService(cut, cut.labels);
  const tables = positionsByService(cut, cut.owners);
  const routes = positionsByService(
    cut,
    data.routes.map(({ module }) => cut.labels[module] ?? -1),
  );
  const operations = positionsByService(
    cut,
    data.entries.map((entry) => (isOperation(entry) ? (cut.labels[entry.module] ?? -1) : -1)),
  );
  const background = positionsByService(
    cut,
    data.entries.map((entry) => (isOperation(entry) ? -1 : (cut.labels[entry.module] ?? -1))),
  );
  const unranked = cut.names.map((name, service) => {
    const { inside, crossing, inboundCalls, outboundCalls } = traffic[service] as Traffic;
    const arrowsIn = arrows.filter((arrow) => arrow.to === service);
    const arrowsOut = arrows.filter((arrow) => arrow.from === service);
    const metrics = {
      lines: (modules[service] ?? []).reduce((sum, module) => sum + (data.modules[module]?.lines ?? 0), 0),
      modules: modules[service]?.filter((module) => !data.modules[module]?.part).length ?? 0,
      cohesion: inside + crossing === 0 ? 1 : inside / (inside + crossing),
      inboundCalls,
      outboundCalls,
      brokenTransactions: broken.filter(({ owners }) => owners.includes(name)).length,
    };
    const candidate = {
      name,
      metrics,
      routes: routes[service]?.length ?? 0,
      operations: operations[service]?.length ?? 0,
      background: background[service]?.length ?? 0,
      tables: (tables[service] ?? []).map((table) => data.tables[table]?.name ?? ''),
      seams: [...arrowsIn, ...arrowsOut].flatMap((arrow) => arrow.seams),
    };
    const readiness = readinessOf(candidate);
    const figures = {
      modules: modules[service] ?? [],
      files: metrics.modules,
      tables: tables[service] ?? [],
      routes: routes[service] ?? [],
      operations: candidate.operations,
      standing: standingOf(candidate),
      lines: metrics.lines,
      cohesion: metrics.cohesion,
      costIn: arrowsIn.reduce((sum, arrow) => sum + arrow.cost, 0),
      costOut: arrowsOut.reduce((sum, arrow) => sum + arrow.cost, 0),
      broken: broken.filter(({ owners }) => owners.includes(name)).map(({ transaction }) => transaction),
      ...readiness,
    };
    return { figures, ranked: { ...candidate, effort: readiness.effort } };
  });
  const order = unranked.map(({ ranked }) => ranked).sort(compareReadiness);
  return unranked.map(({ figures, ranked }) => ({ ...figures, rank: order.indexOf(ranked) + 1 }));
}

function positionsByService(cut: Cut, services: ArrayLike<number>): Index[][] {
  const positions: Index[][] = cut.names.map(() => []);
  for (let index = 0; index < services.length; index += 1) positions[services[index] ?? -1]?.push(index);
  return positions;
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
