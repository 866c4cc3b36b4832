/**
 * How often the two sides may be asked again: a share of the comparisons, saved up to a small burst, so that the load on
 * the monolith stays what it was.
 */
export class RepeatBudget {
  private saved: number;
  private readonly share: number;
  private readonly burst: number;

  /** @param share repeats per comparison, 0 to 1 */
  constructor(share: number, burst = 20) {
    this.share = share;
    this.burst = burst;
    this.saved = share > 0 ? burst : 0;
  }

  earn(): void {
    this.saved = Math.min(this.burst, this.saved + this.share);
  }

  /** Takes `requests` (to the monolith) if they are there. */
  spend(requests: number): boolean {
    if (this.saved < requests) return false;
    this.saved -= requests;
    return true;
  }
}
