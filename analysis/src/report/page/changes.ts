/** What the reader's moves changed: places, seams, transactions. Pure. */
import type { Seam } from '../../boundaries/boundaries.ts';
import type { Index } from './data.ts';
import type { Figures, PairArrow } from './figures.ts';
import type { Cut, Move } from './workbench.ts';

/** A module or table that stands elsewhere than before; services by position, -1: outside. */
export interface Moved extends Pick<Move, 'what' | 'index'> {
  readonly from: Index;
  readonly to: Index;
}

export interface SeamChange {
  readonly from: Index;
  readonly to: Index;
  /** Cost units; 0 where there is no seam. */
  readonly before: number;
  readonly after: number;
  /** Kinds of seams that became dearer, with the remedy of each. */
  readonly dearer: readonly Pick<Seam, 'kind' | 'remedy'>[];
}

export interface Changes {
  readonly moved: readonly Moved[];
  /** The largest change first. */
  readonly seams: readonly SeamChange[];
  /** Positions of transactions. */
  readonly newlyBroken: readonly Index[];
  readonly healed: readonly Index[];
}

/** Smaller differences of costs are rounding. */
const NOTHING = 0.05;

/**
 * @example changesBetween(bench.untouched(), bench.cut(), app.figuresUntouched(), app.figures()).newlyBroken
 */
export function changesBetween(before: Cut, now: Cut, figuresBefore: Figures, figures: Figures): Changes {
  const brokenBefore = new Set(figuresBefore.broken.map(({ transaction }) => transaction));
  const brokenNow = new Set(figures.broken.map(({ transaction }) => transaction));
  return {
    moved: movedBetween(before, now),
    seams: seamChanges(figuresBefore.arrows, figures.arrows),
    newlyBroken: [...brokenNow].filter((transaction) => !brokenBefore.has(transaction)),
    healed: [...brokenBefore].filter((transaction) => !brokenNow.has(transaction)),
  };
}

/** In the order of the moves; what was moved back stands where it stood. */
export function movedBetween(before: Cut, now: Cut): Moved[] {
  const seen = new Set<string>();
  return now.moves.flatMap(({ what, index }): Moved[] => {
    const key = `${what} ${index}`;
    const places = what === 'module' ? ('labels' as const) : ('owners' as const);
    const from = before[places][index] ?? -1;
    const to = now[places][index] ?? -1;
    if (seen.has(key) || from === to) return [];
    seen.add(key);
    return [{ what, index, from, to }];
  });
}

/** New services are numbered after the old ones, so that positions mean the same before and after. */
function seamChanges(before: readonly PairArrow[], now: readonly PairArrow[]): SeamChange[] {
  const pairs = new Map<string, { before?: PairArrow; after?: PairArrow }>();
  const pairOf = ({ from, to }: PairArrow) => {
    const key = `${from} ${to}`;
    const pair = pairs.get(key) ?? {};
    pairs.set(key, pair);
    return pair;
  };
  for (const arrow of before) pairOf(arrow).before = arrow;
  for (const arrow of now) pairOf(arrow).after = arrow;
  return [...pairs.values()]
    .flatMap(({ before: old, after }): SeamChange[] => {
      const { from = -1, to = -1 } = after ?? old ?? {};
      const change = { from, to, before: old?.cost ?? 0, after: after?.cost ?? 0 };
      if (Math.abs(change.after - change.before) < NOTHING) return [];
      const costs = new Map(old?.seams.map((seam) => [seam.kind, seam.cost]));
      const dearer = (after?.seams ?? []).filter(
        ({ kind, cost }) => cost - (costs.get(kind) ?? 0) >= NOTHING,
      );
      return [{ ...change, dearer: dearer.map(({ kind, remedy }) => ({ kind, remedy })) }];
    })
    .sort(
      (a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || a.from - b.from || a.to - b.to,
    );
}
