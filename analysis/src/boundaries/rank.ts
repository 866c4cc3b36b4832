/** How ready a service is to be extracted, with the reasons in words. */
import type { Seam, ServiceMetrics } from './boundaries.ts';

export interface Candidate {
  readonly name: string;
  readonly metrics: ServiceMetrics;
  readonly routes: number;
  readonly tables: readonly string[];
  /** Seams that start or end at it. */
  readonly seams: readonly Seam[];
}

/** One unit (a call turned into a request) is about this much code to move, build and test. */
const LINES_PER_UNIT = 250;
/** A service without tables or routes of its own saves nobody anything: extract others first. */
const NO_TABLE_PENALTY = 20;
const NO_ROUTE_PENALTY = 10;

/** What has neither routes nor tables is a library: worth a shared package, not a service. */
function isLibrary(routes: number, tables: readonly string[]): boolean {
  return routes === 0 && tables.length === 0;
}

/** What decides the order of extraction. */
export interface Ranked {
  readonly name: string;
  readonly effort: number;
  readonly routes: number;
  readonly tables: readonly string[];
}

/** Whole services first, then those that lack routes or tables, libraries last; among equals the least effort. */
export function compareReadiness(a: Ranked, b: Ranked): number {
  return lacks(a) - lacks(b) || a.effort - b.effort || (a.name < b.name ? -1 : 1);
}

function lacks({ routes, tables }: Ranked): number {
  return Number(routes === 0) + Number(tables.length === 0);
}

/** Effort in migration cost units: its seams, and the size of what moves; with the sentence that argues for it. */
export function readinessOf(candidate: Candidate): { readonly effort: number; readonly why: string } {
  const { metrics, routes, tables, seams, name } = candidate;
  const seamCost = seams.reduce((sum, seam) => sum + seam.cost, 0);
  const effort =
    seamCost +
    metrics.lines / LINES_PER_UNIT +
    (tables.length === 0 ? NO_TABLE_PENALTY : 0) +
    (routes === 0 ? NO_ROUTE_PENALTY : 0);
  const written = new Set(
    seams.filter((seam) => seam.kind === 'table-write' && seam.to === name).flatMap((s) => s.what),
  );
  const exclusive = tables.filter((table) => !written.has(table)).length;
  const reasons = [
    `${count(written.size, 'table')} of its own written from outside`,
    tables.length === 0 ? 'owns no table' : `${count(exclusive, 'table')} nobody else writes`,
    count(routes, 'route'),
    count(metrics.brokenTransactions, 'broken transaction'),
    `${count(metrics.inboundCalls, 'call')} in, ${metrics.outboundCalls} out`,
  ];
  return {
    effort: Math.round(effort * 10) / 10,
    why: `${isLibrary(routes, tables) ? 'a library rather than a service: ' : ''}${reasons.join(', ')}; seams cost ${Math.round(seamCost * 10) / 10}.`,
  };
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
