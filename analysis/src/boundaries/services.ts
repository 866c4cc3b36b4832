/** From a partition of the modules to suggested services: what each has, offers, needs, breaks and costs. */
import type { EdgeFacts, Facts } from '../graph/facts.ts';
import type { Seam, ServiceSuggestion } from './boundaries.ts';
import { writingOwners } from './migration-cost.ts';
import { operationsAmong } from './operations.ts';
import { compareReadiness, isOperation, readinessOf } from './rank.ts';

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

/** All services, best to extract first. Every list of facts is gone through once, whatever the number of services. */
export function describeServices(facts: Facts, assignment: Assignment): ServiceSuggestion[] {
  const drafts = new Map([...assignment.members.keys()].map((name) => [name, new ServiceDraft()]));
  collect(facts, assignment, (service) => (service === null ? undefined : drafts.get(service)));
  return [...drafts]
    .map(([name, draft]) => {
      const described = describe(name, assignment.members.get(name) ?? [], draft);
      return {
        described,
        ranked: {
          ...described,
          routes: draft.routes.length,
          operations: draft.operations,
          background: draft.background,
        },
      };
    })
    .sort((a, b) => compareReadiness(a.ranked, b.ranked))
    .map(({ described }, i) => ({ ...described, rank: i + 1 }));
}

/** What is collected of one service. */
class ServiceDraft {
  lines = 0;
  readonly routes: string[] = [];
  operations = 0;
  background = 0;
  readonly tables: string[] = [];
  /** Table → its owner. */
  readonly foreignReads = new Map<string, string>();
  brokenTransactions = 0;
  /** Edges. */
  inside = 0;
  crossing = 0;
  /** Calls. */
  inbound = 0;
  outbound = 0;
  /** Names of its own that others use, and names of others that it uses. */
  readonly offers = new Set<string>();
  readonly needs = new Set<string>();
  readonly seams: Seam[] = [];
}

function collect(
  facts: Facts,
  { serviceOf, ownerOf, seams }: Assignment,
  draftOf: (service: string | null) => ServiceDraft | undefined,
): void {
  for (const { path, lines } of facts.modules) {
    const draft = draftOf(serviceOf(path));
    // Not those of its members: parts of split modules are in it, and parts of its own are elsewhere.
    if (draft) draft.lines += lines;
  }
  for (const { method, path, handler } of facts.routes)
    draftOf(serviceOf(handler.module))?.routes.push(`${method} ${path}`);
  for (const entry of facts.entries) {
    const draft = draftOf(serviceOf(entry.module));
    if (draft) draft[isOperation(entry) ? 'operations' : 'background'] += 1;
  }
  for (const { name } of facts.tables) draftOf(ownerOf(name))?.tables.push(name);
  for (const { table, module } of facts.access) {
    const owner = ownerOf(table);
    const service = serviceOf(module);
    if (owner !== null && owner !== service) draftOf(service)?.foreignReads.set(table, owner);
  }
  for (const { steps } of facts.transactions) {
    const owners = writingOwners(steps, ownerOf);
    for (const draft of owners.length > 1 ? owners.map(draftOf) : [])
      if (draft) draft.brokenTransactions += 1;
  }
  for (const edge of facts.edges)
    collectEdge(edge, draftOf(serviceOf(edge.from)), draftOf(serviceOf(edge.to)));
  for (const seam of seams) {
    draftOf(seam.from)?.seams.push(seam);
    draftOf(seam.to)?.seams.push(seam);
  }
}

function collectEdge(edge: EdgeFacts, from: ServiceDraft | undefined, to: ServiceDraft | undefined): void {
  if (!from || !to) return;
  if (from === to) {
    from.inside += 1;
    return;
  }
  const calls = (edge.kinds.call ?? 0) + (edge.kinds.inject ?? 0) + (edge.kinds.name ?? 0);
  from.crossing += 1;
  from.outbound += calls;
  to.crossing += 1;
  to.inbound += calls;
  for (const operation of operationsAmong(edge.places)) {
    from.needs.add(operation);
    to.offers.add(operation);
  }
}

function describe(
  name: string,
  members: readonly Member[],
  draft: ServiceDraft,
): Omit<ServiceSuggestion, 'rank'> {
  const { inside, crossing, tables, routes, operations, background, seams } = draft;
  const metrics = {
    lines: draft.lines,
    modules: members.length,
    cohesion: round(inside + crossing === 0 ? 1 : inside / (inside + crossing)),
    inboundCalls: draft.inbound,
    outboundCalls: draft.outbound,
    brokenTransactions: draft.brokenTransactions,
  };
  const { effort, why } = readinessOf({
    name,
    metrics,
    routes: routes.length,
    operations,
    background,
    tables,
    seams,
  });
  return {
    name,
    modules: members,
    routes: [...routes].sort(),
    tables,
    readsFromOthers: [...draft.foreignReads]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([table, owner]) => ({ table, owner })),
    offers: [...draft.offers].sort(),
    needs: [...draft.needs].sort(),
    metrics,
    confidence: round(
      members.reduce((sum, member) => sum + member.confidence, 0) / Math.max(1, members.length),
    ),
    effort,
    why,
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
