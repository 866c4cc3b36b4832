export type Percentiles = { p50: number; p90: number; p99: number; max: number };

/** Buckets are this much wider than the one before, so that a percentile is at most 1 % off. */
const growth = 1.02;
const smallestMs = 0.01;

/** Latencies of any number of requests in a bounded space: counts in buckets of equal relative width. */
export class Latencies {
  readonly #counts = new Map<number, number>();
  #total = 0;
  #maxMs = 0;

  add(ms: number): void {
    const bucket = Math.max(0, Math.round(Math.log(ms / smallestMs) / Math.log(growth)));
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#total += 1;
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  /** Nearest-rank percentiles; 0 where there are none. */
  percentiles(): Percentiles {
    const buckets = [...this.#counts].sort(([a], [b]) => a - b);
    const at = (share: number): number => {
      let left = Math.ceil(share * this.#total);
      for (const [bucket, count] of buckets) {
        left -= count;
        if (left <= 0) return Math.min(this.#maxMs, smallestMs * growth ** bucket);
      }
      return 0;
    };
    return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: this.#maxMs };
  }
}
