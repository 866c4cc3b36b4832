/**
 * Ids that differ between the sides but map one to one: `17 ↔ 42` once means `17 ↔ 42` always. An id that maps to two
 * others is no renaming but a fault (another customer's order, say).
 */
export class Renamings {
  private readonly toRight = new Map<string, string>();
  private readonly toLeft = new Map<string, string>();
  private readonly capacity: number;
  private readonly maxLetters: number;
  private letters = 0;

  /**
   * `capacity`: pairs remembered; the oldest are forgotten first, so memory stays bounded on endless traffic. `maxLetters`:
   * of all of them together, for tokens may be long.
   */
  constructor(capacity = 50_000, maxLetters = 8_000_000) {
    this.capacity = capacity;
    this.maxLetters = maxLetters;
  }

  /** Adds the pair unless it contradicts an earlier one. */
  accept(left: string, right: string): 'new' | 'known' | 'contradiction' {
    const before = this.toRight.get(left);
    const back = this.toLeft.get(right);
    if (before === right && back === left) return 'known';
    if (before !== undefined || back !== undefined) return 'contradiction';
    this.toRight.set(left, right);
    this.toLeft.set(right, left);
    this.letters += left.length + right.length;
    while (this.toRight.size > this.capacity || this.letters > this.maxLetters) this.forgetOldest();
    return 'new';
  }

  isKnown(left: string, right: string): boolean {
    return this.toRight.get(left) === right;
  }

  /** The right side's name for a left id; for replaying a session. */
  rightFor(left: string): string | undefined {
    return this.toRight.get(left);
  }

  private forgetOldest(): void {
    const oldest = this.toRight.entries().next().value;
    if (!oldest) return;
    this.letters -= oldest[0].length + oldest[1].length;
    this.toRight.delete(oldest[0]);
    this.toLeft.delete(oldest[1]);
  }
}
