/** What a cut costs and how good it is, by the very formulas of `boundaries/`. Pure. */
import type { Seam } from '../../boundaries/boundaries.ts';
import { type PartitionMetrics, partitionMetrics } from '../../boundaries/metrics.ts';
import { type CutFacts, costOf, findSeams, writingOwners } from '../../boundaries/migration-cost.ts';
import {
  compareReadiness,
  isOperation,
  readinessOf,
  type Standing,
  standingOf,
} from '../../boundaries/rank.ts';
import { type CutFactsOfPage, edgeOf } from './cut-facts.ts';
import type { Index, PageData } from './data.ts';
import { applyMoves, type Cut, type Move } from './workbench.ts';

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
  // Most edges stay inside; sorting them out by number first leaves the formula a tenth of its work.
  const crossing = facts.edges.filter((_, index) => {
    const { from, to } = data.edges[index] ?? { from: -1, to: -1 };
    return cut.labels[from] !== cut.labels[to];
  });
  const seams = findSeams({ ...facts, edges: crossing }, serviceOf, ownerOf, facts.fileOf);
  const arrows = arrowsOfSeams(seams, cut.names);
  const broken = facts.transactions
    .map(({ steps }, transaction) => ({ transaction, owners: writingOwners(steps, ownerOf) }))
    .filter(({ owners }) => owners.length > 1);
  return {
    cost: costOf(seams),
    arrows,
    broken,
    metrics: metricsOfCut(data, facts, cut),
    circular: servicesInCircles(cut.names.length, arrows),
    services: servicesOfCut(data, facts, cut, arrows, broken),
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
  const edges = data.edges
    .filter((edge) => cut.labels[edge.from] === from && cut.labels[edge.to] === to)
    .map((edge) => edgeOf(data, edge, 'all'));
  return findSeams({ ...facts, edges }, serviceOf, ownerOf, facts.fileOf).filter(
    (seam) => seam.from === cut.names[from] && seam.to === cut.names[to],
  );
}

function namesIn(facts: CutFactsOfPage, cut: Cut) {
  const name = (service = -1) => cut.names[service] ?? null;
  return {
    ownerOf: (table: string) => name(cut.owners[facts.tableAt.get(table) ?? -1]),
    serviceOf: (path: string) => name(cut.labels[facts.moduleAt.get(path) ?? -1]),
  };
}

/** How a move would change cost and broken transactions. */
export interface Price {
  readonly cost: number;
  readonly broken: number;
}

/**
 * Prices moves of one module or table by the facts that it touches, as all others cost the same before and after: quick enough for
 * every frame of a drag.
 *
 * @example const priceOf = pricesOf(facts, bench.cut(), { what: 'module', index: 7 }); priceOf('orders').cost
 */
export function pricesOf(
  facts: CutFactsOfPage,
  cut: Cut,
  moved: Pick<Move, 'what' | 'index'>,
): (to: string | null) => Price {
  const touched = factsTouchedBy(facts, moved);
  const totals = (each: Cut): Price => {
    const { serviceOf, ownerOf } = namesIn(facts, each);
    return {
      cost: costOf(findSeams(touched, serviceOf, ownerOf)),
      broken: touched.transactions.filter(({ steps }) => writingOwners(steps, ownerOf).length > 1).length,
    };
  };
  const before = totals(cut);
  return (to) => {
    const after = totals(applyMoves(cut, [{ ...moved, to }]));
    return { cost: after.cost - before.cost, broken: after.broken - before.broken };
  };
}

function factsTouchedBy(facts: CutFactsOfPage, move: Pick<Move, 'what' | 'index'>): CutFacts {
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
  return {
    edges: facts.edges.filter(({ from, to }) => from === path || to === path),
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

/** Over the modules inside services, as `boundaries/` does it; a module's edge to itself is a self call. */
function metricsOfCut(data: PageData, facts: CutFactsOfPage, cut: Cut): PartitionMetrics {
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
  const selfCalling: number[] = [];
  data.edges.forEach((edge, index) => {
    const source = element[edge.from] ?? -1;
    const target = element[edge.to] ?? -1;
    if (source < 0 || target < 0) return;
    if (source === target) {
      selfCalling.push(source);
      return;
    }
    const kinds = facts.edges[index]?.kinds;
    from.push(source);
    to.push(target);
    weight.push(Math.max(1, kinds?.call ?? kinds?.import ?? 1));
  });
  const useCases = useCasesOf(data, element, labels.length);
  return partitionMetrics({ size: labels.length, from, to, weight, selfCalling, ...useCases }, labels);
}

/** Each route is a use case of the modules that it reaches. */
function useCasesOf(
  data: PageData,
  element: Int32Array,
  size: number,
): { readonly useCases?: readonly (readonly string[])[] } {
  if (data.routes.length === 0) return {};
  const useCases: string[][] = Array.from({ length: size }, () => []);
  for (const { method, path, reaches } of data.routes)
    for (const module of reaches) useCases[element[module] ?? -1]?.push(`${method} ${path}`);
  return { useCases };
}

interface Traffic {
  inside: number;
  crossing: number;
  inboundCalls: number;
  outboundCalls: number;
}

function trafficOfServices(data: PageData, facts: CutFactsOfPage, cut: Cut): Traffic[] {
  const traffic = cut.names.map(
    (): Traffic => ({ inside: 0, crossing: 0, inboundCalls: 0, outboundCalls: 0 }),
  );
  data.edges.forEach((edge, index) => {
    const from = traffic[cut.labels[edge.from] ?? -1];
    const to = traffic[cut.labels[edge.to] ?? -1];
    if (!from || !to) return;
    if (from === to) {
      from.inside += 1;
      return;
    }
    const { call = 0, inject = 0, name = 0 } = facts.edges[index]?.kinds ?? {};
    from.crossing += 1;
    to.crossing += 1;
    from.outboundCalls += call + inject + name;
    to.inboundCalls += call + inject + name;
  });
  return traffic;
}

function servicesOfCut(
  data: PageData,
  facts: CutFactsOfPage,
  cut: Cut,
  arrows: readonly PairArrow[],
  broken: Figures['broken'],
): ServiceFigures[] {
  const traffic = trafficOfServices(data, facts, cut);
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
