import { setTimeout as sleep } from 'node:timers/promises';

/** Lets requests through at a steady rate, however many visitors wait. */
export type Pace = {
  /** Resolves when the next request may leave; false once no more may: time, number or signal says so. */
  next(): Promise<boolean>;
};

export type PaceLimits = {
  requestsPerSecond: number;
  requests: number;
  durationMs: number;
  signal?: AbortSignal | undefined;
};

/** A late slot is not caught up in a burst beyond `burst` requests, so that a stall of one side isn't followed by a flood. */
export function pace(limits: PaceLimits, burst = 10): Pace {
  const gapMs = 1000 / limits.requestsPerSecond;
  const startedAt = performance.now();
  let slotAt = startedAt;
  let granted = 0;
  const isOver = (): boolean => limits.signal?.aborted === true;
  return {
    async next() {
      if (granted >= limits.requests || isOver()) return false;
      granted += 1;
      const now = performance.now();
      slotAt = Math.max(slotAt + gapMs, now - burst * gapMs);
      if (slotAt - startedAt > limits.durationMs) return false;
      const waitMs = slotAt - now;
      if (waitMs > 1) await sleep(waitMs);
      return !isOver();
    },
  };
}
