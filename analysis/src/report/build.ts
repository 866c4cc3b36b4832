import type { Boundaries, ServiceSuggestion } from '../boundaries/boundaries.ts';
import type { ReferenceSplit } from '../boundaries/reference.ts';
import { placesOfParts } from '../boundaries/split/places-of-parts.ts';
import type {
  EdgeKind,
  EntryFacts,
  Facts,
  ModuleFacts,
  Place,
  RouteFacts,
  TableStep,
} from '../graph/facts.ts';
import { OUTSIDE } from '../graph/module-roles.ts';
import { referenceOfReport } from './against-reference.ts';
import { sortedBy, sortedUnique } from './order.ts';
import { round } from './round.ts';
import type { Report } from './schema.ts';

const edgeKindOrder: readonly EdgeKind[] = [
  'import',
  'type-import',
  'call',
  'inject',
  'name',
  'relation',
  'event',
];

/**
 * Joins what was read with what is suggested. Pure: equal input gives a report of equal bytes.
 *
 * @param reference a split to compare the suggestion with.
 * @example const report = buildReport(facts, suggestBoundaries(facts));
 */
export function buildReport(facts: Facts, boundaries: Boundaries, reference?: ReferenceSplit): Report {
  const membership = membershipOf(boundaries);
  const serviceOf = (path: string): string | null => membership.get(path)?.service ?? null;
  const ownerOf = (table: string): string | null => boundaries.tableOwners.get(table) ?? null;
  const serviceAt = placesOfParts(boundaries.splits, serviceOf);
  const modulePaths = facts.modules.map(({ path }) => path).sort();
  const positionOf = new Map(modulePaths.map((path, position) => [path, position]));

  const entryPoint = (entry: RouteFacts | EntryFacts) => ({
    module: entry.module,
    line: entry.line,
    effect: entry.effect,
    because: entry.because,
    tables: entry.tables.map(([table, mode]): [string, 'R' | 'W'] => [table, mode]),
    events: sortedUnique(entry.events),
    external: sortedUnique(entry.external),
    session: entry.session,
  });
  const entries = sortedBy(
    facts.entries.map((entry) => ({
      kind: entry.kind,
      name: entry.name,
      service: serviceAt(entry.module, entry.line),
      ...entryPoint(entry),
    })),
    (entry) => entry.kind,
    (entry) => entry.name,
    (entry) => entry.module,
    (entry) => entry.line,
  );
  const transactions = sortedBy(
    facts.transactions.map((transaction) => ({
      module: transaction.module,
      line: transaction.line,
      function: transaction.function,
      steps: transaction.steps.map(([table, mode]): [string, 'R' | 'W'] => [table, mode]),
      services: ownersOf(transaction.steps, ownerOf),
    })),
    (transaction) => transaction.module,
    (transaction) => transaction.line,
  );

  return {
    version: 1,
    root: '.',
    stats: { files: facts.stats.files, lines: facts.stats.lines },
    modules: sortedBy(
      facts.modules.map((module) => ({
        path: module.path,
        lines: module.lines,
        role: roleOf(module, boundaries),
        because: module.because,
        authors: module.authors,
        service: serviceOf(module.path),
        confidence: round(membership.get(module.path)?.confidence ?? 0),
        runnerUp: membership.get(module.path)?.runnerUp ?? null,
      })),
      (module) => module.path,
    ),
    edges: sortedBy(
      facts.edges.map((edge) => ({
        from: edge.from,
        to: edge.to,
        kinds: kindsInOrder(edge.kinds),
        places: edge.places.map(({ line, kind, symbol, touchesNoTable }) => ({
          line,
          kind,
          symbol,
          ...(touchesNoTable ? { touchesNoTable } : {}),
        })),
      })),
      (edge) => edge.from,
      (edge) => edge.to,
    ),
    routes: sortedBy(
      facts.routes.map((route) => ({
        method: route.method,
        path: route.path,
        handler: { module: route.handler.module, name: route.handler.name },
        framework: route.framework,
        reaches: route.modules.flatMap((path) => positionOf.get(path) ?? []),
        service: serviceAt(route.handler.module, route.line, route.handler.name),
        ...entryPoint(route),
      })),
      (route) => route.path,
      (route) => route.method,
      (route) => route.module,
      (route) => route.line,
    ),
    entries,
    together: facts.together.map(({ routes, because }) => ({ routes: [...routes], because })),
    tables: tablesOf(facts, ownerOf),
    access: sortedBy(
      facts.access.map((access) => ({
        module: access.module,
        function: access.function,
        line: access.line,
        table: access.table,
        mode: access.mode,
        columns: [...access.columns],
      })),
      (access) => access.module,
      (access) => access.line,
      (access) => access.table,
      (access) => access.mode,
    ),
    joins: sortedBy(
      facts.joins.map(({ module, line, tables }) => ({ module, line, tables: [...tables] })),
      (join) => join.module,
      (join) => join.line,
    ),
    transactions,
    events: sortedBy(
      facts.events.map((event) => ({
        name: event.name,
        emitters: event.emitters.map(({ path, line }) => ({ path, line })),
        listeners: event.listeners.map(({ path, line }) => ({ path, line })),
      })),
      (event) => event.name,
    ),
    sharedState: sortedBy(
      facts.sharedState.map(({ module, line, name, writers, readers }) => ({
        module,
        line,
        name,
        writers: sortedUnique(writers),
        readers: sortedUnique(readers),
      })),
      (state) => state.module,
      (state) => state.line,
      (state) => state.name,
    ),
    splits: boundaries.splits.map(({ module, home, functions, parts, saves }) => ({
      module,
      home,
      functions: functions.map(({ name, line, endLine, service, calls }) => ({
        name,
        line,
        endLine,
        service,
        calls: calls.map(([callee, at]): [string, number] => [callee, at]),
      })),
      parts: parts.map((part) => ({
        ...part,
        functions: [...part.functions],
        tables: part.tables.map(([table, mode]): [string, 'R' | 'W'] => [table, mode]),
        calledFrom: [...part.calledFrom],
      })),
      saves,
    })),
    decisions: decisionsOfReport(boundaries.decisions),
    refinement: {
      moves: boundaries.refinement.moves.map(({ what, name, from, to }) => ({ what, name, from, to })),
      costWithout: round(boundaries.refinement.costWithout),
      cost: round(boundaries.refinement.cost),
    },
    ...(reference && { reference: referenceOfReport(boundaries, reference) }),
    jobs: entries
      .filter((entry) => entry.kind === 'job')
      .map(({ name, module, line, service }) => ({ name, module, line, service })),
    services: sortedBy(
      boundaries.services.map((service) =>
        serviceOfReport(service, facts, entries, transactions, serviceAt, ownerOf),
      ),
      (service) => service.rank,
      (service) => service.name,
    ),
    seams: sortedBy(
      boundaries.seams.map((seam) => ({
        from: seam.from,
        to: seam.to,
        kind: seam.kind,
        what: [...seam.what],
        evidence: seam.evidence.map(({ path, line }) => ({ path, line })),
        remedy: seam.remedy,
        cost: round(seam.cost),
      })),
      (seam) => -seam.cost,
      (seam) => seam.from,
      (seam) => seam.to,
      (seam) => seam.kind,
    ),
    metrics: {
      sm: round(boundaries.metrics.sm),
      icp: round(boundaries.metrics.icp),
      ifn: round(boundaries.metrics.ifn),
      ned: round(boundaries.metrics.ned),
      bcp: boundaries.metrics.bcp === null ? null : round(boundaries.metrics.bcp),
    },
    hierarchy: boundaries.hierarchy.map(({ granularity, labels }) => ({
      granularity,
      services: servicesOfLabels(labels),
    })),
    unresolved: sortedBy(
      facts.unresolved.map(({ path, line, what, because }) => ({ path, line, what, because })),
      (item) => item.path,
      (item) => item.line,
      (item) => item.what,
    ),
  };
}

