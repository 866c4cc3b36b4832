import type { Route } from '../suite/match-route.ts';
import { countRequest, type SideCounts } from '../suite/side-counts.ts';
import { Latencies, type Percentiles } from './latencies.ts';

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
  readonly #latencies = new Map<string, Latencies>();
  readonly #unexpected = new Map<string, Unexpected>();
  #requests = 0;

  answered(route: Route, side: string, tookMs: number): void {
    this.#requests += 1;
    countRequest(this.#counts, route, side);
    const latencies = this.#latencies.get(side) ?? new Latencies();
    latencies.add(tookMs);
    this.#latencies.set(side, latencies);
  }

  unexpected(route: Route, side: string, problem: string, atMs: number): void {
    const key = `${route} ${side} ${problem}`;
    const known = this.#unexpected.get(key);
    if (known === undefined) this.#unexpected.set(key, { route, side, problem, count: 1, firstAtMs: atMs });
    else known.count += 1;
  }

  report(): Tally {
    const latencyMsBySide = Object.fromEntries(
      [...this.#latencies].map(([side, latencies]) => [side, latencies.percentiles()]),
    );
    return {
      requests: this.#requests,
      countsByRouteAndSide: structuredClone(this.#counts),
      latencyMsBySide,
      unexpected: [...this.#unexpected.values()].map((entry) => ({ ...entry })),
    };
  }
}
