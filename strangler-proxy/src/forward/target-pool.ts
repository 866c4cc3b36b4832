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
    const candidates = this.#candidates(nowMs);
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
    return best && new TargetLease(best, this);
  }

  #candidates(nowMs: number): readonly TargetState[] {
    if (this.#states.every((state) => state.isUp(nowMs))) return this.#states;
    const up = this.#states.filter((state) => state.isUp(nowMs));
    return up.length > 0 ? up : this.#states;
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

  /** Whether a target that fails may rest: where it is one of three or more, and half of the others are up. */
  canSpare(state: TargetState, nowMs: number): boolean {
    const others = this.#states.filter((other) => other !== state && other.isUp(nowMs)).length;
    return this.#states.length >= 3 && others >= this.#states.length / 2;
  }
}

class TargetLease implements Lease {
  readonly #state: TargetState;
  readonly #pool: TargetPool;
  #isOver = false;

  constructor(state: TargetState, pool: TargetPool) {
    this.#state = state;
    this.#pool = pool;
    state.underWay += 1;
  }

  get origin(): string {
    return this.#state.target.origin;
  }

  ended(): void {
    if (!this.#isOver) this.#state.underWay -= 1;
    this.#isOver = true;
  }

  succeeded(): void {
    this.ended();
    this.#state.failuresInARow = 0;
    this.#state.rests = 0;
  }

  failed(nowMs: number): void {
    this.ended();
    const state = this.#state;
    state.failuresInARow += 1;
    if (state.failuresInARow < FAILURES_TO_REST || !this.#pool.canSpare(state, nowMs)) return;
    state.failuresInARow = 0;
    state.rests += 1;
    state.restsUntilMs = nowMs + Math.min(LONGEST_REST_MS, REST_MS * state.rests);
  }
}