function decisionsOfReport(decisions: Boundaries['decisions']): Report['decisions'] {
  if (!decisions) return null;
  const { moves, left, costWithout, cost, gone } = decisions;
  return {
    moves: moves.map(({ path, from, to, because }) => ({ path, from, to, because })),
    left: left.map(({ path, from, to }) => ({ path, from, to })),
    costWithout: round(costWithout),
    cost: round(cost),
    gone: gone.map(({ line, value }) => ({ line, value })),
  };
}

interface Membership {
  readonly service: string;
  readonly confidence: number;
  readonly runnerUp: string | null;
}

function membershipOf(boundaries: Boundaries): Map<string, Membership> {
  const membership = new Map<string, Membership>();
  for (const service of boundaries.services) {
    for (const { path, confidence, runnerUp } of service.modules) {
      membership.set(path, { service: service.name, confidence, runnerUp });
    }
  }
  return membership;
}

/** A module that was kept out of the services shows why in its role. */
function roleOf(module: ModuleFacts, boundaries: Boundaries): ModuleFacts['role'] {
  const outside = boundaries.shared.get(module.path);
  return outside !== undefined && OUTSIDE.has(outside) ? (outside as ModuleFacts['role']) : module.role;
}

function tablesOf(facts: Facts, ownerOf: (table: string) => string | null): Report['tables'] {
  const readers = new Map<string, string[]>();
  const writers = new Map<string, string[]>();
  for (const { table, mode, module } of facts.access) push(mode === 'W' ? writers : readers, table, module);
  return sortedBy(
    facts.tables.map((table) => ({
      name: table.name,
      owner: ownerOf(table.name),
      columns: [...table.columns],
      definedAt: table.definedAt === null ? null : { path: table.definedAt.path, line: table.definedAt.line },
      readers: sortedUnique(readers.get(table.name) ?? []),
      writers: sortedUnique(writers.get(table.name) ?? []),
      foreignKeys: table.foreignKeys.map(({ column, references, referencedColumn, onDelete }) => ({
        column,
        references,
        referencedColumn,
        onDelete,
      })),
    })),
    (table) => table.name,
  );
}

