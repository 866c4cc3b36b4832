import type { Reach } from './reach.ts';

export type Side = 'monolith' | 'service';

/** Why a request went where it went; written to the access log and told by `banyan why`. */
export type Because =
  | 'no slice'
  | 'off'
  | 'shadow'
  | 'share'
  | 'cohort'
  | 'live'
  | 'graduated'
  /** A tester asked for it, signed. */
  | 'override'
  /** The service would have been chosen, but its fuse is open or all of its targets are down. */
  | 'fuse';

export interface Decision {
  readonly side: Side;
  readonly because: Because;
  /** The cohort that decided. */
  readonly cohort?: string;
}

/** What a side is chosen by. */
export interface Facts {
  readonly served: Reach;
  readonly home: Side;
  /** The caller's place in the ramp, 0–9999. */
  readonly bucket: number;
  /** The first cohort of the slice that the caller is in. */
  readonly cohort?: { readonly name: string; readonly share: number } | undefined;
  /** What a tester's valid override asks for. */
  readonly override?: Side | undefined;
  /** The service should not be asked now. */
  readonly isServiceDown: boolean;
}

/**
 * Chooses the side of a request on a slice. Raising a share only ever moves callers to the service, lowering it only
 * moves them back, because the service's buckets always begin at 0. Neither stickiness nor a cohort nor a tester
 * outranks `off`, and a fuse only ever sends a request home.
 *
 * @example chooseSide({ served: { stage: 'ramp', share: 2500 }, home: 'monolith', bucket: 17, isServiceDown: false })
 * // { side: 'service', because: 'share' }
 */
export function chooseSide(facts: Facts): Decision {
  const wanted = wantedSide(facts);
  if (wanted.side === 'service' && facts.isServiceDown && facts.home === 'monolith') {
    return { ...wanted, side: 'monolith', because: 'fuse' };
  }
  return wanted;
}

function wantedSide({ served, bucket, cohort, override }: Facts): Decision {
  if (override && served.stage !== 'off' && served.stage !== 'graduated')
    return { side: override, because: 'override' };
  switch (served.stage) {
    case 'off':
    case 'shadow':
      return { side: 'monolith', because: served.stage };
    case 'ramp':
      if (cohort)
        return {
          side: bucket < cohort.share ? 'service' : 'monolith',
          because: 'cohort',
          cohort: cohort.name,
        };
      return { side: bucket < served.share ? 'service' : 'monolith', because: 'share' };
    case 'live':
    case 'graduated':
      return { side: 'service', because: served.stage };
  }
}
