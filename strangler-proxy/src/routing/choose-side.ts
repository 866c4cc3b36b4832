import type { Reach } from './reach.ts';

export type Side = 'monolith' | 'service';

/** Why a request went where it went; written to the access log and told by `banyan why`. */
export type Because = 'no slice' | 'off' | 'shadow' | 'share' | 'live' | 'graduated';

export interface Decision {
  readonly side: Side;
  readonly because: Because;
}

/**
 * Chooses the side of a request on a slice. Raising a share only ever moves callers to the service, lowering it only
 * moves them back, because the service's buckets always begin at 0.
 *
 * @param bucket the caller's place in the ramp, 0–9999; only read in stage `ramp`.
 * @example chooseSide({ stage: 'ramp', share: 2500 }, 17) // { side: 'service', because: 'share' }
 */
export function chooseSide(served: Reach, bucket: number): Decision {
  switch (served.stage) {
    case 'off':
    case 'shadow':
      return { side: 'monolith', because: served.stage };
    case 'ramp':
      return { side: bucket < served.share ? 'service' : 'monolith', because: 'share' };
    case 'live':
    case 'graduated':
      return { side: 'service', because: served.stage };
  }
}