function serviceOfReport(
  service: ServiceSuggestion,
  facts: Facts,
  entries: Report['entries'],
  transactions: Report['transactions'],
  serviceAt: (path: string, line: number) => string | null,
  ownerOf: (table: string) => string | null,
): Report['services'][number] {
  const isInside = ({ path, line }: Place) => serviceAt(path, line) === service.name;
  return {
    name: service.name,
    modules: sortedUnique(service.modules.map((module) => module.path)),
    routes: [...service.routes],
    tables: sortedUnique(service.tables),
    readsFromOthers: sortedBy(
      service.readsFromOthers.map(({ table, owner }) => ({ table, owner })),
      (read) => read.table,
      (read) => read.owner,
    ),
    offers: sortedUnique(service.offers),
    needs: sortedUnique(service.needs),
    jobs: entries
      .filter((entry) => entry.kind === 'job' && entry.service === service.name)
      .map((job) => job.name),
    emits: sortedUnique(
      facts.events.filter((event) => event.emitters.some(isInside)).map((event) => event.name),
    ),
    listensTo: sortedUnique(
      facts.events.filter((event) => event.listeners.some(isInside)).map((event) => event.name),
    ),
    brokenTransactions: transactions
      .filter((transaction) => writersOf(transaction.steps, ownerOf).length > 1)
      .filter((transaction) => writersOf(transaction.steps, ownerOf).includes(service.name))
      .map((transaction) => ({ path: transaction.module, line: transaction.line })),
    metrics: {
      lines: service.metrics.lines,
      modules: service.metrics.modules,
      cohesion: round(service.metrics.cohesion),
      inboundCalls: round(service.metrics.inboundCalls),
      outboundCalls: round(service.metrics.outboundCalls),
      brokenTransactions: service.metrics.brokenTransactions,
    },
    confidence: round(service.confidence),
    rank: service.rank,
    effort: round(service.effort),
    why: service.why,
  };
}

function ownersOf(steps: readonly TableStep[], ownerOf: (table: string) => string | null): string[] {
  return sortedUnique(steps.map(([table]) => ownerOf(table)).filter((owner) => owner !== null));
}

function writersOf(steps: readonly TableStep[], ownerOf: (table: string) => string | null): string[] {
  return ownersOf(
    steps.filter(([, mode]) => mode === 'W'),
    ownerOf,
  );
}

function servicesOfLabels(labels: ReadonlyMap<string, string>): Report['hierarchy'][number]['services'] {
  const modules = new Map<string, string[]>();
  for (const [path, label] of labels) push(modules, label, path);
  return sortedBy(
    [...modules].map(([name, paths]) => ({ name, modules: sortedUnique(paths) })),
    (service) => service.name,
  );
}

function kindsInOrder(kinds: Readonly<Partial<Record<EdgeKind, number>>>): Partial<Record<EdgeKind, number>> {
  const ordered: Partial<Record<EdgeKind, number>> = {};
  for (const kind of edgeKindOrder) {
    const weight = kinds[kind];
    if (weight !== undefined) ordered[kind] = round(weight);
  }
  return ordered;
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
