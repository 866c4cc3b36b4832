/**
 * Latency of both sides, paired by request: what differs is the side, not the load of the moment.
 */
export interface LatencyReport {
  readonly pairs: number;
  /** Medians, in milliseconds. */
  readonly leftMs: number;
  readonly rightMs: number;
  /** Median of right over left, and where it lies with 95% confidence. */
  readonly ratio: number;
  readonly ratioFrom: number;
  readonly ratioTo: number;
}

/** Pairs kept per endpoint: beyond that a uniform sample of them. */
const MAX_PAIRS = 2_000;
/** Fewer pairs than this give no 95% interval (the extremes cover 93.75% at five, 96.9% at six). */
const MIN_PAIRS = 6;

/** Collects pairs of one endpoint; `random` in [0, 1) chooses which are kept. */
export class PairedLatency {
  private readonly pairs: (readonly [leftMs: number, rightMs: number])[] = [];
  private seen = 0;

  add(leftMs: number, rightMs: number, random: () => number): void {
    this.seen += 1;
    if (this.pairs.length < MAX_PAIRS) this.pairs.push([leftMs, rightMs]);
    else {
      const place = Math.floor(random() * this.seen);
      if (place < MAX_PAIRS) this.pairs[place] = [leftMs, rightMs];
    }
  }

  report(): LatencyReport | undefined {
    if (this.pairs.length < MIN_PAIRS) return undefined;
    const ratios = sorted(this.pairs.map(([left, right]) => right / Math.max(left, 0.01)));
    const { from, to } = medianInterval(ratios);
    return {
      pairs: this.seen,
      leftMs: median(sorted(this.pairs.map(([left]) => left))),
      rightMs: median(sorted(this.pairs.map(([, right]) => right))),
      ratio: median(ratios),
      ratioFrom: from,
      ratioTo: to,
    };
  }
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

function median(values: readonly number[]): number {
  const middle = values.length / 2;
  return ((values[Math.ceil(middle) - 1] ?? 0) + (values[Math.floor(middle)] ?? 0)) / 2;
}

/** Order statistics around the median that cover it with 95%: how many lie below it is binomial with 1/2, whatever the distribution. */
function medianInterval(values: readonly number[]): { from: number; to: number } {
  const halfWidth = (1.96 * Math.sqrt(values.length)) / 2;
  const low = Math.max(0, Math.floor(values.length / 2 - halfWidth - 0.5));
  return { from: values[low] ?? 0, to: values[values.length - 1 - low] ?? 0 };
}
