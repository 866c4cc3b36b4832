import type { Side } from '../routing/choose-side.ts';
import { ALL } from '../routing/share.ts';
import type { SliceState } from './snapshot.ts';

/**
 * The side that is asked beside the caller's answer: the service in stage `shadow`, whichever did not answer during a
 * ramp, and the monolith once the service is live, if the file asks for this reverse shadow.
 */
export function otherSideOf(
  { served, config }: Pick<SliceState, 'served' | 'config'>,
  answering: Side,
): Side | undefined {
  switch (served.stage) {
    case 'shadow':
    case 'ramp':
      return answering === 'monolith' ? 'service' : 'monolith';
    case 'live':
      return config.compare.reverse ? 'monolith' : undefined;
    case 'off':
    case 'graduated':
      return undefined;
  }
}

const ONE_IN_TEN = ALL / 10;

/** Share of the reads that the other side is asked too: a shadow is for comparing, a ramp is for moving. */
export function sampleOf({ served, config }: Pick<SliceState, 'served' | 'config'>): number {
  return config.compare.sample ?? (served.stage === 'shadow' ? ALL : ONE_IN_TEN);
}
