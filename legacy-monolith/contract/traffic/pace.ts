import { setTimeout as sleep } from 'node:timers/promises';

/** Lets requests through at a steady rate, however many visitors wait. */
export type Pace = {
  /** Resolves when the next request may leave; false once no more may: time, number or signal says so. */
  next(): Promise<boolean>;
  /** Whether `next` would say no at once. */
  isOver(): boolean;
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
  let outOfTime = false;
  const isOver = (): boolean => granted >= limits.requests || outOfTime || limits.signal?.aborted === true;
  return {
    isOver,
    async next() {
      if (isOver()) return false;
      granted += 1;
      const now = performance.now();
      slotAt = Math.max(slotAt + gapMs, now - burst * gapMs);
      outOfTime = slotAt - startedAt > limits.durationMs;
      if (outOfTime) return false;
      const waitMs = slotAt - now;
      if (waitMs > 1) await sleep(waitMs);
      return limits.signal?.aborted !== true;
    },
  };
}
