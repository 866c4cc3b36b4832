/**
 * Clocks of the compared systems, learned from what they stamped on writes: a system may live in another time than ours (a
 * frozen or shifted clock), and times given to things made during a run differ as the runs do.
 */
export class Moments {
  private left: Range | undefined;
  private right: Range | undefined;

  /** Both sides stamped a write with these instants, in milliseconds. */
  learn(left: number, right: number): void {
    this.left = widen(this.left, left);
    this.right = widen(this.right, right);
  }

  /** True if both lie within what the sides have stamped so far, give or take `slackMs`. */
  cover(left: number, right: number, slackMs: number): boolean {
    return isWithin(this.left, left, slackMs) && isWithin(this.right, right, slackMs);
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function widen(range: Range | undefined, instant: number): Range {
  return { from: Math.min(range?.from ?? instant, instant), to: Math.max(range?.to ?? instant, instant) };
}

function isWithin(range: Range | undefined, instant: number, slackMs: number): boolean {
  return range !== undefined && instant >= range.from - slackMs && instant <= range.to + slackMs;
}
