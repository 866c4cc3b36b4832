/** One instance of a service. */
export interface Target {
  readonly origin: string;
  readonly weight: number;
}

/** Failures of one target in a row until it rests, where others can take its place. */
const FAILURES_TO_REST = 5;
const REST_MS = 30_000;
const LONGEST_REST_MS = 300_000;
/** Health checks in a row until a target counts as down; one good answer brings it back. */
const BAD_CHECKS = 2;

class TargetState {
  readonly target: Target;
  underWay = 0;
  failuresInARow = 0;
  rests = 0;
  restsUntilMs = 0;
  badChecks = 0;

  constructor(target: Target) {
    this.target = target;
  }

  isUp(nowMs: number): boolean {
    return this.badChecks < BAD_CHECKS && nowMs >= this.restsUntilMs;
  }
}

/** Taken while a request is at a target. */
export interface Lease {
  readonly origin: string;
  succeeded(): void;
  failed(nowMs: number): void;
  /** The request ended without telling anything of the target. */
  ended(): void;
}

/**
 * The targets of one service. The least loaded one, by weight, gets the next request; equals take turns. With fewer
 * than three targets none is rested: the slice's fuse is the better answer then.
 */
export class TargetPool {
  #states: TargetState[] = [];
  #turn = 0;

  /** Takes over another list; targets that stay keep what is known of them. */
  update(targets: readonly Target[]): void {
    const known = new Map(
      this.#states.map((state) => [`${state.target.origin} ${state.target.weight}`, state]),
    );
    this.#states = targets.map(
      (target) => known.get(`${target.origin} ${target.weight}`) ?? new TargetState(target),
    );
  }

  /** Whether any target is up; when health checks say that none is, the slice goes home. */
  hasAny(nowMs: number): boolean {
    return this.#states.some((state) => state.isUp(nowMs));
  }

  /** Where none is up all are tried: an answer that may come is better than none. */
  take(nowMs: number): Lease | undefined {
    const up = this.#states.filter((state) => state.isUp(nowMs));
    const candidates = up.length > 0 ? up : this.#states;
    let best: TargetState | undefined;
    let bestLoad = Number.POSITIVE_INFINITY;
    this.#turn = (this.#turn + 1) % Math.max(1, candidates.length);
    for (let step = 0; step < candidates.length; step++) {
      const state = candidates[(this.#turn + step) % candidates.length];
      if (!state) continue;
      const load = (state.underWay + 1) / state.target.weight;
      if (load < bestLoad) {
        best = state;
        bestLoad = load;
      }
    }
    return best && this.#lease(best);
  }

  /** Writes down what a health check saw. */
  checked(origin: string, isGood: boolean): void {
    for (const state of this.#states) {
      if (state.target.origin === origin) state.badChecks = isGood ? 0 : state.badChecks + 1;
    }
  }

  describe(nowMs: number): { origin: string; isUp: boolean; underWay: number }[] {
    return this.#states.map((state) => ({
      origin: state.target.origin,
      isUp: state.isUp(nowMs),
      underWay: state.underWay,
    }));
  }

  #lease(state: TargetState): Lease {
    state.underWay += 1;
    let isOver = false;
    const end = () => {
      if (!isOver) state.underWay -= 1;
      isOver = true;
    };
    return {
      origin: state.target.origin,
      ended: end,
      succeeded: () => {
        end();
        state.failuresInARow = 0;
        state.rests = 0;
      },
      failed: (nowMs) => {
        end();
        state.failuresInARow += 1;
        const others = this.#states.filter((other) => other !== state && other.isUp(nowMs)).length;
        if (
          state.failuresInARow < FAILURES_TO_REST ||
          this.#states.length < 3 ||
          others < this.#states.length / 2
        )
          return;
        state.failuresInARow = 0;
        state.rests += 1;
        state.restsUntilMs = nowMs + Math.min(LONGEST_REST_MS, REST_MS * state.rests);
      },
    };
  }
}
