import type { Route } from '../suite/match-route.ts';
import { countRequest, type SideCounts } from '../suite/side-counts.ts';

export type Percentiles = { p50: number; p90: number; p99: number; max: number };

/** One way in which answers were not what the contract says. */
export type Unexpected = { route: Route; side: string; problem: string; count: number; firstAtMs: number };

export type Tally = {
  requests: number;
  countsByRouteAndSide: SideCounts;
  latencyMsBySide: Record<string, Percentiles>;
  unexpected: Unexpected[];
};

/** Counts a run's answers; `report` may be asked at any time. */
export class TallyKeeper {
  readonly #counts: SideCounts = {};
  readonly #tookMs = new Map<string, number[]>();
  readonly #unexpected = new Map<string, Unexpected>();
  #requests = 0;

  answered(route: Route, side: string, tookMs: number): void {
    this.#requests += 1;
    countRequest(this.#counts, route, side);
    const times = this.#tookMs.get(side);
    if (times === undefined) this.#tookMs.set(side, [tookMs]);
    else times.push(tookMs);
  }

  unexpected(route: Route, side: string, problem: string, atMs: number): void {
    const key = `${route} ${side} ${problem}`;
    const known = this.#unexpected.get(key);
    if (known === undefined) this.#unexpected.set(key, { route, side, problem, count: 1, firstAtMs: atMs });
    else known.count += 1;
  }

  report(): Tally {
    const latencyMsBySide = Object.fromEntries(
      [...this.#tookMs].map(([side, times]) => [side, percentiles(times)]),
    );
    return {
      requests: this.#requests,
      countsByRouteAndSide: structuredClone(this.#counts),
      latencyMsBySide,
      unexpected: [...this.#unexpected.values()].map((entry) => ({ ...entry })),
    };
  }
}

/** Nearest-rank percentiles. */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}
