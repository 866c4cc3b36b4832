// The shop's only source of time. Seed data ends at SEED_EPOCH, so by default the shop believes that it is that
// morning when it starts: coupons and promotions never rot.

export const SEED_EPOCH = '2025-03-20T09:00:00.000Z';

export interface ClockSettings {
  /** What time it is when the clock is set, ISO 8601. */
  now?: string;
  /** Added to the machine's time; wins over `now`. Lets several processes share exactly one time. */
  offsetMs?: number;
  /** Time stands still (tests). */
  frozen?: boolean;
}

let offsetMs = Date.parse(SEED_EPOCH) - Date.now();
let frozenAt: number | null = null;

export function setClock(settings: ClockSettings = {}): void {
  const start = Date.parse(settings.now ?? SEED_EPOCH);
  if (Number.isNaN(start)) throw new Error(`CLOCK_NOW: "${settings.now}" is no date; write ${SEED_EPOCH}`);
  if (settings.offsetMs !== undefined && !Number.isSafeInteger(settings.offsetMs)) throw new Error('CLOCK_OFFSET_MS: write whole milliseconds');
  offsetMs = settings.offsetMs ?? start - Date.now();
  frozenAt = settings.frozen ? Date.now() + offsetMs : null;
  // A frozen clock without an offset stands at the very moment that was asked for.
  if (settings.frozen && settings.offsetMs === undefined) frozenAt = start;
}

export function now(): Date {
  return new Date(frozenAt ?? Date.now() + offsetMs);
}

export function nowIso(): string {
  return now().toISOString();
}

/** The day of a moment, `2025-03-20`. */
export function dayOf(moment: Date | string): string {
  return (typeof moment === 'string' ? moment : moment.toISOString()).slice(0, 10);
}

export function addMinutes(moment: Date, minutes: number): Date {
  return new Date(moment.getTime() + minutes * 60_000);
}

export function addDays(moment: Date, days: number): Date {
  return addMinutes(moment, days * 24 * 60);
}
