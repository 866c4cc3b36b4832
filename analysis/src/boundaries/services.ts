/** From a partition of the modules to suggested services: what each has, offers, needs, breaks and costs. */
import type { EdgeFacts, Facts } from '../graph/facts.ts';
import type { Seam, ServiceSuggestion } from './boundaries.ts';
import { writingOwners } from './migration-cost.ts';
import { compareReadiness, readinessOf } from './rank.ts';

export interface Member {
  readonly path: string;
  readonly confidence: number;
  readonly runnerUp: string | null;
}

export interface Assignment {
  /** Service → its modules, sorted. */
  readonly members: ReadonlyMap<string, readonly Member[]>;
  readonly serviceOf: (module: string) => string | null;
  readonly ownerOf: (table: string) => string | null;
  readonly seams: readonly Seam[];
}

/** All services, best to extract first. */
export function describeServices(facts: Facts, assignment: Assignment): ServiceSuggestion[] {
  const lines = new Map<string, number>();
  for (const module of facts.modules) {
    const service = assignment.serviceOf(module.path);
    if (service !== null) lines.set(service, (lines.get(service) ?? 0) + module.lines);
  }
  const drafts = [...assignment.members].map(([name, members]) =>
    describe(name, members, facts, assignment, lines),
  );
  const rankedBy = ({ name, effort, routes, tables }: Omit<ServiceSuggestion, 'rank'>) => ({
    name,
    effort,
    routes: routes.length,
    tables,
  });
  const ranked = drafts.sort((a, b) => compareReadiness(rankedBy(a), rankedBy(b)));
  return ranked.map((draft, i) => ({ ...draft, rank: i + 1 }));
}

function describe(
  name: string,
  members: readonly Member[],
  facts: Facts,
  assignment: Assignment,
  lines: ReadonlyMap<string, number>,
): Omit<ServiceSuggestion, 'rank'> {
  const { serviceOf, ownerOf, seams } = assignment;
  const routes = facts.routes.filter((route) => serviceOf(route.handler.module) === name);
  const tables = facts.tables.map((table) => table.name).filter((table) => ownerOf(table) === name);
  const readsFromOthers = foreignReads(name, facts, assignment);
  const broken = facts.transactions.filter((transaction) => {
    const owners = writingOwners(transaction.steps, ownerOf);
    return owners.length > 1 && owners.includes(name);
  });
  const traffic = trafficOf(name, facts.edges, serviceOf);
  const own = seams.filter((seam) => seam.from === name || seam.to === name);
  const metrics = {
    // Not those of its members: parts of split modules are in it, and parts of its own are elsewhere.
    lines: lines.get(name) ?? 0,
    modules: members.length,
    cohesion: round(traffic.cohesion),
    inboundCalls: traffic.inbound,
    outboundCalls: traffic.outbound,
    brokenTransactions: broken.length,
  };
  const { effort, why } = readinessOf({ name, metrics, routes: routes.length, tables, seams: own });
  return {
    name,
    modules: members,
    routes: routes.map((route) => `${route.method} ${route.path}`).sort(),
    tables,
    readsFromOthers,
    offers: traffic.offers,
    needs: traffic.needs,
    metrics,
    confidence: round(
      members.reduce((sum, member) => sum + member.confidence, 0) / Math.max(1, members.length),
    ),
    effort,
    why,
  };
}

function foreignReads(
  name: string,
  facts: Facts,
  { serviceOf, ownerOf }: Assignment,
): ServiceSuggestion['readsFromOthers'] {
  const read = new Map<string, string>();
  for (const access of facts.access) {
    const owner = ownerOf(access.table);
    if (owner !== null && owner !== name && serviceOf(access.module) === name) read.set(access.table, owner);
  }
  return [...read].sort(([a], [b]) => (a < b ? -1 : 1)).map(([table, owner]) => ({ table, owner }));
}

interface Traffic {
  readonly cohesion: number;
  readonly inbound: number;
  readonly outbound: number;
  /** Names of its own that others use, and names of others that it uses. */
  readonly offers: readonly string[];
  readonly needs: readonly string[];
}

function trafficOf(name: string, edges: readonly EdgeFacts[], serviceOf: Assignment['serviceOf']): Traffic {
  const offers = new Set<string>();
  const needs = new Set<string>();
  let inside = 0;
  let crossing = 0;
  let inbound = 0;
  let outbound = 0;
  for (const edge of edges) {
    const from = serviceOf(edge.from);
    const to = serviceOf(edge.to);
    if (from !== name && to !== name) continue;
    if (from === to) {
      inside += 1;
      continue;
    }
    if (from === null || to === null) continue;
    crossing += 1;
    const calls = (edge.kinds.call ?? 0) + (edge.kinds.inject ?? 0) + (edge.kinds.name ?? 0);
    if (to === name) inbound += calls;
    else outbound += calls;
    // Types are no operations; they are copied.
    for (const { kind, symbol } of edge.places) {
      if (kind !== 'type-import' && symbol !== '') (to === name ? offers : needs).add(symbol);
    }
  }
  return {
    cohesion: inside + crossing === 0 ? 1 : inside / (inside + crossing),
    inbound,
    outbound,
    offers: [...offers].sort(),
    needs: [...needs].sort(),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
