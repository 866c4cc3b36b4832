/** How ready a service is to be extracted, with the reasons in words. Runs in the browser too: no imports but types. */
import type { EntryFacts } from '../graph/facts.ts';
import type { Seam, ServiceMetrics } from './boundaries.ts';

export interface Candidate {
  readonly name: string;
  readonly metrics: ServiceMetrics;
  readonly routes: number;
  /** GraphQL fields and other operations that clients ask it for without a route of their own. */
  readonly operations: number;
  /** Jobs, listeners, queues and commands: nobody waits for them, but they run by themselves. */
  readonly background: number;
  readonly tables: readonly string[];
  /** Seams that start or end at it. */
  readonly seams: readonly Seam[];
}

/** One unit (a call turned into a request) is about this much code to move, build and test. */
const LINES_PER_UNIT = 250;
/** A service without tables or routes of its own saves nobody anything: extract others first. */
const NO_TABLE_PENALTY = 20;
const NO_ROUTE_PENALTY = 10;

/** Entry points that clients ask, as they ask routes; the others (jobs, listeners, commands) nobody waits for. */
const ASKED: ReadonlySet<EntryFacts['kind']> = new Set(['action', 'graphql', 'message', 'socket']);

/** @example isOperation({ kind: 'graphql' }) // true */
export function isOperation({ kind }: { readonly kind: EntryFacts['kind'] }): boolean {
  return ASKED.has(kind);
}

/** What decides the order of extraction. */
export type Ranked = Pick<Candidate, 'name' | 'routes' | 'operations' | 'background' | 'tables'> & {
  readonly effort: number;
};

/**
 * Owns no table and has no entry point of any kind: worth a shared package, not a service.
 *
 * @example isLibrary({ routes: 0, operations: 0, background: 0, tables: [] }) // true
 */
export function isLibrary({
  routes,
  operations,
  background,
  tables,
}: Pick<Candidate, 'routes' | 'operations' | 'background' | 'tables'>): boolean {
  return routes + operations + background + tables.length === 0;
}

/** How well a suggestion stands as a service; the order of extraction goes by it first. */
export type Standing = 'whole' | 'doubtful' | 'library';

/**
 * `doubtful`: it lacks tables or whatever clients could ask, so that it may belong to a service that has them.
 *
 * @example standingOf({ routes: 4, operations: 0, background: 0, tables: [] }) // 'doubtful'
 */
export function standingOf(candidate: Parameters<typeof isLibrary>[0]): Standing {
  if (isLibrary(candidate)) return 'library';
  const { routes, operations, tables } = candidate;
  return routes + operations > 0 && tables.length > 0 ? 'whole' : 'doubtful';
}

/** Whole services first, then those that lack tables or whatever clients could ask, libraries last; among equals the least effort. */
export function compareReadiness(a: Ranked, b: Ranked): number {
  return lacks(a) - lacks(b) || a.effort - b.effort || (a.name < b.name ? -1 : 1);
}

function lacks(ranked: Ranked): number {
  const { routes, operations, tables } = ranked;
  return Number(routes + operations === 0) + Number(tables.length === 0) + Number(isLibrary(ranked));
}

/** Effort in migration cost units: its seams, and the size of what moves; with the sentence that argues for it. */
export function readinessOf(candidate: Candidate): { readonly effort: number; readonly why: string } {
  const { metrics, routes, operations, tables, seams } = candidate;
  const seamCost = seams.reduce((sum, seam) => sum + seam.cost, 0);
  const effort =
    seamCost +
    metrics.lines / LINES_PER_UNIT +
    (tables.length === 0 ? NO_TABLE_PENALTY : 0) +
    (routes + operations === 0 ? NO_ROUTE_PENALTY : 0);
  const reasons = [
    aboutTables(candidate),
    metrics.brokenTransactions === 0
      ? 'breaks no transaction'
      : `breaks ${count(metrics.brokenTransactions, 'transaction')}`,
    aboutRequests(candidate),
    `${count(metrics.inboundCalls, 'call')} in, ${metrics.outboundCalls} out`,
  ];
  return {
    effort: Math.round(effort * 10) / 10,
    why: `${isLibrary(candidate) ? `${aboutUsers(candidate)}: ` : ''}${reasons.join('; ')}; its seams cost ${Math.round(seamCost * 10) / 10}.`,
  };
}

/** A library that one service uses is part of it; what several use is a package. */
function aboutUsers({ name, seams }: Candidate): string {
  const users = [...new Set(seams.filter(({ to }) => to === name).map(({ from }) => from))];
  if (users.length === 1) return `a library that only ${users[0]} uses`;
  return `a library rather than a service, used by ${users.length === 0 ? 'no service' : count(users.length, 'service')}`;
}

function aboutTables({ name, tables, seams }: Candidate): string {
  if (tables.length === 0) return 'owns no table';
  const written = new Set(
    seams.filter((seam) => seam.kind === 'table-write' && seam.to === name).flatMap(({ what }) => what),
  );
  const own = tables.length === 1 ? 'its table' : `its ${count(tables.length, 'table')}`;
  if (written.size === 0) return `nobody else writes ${own}`;
  return written.size >= tables.length ? `others write ${own}` : `others write ${written.size} of ${own}`;
}

function aboutRequests({ routes, operations }: Candidate): string {
  if (routes + operations === 0) return 'answers no route';
  return [
    ...(routes > 0 ? [count(routes, 'route')] : []),
    ...(operations > 0 ? [count(operations, 'operation')] : []),
  ].join(' and ');
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
