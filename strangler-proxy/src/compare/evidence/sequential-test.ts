/**
 * One always-valid test for "does the service have more bad events than it should?". Conditioned on bad events: when both
 * sides are equally good, each one falls on the service with the known probability `share`. It may be looked at after
 * every request; the chance that it ever passes 1/alpha on an equally good service is at most alpha.
 *
 * A mixture of likelihood ratios over how many times worse the service may be (Johari et al., mSPRT; Lindon & Malek).
 */
const TIMES_WORSE: readonly number[] = [1.25, 1.5, 2, 3, 5, 10, 30];

/** Bad events since the last change of `share`. Windows and replicas simply add up. */
export interface BadEvents {
  /** Bad events of the service. */
  readonly service: number;
  /** Bad events of both sides. */
  readonly all: number;
  /** Probability that a bad event falls on the service if both are equally good; between 0 and 1. */
  readonly share: number;
}

/**
 * Natural logarithm of the evidence against "equally good"; compare it with `Math.log(1 / alpha)`.
 *
 * @example logEvidence([{ service: 12, all: 12, share: 0.5 }]) >= Math.log(1 / 0.01) // true
 */
export function logEvidence(windows: readonly BadEvents[]): number {
  const logs = TIMES_WORSE.map((times) => {
    let log = 0;
    for (const { service, all, share } of windows) {
      const theta = (times * share) / (times * share + 1 - share);
      log += service * Math.log(theta / share) + (all - service) * Math.log((1 - theta) / (1 - share));
    }
    return log;
  });
  const top = Math.max(...logs);
  return top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0) / logs.length);
}

/** Bad events, all of them the service's, that would pass `alpha` at this share: how much more must be seen. */
export function eventsNeeded(alpha: number, share: number): number {
  const bar = Math.log(1 / alpha);
  let events = 1;
  while (events < 100_000 && logEvidence([{ service: events, all: events, share }]) < bar) events += 1;
  return events;
}
